"""What people type and paste is read as it was meant, in three languages."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from surveyapp.text.reading import read_date, read_month, read_number, read_time, read_year


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("26/12/2026", date(2026, 12, 26)),
        ("26-12-2026", date(2026, 12, 26)),
        ("26.12.2026", date(2026, 12, 26)),
        ("26 12 2026", date(2026, 12, 26)),
        ("26122026", date(2026, 12, 26)),
        ("٢٦/١٢/٢٠٢٦", date(2026, 12, 26)),
        ("1/3/2027", date(2027, 3, 1)),
        ("31/11/2026", None),
        ("12/2026", None),
        ("", None),
    ],
)
def test_dates_are_typed_as_people_type_them(typed: str, day: date | None) -> None:
    assert read_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("12/2026", 12),
        ("٠٨/٢٠٢٦", 8),
        ("082026", 8),
        ("2026-08", 8),
        ("août 2026", 8),
        ("AOUT 2026", 8),
        ("aug. 2026", 8),
        ("غشت 2026", 8),
        ("أغسطس 2026", 8),
        ("اكتوبر ٢٠٢٦", 10),
        ("يونيو 2026", 6),
        ("يوليوز 2026", 7),
        ("juil 2026", 7),
        ("ju 2026", None),
        ("juin 26", None),
        ("13/2026", None),
        ("2026", None),
    ],
)
def test_months_are_typed_in_figures_or_by_name(typed: str, month: int | None) -> None:
    assert read_month(typed) == (date(2026, month, 1) if month else None)


@pytest.mark.parametrize(
    ("typed", "year"), [("1987", 1987), ("٢٠٢٦", 2026), ("87", None), ("0000", None), ("x", None)]
)
def test_a_year_is_four_figures(typed: str, year: int | None) -> None:
    assert read_year(typed) == (date(year, 1, 1) if year else None)


@pytest.mark.parametrize(
    ("typed", "at"),
    [("14:20", time(14, 20)), ("9h", time(9)), ("١٤:٢٠", time(14, 20)), ("24:00", None)],
)
def test_times_are_typed_as_people_type_them(typed: str, at: time | None) -> None:
    assert read_time(typed) == at


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("40", "40"),
        (" 1 200 ", "1200"),
        ("1\u202f234\u202f567,5", "1234567.5"),
        ("1,234,567.5", "1234567.5"),
        ("1.234.567,5", "1234567.5"),
        ("1.234.567", "1234567"),
        ("1’250", "1250"),
        ("1,25", "1.25"),
        ("1,250", "1.250"),
        ("٢٬٥٠٠٫٧٥", "2500.75"),
        ("\u20663,5\u2069", "3.5"),
        ("\u22123", "-3"),
        ("+7", "7"),
        ("12 km", None),
        ("1,2,3", None),
        ("NaN", None),
        ("inf", None),
        ("", None),
    ],
)
def test_a_number_pasted_from_anywhere_is_read(typed: str, number: str | None) -> None:
    assert read_number(typed) == (Decimal(number) if number else None)


def test_one_mark_is_a_thousand_where_a_whole_number_is_asked() -> None:
    assert read_number("1.250", whole=True) == 1250
    assert read_number("1,250", whole=True) == 1250
    assert read_number("0,250", whole=True) == Decimal("0.25")
    assert read_number("1,250", thousands=",") == 1250
