"""A cell holds what was said, or says that it could not."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.reports import cells


def test_plain_text_passes_unchanged() -> None:
    for text in ("سمك طري من الداخلة", "Été\tà\nDakhla", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "🐙", ""):
        assert cells.text(text) == text
        assert cells.forbidden(text) == 0


def test_line_ends_become_those_of_worksheets() -> None:
    assert cells.text("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_what_no_workbook_can_hold_is_shown_by_a_sign() -> None:
    assert cells.text("a\x07b\x00") == "a\u2407b\u2400"
    assert cells.text("lone \ud83d here") == "lone \ufffd here"
    assert cells.text("\ufffe\uffff") == "\ufffd\ufffd"
    assert cells.forbidden("a\x07b\x00\ud83d") == 3


def test_text_that_looks_like_an_escape_is_read_back_as_it_is() -> None:
    assert cells.text("_x0041_") == "_x005F_x0041_"
    assert cells.text("prix_x00E9_x00E9_") == "prix_x005F_x00E9_x005F_x00E9_"
    assert cells.text("_x41_ _xyz") == "_x41_ _xyz"


def test_text_longer_than_a_cell_is_cut_and_marked() -> None:
    assert cells.text("م" * cells.TEXT_LIMIT) == "م" * cells.TEXT_LIMIT
    cut = cells.text("م" * (cells.TEXT_LIMIT + 1))
    assert len(cut) == cells.TEXT_LIMIT
    assert cut.endswith("م […]")


def test_length_is_counted_as_worksheets_do() -> None:
    # A cell counts UTF-16 units: one octopus is two.
    assert cells.units("a🐙") == 3
    cut = cells.text("a" + "🐙" * 20_000)
    assert cells.units(cut) in (cells.TEXT_LIMIT - 1, cells.TEXT_LIMIT)
    assert cut.endswith("🐙 […]")  # never half an octopus


@given(st.text(st.characters(exclude_categories=())))
def test_every_text_ends_up_as_valid_xml(text: str) -> None:
    shown = cells.text(text)
    shown.encode("utf-8")
    assert cells.forbidden(shown) == 0
    assert "\r" not in shown


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+212 6 12 34 56 78", "-12 jours", "@home", "#N/A", "#REF!", "0612345678", "007",
     "26/12/2026", "\t=1", "3,5", "12:30"],
)  # fmt: skip
def test_text_a_spreadsheet_would_take_for_more_is_known(text: str) -> None:
    assert cells.is_live(text)


@pytest.mark.parametrize("text", ["Dakhla", "سمك", "12 tonnes", "#1 problème", "a=b", ""])
def test_other_text_is_left_alone(text: str) -> None:
    assert not cells.is_live(text)


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        (True, 1),
        (12, 12),
        (10**15 - 1, 10**15 - 1),
        (0.25, 0.25),
        (Decimal("45.50"), 45.5),
        (Decimal("1E+20"), 1e20),
        (Decimal(0), 0.0),
        (date(1900, 3, 1), 61),
        (date(2026, 12, 26), 46382),
        (datetime(2026, 12, 26, 18, 0), 46382.75),  # noqa: DTZ001 - a wall clock
        (time(6, 0), 0.25),
    ],
)
def test_values_become_the_numbers_of_worksheets(value: cells.Shown, figure: float) -> None:
    assert cells.number(value) == figure


@pytest.mark.parametrize(
    "value",
    [
        10**15,
        Decimal("0.1234567890123456"),
        Decimal("1E+400"),
        date(1900, 2, 28),
        datetime(1899, 12, 31, 12, 0),  # noqa: DTZ001 - a wall clock
        "12",
        None,
    ],
)
def test_what_a_number_cell_would_change_has_no_number(value: cells.Shown) -> None:
    assert cells.number(value) is None
