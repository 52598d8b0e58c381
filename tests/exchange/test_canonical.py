"""Canonical JSON: one spelling, and nothing that surprises a parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.exchange import canonical
from surveyapp.exchange.canonical import Fields

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values)
def test_every_value_comes_back_from_its_one_spelling(value: object) -> None:
    try:
        data = canonical.encode(value)
    except UnicodeEncodeError:  # a lone surrogate has no bytes
        return
    assert canonical.decode(data) == value
    assert canonical.encode(canonical.decode(data)) == data


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"a":"\\u0633"}',
        b"1.0e3",
        b"NaN",
        b"[1,Infinity]",
        b'"\xff"',
        b'"\\ud800"',
        b"\xef\xbb\xbf1",
        b"1 2",
        b"",
        b"[" * 100_000,
        b"[" * 900 + b"]" * 900 + b" ",
        b"9" * 5000,
    ],
)
def test_any_other_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - every kind of it
        canonical.decode(data)


def test_fields_are_read_by_shape() -> None:
    fields = Fields({"t": "x", "n": 3, "c": {"a": 1}, "l": ["p"], "o": [1, 2]}, *"tnclo")
    assert fields.text("t") == "x"
    assert fields.count("n") == 3
    assert fields.counts("c") == {"a": 1}
    assert fields.texts("l") == ("p",)
    assert fields.each("o", str) == ("1", "2")
    assert fields.part("o") == [1, 2]


@pytest.mark.parametrize("value", [[], "x", {}, {"a": 1, "b": 2}, None])
def test_a_field_missing_or_extra_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="expected an object"):
        Fields(value, "a")


@pytest.mark.parametrize(
    ("shape", "values"),
    [
        ("text", [1, None, ["x"], {}]),
        ("count", [True, -1, 1.5, "1", None, 2**63]),
        ("counts", [[], "x", {"x": True}, {"x": "1"}]),
        ("texts", ["ab", [1], ["a", None], {"a": 1}]),
    ],
)
def test_a_field_of_another_shape_is_refused(shape: str, values: list[object]) -> None:
    for value in values:
        fields = Fields({"a": value}, "a")
        with pytest.raises(ValueError, match="is not a"):
            getattr(fields, shape)("a")


def test_a_list_must_be_one() -> None:
    with pytest.raises(ValueError, match="is not a list"):
        Fields({"a": "bc"}, "a").each("a", str)
