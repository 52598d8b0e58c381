"""Pieces several screens are made of: labelled controls, the bottom bar, columns.

They know the kit and the theme, and nothing of responses or services.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.ui.breakpoints import is_narrow, is_short
from surveyapp.ui.kit.card import Bar
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.text import Label
from surveyapp.ui.kit.toast import Toast
from surveyapp.ui.theme import Type


class ProblemLine(QWidget):
    """What to do about one field: icon and words, above its box. Hidden while all is well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(
            Icon("alert-circle", 22, colour="danger", parent=self), 0, Qt.AlignmentFlag.AlignTop
        )
        self._words = Label("", Type.LABEL, colour="danger", parent=self)
        row.addWidget(self._words, 1)
        self.hide()

    def show_problem(self, text: str) -> None:
        """Show what to do, or hide where there is nothing."""
        self._words.set_text(text)
        self.setVisible(bool(text))


class Labelled(QWidget):
    """A control under its label, hint and problem: one row of a form of ours."""

    def __init__(self, control: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._label = Label("", Type.HEADING, parent=self)
        self._hint = Label("", Type.CAPTION, colour="text2", parent=self)
        self._problem = ProblemLine(self)
        column.addWidget(self._label)
        column.addWidget(self._hint)
        column.addWidget(self._problem)
        column.addSpacing(4)
        column.addWidget(control)
        self._hint.hide()

    def set_label(self, text: str) -> None:
        """Name the row."""
        self._label.set_text(text)

    def set_hint(self, text: str) -> None:
        """Show what helps, or nothing."""
        self._hint.set_text(text)
        self._hint.setVisible(bool(text))

    def label(self) -> str:
        """Return the row's name."""
        return self._label.text()

    def show_problem(self, text: str) -> None:
        """Show what to do about it, or that all is well."""
        self._problem.show_problem(text)
        for mark in ("set_wrong",):
            if hasattr(self.control, mark):
                getattr(self.control, mark)(bool(text))
        if hasattr(self.control, "set_description"):
            self.control.set_description(text or self._hint.text())


class BottomBar(Bar):
    """Way back at the leading end, way on at the trailing end, brief messages between them.

    Where the window is narrow the messages take a strip above the buttons, so that no answer is
    ever covered.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(line_above=True, parent=parent)
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(8)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(16)
        self._lead = QHBoxLayout()
        self._lead.setSpacing(12)
        self._trail = QHBoxLayout()
        self._trail.setSpacing(12)
        self.toast = Toast(self, floating=False)
        self._buttons.addLayout(self._lead)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        self._buttons.addLayout(self._trail)
        self._rows.addLayout(self._buttons)
        self._toast_above: bool | None = None
        self.arrange()

    def retheme(self) -> None:
        """Fit the text size."""
        self.arrange()
        super().retheme()

    def add_leading(self, widget: QWidget) -> None:
        """Put a button at the leading end."""
        self._lead.addWidget(widget)

    def add_trailing(self, widget: QWidget) -> None:
        """Put a button at the trailing end."""
        self._trail.addWidget(widget)

    def arrange(self) -> None:
        """Fit the window's width and height."""
        low = is_short(self)
        edge = 4 if low else 12
        side = 24 if not is_narrow(self) else 16
        self._rows.setContentsMargins(side, edge + 1, side, edge)
        above = is_narrow(self)
        if above == self._toast_above:
            return
        self._toast_above = above
        self._rows.removeWidget(self.toast)
        self._buttons.removeWidget(self.toast)
        policy = self.toast.sizePolicy()
        policy.setRetainSizeWhenHidden(not above)
        self.toast.setSizePolicy(policy)
        if above:
            self._rows.insertWidget(0, self.toast)
        else:
            self._buttons.insertWidget(2, self.toast)

    def event(self, event: QEvent) -> bool:
        """Arrange again when the bar is shown in a window or that window changes size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.arrange()
        return super().event(event)


class Columns(QWidget):
    """Two columns where there is room, one where there is not."""

    def __init__(
        self,
        lead: QWidget,
        trail: QWidget,
        *,
        shares: tuple[int, int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shares = shares
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(24)
        self._box.addWidget(lead, shares[0], Qt.AlignmentFlag.AlignTop)
        self._box.addWidget(trail, shares[1], Qt.AlignmentFlag.AlignTop)

    def event(self, event: QEvent) -> bool:
        """Turn into one column, or back."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            down = is_narrow(self)
            way = QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight
            if way is not self._box.direction():
                self._box.setDirection(way)
                self._box.setSpacing(16 if down else 24)
                for index, share in enumerate(self._shares):
                    self._box.setStretch(index, 0 if down else share)
        return super().event(event)
