"""Numbers, dates, times, ranges and the rest, one kind at a time."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from surveyapp.text import load_words
from surveyapp.ui.questions.acknowledge import AcknowledgeQuestion
from surveyapp.ui.questions.display import DisplayQuestion
from surveyapp.ui.questions.note import NoteQuestion
from surveyapp.ui.questions.number import NumberQuestion, unit_of
from surveyapp.ui.questions.search import SearchQuestion
from surveyapp.ui.questions.text import TextQuestion
from surveyapp.ui.questions.unsupported import UnsupportedQuestion
from surveyapp.xform import ProblemKind
from tests.ui.questions.conftest import Fill, click, focused, key, one_input, small_form, write


@pytest.mark.parametrize(
    ("typed", "value"),
    [("40", "40"), ("٤٠", "40"), ("1 200", "1200"), ("-3", "-3"), ("abc", "abc"), ("", "")],
)
def test_an_integer_is_read_as_it_was_meant(fill: Fill, typed: str, value: str) -> None:
    page = fill("page", form=one_input("int"), language="")
    question = page.question("q")
    question.focus_first()
    write(typed)
    page.page.flush()
    assert page.typed("q") == value


def test_what_is_no_number_stays_and_says_what_is_expected(fill: Fill) -> None:
    page = fill("page", form=one_input("int"), language="")
    question = page.question("q")
    assert isinstance(question, NumberQuestion)
    question.focus_first()
    write("beaucoup")
    key(Qt.Key.Key_Tab)
    assert page.typed("q") == "beaucoup"
    problem = page.session.problem(page.ref("q"))
    assert problem is not None
    assert problem.kind is ProblemKind.TYPE
    assert question.slot.wrong
    assert question.input.text() == "beaucoup"


@pytest.mark.parametrize(("language", "shown"), [("fr", "2,5"), ("en", "2.5")])
def test_a_decimal_takes_the_comma_of_the_language(fill: Fill, language: str, shown: str) -> None:
    page = fill("page", form=one_input("decimal"), language=language)
    page.words = load_words(language)
    page.page.retranslate(page.words)
    question = page.question("q")
    assert isinstance(question, NumberQuestion)
    question.focus_first()
    write("2,5")
    key(Qt.Key.Key_Tab)
    assert page.value("q") == "2.5"
    page.session.answer(page.ref("q"), "7.25")
    page.page.apply(page.session.answer(page.ref("q"), "2.5"))
    question.input.set_text("")
    question.refresh()
    assert question.input.text() == shown


def test_steppers_stay_within_the_constraint(fill: Fill) -> None:
    page = fill("trade", actor="exp", status="occ")
    share = page.question("share")
    assert isinstance(share, NumberQuestion)
    assert unit_of(page.session.label(share.ref)) == "%"
    click(share._plus)
    assert page.value("share") == "0", "the first press begins at the least"
    click(share._minus)
    assert page.value("share") == "0"
    click(share._plus)
    assert page.value("share") == "1"
    share.focus_first()
    key(Qt.Key.Key_Up)
    assert page.value("share") == "2"
    page.page.apply(page.session.answer(share.ref, "100"))
    click(share._plus)
    assert page.value("share") == "100"
    assert share._plus.width() >= 46


def test_digits_only_text_keeps_its_nought_and_its_order(fill: Fill) -> None:
    page = fill("page", form=one_input("string", appearance="numbers"), language="")
    question = page.question("q")
    assert isinstance(question, TextQuestion)
    question.focus_first()
    write("٠٦12345678")
    page.page.flush()
    assert page.value("q") == "0612345678"
    assert question.input.edit.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_a_trigger_is_acknowledged_and_taken_back(fill: Fill) -> None:
    form = small_form(
        '<trigger ref="/data/page/q"><label>Lu</label></trigger>',
        binds='<bind nodeset="/data/page/q" type="string"/>',
        data="<q/>",
    )
    page = fill("page", form=form, language="")
    question = page.question("q")
    assert isinstance(question, AcknowledgeQuestion)
    click(question.group.card("OK"))
    assert page.value("q") == "OK"
    click(question.group.card("OK"))
    assert page.value("q") == ""


def test_a_note_is_read_and_not_stopped_at(fill: Fill) -> None:
    page = fill("welcome")
    notes = [q for q in page.page.questions() if isinstance(q, NoteQuestion)]
    assert len(notes) == 4
    assert not any(note.accepts_focus() for note in notes)
    page.page.focus_first(Qt.FocusReason.TabFocusReason)
    assert page.question("consent").isAncestorOf(focused())


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_notes_stand_side_by_side_where_there_is_room(fill: Fill, language: str) -> None:
    page = fill("welcome", language=language)
    notes = [q for q in page.page.questions() if isinstance(q, NoteQuestion)]
    page.window.resize(1280, 800)
    QApplication.processEvents()
    first, second, third, _ = (note.geometry() for note in notes)
    assert first.top() == second.top() < third.top()
    assert (first.left() > second.left()) == (language == "ar")
    page.window.resize(700, 800)
    QApplication.processEvents()
    first, second, third, _ = (note.geometry() for note in notes)
    assert first.bottom() < second.top() <= second.bottom() < third.top()


def test_a_calculated_value_is_shown_and_follows(fill: Fill) -> None:
    form = small_form(
        '<input ref="/data/page/q"><label>Number</label></input>',
        '<input ref="/data/page/twice"><label>Twice</label></input>',
        binds='<bind nodeset="/data/page/q" type="int"/>'
        '<bind nodeset="/data/page/twice" type="int" readonly="true()" '
        'calculate="/data/page/q * 2"/>',
        data="<q/><twice/>",
    )
    page = fill("page", form=form, language="")
    page.question("q").focus_first()
    write("21")
    page.page.flush()
    assert page.value("twice") == "42"
    shown = page.question("twice")
    field = shown._field if isinstance(shown, DisplayQuestion | NumberQuestion) else None
    assert field is not None
    assert field.text() == "42"
    assert field.edit.isReadOnly()
    assert not shown.accepts_focus()


@pytest.mark.parametrize(
    ("required", "told"),
    [
        ("false()", "You can go on without it."),
        ("true()", "The form asks for it: finish this response on a phone or tablet."),
    ],
)
def test_what_this_device_cannot_ask_is_said_politely(fill: Fill, required: str, told: str) -> None:
    form = small_form(
        '<input ref="/data/page/q"><label>Place</label></input>',
        binds=f'<bind nodeset="/data/page/q" type="geopoint" required="{required}"/>',
        data="<q/>",
    )
    page = fill("page", form=form, language="")
    question = page.question("q")
    assert isinstance(question, UnsupportedQuestion)
    assert question._panel.accessibleDescription() == page.words(told)


def test_a_very_long_list_is_searched_whatever_it_says(fill: Fill) -> None:
    items = "".join(
        f"<item><label>Commune {n}</label><value>c{n}</value></item>" for n in range(40)
    )
    form = small_form(
        f'<select1 ref="/data/page/q"><label>Commune</label>{items}</select1>',
        binds='<bind nodeset="/data/page/q" type="string"/>',
        data="<q/>",
    )
    page = fill("page", form=form, language="")
    question = page.question("q")
    assert isinstance(question, SearchQuestion)
    question.focus_first()
    QTest.keyClicks(focused(), "commune 39")
    key(Qt.Key.Key_Return)
    assert page.value("q") == "c39"
