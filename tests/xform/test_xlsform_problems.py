"""How the place of a problem is told, and how near a name must be to be offered."""

from __future__ import annotations

import pytest

from surveyapp.errors import UserError
from surveyapp.xform.checks.suggestions import nearest
from surveyapp.xform.problems import FormProblem, FormRefused, Severity


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({}, "Empty."),
        ({"sheet": "survey"}, "Sheet survey: Empty."),
        ({"sheet": "survey", "row": 7}, "Sheet survey, row 7: Empty."),
        (
            {"sheet": "survey", "row": 7, "column": "hint::fr"},
            "Sheet survey, row 7, column hint::fr: Empty.",
        ),
        (
            {"sheet": "survey", "row": 7, "column": "hint", "letter": "D"},
            "Sheet survey, row 7, column hint (D): Empty.",
        ),
    ],
)
def test_a_problem_says_its_place_as_far_as_it_has_one(
    place: dict[str, str | int], told: str
) -> None:
    problem = FormProblem(Severity.ERROR, UserError("Empty."), **place)  # type: ignore[arg-type]
    assert str(problem.placed) == told


def test_a_refusal_lists_errors_and_carries_warnings() -> None:
    error = FormProblem(Severity.ERROR, UserError("Bad."))
    warning = FormProblem(Severity.WARNING, UserError("Odd."))
    refusal = FormRefused("form.xlsx", [warning, error])
    assert refusal.problems == (warning, error)
    assert [str(detail) for detail in refusal.details] == ["Bad.", "Worth a look too: Odd."]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("relevent", "relevant"),
        ("Relevant", "relevant"),
        ("constraintmessage", "constraint_message"),
        ("cons", ""),  # two begin so
        ("calc", "calculation"),
        ("zzz", ""),
        ("", ""),
        ("relevant" * 20, ""),
    ],
)
def test_the_nearest_name(written: str, meant: str) -> None:
    known = ("relevant", "constraint", "constraint_message", "calculation")
    assert nearest(written, known) == meant


def test_among_thousands_only_likely_names_are_compared() -> None:
    known = [f"question_{number}" for number in range(5_000)]
    assert nearest("qestion_4711", known) == ""
    assert nearest("quetsion_4711", known) == "question_4711"
