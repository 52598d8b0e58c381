"""A barcode or QR code: typed, read by a scanner that types, or read out of a picture.

A scanner at the USB port types the code and Enter, which goes on. This app has no camera: a photo
of the code, from the disk or the clipboard, is read instead.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QWidget

from surveyapp.errors import UserError
from surveyapp.text import isolate
from surveyapp.ui.kit.button import Button, Variant
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.models.barcodes import codes_in
from surveyapp.ui.models.pictures import whole
from surveyapp.ui.questions.base import Posed
from surveyapp.ui.questions.text import TextQuestion
from surveyapp.ui.questions.uploads import NO_DOOR, Upload, UploadDoor, dialog_filter, read_file


class BarcodeQuestion(TextQuestion):
    """A field for the code, and a button that reads it out of a picture."""

    def __init__(self, posed: Posed, parent: QWidget | None = None) -> None:
        self.door: UploadDoor = NO_DOOR
        self._refused: UserError | None = None
        self._found: tuple[str, ...] = ()
        self._buttons: QWidget | None = None
        super().__init__(posed, parent)
        buttons = self._buttons = QWidget(self)
        self._flow = FlowLayout(buttons, spacing=12)
        self.read = Button("", Variant.SECONDARY, icon="qrcode", parent=buttons)
        self.read.clicked.connect(self._on_read)
        self.paste = Button("", Variant.SECONDARY, icon="clipboard", parent=buttons)
        self.paste.clicked.connect(self._on_paste)
        self._flow.addWidget(self.read)
        self._flow.addWidget(self.paste)
        self._codes: list[Button] = []
        self._column.addSpacing(8)
        self.add_control(buttons)
        self.setAcceptDrops(not posed.kiosk)
        self.refresh()

    def set_door(self, door: UploadDoor) -> None:
        """Get pictures through ``door``."""
        self.door = door

    def refresh_control(self) -> None:
        """Show the code, and what was found in a picture."""
        super().refresh_control()
        if self._buttons is None:
            return
        self.read.set_text(self.words("Read from a picture"))
        self.paste.set_text(self.words("Paste a picture"))
        # Choosing a file would lead a respondent out of the questionnaire.
        may = not (self.session.is_readonly(self.ref) or self.kiosk)
        self._buttons.setVisible(may)

    def instruction(self) -> str:
        """Say that a scanner may type."""
        return self.words("Type the code, or scan it")

    def local_problem(self) -> str:
        """Return why nothing could be read."""
        return self.words.problem(self._refused) if self._refused else ""

    def visible_problem(self) -> str:
        """Return what was wrong with the picture, or what the form says."""
        return self.local_problem() or super().visible_problem()

    def _on_read(self) -> None:
        title = self.words("Read from a picture")
        path = self.door.pick(title, dialog_filter(Upload.IMAGE, self.field, self.words))
        if path is not None:
            self.read_path(path)

    def read_path(self, path: Path) -> None:
        """Read the code out of a picture from the disk."""
        try:
            data = read_file(path, Upload.IMAGE, self.field)
        except UserError as problem:
            self._refuse(problem)
            return
        self.read_image(whole(data))

    def read_image(self, image: QImage) -> None:
        """Take the code a picture shows; where it shows several, the person chooses one."""
        codes = codes_in(image)
        if len(codes) == 1:
            self._take(codes[0])
            return
        self._offer(codes)
        self._refuse(
            None
            if codes
            else UserError(
                "No code can be read in this picture. Take it again, closer and straight, or type "
                "the code."
            )
        )

    def _take(self, code: str) -> None:
        self._offer(())
        self._refused = None
        self.tell_text(code)
        self.input.edit.setFocus()

    def _offer(self, codes: tuple[str, ...]) -> None:
        for button in self._codes:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._codes = []
        for code in codes:
            button = Button(isolate(code), Variant.TONAL, parent=self._buttons)
            button.clicked.connect(lambda _on=False, code=code: self._take(code))
            self._flow.addWidget(button)
            button.show()
            self._codes.append(button)
        if codes:
            self._codes[0].setFocus()
            self.grew.emit()

    def _refuse(self, problem: UserError | None) -> None:
        self._refused = problem
        self.refresh_problem()

    def _on_text_edited(self, text: str) -> None:
        self._refuse(None)
        super()._on_text_edited(text)

    def _on_paste(self) -> None:
        self.read_mime(QGuiApplication.clipboard().mimeData())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let a picture be dropped."""
        mime = event.mimeData()
        if mime.hasUrls() or mime.hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the code in the picture that was dropped."""
        event.acceptProposedAction()
        self.read_mime(event.mimeData())

    def read_mime(self, mime: QMimeData) -> None:
        """Read the code in a picture that was dropped or copied."""
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if paths:
            self.read_path(paths[0])
        elif mime.hasImage():
            self.read_image(QImage(mime.imageData()))
        else:
            self._refuse(UserError("There is no picture to read. Copy one first, or choose one."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read a picture from the clipboard by the usual keys; text goes into the field."""
        mime = QGuiApplication.clipboard().mimeData()
        if event.matches(QKeySequence.StandardKey.Paste) and not mime.hasText() and not self.kiosk:
            self._on_paste()
            return
        super().keyPressEvent(event)
