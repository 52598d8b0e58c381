"""Select by search: ``minimal`` and ``autocomplete``, for lists too long to lay out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from surveyapp.text import Words
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.button import IconButton
from surveyapp.ui.kit.choice_group import Option
from surveyapp.ui.kit.choice_list import MOST_ROWS, ChoiceList
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.tag import Tag
from surveyapp.ui.questions.base import Posed, QuestionWidget
from surveyapp.ui.questions.looks import Looks
from surveyapp.ui.questions.select import options_of
from surveyapp.xform import Choice, Control


class SearchQuestion(QuestionWidget):
    """A field and, once it is used, the list beneath it.

    Closed, the field says the answer. Typing, a press or the Down key opens the list; Enter takes
    the marked row, Escape closes. Several answers stay as tags under the list.
    """

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self._many = self.field.control is Control.SELECT_MANY
        self.input = Field(icon="search", parent=self)
        self._clear = IconButton("x", "", size=46, colour="text2", parent=self)
        self._opener = IconButton("chevron-down", "", size=46, colour="text2", parent=self)
        for button in (self._clear, self._opener):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys do the same
            self.input.add_after(button)
        self.list = ChoiceList(self._count_text, many=self._many, parent=self)
        self.list.hide()
        self._tags = QWidget(self)
        self._tag_flow = FlowLayout(self._tags, spacing=8)
        self._tags.hide()
        self._shown_tags: tuple[tuple[str, str], ...] = ()
        self._choices: tuple[Choice, ...] = ()
        self._worded: tuple[Option, ...] = ()
        self._labels: dict[str, str] = {}
        self.input.text_edited.connect(self._on_text_edited)
        self.input.edit.installEventFilter(self)
        self.list.picked.connect(self._pick)
        self._clear.clicked.connect(self._on_clear)
        self._opener.clicked.connect(self._on_opener)
        self.title.setBuddy(self.input.edit)
        self.add_control(self.input)
        self.add_control(self.list)
        self.add_control(self._tags)
        self.refresh()

    # -- the contract ----------------------------------------------------------------------

    def refresh_control(self) -> None:
        """Show choices, the answer and the tags."""
        self.list.set_options(self._options())
        chosen = self.session.selected(self.ref)
        self.list.set_selected(chosen)
        self.input.set_name(unmarked(self.session.label(self.ref)))
        readonly = self.session.is_readonly(self.ref)
        self.input.set_read_only(readonly)
        self._opener.setVisible(not readonly)
        self._opener.set_name(
            self.words("Close the list") if self._open() else self.words("Open the list")
        )
        self._opener.set_icon("chevron-up" if self._open() else "chevron-down")
        self._clear.set_name(self.words("Clear"))
        self._show_answer()
        if self._many:
            self.set_counter(
                self.words.plural("{n} chosen", "{n} chosen", len(chosen)) if chosen else ""
            )
            self._show_tags(chosen)

    def _options(self) -> tuple[Option, ...]:
        """Return the choices put into words; ten thousand are not put so at every key."""
        choices = self.session.choices(self.ref)
        if choices is not self._choices:
            self._choices = choices
            self._worded = options_of(choices)
            self._labels = {option.value: option.text for option in self._worded}
        return self._worded

    def _show_answer(self) -> None:
        """Show the answer in the closed field; in the open one it is the example."""
        invitation = self.words("Search or choose from the list")
        answer = ""
        if not self._many:
            value = self.session.value(self.ref)
            self._options()
            answer = self._labels.get(value, value) if value else ""
        if self._open():
            self.input.set_placeholder(answer or invitation)
        else:
            self.input.set_placeholder(invitation)
            self.input.set_text(answer)
        self._clear.setVisible(
            (self._open() and bool(self.input.text())) or (bool(answer) and not self._required())
        )

    def _required(self) -> bool:
        ref = self.ref
        return self.session.is_required(ref) or self.session.is_readonly(ref)

    def _show_tags(self, chosen: tuple[str, ...]) -> None:
        wanted = tuple((value, self._labels.get(value, value)) for value in chosen)
        if wanted == self._shown_tags:
            return
        self._shown_tags = wanted
        while (item := self._tag_flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for value, text in wanted:
            tag = Tag(text, self.words("Remove {answer}", answer=text), parent=self._tags)
            tag.clicked.connect(lambda _on=False, value=value: self._pick(value))
            self._tag_flow.addWidget(tag)
        self._tag_flow.setContentsMargins(0, 8, 0, 0)
        self._tags.setVisible(bool(wanted))
        self._tags.updateGeometry()

    def retranslate(self, words: Words) -> None:
        """Speak another language; an open search goes on with the new words."""
        self._shown_tags = ()
        super().retranslate(words)
        if self._open():
            self.list.search(self.input.text())

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Show the red frame."""
        self.input.set_wrong(wrong)
        self.input.set_description(description)

    def instruction(self) -> str:
        """Say how many answers there may be."""
        if self._many:
            return self.words("Several answers possible")
        return self.words("Choose one answer")

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the cursor into the search."""
        self.input.edit.setFocus(reason)

    def accepts_focus(self) -> bool:
        """Say whether anything can be chosen."""
        return not self.session.is_readonly(self.ref)

    def set_current(self, current_question: bool, *, by_keys: bool) -> None:  # noqa: ARG002
        """Close when the focus goes elsewhere."""
        if not current_question:
            self.close_list()

    def _count_text(self, shown: int, count: int) -> str:
        if not shown:
            return self.words("Nothing found. Try a shorter word")
        return self.words.plural("{shown} of {n}", "{shown} of {n}", count, shown=shown)

    # -- opening, searching, picking -------------------------------------------------------

    def _open(self) -> bool:
        return not self.list.isHidden()

    def open_list(self) -> None:
        """Show the list under the field, the chosen row in view."""
        if self._open() or self.session.is_readonly(self.ref):
            return
        self.list.show()
        self.input.set_text("")
        self.list.search("")
        self.refresh_control()
        # The list has its width only after the layout has run.
        QTimer.singleShot(0, self.list, self.list.show_selected)
        self.grew.emit()

    def close_list(self) -> None:
        """Hide the list; the field says the answer again."""
        if self._open():
            self.list.hide()
            self.refresh_control()

    def _on_text_edited(self, text: str) -> None:
        if not self._open():
            self.list.show()
            self.refresh_control()
            self.grew.emit()
        found = self.list.search(text)
        self._show_answer()
        active = self.list.active()
        told = self._count_text(found, len(self.list.options()))
        announce(self.input.edit, f"{told}. {active.text}" if active else told)

    def _on_opener(self) -> None:
        if self._open():
            self.close_list()
        else:
            self.input.edit.setFocus(Qt.FocusReason.MouseFocusReason)
            self.open_list()

    def _on_clear(self) -> None:
        if self._open() and self.input.text():
            self.input.set_text("")
            self.list.search("")
            self._show_answer()
        elif not self._many and self.session.value(self.ref):
            self.value_edited.emit(self.ref, "")
            self.refresh_control()
        self.input.edit.setFocus(Qt.FocusReason.MouseFocusReason)

    def _pick(self, value: str) -> None:
        if not self._many:
            self.list.hide()
            if value != self.session.value(self.ref):
                self.value_edited.emit(self.ref, value)
            self.refresh_control()
            if Looks.of(self.field).quick:
                self.went_on.emit()
            return
        before = self.session.selected(self.ref)
        if value in before:
            after = tuple(kept for kept in before if kept != value)
        else:
            after = (*before, value)
        order = {choice.value: place for place, choice in enumerate(self.session.choices(self.ref))}
        after = tuple(sorted(after, key=lambda code: order.get(code, len(order))))
        self.value_edited.emit(self.ref, " ".join(after))
        self.refresh_control()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let keys work the list while the cursor stays in the field; a press opens it."""
        if watched is self.input.edit:
            if event.type() == QEvent.Type.MouseButtonRelease and not self._open():
                QTimer.singleShot(0, self, self.open_list)
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held and held != Qt.KeyboardModifier.ShiftModifier:
            return False
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: MOST_ROWS,
            Qt.Key.Key_PageUp: -MOST_ROWS,
        }
        if key in steps:
            if self._open():
                self.list.go(steps[key])
                active = self.list.active()
                announce(self.input.edit, active.text if active else "")
            else:
                self.open_list()
                if not self.session.value(self.ref):
                    self.list.go(steps[key])  # what opened by an arrow is ready for Enter
            return True
        if key == Qt.Key.Key_Escape and self._open():
            self.close_list()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter()
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self._open():
            self._on_clear()
            return True
        return False

    def _on_enter(self) -> None:
        active = self.list.active() if self._open() else None
        if active is not None:
            self._pick(active.value)
            if self._many:
                self.input.set_text("")
                self.list.search("")
                self._show_answer()
        elif self._open() and not self.input.text():
            self.close_list()
        elif not self._open():
            self.went_on.emit()
