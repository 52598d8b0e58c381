"""A page of a real form on a real session, filled in as the app does it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from surveyapp.paths import forms_dir
from surveyapp.services.media import FormFile, media_type
from surveyapp.text import load_words
from surveyapp.ui import theme
from surveyapp.ui.kit.focus_ring import FocusRing
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.questions import QuestionPage, QuestionWidget
from surveyapp.ui.questions.base import Files, no_files
from surveyapp.ui.questions.uploads import UploadDoor
from surveyapp.ui.theme import Look, Theme
from surveyapp.xform import FormDefinition, FormSession, open_form, parse_xform

NOON = datetime.datetime(2026, 12, 26, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="session")
def feedback() -> FormDefinition:
    """The company questionnaire, converted once."""
    return open_form(forms_dir() / "company_feedback.xlsx")


class Filling:
    """A window with one page; what a person answers goes to the session and comes back."""

    def __init__(
        self,
        session: FormSession,
        page_ref: str,
        *,
        width: int,
        height: int,
        kiosk: bool,
        files: Files = no_files,
    ) -> None:
        self.session = session
        self.told: list[tuple[str, str]] = []
        self.words = load_words(session.language or "en")
        page = next(page for page in session.pages() if page.ref == page_ref)
        self.window = QWidget()
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        self.scroll = ScrollPage()
        column.addWidget(self.scroll)
        self.given: dict[str, FormFile] = {}
        """What the response holds, by answer."""
        self.offered: Path | None = None
        """What the person picks in the system's dialog."""
        self.asked_for: list[tuple[str, str]] = []
        uploads = UploadDoor(lambda ref: self.given.get(session.typed(ref)), self._pick)
        self.page = QuestionPage(
            session, page, self.words, kiosk=kiosk, files=files, uploads=uploads
        )
        self.page.value_edited.connect(self._on_value_edited)
        self.page.file_given.connect(self._on_file_given)
        if self.page.wants_full_width:
            self.scroll.set_max_width(0)
        self.scroll.column.addWidget(self.page)
        self.scroll.column.addStretch(1)
        self.window.resize(width, height)

    def _on_value_edited(self, ref: str, value: str) -> None:
        self.told.append((ref, value))
        self.page.apply(self.session.answer(ref, value))

    def _on_file_given(self, ref: str, name: str, data: bytes) -> None:
        own = f"{1798273800000 + len(self.given)}{Path(name).suffix}"
        self.given[own] = FormFile(own, media_type(own), data)
        self.page.apply(self.session.answer(ref, own))

    def _pick(self, title: str, kind: str) -> Path | None:
        self.asked_for.append((title, kind))
        return self.offered

    def file(self, name: str) -> FormFile | None:
        """Return the file that answers a question."""
        return self.given.get(self.value(name))

    def speak(self, language: str) -> None:
        """Switch form and interface together."""
        self.words = load_words(language)
        self.session.set_language(language)
        self.page.retranslate(self.words)
        QApplication.processEvents()

    def question(self, name: str) -> QuestionWidget:
        """Return the question of a name."""
        for question in self.page.questions():
            if any(ref.rsplit("/", 1)[-1] == name for ref in question.refs):
                return question
        raise AssertionError(f"{name} is not asked here")

    def ref(self, name: str) -> str:
        """Return the ref of a name."""
        return next(ref for ref in self.question(name).refs if ref.rsplit("/", 1)[-1] == name)

    def value(self, name: str) -> str:
        """Return the session's answer."""
        return self.session.value(self.ref(name))

    def typed(self, name: str) -> str:
        """Return what stands in the field, an answer or not yet one."""
        return self.session.typed(self.ref(name))

    def names(self) -> list[str]:
        """Return the names of the questions on the page, first to last."""
        return [question.ref.rsplit("/", 1)[-1] for question in self.page.questions()]


Fill = Callable[..., Filling]


@pytest.fixture
def fill(qapp: QApplication, qtbot: QtBot, feedback: FormDefinition) -> Iterator[Fill]:
    """Open a page: ``fill("trade", language="ar", status="occ")``."""
    open_ones: list[Filling] = []

    def begin(
        page: str,
        *,
        language: str = "fr",
        look: Look = Look.LIGHT,
        scale: float = 1.0,
        width: int = 1280,
        height: int = 800,
        kiosk: bool = False,
        form: FormDefinition | None = None,
        files: Files = no_files,
        **answers: str,
    ) -> Filling:
        theme.apply(qapp, Theme(look=look, scale=scale, language=language, motion=False))
        session = FormSession(form or feedback, language=language, now=lambda: NOON)
        known = {field.name: field.ref for field in session.definition.fields}
        if "consent" in known:
            session.answer(known["consent"], "1")
        for name, value in answers.items():
            session.answer(known[name], value)
        filling = Filling(
            session, f"/data/{page}", width=width, height=height, kiosk=kiosk, files=files
        )
        open_ones.append(filling)
        qtbot.addWidget(filling.window)
        filling.window.show()
        filling.window.activateWindow()
        qtbot.waitUntil(filling.window.isActiveWindow)
        return filling

    yield begin
    FocusRing.leave()
    theme.apply(qapp, Theme(motion=False))


def small_form(
    *questions: str, binds: str = "", data: str = "", title: str = "Small"
) -> FormDefinition:
    """Return a form of one field-list page from body XML, binds and instance nodes."""
    xml = f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">
 <h:head><h:title>{title}</h:title>
  <model odk:xforms-version="1.0.0">
   <instance><data id="small" version="1"><page>{data}</page>
    <meta><instanceID/></meta></data></instance>
   {binds}
   <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
  </model></h:head>
 <h:body><group ref="/data/page" appearance="field-list"><label>Page</label>
 {"".join(questions)}</group></h:body></h:html>"""
    return parse_xform(xml.encode())


def one_input(kind: str, *, appearance: str = "", more: str = "") -> FormDefinition:
    """Return a form that asks one typed question, called ``q``, and one text after it."""
    look = f' appearance="{appearance}"' if appearance else ""
    return small_form(
        f'<input ref="/data/page/q"{look}><label>Question</label></input>',
        '<input ref="/data/page/after"><label>After</label></input>',
        binds=f'<bind nodeset="/data/page/q" type="{kind}" {more}/>'
        '<bind nodeset="/data/page/after" type="string"/>',
        data="<q/><after/>",
    )


def focused() -> QWidget:
    """Return the widget that has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def key(which: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press one key wherever the focus is."""
    QTest.keyClick(focused(), which, modifiers)


def write(text: str) -> None:
    """Type; letters that are not ASCII come through an input method, as on every system."""
    for letter in text:
        target = focused()
        if letter.isascii():
            QTest.keyClicks(target, letter)
        else:
            event = QInputMethodEvent()
            event.setCommitString(letter)
            QApplication.sendEvent(target, event)


def click(widget: QWidget) -> None:
    """Press the middle of a widget with the mouse."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())


def tap(widget: QWidget, screen: object) -> None:
    """Press the middle of a widget with a finger."""
    window = widget.window()
    handle: QWindow = window.windowHandle()
    point: QPoint = widget.mapTo(window, widget.rect().center())
    QTest.touchEvent(handle, screen).press(0, point, handle).commit()  # type: ignore[call-overload]
    QTest.touchEvent(handle, screen).release(0, point, handle).commit()  # type: ignore[call-overload]
    QApplication.processEvents()


def swipe(page: Filling, widget: QWidget, screen: object, start: QPoint, end: QPoint) -> None:
    """Draw a finger over the page, as slowly as a person does."""
    handle = page.window.windowHandle()
    start, end = (widget.mapTo(page.window, point) for point in (start, end))
    QTest.touchEvent(handle, screen).press(0, start, handle).commit()  # type: ignore[call-overload]
    for step in range(1, 11):
        QTest.qWait(20)  # the scroller measures how fast the finger goes
        way = start + (end - start) * step / 10
        QTest.touchEvent(handle, screen).move(0, way, handle).commit()  # type: ignore[call-overload]
        QApplication.processEvents()
    QTest.touchEvent(handle, screen).release(0, end, handle).commit()  # type: ignore[call-overload]
    QApplication.processEvents()
