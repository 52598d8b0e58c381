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
    # The policy first: PySide makes a child of the widget of what ``focusProxy`` returns, which of
    # a viewport (that takes no focus) is the scroll area itself: collected while it is shown.
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    children = [child for child in widget.children() if isinstance(child, QWidget)]
    layout = widget.layout()
    placed = list(_placed(layout, children)) if layout is not None else []
    seen = set(placed)
    for child in placed:
        yield from tab_stops(child)
    for other in children:
        if other not in seen and not other.isWindow():
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


def _placed(layout: QLayout, children: list[QWidget]) -> Iterator[QWidget]:
    """Yield the widgets a layout holds, in its order, those of the layouts inside it included.

    It is asked where each of them stands, and not what stands at each place: PySide would wrap
    every item for that, and such a wrapper may outlive its item and be taken for what lies at the
    same address later.
    """
    inner = [each for each in layout.children() if isinstance(each, QLayout)]
    held: list[tuple[int, QWidget | QLayout]] = [
        *((layout.indexOf(child), child) for child in children),
        *((layout.indexOf(each), each) for each in inner),
    ]
    for place, each in sorted(held, key=lambda held: held[0]):
        if place < 0:
            continue
        if isinstance(each, QWidget):
            yield each
        else:
            yield from _placed(each, children)
