"""The questionnaires of this device, and what a new one is before it is added.

A file is read and shown first: its languages, how many questions it asks, what is worth a look; or
what is to be mended, each with its place in the file. Nothing is written until somebody says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.services.faces import nearest, question_count
from surveyapp.services.forms import FormRow
from surveyapp.text import N_, Words, isolate, isolate_ltr
from surveyapp.text.formats import Formats
from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.card import Card, Hairline
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.segmented import own_name
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.problems import problem_lines, problem_says
from surveyapp.ui.screens.home_parts import joined
from surveyapp.ui.screens.parts import BottomBar
from surveyapp.ui.screens.screen import Screen, Text
from surveyapp.ui.screens.work import WorkView
from surveyapp.ui.theme import Tone, Type
from surveyapp.xform.problems import FormProblem, FormRefused, Severity
from surveyapp.xform.xlsform import ImportedForm

MOST_SHOWN = 100
"""Problems listed: whoever mends these looks again, and sees the rest."""


class FormsScreen(Screen):
    """What is there, and one more."""

    left = Signal()
    file_requested = Signal()
    add_requested = Signal()
    """Keep the questionnaire that is shown."""
    dropped = Signal()
    """Forget the questionnaire that is shown."""

    def __init__(self, words: Words, forms: tuple[FormRow, ...]) -> None:
        super().__init__(words)
        self._forms = forms
        self._found: ImportedForm | None = None
        self._refused: UserError | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = ScrollPage(max_width=860, spacing=20, parent=self)
        self._title = Label("", Type.TITLE, parent=self)
        self._lead = Label("", Type.LABEL, colour="text2", parent=self)
        self.work = WorkView(words, self, stoppable=False)
        self._shown = QVBoxLayout()
        self._known = QVBoxLayout()
        for piece in (self._title, self._lead, self.work):
            self._scroll.column.addWidget(piece)
        self._scroll.column.addLayout(self._shown)
        self._scroll.column.addLayout(self._known)
        self._scroll.column.addStretch(1)
        self._bottom = BottomBar(self)
        self._back = Button("", Variant.SECONDARY, icon="arrow-left", size=Size.BAR, parent=self)
        self._choose = Button("", Variant.PRIMARY, icon="plus", size=Size.BAR, parent=self)
        self._bottom.add_leading(self._back)
        self._bottom.add_trailing(self._choose)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._bottom)
        self._back.clicked.connect(self.left)
        self._choose.clicked.connect(self.file_requested)
        say = self.speech.say
        say(self._title.set_text, N_("Questionnaires"))
        say(
            self._lead.set_text,
            N_("A questionnaire is an XLSForm workbook (.xlsx) or an XForm (.xml)."),
        )
        say(self._back.set_text, N_("Back"))
        say(self._choose.set_text, N_("Add a questionnaire"))
        self._show_all()

    # -- what is shown ---------------------------------------------------------------------

    def show_working(self, text: Text) -> None:
        """Show that a file is being read."""
        self._show(None, None)
        self._choose.setEnabled(False)
        self.work.show_working(text)

    def show_found(self, form: ImportedForm) -> None:
        """Show a questionnaire that can be added."""
        self._end_work()
        self._show(form, None)

    def show_refused(self, error: UserError) -> None:
        """Show what is to be mended; nothing was written."""
        self._end_work()
        self._show(None, error)
        self._choose.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, problem_lines(error, self.words)[0])

    def show_added(self, forms: tuple[FormRow, ...], title: str) -> None:
        """Show the questionnaires with the new one among them."""
        self._forms = forms
        self._show(None, None)
        self._choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.work.show_outcome(
            Tone.SUCCESS, lambda words: words("{form} can be asked now", form=isolate(title))
        )

    def _end_work(self) -> None:
        self.work.show_nothing()
        self._choose.setEnabled(True)

    def _show(self, found: ImportedForm | None, refused: UserError | None) -> None:
        self._found, self._refused = found, refused
        self._show_all()
        self._scroll.to_top()

    def _show_all(self) -> None:
        _empty(self._shown)
        _empty(self._known)
        # One button asks for the most: to keep what is shown, else to choose a file.
        most = Variant.SECONDARY if self._found is not None else Variant.PRIMARY
        self._choose.set_variant(most)
        if self._found is not None:
            card = FoundCard(self.words, self._found, self)
            card.added.connect(self.add_requested)
            card.dropped.connect(self.dropped)
            self._shown.addWidget(card)
            card.add.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._refused is not None:
            self._shown.addWidget(ProblemsCard(self.words, self._refused, self))
        self._known.addWidget(KnownCard(self.words, self._forms, self))

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.work.set_words(words)
        super().set_words(words)
        self._show_all()

    def step_back(self) -> bool:
        """Leave."""
        self.left.emit()
        return True

    def first_focus(self) -> QWidget:
        """Begin with one more."""
        return self._choose

    def arrange(self) -> None:
        """Fit the bar."""
        self._bottom.arrange()


class FoundCard(Card):
    """A questionnaire that was read and is not kept yet."""

    added = Signal()
    dropped = Signal()

    def __init__(self, words: Words, form: ImportedForm, parent: QWidget) -> None:
        super().__init__(margin=20, spacing=10, parent=parent)
        self.set_selected(True)
        definition = form.definition
        spoken = nearest(definition.languages, words.language, definition.default_language)
        title = definition.title(spoken)
        self.column.addWidget(Label(isolate(title), Type.HEADING, parent=self))
        count = question_count(definition)
        facts = joined(
            words.plural("{n} question", "{n} questions", count),
            words("version {version}", version=isolate_ltr(definition.version))
            if definition.version
            else "",
            isolate_ltr(form.source_name),
        )
        self.column.addWidget(Label(facts, Type.LABEL, colour="text2", parent=self))
        self.column.addWidget(_line("language", languages_said(words, definition.languages), self))
        if form.files:
            files = Formats(words).listed(tuple(isolate_ltr(name) for name in form.files))
            said = words("With these files beside it: {files}", files=files)
            self.column.addWidget(_line("file-text", said, self))
        self._show_warnings(words, form.warnings)
        ways = QWidget(self)
        flow = FlowLayout(ways, spacing=12)
        self.add = Button(words("Add to this device"), Variant.PRIMARY, icon="check", parent=ways)
        drop = Button(words("Do not add"), Variant.SECONDARY, parent=ways)
        flow.addWidget(self.add)
        flow.addWidget(drop)
        self.column.addWidget(ways)
        self.add.clicked.connect(self.added)
        drop.clicked.connect(self.dropped)
        self.setAccessibleName(title)

    def _show_warnings(self, words: Words, warnings: Sequence[FormProblem]) -> None:
        if not warnings:
            return
        said = words.plural("{n} point worth a look", "{n} points worth a look", len(warnings))
        self.column.addWidget(Label(said, Type.LABEL_STRONG, colour="amber", parent=self))
        for problem in warnings[:MOST_SHOWN]:
            said = problem_says(problem.placed, words)
            self.column.addWidget(_line("info-circle", said, self, ink="amber"))


class ProblemsCard(Card):
    """What keeps a questionnaire from being added, each with its place in the file."""

    def __init__(self, words: Words, error: UserError, parent: QWidget) -> None:
        super().__init__(margin=20, spacing=10, parent=parent)
        found = error.problems if isinstance(error, FormRefused) else ()
        title = problem_lines(error, words)[0] if found else problem_says(error, words)
        self.column.addWidget(Label(title, Type.LABEL_STRONG, colour="danger", parent=self))
        self.column.addWidget(
            Label(words("Nothing was written."), Type.CAPTION, colour="text2", parent=self)
        )
        stopping = [each for each in found if each.severity is Severity.ERROR]
        other = [each for each in found if each.severity is not Severity.ERROR]
        self._said = [problem_says(each.placed, words) for each in (*stopping, *other)]
        for said, each in zip(self._said[:MOST_SHOWN], (*stopping, *other), strict=False):
            wrong = each.severity is Severity.ERROR
            icon, ink = ("alert-circle", "danger") if wrong else ("info-circle", "amber")
            self.column.addWidget(_line(icon, said, self, ink=ink))
        more = len(self._said) - MOST_SHOWN
        if more > 0:
            said = words.plural("and {n} more", "and {n} more", more)
            self.column.addWidget(Label(said, Type.LABEL, colour="text2", parent=self))
        if found:
            copy = Button(words("Copy the list"), Variant.SECONDARY, parent=self)
            copy.clicked.connect(self._on_copy)
            self.column.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeading)
        self.setAccessibleName(title)

    def _on_copy(self) -> None:
        """Let whoever wrote the questionnaire read the list elsewhere."""
        QGuiApplication.clipboard().setText("\n".join((self.accessibleName(), *self._said)))


class KnownCard(Card):
    """The questionnaires of this device."""

    def __init__(self, words: Words, forms: tuple[FormRow, ...], parent: QWidget) -> None:
        super().__init__(margin=20, spacing=10, parent=parent)
        title = words("On this device")
        self.column.addWidget(Label(title, Type.HEADING, parent=self))
        self.setAccessibleName(title)
        for number, form in enumerate(forms):
            if number:
                self.column.addWidget(Hairline(parent=self))
            refusal = form.refusal
            facts = joined(
                words.plural("{n} question", "{n} questions", form.questions),
                words("version {version}", version=isolate_ltr(form.version))
                if form.version
                else "",
                languages_said(words, form.languages),
            )
            said = facts if refusal is None else problem_says(refusal, words)
            ink = "primary" if refusal is None else "danger"
            icon = "file-text" if refusal is None else "alert-circle"
            self.column.addWidget(_line(icon, said, self, ink=ink, head=isolate(form.title)))


def languages_said(words: Words, languages: tuple[str, ...]) -> str:
    """Return the languages of a form by the names they give themselves."""
    named = tuple(isolate(own_name(tag)) for tag in languages if tag)
    return Formats(words).listed(named) if named else words("one language, not named")


def _line(icon: str, said: str, parent: QWidget, *, ink: str = "text2", head: str = "") -> QWidget:
    line = QWidget(parent)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(Icon(icon, 22, colour=ink, parent=line), 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(0)
    if head:
        column.addWidget(Label(head, Type.LABEL_STRONG, parent=line))
    column.addWidget(Label(said, Type.CAPTION if head else Type.LABEL, parent=line))
    row.addLayout(column, 1)
    return line


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
