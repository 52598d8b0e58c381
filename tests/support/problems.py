"""What the import of a form tells, as lines that a test can hold against what a person reads."""

from __future__ import annotations

import textwrap

from surveyapp.xform.problems import FormRefused, Severity
from surveyapp.xform.xlsform import import_xlsform
from tests.support.xlsforms import xlsx


def told(markdown: str, severity: Severity = Severity.ERROR) -> list[str]:
    """Import the form and return its problems as ``sheet:row:letter message``."""
    try:
        problems = import_xlsform(xlsx(markdown), name="form.xlsx").warnings
    except FormRefused as error:
        problems = error.problems
    return [f"{p.sheet}:{p.row}:{p.letter} {p.message}" for p in problems if p.severity is severity]


def warned(markdown: str) -> list[str]:
    """Return the warnings only."""
    return told(markdown, Severity.WARNING)


def survey(rows: str) -> str:
    """Return a survey sheet from its rows, less their indentation."""
    return f"| survey |\n{textwrap.dedent(rows).strip()}\n"
