"""A question that is answered by a file: chosen, dropped or pasted, replaced, taken away again.

The widget hands bytes on (``file_given``) and shows what the response holds. What was taken away
can be brought back while the page stands: the response keeps the bytes as long as it is open.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from surveyapp.errors import UserError
from surveyapp.services.media import FormFile
from surveyapp.services.response_files import require_fit
from surveyapp.text import N_, isolate_ltr
from surveyapp.text.formats import Formats
from surveyapp.text.markup import unmarked
from surveyapp.ui.kit.announce import announce
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.drop_box import DropBox
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.picture import Picture
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.pictures import as_png
from surveyapp.ui.questions.base import Posed, QuestionWidget
from surveyapp.ui.questions.uploads import (
    NO_DOOR,
    Upload,
    UploadDoor,
    dialog_filter,
    read_file,
    require_kind,
)
from surveyapp.ui.theme import Type

_PREVIEW = 260
_CHOOSE = {
    Upload.AUDIO: N_("Choose a recording"),
    Upload.VIDEO: N_("Choose a video"),
    Upload.FILE: N_("Choose a file"),
}
_CHOOSE_PICTURE = N_("Choose a picture")
_HOW = {
    Upload.AUDIO: N_("Choose a recording from this device, or drop it here."),
    Upload.VIDEO: N_("Choose a video from this device, or drop it here."),
    Upload.FILE: N_("Choose a file from this device, or drop it here."),
}
_NO_RECORDER = {
    Upload.AUDIO: N_("This app does not record. Record with another app, then choose its file."),
    Upload.VIDEO: N_("This app does not film. Film with the camera app, then choose its file."),
}
_ICONS = {Upload.AUDIO: "volume", Upload.VIDEO: "video", Upload.FILE: "paperclip"}


class FileQuestion(QuestionWidget):
    """A recording, a video, or any file.

    ``file_given(ref, name, data)`` when somebody gives one; ``value_edited`` when it is taken away
    or brought back.
    """

    file_given = Signal(str, str, object)

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        super().__init__(posed, parent)
        self.kind = Upload.of(self.field) or Upload.FILE
        self.door: UploadDoor = NO_DOOR
        self._shown = ""  # the answer whose file is shown
        self._before = ""  # the answer before the last change: what can be brought back
        self._refused: UserError | None = None
        self._file: FormFile | None = None
        box = self.box = DropBox(self)
        box.setAcceptDrops(not posed.kiosk)
        box.dropped.connect(self._on_dropped)
        self.preview = Picture(box, high=_PREVIEW)  # to be recognised; the buttons stay in view
        self.about = Label("", Type.BODY, parent=box)
        self.buttons = QWidget(box)
        self.flow = FlowLayout(self.buttons, spacing=12)
        self.choose = self._button(Variant.TONAL, _ICONS.get(self.kind, "photo"), self._on_choose)
        self.paste = self._button(Variant.SECONDARY, "clipboard", self._on_paste)
        self.remove = self._button(Variant.SECONDARY, "trash", self._on_remove)
        self.undo = self._button(Variant.GHOST, "arrow-back-up", self._on_undo)
        self.note = Label("", Type.CAPTION, colour="text2", parent=box)
        for each in (self.preview, self.about, self.buttons, self.note):
            box.column.addWidget(each)
        self.add_control(box)
        self.refresh()

    def _button(self, variant: Variant, icon: str, act: Callable[[], None]) -> Button:
        button = Button("", variant, icon=icon, parent=self.buttons)
        button.clicked.connect(act)
        self.flow.addWidget(button)
        return button

    def set_door(self, door: UploadDoor) -> None:
        """Get files through ``door``."""
        self.door = door
        self._shown = ""
        self.refresh()

    # -- what is shown ---------------------------------------------------------------------

    def refresh_control(self) -> None:
        """Show the file that answers, or how to give one."""
        answer = self.session.typed(self.ref)
        if answer != self._shown:
            self._shown = answer
            self._file = self.door.given(self.ref) if answer else None
            self.preview.set_data(self.preview_of(self._file))
        fixed = self.session.is_readonly(self.ref)
        self.box.set_filled(bool(answer))
        self.box.setAcceptDrops(not (fixed or self.kiosk))
        self.about.set_text(self._told(answer))
        self.about.setVisible(bool(self.about.text()))
        self._show_buttons(answer, fixed=fixed)
        note = "" if answer or fixed else self.limits()
        self.note.set_text(note)
        self.note.setVisible(bool(note))
        name = unmarked(self.session.label(self.ref))
        self.preview.setAccessibleName(name)

    def _told(self, answer: str) -> str:
        words = self.words
        if not answer:
            if self.session.is_readonly(self.ref):
                return words("No file was given.")
            return self.invitation()
        name = isolate_ltr(answer)
        if self._file is None:
            return words("The file {file} is not on this device.", file=name)
        return f"{name} · {Formats(words).size(len(self._file.data))}"

    def _show_buttons(self, answer: str, *, fixed: bool) -> None:
        words = self.words
        self.choose.set_text(words("Replace") if answer else words(self.choose_words()))
        self.paste.set_text(words("Paste"))
        self.remove.set_text(words("Remove"))
        self.undo.set_text(words("Undo"))
        may = not (fixed or self.kiosk)
        self.choose.setVisible(may)
        self.paste.setVisible(may and not answer and self.kind.is_picture)
        self.remove.setVisible(bool(answer) and not fixed)
        self.undo.setVisible(bool(self._before) and self._before != answer and not fixed)
        self.buttons.setVisible(any(not each.isHidden() for each in self.buttons_shown()))

    def buttons_shown(self) -> tuple[Button, ...]:
        """Return the buttons in their order."""
        return (self.choose, self.paste, self.remove, self.undo)

    def preview_of(self, file: FormFile | None) -> bytes:  # noqa: ARG002 - for pictures
        """Return the bytes of the picture to show of a file."""
        return b""

    def choose_words(self) -> str:
        """Return the message id of what the first button says."""
        return _CHOOSE.get(self.kind, _CHOOSE_PICTURE)

    def invitation(self) -> str:
        """Return how a file is given."""
        if self.kiosk:
            return self.words("Files are given to the staff: nothing is chosen on this device.")
        return self.words(_HOW[self.kind])

    def limits(self) -> str:
        """Return what this device does not do, and what to do instead; ``""`` where nothing."""
        told = _NO_RECORDER.get(self.kind, "")
        return self.words(told) if told and not self.kiosk else ""

    def set_control_wrong(self, wrong: bool, description: str) -> None:
        """Show the red frame."""
        self.box.set_wrong(wrong)
        for button in self.buttons_shown():
            button.setAccessibleDescription(f"{self.title.text()} {description}".strip())

    def local_problem(self) -> str:
        """Return what was wrong with the file somebody tried to give."""
        return self.words.problem(self._refused) if self._refused else ""

    def visible_problem(self) -> str:
        """Return what was wrong with the last try, or what the form says."""
        return self.local_problem() or super().visible_problem()

    def focus_first(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Focus the first button."""
        shown = next((each for each in self.buttons_shown() if not each.isHidden()), None)
        if shown is not None:
            shown.setFocus(reason)

    def accepts_focus(self) -> bool:
        """Say whether anything can be done here."""
        return any(not each.isHidden() for each in self.buttons_shown())

    # -- giving ----------------------------------------------------------------------------

    def give(self, name: str, data: bytes) -> None:
        """Hand a file on, or say why it is none for this question."""
        try:
            name, data = self.prepared(name, data)
            require_fit(len(data))
        except UserError as problem:
            self._refuse(problem)
            return
        self._refused = None
        self._before = self.session.typed(self.ref)
        self.file_given.emit(self.ref, name, data)
        self.refresh()
        announce(self, self.about.text())
        self.grew.emit()

    def prepared(self, name: str, data: bytes) -> tuple[str, bytes]:
        """Return a file as it is kept; ``UserError`` where the question takes no such file."""
        require_kind(name, self.kind, self.field)
        return name, data

    def give_path(self, path: Path) -> None:
        """Give a file from the disk."""
        try:
            data = read_file(path, self.kind, self.field)
        except UserError as problem:
            self._refuse(problem)
            return
        self.give(path.name, data)

    def give_mime(self, mime: QMimeData | None) -> None:
        """Give what was dropped or lies on the clipboard (some systems give out nothing there)."""
        paths = (
            [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()] if mime else []
        )
        if paths:
            self.give_path(paths[0])
        elif mime and mime.hasImage() and self.kind.is_picture:
            self.give("picture.png", as_png(QImage(mime.imageData())))
        else:
            self._refuse(UserError("There is no file to take there. Choose one instead."))

    def _refuse(self, problem: UserError) -> None:
        self._refused = problem
        self.refresh_problem()

    def _on_choose(self) -> None:
        title = self.words(self.choose_words())
        path = self.door.pick(title, dialog_filter(self.kind, self.field, self.words))
        if path is not None:
            self.give_path(path)

    def _on_dropped(self, mime: QMimeData) -> None:
        self.give_mime(mime)

    def _on_paste(self) -> None:
        self.give_mime(QGuiApplication.clipboard().mimeData())

    def _on_remove(self) -> None:
        self._change("")
        self._focus_shown(self.undo)

    def _on_undo(self) -> None:
        self._change(self._before)
        self._focus_shown(self.remove)

    def _change(self, answer: str) -> None:
        self._refused = None
        self._before = self.session.typed(self.ref)
        self.value_edited.emit(self.ref, answer)
        self.refresh()
        announce(self, self.about.text())

    def _focus_shown(self, button: Button) -> None:
        """Keep the focus in the question where the button that had it went."""
        if not self.isAncestorOf(self.window().focusWidget() or self):
            button.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what lies on the clipboard by the usual keys."""
        fixed = self.session.is_readonly(self.ref)
        if event.matches(QKeySequence.StandardKey.Paste) and not (fixed or self.kiosk):
            self._on_paste()
            return
        super().keyPressEvent(event)
