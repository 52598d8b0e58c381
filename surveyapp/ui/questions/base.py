"""What every question has: label, hint, one line that says what to do or what is wrong.

That line has its place from the start, so an error that appears moves nothing. Subclasses bring
the control; they read the session and emit ``value_edited``, and never write to it themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.services.answers import problem_text
from surveyapp.services.media import FormFile
from surveyapp.text import Direction, Words, direction, isolate
from surveyapp.text.bidi import isolate_as
from surveyapp.text.markup import Style, read_markup
from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.paint import is_rtl, leading, trimmed
from surveyapp.ui.kit.picture import Picture
from surveyapp.ui.kit.text import Label, Span, TextBlock
from surveyapp.ui.questions.guidance import Guidance
from surveyapp.ui.theme import Themed, Type, current
from surveyapp.xform import FieldDef, FormSession, ProblemKind

Files = Callable[[str], FormFile | None]
"""Where a question gets the file at an address of its form; None where the form came without."""

PLAYED = ("audio", "video")
"""Kinds of media that this device does not play."""

# Arabic has no italics, and a form's own colours may be unreadable on ours.
_STRONG = (Style.STRONG, Style.EMPHASIS, Style.HEADING)


def _show(label: Label, source: str, *, tag: str = "", page: str = "") -> None:
    """Show what a form's author wrote, without the marks of its markup.

    Words in another language (``tag``) than the page's keep the direction of their own.
    """
    marked = read_markup(source)
    foreign = tag != page and bool(marked.text)
    label.set_text(_isolated(marked.text, tag) if foreign else marked.text)
    strong = [run for run in marked.runs if run.style in _STRONG]
    first = 1 if foreign else 0  # the isolate
    label.set_spans(tuple(Span(run.start + first, run.length, strong=True) for run in strong))


def _isolated(text: str, tag: str) -> str:
    return isolate_as(text, rtl=direction(tag) is Direction.RTL) if tag else isolate(text)


def no_files(_address: str) -> None:
    """Stand in where a form is shown without its files."""


@dataclass(frozen=True, slots=True)
class Posed:
    """A question as it is put to somebody: in which response, in what words, at a kiosk or not."""

    session: FormSession
    ref: str
    words: Words
    kiosk: bool = False

    @property
    def field(self) -> FieldDef:
        """Return what the form says of the question."""
        return self.session.question(self.ref)


class SlotLine(QWidget, Themed):
    """The line under a question: what to do, or in its place what is wrong."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self._wrong = False
        # Not Fixed: Qt would cap the height at a hint taken at another width, and clip.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_text(self, text: str, *, wrong: bool) -> None:
        """Show an instruction, or a problem with its icon."""
        if (text, wrong) != (self._text, self._wrong):
            self._text, self._wrong = text, wrong
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def text(self) -> str:
        """Return the words shown."""
        return self._text

    @property
    def wrong(self) -> bool:
        """Say whether a problem is shown."""
        return self._wrong

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def _icon_room(self) -> int:
        return current().icon_px(20) + 8 if self._wrong else 0

    def _block(self, width: float) -> TextBlock:
        step = Type.LABEL if self._wrong else Type.CAPTION
        return TextBlock(
            self._text, step, rtl=is_rtl(self), width=max(1.0, width - self._icon_room())
        )

    def hasHeightForWidth(self) -> bool:
        """Say that words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return at least the line that an error takes: it moves nothing when it comes."""
        return max(current().line(Type.LABEL), self._block(width).height)

    def sizeHint(self) -> QSize:
        """Return one line."""
        return QSize(current().px(320), self.heightForWidth(max(self.width(), current().px(320))))

    def minimumSizeHint(self) -> QSize:
        """Return one line."""
        return QSize(48, current().line(Type.LABEL))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw icon and words."""
        theme = current()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        rtl = is_rtl(self)
        ink = theme.colour("danger" if self._wrong else "text2")
        if self._wrong:
            side = theme.icon_px(20)
            spot = leading(rect, side, rtl=rtl)
            box = QRectF(spot.left(), (theme.line(Type.LABEL) - side) / 2, side, side)
            draw_icon(painter, box, "alert-circle", ink)
        words = trimmed(rect, self._icon_room(), 0, rtl=rtl)
        block = self._block(rect.width())
        top = max(0.0, (theme.line(Type.LABEL) - block.height) / 2)
        block.paint(painter, words.left(), top, ink)


class QuestionWidget(QWidget, Themed):
    """One question (or, for a matrix, several) on the page.

    ``value_edited(ref, value)`` carries lexical text, as the engine takes it. Problems of kind
    ``required`` are shown from ``reveal_problems()`` on; others as soon as the person has left
    the field. ``went_on()`` asks the page to go to the next question;
    ``grew()`` says that something opened in it that should be in view.
    """

    accessible_role = QAccessible.Role.Grouping

    value_edited = Signal(str, str)
    went_on = Signal()
    grew = Signal()

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = posed.session
        self.ref = posed.ref
        self.words = posed.words
        self.kiosk = posed.kiosk
        self.field = posed.field
        self._revealed = False
        self._files: Files = no_files
        self._image = ""  # address of the picture shown
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.title = Label("", Type.QUESTION, parent=self)
        self.picture = Picture(self)
        self.unplayed = Label("", Type.CAPTION, colour="text2", parent=self)
        self.unplayed.hide()
        self.hint = Label("", Type.CAPTION, colour="text2", parent=self)
        self.guidance = Guidance(self)
        self.guidance.opened.connect(self.grew)
        self.slot = SlotLine(self)
        self.counter = Label("", Type.CAPTION_STRONG, colour="primary", wrap=False, parent=self)
        self.counter.hide()
        row = self._counting = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.slot, 1)
        row.addWidget(self.counter, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self.title)
        self._column.addWidget(self.picture)
        self._column.addWidget(self.unplayed)
        self._column.addWidget(self.hint)
        self._column.addWidget(self.guidance)
        self._column.addLayout(row)
        self._column.addSpacing(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    # -- for the page ----------------------------------------------------------------------

    @property
    def refs(self) -> tuple[str, ...]:
        """Return the questions this widget asks."""
        return (self.ref,)

    @property
    def wants_full_width(self) -> bool:
        """Say whether the column's cap should give way (matrices)."""
        return False

    def add_control(self, widget: QWidget) -> None:
        """Put the control (or one more) below the words."""
        self._column.addWidget(widget)

    def refresh(self) -> None:
        """Read everything from the session again."""
        label = self.label_source()
        session = self.session
        tag = session.label_language(self.ref)
        _show(self.title, label, tag=tag, page=session.language)
        self.title.setVisible(bool(label))
        hint = self.hint_source()
        _show(self.hint, hint)
        self.hint.setVisible(bool(hint))
        self.guidance.set_text(self.session.guidance(self.ref), self.words)
        self._refresh_media()
        self.refresh_control()
        self.refresh_problem()

    def label_source(self) -> str:
        """Return the words of the question as the form has them, marked up."""
        return self.session.label(self.ref)

    def hint_source(self) -> str:
        """Return the hint as the form has it, ``""`` where there is none."""
        return self.session.hint(self.ref)

    def set_files(self, files: Files) -> None:
        """Show the pictures of the form, which come from ``files``."""
        self._files = files
        self._image = ""
        self._refresh_media()

    def _refresh_media(self) -> None:
        media = self.session.media(self.ref)
        address = media.get("image", "")
        if address != self._image:
            file = self._files(address) if address else None
            self.picture.set_data(file.data if file else b"")
            self._image = address
        self.picture.setAccessibleName(self.title.text())
        unplayed = self.unplayed_text()
        self.unplayed.set_text(unplayed)
        self.unplayed.setVisible(bool(unplayed))

    def unplayed_text(self) -> str:
        """Return what to say of recordings, which this device does not play; ``""`` without."""
        if any(kind in self.session.media(self.ref) for kind in PLAYED):
            return self.words("A recording belongs to this question. This device does not play it.")
        return ""

    def retranslate(self, words: Words) -> None:
        """Speak another language; answers, focus and typing stay."""
        self.words = words
        self.refresh()

    def flush(self) -> None:
        """Emit what was typed and is still waiting."""

    def reveal_problems(self) -> None:
        """Show problems of every kind from now on, missing answers too."""
        self._revealed = True
        self.refresh_problem()

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus where answering begins."""
        self.setFocus(reason)

    def focus_ref(self, ref: str, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus on one of ``refs``."""
        assert ref in self.refs
        self.focus_first(reason)

    def set_current(self, current_question: bool, *, by_keys: bool) -> None:
        """Hear that the focus came into this question or left it."""

    def accepts_focus(self) -> bool:
        """Say whether there is anything to answer here."""
        return True

    # -- for subclasses --------------------------------------------------------------------

    def refresh_control(self) -> None:
        """Show value, choices and state in the control."""
        raise NotImplementedError

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Show the control as wrong (or not) and describe it for screen readers."""
        raise NotImplementedError

    def instruction(self) -> str:
        """Return what to do, in a few words; ``""`` where it goes without saying."""
        return ""

    def local_problem(self) -> str:
        """Return a more exact message than the engine's, or ``""``."""
        return ""

    def holds_back(self) -> bool:
        """Say whether the person is still writing: a half answer is not yet wrong."""
        return False

    def refresh_problem(self) -> None:
        """Show what is wrong, or what to do."""
        message = self.visible_problem()
        was = self.slot.text() if self.slot.wrong else ""
        usual = self._usual_line()
        self.slot.set_text(message or usual, wrong=bool(message))
        self.setAccessibleName(self.title.text())
        said = " ".join(part for part in (message, self.hint.text(), usual) if part)
        self.setAccessibleDescription(said)
        self.set_control_wrong(bool(message), said)
        if message and message != was:
            announce(self, message)

    def visible_problem(self) -> str:
        """Return the words of the problem that is shown now, or ``""``."""
        problem = self.session.problem(self.ref)
        if problem is None or self.holds_back():
            return ""
        if problem.kind is ProblemKind.REQUIRED and not self._revealed:
            return ""
        return self.local_problem() or problem_text(self.session, problem, self.words)

    def _usual_line(self) -> str:
        if self.session.is_readonly(self.ref):
            return self.instruction()
        needed = self.session.is_required(self.ref)
        rule = self.words("Answer required") if needed else self.words("Optional")
        # A hint says it better than our own instruction; one line is enough for both.
        instruction = "" if self.session.hint(self.ref) else self.instruction()
        return " \u00a0·\u00a0 ".join(part for part in (instruction, rule) if part)

    def set_counter(self, text: str) -> None:
        """Show a small count at the trailing end (``""`` hides it)."""
        self.counter.set_text(text)
        self.counter.setVisible(bool(text))

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()
