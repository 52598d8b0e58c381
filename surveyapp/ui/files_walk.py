"""The walk past questions that files answer, for pictures and for tests that see every screen.

A part of ``screenshots.py``: it brings a small form of its own, which no organiser sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from surveyapp.services.forms import add_form
from surveyapp.services.workspace import Workspace
from surveyapp.ui.kit.sketch import Stroke
from surveyapp.ui.main_window import MainWindow
from surveyapp.ui.models.pictures import as_png
from surveyapp.ui.questions.drawing import DrawingQuestion
from surveyapp.ui.questions.given_file import FileQuestion

_WORDS = {
    "ar": ("ملفات", "صورة لمدخل المقاولة", "توقيع المسؤول", "رمز الشارة"),
    "fr": ("Fichiers", "Une photo de l’entrée", "Signature du responsable", "Code du badge"),
    "en": ("Files", "A photo of the entrance", "Signature of whoever is in charge", "Badge code"),
}
_CURVE = ((0.15, 0.62), (0.24, 0.3), (0.31, 0.66), (0.42, 0.34), (0.55, 0.68), (0.82, 0.5))


def file_screens(
    window: MainWindow,
    workspace: Workspace,
    language: str,
    begin: Callable[[str], None],
    settle: Callable[[], None],
) -> Iterator[str]:
    """Yield the names of the screens while each is shown; ``begin`` starts with a form's hash."""
    path = workspace.store.data_dir.parent / "files.xml"
    path.write_text(_form(language), encoding="utf-8")
    row = add_form(workspace, path).row
    begin(row.hash)
    asked = {each.ref.rpartition("/")[2]: each for each in window.findChildren(FileQuestion)}
    asked["photo"].give("entrance.png", as_png(_entrance()))
    settle()
    yield "24_files"
    signing = asked["signature"]
    assert isinstance(signing, DrawingQuestion)
    signing.draw()
    size = signing.sheet.pad.sketch.size
    points = [QPointF(x * size.width(), y * size.height()) for x, y in _CURVE]
    signing.sheet.pad.sketch.strokes.append(Stroke(QColor("#16211F"), 6.0, points))
    signing.sheet.pad.changed.emit()
    settle()
    yield "25_signature"
    signing.sheet.finish.click()
    settle()


def _entrance() -> QImage:
    """Return a picture that is nobody's."""
    image = QImage(900, 560, QImage.Format.Format_RGB32)
    image.fill(QColor("#CFE3EA"))
    painter = QPainter(image)
    painter.fillRect(0, 400, 900, 160, QColor("#C9B48A"))
    painter.fillRect(220, 150, 460, 260, QColor("#B4552D"))
    painter.fillRect(400, 250, 110, 160, QColor("#0B5F56"))
    painter.end()
    return image


def _form(language: str) -> str:
    title, photo, signature, code = _WORDS[language]
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa">
 <h:head><h:title>{title}</h:title>
  <model>
   <instance><data id="files" version="1"><page><photo/><signature/><code/></page>
    <meta><instanceID/></meta></data></instance>
   <bind nodeset="/data/page/photo" type="binary"/>
   <bind nodeset="/data/page/signature" type="binary"/>
   <bind nodeset="/data/page/code" type="barcode"/>
   <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  </model></h:head>
 <h:body><group ref="/data/page" appearance="field-list"><label>{title}</label>
  <upload ref="/data/page/photo" mediatype="image/*"><label>{photo}</label></upload>
  <upload ref="/data/page/signature" mediatype="image/*" appearance="signature">
   <label>{signature}</label></upload>
  <input ref="/data/page/code"><label>{code}</label></input>
 </group></h:body></h:html>"""
