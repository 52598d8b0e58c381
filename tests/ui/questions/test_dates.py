"""Days, months, years, times and moments: typed, picked, set step by step."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from surveyapp.services.answers import answer_text
from surveyapp.text import load_words
from surveyapp.text.bidi import strip_isolates
from surveyapp.ui.kit.stepper import Stepper
from surveyapp.ui.questions.date import DateQuestion
from surveyapp.ui.questions.date_panels import DayPanel, MonthPanel, StepsPanel, YearPanel
from surveyapp.ui.questions.moment import MomentQuestion, lexical_moment
from surveyapp.ui.questions.time import TimeQuestion
from tests.ui.questions.conftest import Fill, Filling, click, focused, key, one_input, write


def ask_date(fill: Fill, appearance: str = "", **how: str) -> tuple[Filling, DateQuestion]:
    page = fill("page", form=one_input("date", appearance=appearance), language="", **how)
    question = page.question("q")
    assert isinstance(question, DateQuestion)
    return page, question


def ask_moment(fill: Fill, appearance: str = "", **how: str) -> tuple[Filling, MomentQuestion]:
    page = fill("page", form=one_input("dateTime", appearance=appearance), language="", **how)
    question = page.question("q")
    assert isinstance(question, MomentQuestion)
    return page, question


def speak(page: Filling, language: str) -> None:
    """Let the interface speak a language; the small form has one for all."""
    page.words = load_words(language)
    page.page.retranslate(page.words)


# -- a day --


def test_a_typed_date_is_confirmed_in_words(fill: Fill) -> None:
    page, question = ask_date(fill)
    before = question.box.long.height()
    question.focus_first()
    write("26/12/2026")
    assert "2026" in question.box.long.text()
    assert question.box.long.height() == before
    key(Qt.Key.Key_Tab)
    assert page.value("q") == "2026-12-26"


def test_a_day_that_november_lacks_is_named(fill: Fill) -> None:
    page, question = ask_date(fill)
    question.focus_first()
    write("31/11/2026")
    key(Qt.Key.Key_Tab)
    assert page.typed("q") == "31/11/2026"
    assert question.slot.wrong
    words = page.words
    assert question.slot.text() == words.plural(
        "{month} has {n} day", "{month} has {n} days", 30, month=words("November")
    )


def test_a_day_is_picked_from_the_calendar(fill: Fill) -> None:
    page, question = ask_date(fill, q="2027-03-15")
    assert question.input.text() == "15/03/2027"
    click(question.box.opener)
    assert isinstance(question.box.panel(), DayPanel)
    key(Qt.Key.Key_Right)
    key(Qt.Key.Key_Return)
    assert page.value("q") == "2027-03-16"
    assert question.input.text() == "16/03/2027"
    assert not question.box.is_open()
    assert question.input.edit.hasFocus()


def test_arrows_go_to_the_day_after_and_begin_at_today(fill: Fill) -> None:
    page, question = ask_date(fill)
    question.focus_first()
    key(Qt.Key.Key_Up)
    assert page.value("q") == "2026-12-26", "today by the clock of the interview"
    key(Qt.Key.Key_Up)
    assert page.value("q") == "2026-12-27"
    key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Down)
    assert page.value("q") == "2026-12-25"


@pytest.mark.parametrize("appearance", ["islamic", "ethiopian", "bikram-sambat"])
def test_another_calendar_is_asked_in_ours_and_says_so(fill: Fill, appearance: str) -> None:
    page, question = ask_date(fill, appearance)
    assert page.words("Day/month/year") in question.slot.text()
    assert "Gregorian" in question.slot.text()
    question.focus_first()
    write("26/12/2026")
    page.page.flush()
    assert page.value("q") == "2026-12-26"


def test_without_a_calendar_a_day_is_set_step_by_step(fill: Fill) -> None:
    page, question = ask_date(fill, "no-calendar")
    click(question.box.opener)
    panel = question.box.panel()
    assert isinstance(panel, StepsPanel)
    assert page.value("q") == "", "opening answers nothing"
    click(panel.day.plus)
    assert page.value("q") == "2026-12-26", "the first press begins at today"
    for _ in range(39):
        click(panel.year.minus)
    assert page.value("q") == "1987-12-26"
    click(panel.month.plus)
    assert page.value("q") == "1988-01-26"
    panel.day.value.setFocus()
    for _ in range(6):
        key(Qt.Key.Key_Up)
    assert page.value("q") == "1988-01-01", "days go round in their month"
    assert question.box.is_open(), "steps stay open"
    assert question.input.text() == "01/01/1988"


# -- a month, a year --


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("12/2026", "12/2026"), ("دجنبر ٢٠٢٦", "دجنبر ٢٠٢٦"), ("décembre 2026", "décembre 2026")],
)
def test_a_month_is_typed_in_figures_or_in_words(fill: Fill, typed: str, shown: str) -> None:
    page, question = ask_date(fill, "month-year")
    speak(page, "ar")
    question.focus_first()
    write(typed)
    assert strip_isolates(question.box.long.text()) == "دجنبر 2026"
    key(Qt.Key.Key_Tab)
    assert page.value("q") == "2026-12-01"
    assert question.input.text() == shown, "what was typed stays as it was typed"
    assert answer_text(page.session, page.ref("q"), page.words) == "دجنبر 2026"


def test_a_month_is_picked_from_its_year(fill: Fill) -> None:
    page, question = ask_date(fill, "month-year")
    speak(page, "ar")
    click(question.box.opener)
    panel = question.box.panel()
    assert isinstance(panel, MonthPanel)
    names = [panel.picker.cell(2026 * 12 + month).text() for month in range(12)]
    assert names[4:9] == ["ماي", "يونيو", "يوليوز", "غشت", "شتنبر"]
    assert focused().accessibleName() == "دجنبر 2026", "this month is where picking begins"
    key(Qt.Key.Key_Left)
    assert focused().accessibleName() == "يناير 2027", "arrows follow the direction"
    key(Qt.Key.Key_Return)
    assert page.value("q") == "2027-01-01"
    assert question.input.text() == "01/2027"


def test_half_a_month_says_how_it_is_written(fill: Fill) -> None:
    page, question = ask_date(fill, "month-year")
    question.focus_first()
    write("13/2026")
    key(Qt.Key.Key_Tab)
    assert page.typed("q") == "13/2026"
    assert "12/2026" in question.slot.text()


def test_a_year_is_typed_stepped_and_picked(fill: Fill) -> None:
    page, question = ask_date(fill, "year")
    question.focus_first()
    write("١٩٨٧")
    page.page.flush()
    assert page.value("q") == "1987-01-01"
    assert answer_text(page.session, page.ref("q"), page.words) == "1987"
    key(Qt.Key.Key_Up)
    assert page.value("q") == "1988-01-01"
    click(question.box.opener)
    panel = question.box.panel()
    assert isinstance(panel, YearPanel)
    click(panel.picker.cell(1990))
    assert page.value("q") == "1990-01-01"
    assert question.input.text() == "1990"


# -- a time --


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("14:20", "14:20:00.000"),
        ("14h20", "14:20:00.000"),
        ("1420", "14:20:00.000"),
        ("9h", "09:00:00.000"),
        ("25:00", "25:00"),
    ],
)
def test_times_are_typed_as_people_type_them(fill: Fill, typed: str, value: str) -> None:
    page = fill("page", form=one_input("time"), language="")
    question = page.question("q")
    assert isinstance(question, TimeQuestion)
    question.focus_first()
    write(typed)
    key(Qt.Key.Key_Tab)
    assert page.typed("q") == value
    if value.endswith("000"):
        assert question.to_text(value) == value[:5]


def test_a_time_is_set_by_hours_and_fives(fill: Fill) -> None:
    page = fill("page", form=one_input("time"), language="")
    question = page.question("q")
    assert isinstance(question, TimeQuestion)
    question.focus_first()
    write("14:22")
    click(question.box.opener)
    panel = question.box.panel()
    assert panel is not None
    click(panel.minute.plus)
    assert page.value("q") == "14:25:00.000"
    click(panel.minute.minus)
    assert page.value("q") == "14:20:00.000"
    click(panel.hour.minus)
    assert page.value("q") == "13:20:00.000"
    assert question.input.text() == "13:20"


# -- a moment --


def test_a_moment_is_typed_and_carries_its_offset(fill: Fill) -> None:
    page, question = ask_moment(fill)
    question.focus_first()
    write("26/12/2026")
    key(Qt.Key.Key_Return)
    write("14h20")
    key(Qt.Key.Key_Return)
    assert page.value("q") == "2026-12-26T14:20:00.000+00:00"
    assert answer_text(page.session, page.ref("q"), page.words) == "26/12/2026 14:20"
    assert page.question("after").isAncestorOf(focused()), "Enter goes on past the time"


def test_half_a_moment_is_kept_and_asks_for_the_other_half(fill: Fill) -> None:
    page, question = ask_moment(fill)
    question.focus_first()
    write("26/12/2026")
    key(Qt.Key.Key_Tab)
    assert not question.slot.wrong, "going on to the time is not leaving"
    page.question("after").focus_first(Qt.FocusReason.TabFocusReason)
    assert page.value("q") == "", "half a moment is no answer"
    assert question.slot.text() == page.words("Write the time too")
    kept = page.typed("q")
    page.session.answer(page.ref("q"), "")
    page.page.apply(page.session.answer(page.ref("q"), kept))
    assert [part.text() for part in question.parts] == ["26/12/2026", ""]
    question.clock.field.edit.setFocus()
    write("0915")
    page.page.flush()
    assert page.value("q") == "2026-12-26T09:15:00.000+00:00"


def test_each_half_of_a_moment_says_what_is_wrong_with_it(fill: Fill) -> None:
    page, question = ask_moment(fill)
    question.focus_first()
    write("31/11/2026")
    question.clock.field.edit.setFocus()
    write("14:20")
    page.question("after").focus_first(Qt.FocusReason.TabFocusReason)
    assert "30" in question.slot.text()
    question.day.field.edit.setFocus()
    question.day.field.edit.selectAll()
    write("30/11/2026")
    page.question("after").focus_first(Qt.FocusReason.TabFocusReason)
    assert not question.slot.wrong


def test_a_moment_given_elsewhere_keeps_its_clock_and_its_offset(fill: Fill) -> None:
    page, question = ask_moment(fill, q="2026-03-20T08:05:12.345-05:00")
    assert [part.text() for part in question.parts] == ["20/03/2026", "08:05"]
    page.page.flush()
    assert page.value("q") == "2026-03-20T08:05:12.345-05:00", "looking changes nothing"


def test_the_halves_of_a_moment_are_named_in_arabic_too(fill: Fill) -> None:
    page, question = ask_moment(fill)
    speak(page, "ar")
    heard = [strip_isolates(edit.accessibleName()) for edit in question.findChildren(QLineEdit)]
    assert heard == [f"Question: {page.words(part)}" for part in ("Date", "Time")]


def test_the_offset_is_the_clocks(fill: Fill) -> None:
    rabat = timezone(timedelta(hours=1))
    now = datetime(2026, 12, 26, 12, tzinfo=rabat)
    assert (
        lexical_moment(datetime.combine(date(2026, 12, 1), time(7, 5)), now)
        == "2026-12-01T07:05:00.000+01:00"
    )
    east = datetime(2026, 12, 26, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert (
        lexical_moment(datetime.combine(date(2026, 12, 1), time()), east)
        == "2026-12-01T00:00:00.000+05:30"
    )


def test_a_stepper_says_its_value(fill: Fill) -> None:
    page, question = ask_date(fill, "no-calendar", q="2026-12-26")
    click(question.box.opener)
    steppers = question.findChildren(Stepper)
    assert [stepper.value.accessibleDescription() for stepper in steppers] == [
        "26",
        page.words("December"),
        "2026",
    ]
    assert steppers[1].value.accessibleName() == page.words("Month")
