"""A country's localities are one list of a workbook: it becomes what pyxform alone would make."""

from __future__ import annotations

import time
from collections.abc import Iterator
from unittest.mock import patch
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook

from surveyapp.xform import FormSession
from surveyapp.xform.long_lists import LONG
from surveyapp.xform.problems import FormRefused
from surveyapp.xform.xlsform import import_xlsform
from tests.support.xlsforms import saved
from tests.xform.forms import noon

Row = dict[str, object]
COUNT = LONG + 40


def workbook(survey: list[Row], choices: list[Row], settings: Row | None = None) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in (("survey", survey), ("choices", choices), ("settings", [settings or {}])):
        sheet = book.create_sheet(title)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) for column in columns])
    return saved(book)


def made(book: bytes) -> bytes:
    return import_xlsform(book, name="towns.xlsx").xform_xml


def by_pyxform_alone(book: bytes) -> bytes:
    with patch("surveyapp.xform.long_lists.LONG", 10**9):
        return made(book)


def parts(xml: bytes) -> Iterator[tuple[str, object]]:
    """Yield every element in order; the texts of a language by id: their order means nothing."""
    root = ElementTree.fromstring(xml)
    for each in root.iter():
        if each.tag.endswith("}translation"):
            each[:] = sorted(each, key=lambda text: text.get("id", ""))
    for each in root.iter():
        yield each.tag, (each.attrib, each.text)


def towns(count: int = COUNT, **columns: object) -> list[Row]:
    return [
        {"list_name": "town", "name": f"t{number}", **columns, "label": f"Town {number}"}
        for number in range(count)
    ]


ASK: list[Row] = [{"type": "select_one town", "name": "town", "label": "Which town?"}]


def labelled_in(*languages: str) -> list[Row]:
    return [
        {
            "list_name": "town",
            "name": f"t{number}",
            **{f"label::{language}": f"{language} {number}" for language in languages},
        }
        for number in range(COUNT)
    ]


def sparsely(rows: list[Row], column: str, value: object) -> list[Row]:
    return [row | {column: value} if n % 7 == 3 else row for n, row in enumerate(rows)]


def without(rows: list[Row], column: str) -> list[Row]:
    return [{c: v for c, v in row.items() if c != column or n % 5} for n, row in enumerate(rows)]


SMALL: list[Row] = [
    {"list_name": "yn", "name": "y", "label": "Yes, “surely”"},
    {"list_name": "yn", "name": "n", "label": "No"},
]

LISTS = {
    "one label": (ASK, towns()),
    "an extra column in some rows": (ASK, sparsely(towns(), "region", "r < 1 & “two”")),
    "two languages": (
        [{"type": "select_one town", "name": "town", "label::fr": "Où ?", "label::en": "Where?"}],
        labelled_in("fr", "en"),
    ),
    "a language that misses some": (
        [{"type": "select_one town", "name": "town", "label::fr": "Où ?", "label::en": "Where?"}],
        without(labelled_in("fr", "en"), "label::en"),
    ),
    "a first row that misses one": (
        [{"type": "select_one town", "name": "town", "label::fr": "Où ?", "label::en": "Where?"}],
        [labelled_in("en")[0] | {"name": "first"}, *labelled_in("fr", "en")],
    ),
    "media": (
        ASK,
        sparsely(sparsely(towns(), "media::image", "a 50%.png"), "media::audio", "b.mp3"),
    ),
    "media by language": (ASK, sparsely(towns(), "image::fr", "a.png")),
    "special characters": (
        ASK,
        sparsely(towns(), "label", 'l’<b>“eau”</b> & 100% %s {0} "x"  two\nlines ]]>'),
    ),
    "numbers": (ASK, [row | {"name": n * 1.0, "label": n / 4} for n, row in enumerate(towns())]),
    "no label in some": (ASK, without(towns(), "label")),
    "a dash for a label": (ASK, sparsely(towns(), "label", "-")),
    "a reference in a label": (
        [{"type": "text", "name": "who", "label": "Who?"}, *ASK],
        sparsely(towns(), "label", "Where ${who} lives"),
    ),
    "between other lists": (
        [*ASK, {"type": "select_one yn", "name": "sure", "label": "Sure?"}],
        [SMALL[0], *towns()[:300], SMALL[1], *towns()[300:]],
    ),
    "a list that nobody uses": (
        [{"type": "select_one yn", "name": "sure", "label": "Sure?"}],
        [*SMALL, *towns()],
    ),
    "other kinds of question": (
        [
            {"type": "select_multiple town", "name": "many", "label": "All?"},
            {"type": "rank town", "name": "ranks", "label": "Order?"},
            {
                "type": "select_one town",
                "name": "one",
                "label": "One?",
                "choice_filter": "region = 'r'",
                "parameters": "randomize=true",
            },
        ],
        sparsely(towns(), "region", "r"),
    ),
    "another answer": (
        [{"type": "select_one town or_other", "name": "town", "label": "Which?"}],
        towns(),
    ),
    "a search": (
        [
            {
                "type": "select_one town",
                "name": "town",
                "label": "Which?",
                "appearance": "search('towns')",
            }
        ],
        towns(),
    ),
    "a column that is no name": (ASK, towns(**{"not a name": 1, "fine": 2})),
}


@pytest.mark.parametrize("case", LISTS)
def test_a_long_list_becomes_what_pyxform_alone_would_make(case: str) -> None:
    book = workbook(*LISTS[case], {"form_id": "towns", "version": "1"})
    assert list(parts(made(book))) == list(parts(by_pyxform_alone(book)))


def test_doubles_that_the_settings_allow_are_kept() -> None:
    rows = [*towns(), towns()[3] | {"label": "Again"}]
    book = workbook(ASK, rows, {"form_id": "towns", "allow_choice_duplicates": "yes"})
    assert list(parts(made(book))) == list(parts(by_pyxform_alone(book)))


@pytest.mark.parametrize(
    ("survey", "change", "column"),
    [
        (ASK, {"name": None}, ""),
        (ASK, {"name": "t7"}, "name"),
        ([{"type": "select_multiple town", "name": "m", "label": "M"}], {"name": "a b"}, "name"),
    ],
)
def test_what_is_wrong_in_a_long_list_is_told_with_its_place(
    survey: list[Row], change: Row, column: str
) -> None:
    rows = towns()
    rows[400] |= change
    with pytest.raises(FormRefused) as caught:
        made(workbook(survey, rows))
    assert [(p.sheet, p.row, p.column) for p in caught.value.problems] == [("choices", 402, column)]


def test_twenty_thousand_choices_take_less_than_two_seconds() -> None:
    book = workbook(ASK, towns(20_000))
    began = time.process_time()
    form = import_xlsform(book, name="towns.xlsx")
    assert time.process_time() - began < 2
    session = FormSession(form.definition, now=noon)
    choices = session.choices("/data/town")
    assert (len(choices), choices[-1].label) == (20_000, "Town 19999")
