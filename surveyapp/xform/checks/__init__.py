"""What our own checks find in a form, all at once: in a workbook before pyxform sees it.

One topic a module; each takes the blueprint and yields problems. None changes the form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from surveyapp.xform.blueprint import Blueprint
from surveyapp.xform.checks.choice_values import check_choice_values
from surveyapp.xform.checks.cycles import check_cycles
from surveyapp.xform.checks.expressions import check_expressions, check_filters
from surveyapp.xform.checks.extremes import check_extremes
from surveyapp.xform.checks.from_outside import check_from_outside
from surveyapp.xform.checks.headers import check_headers
from surveyapp.xform.checks.lists import check_lists
from surveyapp.xform.checks.misplaced import check_files, check_misplaced
from surveyapp.xform.checks.names import check_names
from surveyapp.xform.checks.parameters import check_parameters
from surveyapp.xform.checks.privacy import check_privacy
from surveyapp.xform.checks.references import check_references
from surveyapp.xform.checks.relevance import check_relevance
from surveyapp.xform.checks.rows import check_contents, check_rows
from surveyapp.xform.checks.support import check_support
from surveyapp.xform.checks.translations import check_translations
from surveyapp.xform.problems import FormProblem, Severity

Check: TypeAlias = Callable[[Blueprint], Iterator[FormProblem]]

OF_SHEETS: tuple[Check, ...] = (
    check_headers,
    check_extremes,
    check_rows,
    check_files,
    check_parameters,
    check_references,
    check_expressions,
    check_cycles,
)
"""What only a workbook can get wrong, and what the engine itself refuses, told sooner."""

OF_FORMS: tuple[Check, ...] = (
    check_contents,
    check_names,
    check_misplaced,
    check_lists,
    check_filters,
    check_from_outside,
    check_relevance,
    check_choice_values,
    check_translations,
    check_support,
    check_privacy,
)
"""What any form can get wrong."""


def check_workbook(form: Blueprint) -> Iterator[FormProblem]:
    """Yield every problem that any check finds."""
    for check in (*OF_SHEETS, *OF_FORMS):
        yield from check(form)


def check_xform(form: Blueprint) -> Iterator[FormProblem]:
    """Yield what is worth a look in an XForm. It runs, so that nothing of it stops the import."""
    for check in OF_FORMS:
        for problem in check(form):
            yield replace(problem, severity=Severity.WARNING)
