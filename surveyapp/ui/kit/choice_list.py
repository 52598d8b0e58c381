"""A list of choices that is searched: inline, no pop-up, quick at ten thousand.

Ten thousand labels are filtered in Python over folded text in a few milliseconds, and only the
rows in view are drawn. Words are passed in; which choice is the answer is the caller's business.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAccessible, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from surveyapp.text import fold
from surveyapp.ui.kit.card import Hairline
from surveyapp.ui.kit.choice_group import Option
from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.indicator import draw_check
from surveyapp.ui.kit.paint import draw_box, is_rtl, leading, trailing, trimmed
from surveyapp.ui.kit.scroll_page import tame_scrolling
from surveyapp.ui.kit.text import Label, Span, TextBlock
from surveyapp.ui.theme import Themed, Type, current

MOST_ROWS = 6
_FOLD_STEP = 500
_PAD = 14
GAP = 8  # between the field above and the panel, kept inside: the layout has no spacing


class ChoiceList(QWidget, Themed):
    """Rows under a search field, and how many they are.

    ``picked(value)`` when a row is pressed. ``count_text(shown, all)`` words the footer.
    """

    accessible_role = QAccessible.Role.Grouping

    picked = Signal(str)

    def __init__(
        self,
        count_text: Callable[[int, int], str],
        *,
        many: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.count_text = count_text
        self.many = many
        self.needles: tuple[str, ...] = ()
        self.selected: frozenset[str] = frozenset()
        self._options: tuple[Option, ...] = ()
        self._folded: list[str] = []
        self._rows: list[int] = []
        self._longest = ""
        self._row_lines = 1
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6 + GAP, 6, 0)
        column.setSpacing(0)
        self._model = QStringListModel(self)
        self.view = _View(self)
        self.view.setModel(self._model)
        self.view.setItemDelegate(_Delegate(self))
        self.view.clicked.connect(self._on_clicked)
        self._footer = Label("", Type.CAPTION, colour="text2", parent=self)
        self._footer.setContentsMargins(_PAD, 6, _PAD, 8)
        column.addWidget(self.view)
        column.addWidget(Hairline(parent=self))
        column.addWidget(self._footer)
        self._folding = QTimer(self)
        self._folding.setInterval(0)
        self._folding.timeout.connect(lambda: self._fold_more(_FOLD_STEP))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retheme()

    # -- content ---------------------------------------------------------------------------

    def set_options(self, options: Sequence[Option]) -> None:
        """Show other choices; search begins again."""
        options = tuple(options)
        if options == self._options:
            return
        self._options = options
        self._folded = []
        self._folding.start()
        self.search("")

    def set_selected(self, values: Collection[str]) -> None:
        """Mark the chosen rows."""
        self.selected = frozenset(values)
        self.view.viewport().update()

    def search(self, query: str) -> int:
        """Show the choices in which every word of the query occurs; return how many."""
        self.needles = tuple(fold(query).split())
        if not self.needles:
            self._rows = list(range(len(self._options)))
        else:
            self._fold_more(len(self._options))
            needles, folded = self.needles, self._folded
            first = needles[0]
            found = [place for place, text in enumerate(folded) if first in text]
            for needle in needles[1:]:
                found = [place for place in found if needle in folded[place]]
            begins = [place for place in found if folded[place].startswith(first)]
            starters = set(begins)
            self._rows = begins + [place for place in found if place not in starters]
        texts = [self._options[place].text for place in self._rows]
        self._longest = max(texts, key=len, default="")
        self._model.setStringList(texts)
        self._measure()
        self.set_active(0 if self.needles and self._rows else -1)
        self._footer.set_text(self.count_text(len(self._rows), len(self._options)))
        return len(self._rows)

    def _fold_more(self, count: int) -> None:
        start = len(self._folded)
        more = self._options[start : start + count]
        self._folded += [fold(option.text) for option in more]
        if len(self._folded) >= len(self._options):
            self._folding.stop()

    # -- the active row --------------------------------------------------------------------

    def set_active(self, row: int) -> None:
        """Mark a row as the one Enter takes (-1: none) and bring it into view."""
        index = self._model.index(row, 0) if row >= 0 else QModelIndex()
        self.view.setCurrentIndex(index)
        if index.isValid():
            self.view.scrollTo(index)

    def go(self, step: int) -> None:
        """Go some rows up or down; the ends hold."""
        count = len(self._rows)
        if not count:
            return
        here = self.view.currentIndex().row()
        there = 0 if here < 0 and step > 0 else count - 1 if here < 0 else here + step
        self.set_active(max(0, min(count - 1, there)))

    def active(self) -> Option | None:
        """Return the marked choice."""
        row = self.view.currentIndex().row()
        return self.option(row) if 0 <= row < len(self._rows) else None

    def option(self, row: int) -> Option:
        """Return the choice of a row."""
        return self._options[self._rows[row]]

    def options(self) -> tuple[Option, ...]:
        """Return all choices."""
        return self._options

    def rows(self) -> tuple[Option, ...]:
        """Return the choices shown."""
        return tuple(self._options[place] for place in self._rows)

    def show_selected(self) -> None:
        """Bring the chosen row into view and mark it."""
        for row, place in enumerate(self._rows):
            if self._options[place].value in self.selected:
                self.set_active(row)
                self.view.scrollTo(
                    self._model.index(row, 0), QAbstractItemView.ScrollHint.PositionAtCenter
                )
                return

    def _on_clicked(self, index: QModelIndex) -> None:
        self.picked.emit(self.option(index.row()).value)

    # -- measuring and painting ------------------------------------------------------------

    def row_height(self) -> int:
        """Return the height of every row: one line, or as many as the longest label takes."""
        theme = current()
        more = theme.line_step(Type.OPTION, rtl=is_rtl(self)) * (self._row_lines - 1)
        return max(50, theme.line(Type.OPTION) + more + 20)

    def words_width(self) -> float:
        """Return the width of a row's words."""
        theme = current()
        marks = theme.icon_px(24) + 12
        return max(60.0, self.view.viewport().width() - 2 * _PAD - marks - 4)

    def _measure(self) -> None:
        metrics = QFontMetricsF(current().font(Type.OPTION, rtl=is_rtl(self)))
        # The longest by letters is not always the widest: an eighth more makes up for it.
        wide = metrics.horizontalAdvance(self._longest) * 1.125
        self._row_lines = max(1, min(4, int(wide // self.words_width()) + 1))
        rows = max(1, min(MOST_ROWS, len(self._rows)))
        self.view.setFixedHeight(rows * self.row_height() if self._rows else 8)
        self.view.doItemsLayout()
        self.updateGeometry()

    def resizeEvent(self, event: object) -> None:
        """Measure rows again in the new width."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._measure()

    def retheme(self) -> None:
        """Take colours and measures."""
        tame_scrolling(self.view)
        self._measure()

    def paintEvent(self, event: object) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the panel."""
        theme = current()
        draw_box(
            QPainter(self),
            QRectF(self.rect()).adjusted(0, GAP, 0, 0),
            radius=12,
            fill=theme.colour("surface"),
            line=theme.colour("line2"),
            width=theme.border,
        )


class _View(QListView):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the search field keeps the focus
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)


class _Delegate(QStyledItemDelegate):
    def __init__(self, owner: ChoiceList) -> None:
        super().__init__(owner)
        self._owner = owner

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's signature
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's signature
    ) -> QSize:
        return QSize(120, self._owner.row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = current()
        owner = self._owner
        choice = owner.option(index.row())
        rect = QRectF(option.rect)
        rtl = is_rtl(owner)
        on = choice.value in owner.selected
        view = owner.view
        active = view.currentIndex().row() == index.row()
        hover = (
            view.underMouse()
            and view.indexAt(view.viewport().mapFromGlobal(view.cursor().pos())).row()
            == index.row()
        )
        if active or hover:
            draw_box(painter, rect.adjusted(0, 1, 0, -1), radius=9, fill=theme.colour("hover"))
        if active:
            bar = leading(rect.adjusted(0, 10, 0, -10), 4, rtl=rtl)
            draw_box(painter, bar, radius=2, fill=theme.colour("primary"))
        inner = trimmed(rect, _PAD, _PAD, rtl=rtl)
        side = theme.icon_px(24)
        ink = theme.colour("text2" if choice.apart else "text")
        if owner.many:
            spot = leading(inner, side, rtl=rtl)
            box = QRectF(spot.left(), rect.center().y() - side / 2, side, side)
            draw_check(painter, box, on=on, line="line_strong", on_soft=False)
            words = trimmed(inner, side + 12, 0, rtl=rtl)
        else:
            if on:
                spot = trailing(inner, side, rtl=rtl)
                draw_icon(painter, spot, "check", theme.colour("primary"), selected=True)
            words = trimmed(inner, 0, side + 12, rtl=rtl)
        spans = tuple(
            Span(start, length, theme.colour("primary"), strong=True)
            for start, length in matches(choice.text, owner.needles)
        )
        block = TextBlock(
            choice.text, Type.OPTION, rtl=rtl, width=words.width(), lines=4, spans=spans
        )
        block.paint(painter, words.left(), rect.center().y() - block.height / 2, ink)


@lru_cache(maxsize=256)
def matches(text: str, needles: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Return where folded needles occur in ``text``: (start, length) in its own letters."""
    if not needles:
        return ()
    folded, places = "", []
    for place, letter in enumerate(text):
        part = " " if letter.isspace() else fold(letter)
        folded += part
        places += [place] * len(part)
    places.append(len(text))
    found = []
    for needle in needles:
        start = folded.find(needle)
        if start >= 0:
            first = places[start]
            found.append((first, places[start + len(needle)] - first))
    return tuple(sorted(found))
