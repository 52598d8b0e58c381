"""Where Tab leads: in the order things are read, whatever was added or taken away since.

Qt keeps one chain of widgets for a window, in the order they were made, and mending it each time a
question comes or goes is fragile (a chain once tied wrongly loses whole bars). So the window walks
its layouts instead: first to last is reading order, in both directions of writing. It must not
know any screen.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLayout, QWidget


def tab_stops(widget: QWidget) -> Iterator[QWidget]:
    """Yield what takes the keyboard by Tab inside ``widget``, itself included, in reading order."""
    if not widget.isVisible() or not widget.isEnabled():
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    layout = widget.layout()
    placed = list(_placed(layout)) if layout is not None else []
    seen = set(placed)
    for child in placed:
        yield from tab_stops(child)
    for other in widget.children():
        if isinstance(other, QWidget) and other not in seen and not other.isWindow():
            yield from tab_stops(other)


def move_focus(stops: list[QWidget], *, forward: bool) -> bool:
    """Give the keyboard to the stop after (or before) the one that has it, round and round."""
    if not stops:
        return False
    here = QApplication.focusWidget()
    if here in stops:
        place = stops.index(here) + (1 if forward else -1)
    else:
        place = _place_inside(stops, here, forward=forward)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    stops[place % len(stops)].setFocus(reason)
    return True


def _place_inside(stops: list[QWidget], here: QWidget | None, *, forward: bool) -> int:
    """Return where to go from a widget that is no stop itself (an option that arrows reached)."""
    group = here.parentWidget() if here is not None else None
    beside = [i for i, stop in enumerate(stops) if group is not None and group.isAncestorOf(stop)]
    if beside:
        return beside[-1] + 1 if forward else beside[0] - 1
    return 0 if forward else -1


def _placed(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _placed(inner)
