"""What our own checks find in an XLSForm before pyxform sees it, all at once.

One topic a module; each takes the blueprint and yields problems. None changes the form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from surveyapp.xform.blueprint import Blueprint
from surveyapp.xform.checks.choice_values import check_choice_values
from surveyapp.xform.checks.cycles import check_cycles
from surveyapp.xform.checks.expressions import check_expressions
from surveyapp.xform.checks.extremes import check_extremes
from surveyapp.xform.checks.from_outside import check_from_outside
from surveyapp.xform.checks.headers import check_headers
from surveyapp.xform.checks.lists import check_lists
from surveyapp.xform.checks.misplaced import check_misplaced
from surveyapp.xform.checks.names import check_names
from surveyapp.xform.checks.privacy import check_privacy
from surveyapp.xform.checks.references import check_references
from surveyapp.xform.checks.relevance import check_relevance
from surveyapp.xform.checks.rows import check_rows
from surveyapp.xform.checks.support import check_support
from surveyapp.xform.checks.translations import check_translations
from surveyapp.xform.problems import FormProblem

CHECKS: tuple[Callable[[Blueprint], Iterator[FormProblem]], ...] = (
    check_headers,
    check_extremes,
    check_rows,
    check_names,
    check_misplaced,
    check_lists,
    check_references,
    check_expressions,
    check_from_outside,
    check_cycles,
    check_relevance,
    check_choice_values,
    check_translations,
    check_support,
    check_privacy,
)


def check_form(form: Blueprint) -> Iterator[FormProblem]:
    """Yield every problem that any check finds."""
    for check in CHECKS:
        yield from check(form)
