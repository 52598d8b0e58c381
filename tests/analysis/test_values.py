"""A lexical answer becomes a typed value, or stays exactly what somebody typed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.analysis.values import Kind, Value, kind_of, typed
from surveyapp.xform import Control, DataType, FieldDef

MOROCCO = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, "سمك طري", "سمك طري"),
        (Kind.TEXT, "  ", "  "),
        (Kind.INTEGER, "45", 45),
        (Kind.INTEGER, " -7 ", -7),
        (Kind.DECIMAL, "45.50", Decimal("45.50")),
        (Kind.DECIMAL, "1.0E3", Decimal("1.0E3")),
        (Kind.DECIMAL, ".5", Decimal("0.5")),
        (Kind.BOOLEAN, "true", True),
        (Kind.BOOLEAN, "0", False),
        (Kind.DATE, "2026-12-26", date(2026, 12, 26)),
        (Kind.DATE, "2026-12-26+01:00", date(2026, 12, 26)),
        (Kind.TIME, "14:20:00.000+01:00", time(14, 20, tzinfo=MOROCCO)),
        (
            Kind.DATETIME,
            "2026-12-26T14:20:00.000+01:00",
            datetime(2026, 12, 26, 14, 20, tzinfo=MOROCCO),
        ),
        (Kind.CHOICE, "exp", "exp"),
        (Kind.CHOICES, "eu  sahel", ("eu", "sahel")),
        (Kind.RANK, "b a", ("b", "a")),
        (Kind.PLACE, "23.7 -15.9 0 0", "23.7 -15.9 0 0"),
    ],
)
def test_an_answer_that_fits_its_type_is_typed(kind: Kind, text: str, value: Value) -> None:
    assert typed(kind, text) == value
    assert type(typed(kind, text)) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.INTEGER, "abc"),
        (Kind.INTEGER, "12.5"),
        (Kind.INTEGER, "1_000"),
        (Kind.INTEGER, "٤٥"),
        (Kind.INTEGER, "9" * 5000),
        (Kind.DECIMAL, "12,5"),
        (Kind.DECIMAL, "NaN"),
        (Kind.DECIMAL, "1e9999"),
        (Kind.BOOLEAN, "peut-être"),
        (Kind.DATE, "26/12/2026"),
        (Kind.DATE, "2026-02-30"),
        (Kind.TIME, "midi"),
        (Kind.TIME, "25:00"),
        (Kind.DATETIME, "2026-12-26"),
    ],
)
def test_an_answer_that_does_not_fit_stays_as_typed(kind: Kind, text: str) -> None:
    assert typed(kind, text) == text


@given(kind=st.sampled_from(Kind), text=st.text())
def test_nothing_somebody_wrote_is_lost_or_makes_trouble(kind: Kind, text: str) -> None:
    value = typed(kind, text)
    if text.strip():
        assert value is not None
    elif value is not None:
        assert kind is Kind.TEXT


def test_the_control_decides_before_the_data_type() -> None:
    assert kind_of(FieldDef("/data/a", "a", DataType.STRING, Control.SELECT_ONE)) is Kind.CHOICE
    assert kind_of(FieldDef("/data/a", "a", DataType.STRING, Control.SELECT_MANY)) is Kind.CHOICES
    assert kind_of(FieldDef("/data/a", "a", DataType.STRING, Control.RANK)) is Kind.RANK
    assert kind_of(FieldDef("/data/a", "a", DataType.DECIMAL, Control.RANGE)) is Kind.DECIMAL


@pytest.mark.parametrize("data_type", DataType)
def test_every_data_type_makes_a_column(data_type: DataType) -> None:
    assert kind_of(FieldDef("/data/a", "a", data_type, Control.INPUT)) in Kind
