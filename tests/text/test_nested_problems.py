"""A problem may carry another as a parameter: both are said in one language."""

from __future__ import annotations

import gettext

from surveyapp.errors import UserError
from surveyapp.text import Words


class _French(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return {
            "Row {row}: {problem}": "Ligne {row} : {problem}",
            "No {name}.": "Pas de {name}.",
        }[message]


def test_a_problem_inside_a_problem_is_translated_with_it() -> None:
    placed = UserError("Row {row}: {problem}", row=7, problem=UserError("No {name}.", name="firm"))
    assert Words("fr", _French()).problem(placed) == "Ligne 7 : Pas de firm."


def test_logs_say_both_in_english() -> None:
    placed = UserError("Row {row}: {problem}", row=7, problem=UserError("No {name}.", name="firm"))
    assert str(placed) == "Row 7: No firm."
