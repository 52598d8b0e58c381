"""Titles, table names and headers that Excel takes, whatever people call things."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from surveyapp.reports.cells import units
from surveyapp.reports.sheets import (
    HEADER_LIMIT,
    TITLE_LIMIT,
    sheet_title,
    table_name,
    unique_headers,
)


def test_a_title_keeps_its_words_and_loses_what_excel_forbids() -> None:
    assert sheet_title("الأجوبة بالنص", []) == "الأجوبة بالنص"
    assert sheet_title("Oui/Non: [a]?*\\", []) == "Oui Non a"
    assert sheet_title("'cité'", []) == "cité"
    assert sheet_title("??", []) == "-"


def test_two_titles_are_never_alike_whatever_their_case() -> None:
    assert sheet_title("Results", ["results"]) == "Results 2"
    assert sheet_title("Results", ["Results", "results 2"]) == "Results 3"
    assert sheet_title("History", []) == "History 2"  # Excel keeps that one
    long = "Réponses en clair – Questionnaire entreprises"
    first = sheet_title(long, [])
    second = sheet_title(long, [first])
    assert first == "Réponses en clair – Questionnai"
    assert second == "Réponses en clair – Questionn 2"


@given(st.lists(st.text(max_size=60), max_size=8))
def test_titles_always_fit(wanted: list[str]) -> None:
    taken: list[str] = []
    for each in wanted:
        title = sheet_title(each, taken)
        assert 0 < units(title) <= TITLE_LIMIT
        assert not set(title) & set("[]:*?/\\")
        assert not title.startswith("'")
        assert not title.endswith("'")
        assert title.casefold() not in {known.casefold() for known in taken}
        taken.append(title)


def test_tables_have_names_that_formulas_can_say() -> None:
    assert table_name("Responses_company-feedback", []) == "Responses_company_feedback"
    assert table_name("Codes_ف", ["codes__"]) == "Codes___2"


def test_headers_stand_on_one_line_and_differ() -> None:
    assert unique_headers(["Votre  idée", "votre\nidée", "", ""]) == [
        "Votre idée",
        "votre idée (2)",
        "-",
        "- (2)",
    ]
    long = "م" * 300
    first, second = unique_headers([long, long])
    assert first.endswith("…")
    assert second.endswith("… (2)")


@given(st.lists(st.text(max_size=400), max_size=8))
def test_headers_always_fit(wanted: list[str]) -> None:
    headers = unique_headers(wanted)
    assert len({header.casefold() for header in headers}) == len(wanted)
    assert all(0 < units(header) <= HEADER_LIMIT for header in headers)
