"""The first sheet: rates with their parts and names, shares of the respondents, nobody alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from surveyapp.analysis.rates import wilson
from surveyapp.analysis.tables import build_table
from surveyapp.text import LANGUAGES
from tests.reports.conftest import (
    DAKHLA,
    FORUM,
    ORIENTAL,
    RESULTS,
    SUMMARY,
    Made,
    Make,
    Rows,
    near,
)
from tests.support.responses import FORM_HASH, form, submission

YES: dict[str, Any] = {"consent": "1", "status": "reg", "need": "dir fair", "o_fin": "4"}
NO: dict[str, Any] = {"consent": "0"}


def at(stops: dict[str, Rows]) -> list[Any]:
    given = [(stop, each) for stop, rows in stops.items() for each in rows]
    rows = [
        submission(FORUM, n, each, stop=stop, finished=f"2026-12-26T10:{n % 60:02d}:00+01:00")
        for n, (stop, each) in enumerate(given, start=1)
    ]
    return [build_table({FORM_HASH: FORUM}, rows)]


def text(made: Made, sheet: int = SUMMARY) -> str:
    return "\n".join(str(value) for line in made.lines(sheet) for value in line)


def test_the_cooperation_rate_stands_with_its_parts_for_every_stop(make: Make) -> None:
    made = make(
        at({DAKHLA: [YES] * 8 + [NO] * 2, ORIENTAL: [YES] * 6}),
        partials={"forum": {ORIENTAL: 2}},
    )
    # Name, offered, completed, refused, part-way, rate, interval.
    assert made.below(SUMMARY, "Étape", 3) == [
        near(["L’Oriental 05/12/2026", 8, 6, 0, 2, 0.75, *wilson(6, 8)]),
        near(["Dakhla-Oued Ed-Dahab 26/12/2026", 10, 8, 2, 0, 0.8, *wilson(8, 10)]),
        near(["Toutes les étapes", 18, 14, 2, 2, 14 / 18, *wilson(14, 18)]),
    ]
    said = text(made)
    assert "Taux de coopération (AAPOR COOP1)" in said
    assert "n’est pas un taux de réponse" in said
    assert "Source\u202f: réponses de ce classeur, jusqu’au 26/12/2026 10:16." in said


def test_a_region_with_two_stops_has_a_line_too(make: Make) -> None:
    later = "MA-12_2027-01-09"
    made = make(at({DAKHLA: [YES] * 5, later: [YES] * 6, ORIENTAL: [YES] * 7}))
    lines = made.below(SUMMARY, "Étape", 6)
    assert [line[:3] for line in lines[3:5]] == [
        ["L’Oriental", 7, 7],
        ["Dakhla-Oued Ed-Dahab", 11, 11],
    ]


def test_a_stop_where_few_were_asked_has_counts_and_no_rate(make: Make) -> None:
    made = make(at({DAKHLA: [YES] * 9, ORIENTAL: [YES, NO]}))
    oriental = made.below(SUMMARY, "Étape", 1)[0]
    assert oriental == ["L’Oriental 05/12/2026", 2, 1, 1, 0, "masqué", "masqué", "masqué"]


@pytest.mark.parametrize(
    ("language", "never"),
    [("ar", "نسبة الاستجابة"), ("fr", "taux de réponse"), ("en", "response rate")],
)
def test_no_response_rate_is_given_before_there_is_a_check_in(
    make: Make, language: str, never: str
) -> None:
    made = make(at({DAKHLA: [YES] * 9}), language)
    headers = [
        str(value)
        for line in made.lines(SUMMARY)
        for value in line
        if never in str(value).casefold() and len(str(value)) < 60
    ]
    assert headers == []
    assert "RR1" in text(made)  # named once, to say why it is not there


@pytest.mark.parametrize(
    ("language", "respondents"),
    [("ar", "من بين المستجوبين"), ("fr", "Parmi les répondants"), ("en", "Of the respondents")],
)
def test_every_share_is_of_the_respondents(make: Make, language: str, respondents: str) -> None:
    made = make(at({DAKHLA: [YES] * 9}), language)
    notes = [str(value) for line in made.lines(SUMMARY) for value in line]
    assert sum(note.startswith(respondents) for note in notes) == 3  # grid, needs, status


def test_obstacles_are_ranked_with_does_not_apply_apart(make: Make) -> None:
    rows = [{"consent": "1", "o_fin": "0", "o_logi": "4"}] * 6
    rows += [{"consent": "1", "o_fin": "3", "o_logi": "3"}] * 5
    rows += [{"consent": "1", "o_fin": "na", "o_logi": "0"}] * 7
    made = make(at({DAKHLA: rows}))
    # Item, rated it, chose either, share, interval, mean, does not apply.
    logistics, finance = made.below(SUMMARY, "Élément", 2)
    assert logistics == near(["Transport", 18, 11, 11 / 18, *wilson(11, 18), 39 / 18, 0])
    assert finance == near(["Financement", 11, 5, 5 / 11, *wilson(5, 11), 15 / 11, 7])
    said = text(made)
    assert "«\u202fMajeur\u202f» ou «\u202fTrès sévère\u202f»" in said
    assert "«\u202fSans objet\u202f» est compté à part" in said
    assert "Moyenne, de 0 à 4" in said


def test_expectations_come_most_frequent_first_and_status_in_its_order(make: Make) -> None:
    rows = [{"consent": "1", "need": "fair", "status": "no"}] * 9
    rows += [{"consent": "1", "need": "dir fair", "status": "reg"}] * 6
    made = make(at({DAKHLA: rows}))
    lines = made.lines(SUMMARY)
    starts = [n for n, line in enumerate(lines) if line[:1] == ["Réponse"]]
    need, status = (lines[n + 1 : n + 3] for n in starts)
    assert need == [
        near(["Salons", 15, 15, 1, *wilson(15, 15)]),
        near(["Appui financier", 6, 15, 0.4, *wilson(6, 15)]),
    ]
    assert [line[:3] for line in status] == [
        ["Exporte régulièrement", 6, 15],
        ["N’exporte pas", 9, 15],
    ]


def test_small_cells_are_hidden_and_told(make: Make) -> None:
    rows = [{"consent": "1", "status": "no"}] * 9 + [{"consent": "1", "status": "reg"}] * 3
    made = make(at({DAKHLA: rows}))
    status = made.below(SUMMARY, "Réponse", 2)
    assert [line[1:] for line in status] == [["masqué", 12, *["masqué"] * 3]] * 2
    assert "1 cellule de moins de 5 personnes est masquée" in text(made)
    assert "1 autre l’est aussi" in text(made)
    assert (made.report.small, made.report.further) == (1, 1)
    hidden = made.column(RESULTS, "Petite cellule")
    assert hidden.count("masqué") == 2
    places = [n for n, word in enumerate(hidden) if word]
    assert [made.column(RESULTS, "Personnes")[n] for n in places] == [None, None]


def test_nothing_is_announced_where_nothing_is_hidden(make: Make) -> None:
    made = make(at({DAKHLA: [YES] * 9}))
    assert "masqué" not in text(made)


def test_nobody_answered_is_no_small_cell(make: Make) -> None:
    made = make(at({DAKHLA: [NO] * 9}))
    assert made.below(SUMMARY, "Étape", 1)[0][1:6] == [9, 0, 9, 0, 0]
    assert made.below(SUMMARY, "Élément", 1)[0][1:] == [0, 0, "–", "–", "–", "–", 0]
    assert "masqué" not in text(made)


def test_steps_in_the_programme_stand_by_region(make: Make) -> None:
    steps = form("""
    | survey |
    | | type | name | label |
    | | select_one funnel | funnel | How far? |
    | choices |
    | | list_name | name | label |
    | | funnel | f0 | Never heard of it |
    | | funnel | f1 | Applied |
    | settings |
    | | form_title | form_id | version |
    | | Steps | steps | 1 |
    """)

    def rows(*groups: tuple[str, str, int]) -> list[Any]:
        given = [(stop, code) for stop, code, count in groups for _ in range(count)]
        made = [submission(steps, n, {"funnel": c}, stop=s) for n, (s, c) in enumerate(given)]
        return [build_table({FORM_HASH: steps}, made)]

    whole = make(
        rows((DAKHLA, "f0", 9), (DAKHLA, "f1", 8), (ORIENTAL, "f0", 7), (ORIENTAL, "f1", 6))
    )
    assert whole.below(SUMMARY, "Région de l’étape", 3) == [
        ["L’Oriental", 13, 7, 6],
        ["Dakhla-Oued Ed-Dahab", 17, 9, 8],
        ["Toutes les régions", 30, 16, 14],
    ]
    assert "How far? – par région" in text(whole)
    # Three who applied in the Oriental would follow from the whole and from Dakhla.
    few = make(rows((DAKHLA, "f0", 9), (DAKHLA, "f1", 8), (ORIENTAL, "f0", 7), (ORIENTAL, "f1", 3)))
    assert few.below(SUMMARY, "Région de l’étape", 3) == [
        ["L’Oriental", 10, "masqué", "masqué"],
        ["Dakhla-Oued Ed-Dahab", 17, "masqué", "masqué"],
        ["Toutes les régions", 27, 16, 11],
    ]
    # What the first sheet hides, no other shows.
    people = few.column(RESULTS, "Personnes")
    region = few.column(RESULTS, "Région de l’étape")
    assert [n for n, name in zip(people, region, strict=True) if name != "Toutes les régions"] == [
        None
    ] * 4


def test_the_results_give_every_answer_a_row(make: Make) -> None:
    made = make(at({DAKHLA: [YES] * 6, ORIENTAL: [{**YES, "status": "no"}] * 6}))
    rows = list(made.book.worksheets[RESULTS].iter_rows(2, values_only=True))
    assert rows[0] == (
        "status", "Votre situation", "Toutes les régions", "reg", "Exporte régulièrement",
        6, 12, 0.5, *wilson(6, 12), None,
    )  # fmt: skip
    assert {row[0] for row in rows} == {"status", "need", "o_fin", "o_logi", "recall"}
    assert {row[2] for row in rows} == {
        "Toutes les régions", "L’Oriental", "Dakhla-Oued Ed-Dahab",
    }  # fmt: skip


def test_answers_on_no_list_have_a_line_of_their_own(make: Make) -> None:
    made = make(at({DAKHLA: [YES] * 6 + [{"consent": "1", "status": "maybe"}] * 5}))
    assert ["hors liste", 5, 11] in [line[:3] for line in made.below(SUMMARY, "Réponse", 3)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_it_is_in_each_language(make: Make, language: str) -> None:
    made = make(at({DAKHLA: [YES] * 6}), language)
    said = text(made)
    day = {"ar": "السبت 26 دجنبر 2026", "fr": "samedi 26 décembre 2026"}
    assert day.get(language, "Saturday 26 December 2026") in said
    facts = [line[1] for line in made.lines(SUMMARY) if len(line) == 2]
    assert facts[:4] == [6, 1, 1, 1]
    assert facts[4] == datetime(2026, 12, 26, 10, 6)  # noqa: DTZ001 - as openpyxl reads it
