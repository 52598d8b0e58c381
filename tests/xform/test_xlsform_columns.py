"""Our table of column names and pyxform's own, held together."""

from __future__ import annotations

import pytest

from surveyapp.xform.columns import CHOICES, NAMES, SETTINGS, SURVEY, meaning
from surveyapp.xform.sheets import column_letter


@pytest.mark.parametrize(
    ("sheet", "table"),
    [(SURVEY, "survey_header"), (CHOICES, "list_header"), (SETTINGS, "settings_header")],
)
def test_every_spelling_that_pyxform_takes_is_known(sheet: str, table: str) -> None:
    from pyxform import aliases

    unknown = [header for header in getattr(aliases, table) if not meaning(sheet, header).known]
    # ``body`` and ``media`` stand before another name; alone they mean nothing.
    assert set(unknown) <= {"body", "media"}


@pytest.mark.parametrize(
    ("header", "base", "language"),
    [
        ("label::French (fr)", "label", "French (fr)"),
        ("Constraint Message::Arabic (ar)", "constraint_message", "Arabic (ar)"),
        ("bind::jr:constraintMsg::fr", "constraint_message", "fr"),
        ("media::image::French (fr)", "image", "French (fr)"),
        ("image::fr", "image", "fr"),
        ("bind::relevant", "relevant", ""),
        ("bind::sa:pii", "attribute", ""),
        ("calculate", "calculation", ""),
    ],
)
def test_what_headers_of_the_survey_mean(header: str, base: str, language: str) -> None:
    found = meaning(SURVEY, header)
    assert (found.base, found.language, found.known) == (base, language, True)


def test_the_old_single_colon_counts_where_no_header_has_two() -> None:
    assert meaning(SURVEY, "label:fr", double_colon=False).language == "fr"
    assert not meaning(SURVEY, "label:fr", double_colon=True).known
    assert meaning(SURVEY, "bind:jr:constraintMsg:fr", double_colon=False).language == "fr"


def test_only_texts_and_media_have_languages() -> None:
    assert not meaning(SURVEY, "relevant::fr").known
    assert not meaning(CHOICES, "list_name::fr").known


def test_canonical_names_mean_themselves() -> None:
    for sheet, table in NAMES.items():
        for name in table:
            assert meaning(sheet, name).base == name


def test_column_letters() -> None:
    assert [column_letter(i) for i in (0, 25, 26, 51, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "ZZ",
        "AAA",
        "XFD",
    ]
