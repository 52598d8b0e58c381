"""What is wrong with a form, where it stands in its file, and whether it stops the import.

Knows no workbook and no XPath: checks make these, services and screens show them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from surveyapp.errors import UserError


class Severity(StrEnum):
    """An error stops the import; a warning is shown and lets it through."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One thing to mend.

    In a workbook, ``sheet`` is the sheet's name, ``row`` the number the spreadsheet shows (1 is the
    header row, 0 means the whole sheet), ``column`` the column's name and ``letter`` its letter. In
    an XForm, ``path`` is that of the node and ``row`` the line of the file. Each is empty where it
    does not apply.
    """

    severity: Severity
    message: UserError
    sheet: str = ""
    row: int = 0
    column: str = ""
    letter: str = ""
    path: str = ""

    @property
    def placed(self) -> UserError:
        """Return the message with its place before it, as one sentence to show."""
        if self.path and self.row:
            return UserError(
                "Line {row}, {path}: {problem}",
                row=self.row,
                path=self.path,
                problem=self.message,
            )
        if self.path:
            return UserError("{path}: {problem}", path=self.path, problem=self.message)
        if self.row and self.column and not self.letter:  # a column that is not there
            return UserError(
                "Sheet {sheet}, row {row}, column {column}: {problem}",
                sheet=self.sheet,
                row=self.row,
                column=self.column,
                problem=self.message,
            )
        if self.row and self.column:
            return UserError(
                "Sheet {sheet}, row {row}, column {column} ({letter}): {problem}",
                sheet=self.sheet,
                row=self.row,
                column=self.column,
                letter=self.letter,
                problem=self.message,
            )
        if self.row:
            return UserError(
                "Sheet {sheet}, row {row}: {problem}",
                sheet=self.sheet,
                row=self.row,
                problem=self.message,
            )
        if self.sheet:
            return UserError("Sheet {sheet}: {problem}", sheet=self.sheet, problem=self.message)
        return self.message


class FormRefused(UserError):
    """A form that cannot be used as it stands; carries every problem found, warnings included."""

    def __init__(self, file: str, problems: Iterable[FormProblem]) -> None:
        self.problems = tuple(problems)
        told = UserError("{file} is not ready yet. Mend these and import it again.", file=file)
        stopping = [p.placed for p in self.problems if p.severity is Severity.ERROR]
        other = [
            UserError("Worth a look too: {problem}", problem=p.placed)
            for p in self.problems
            if p.severity is Severity.WARNING
        ]
        super().__init__(
            told.message,
            details=(*stopping, *other),
            **told.parameters,
        )
