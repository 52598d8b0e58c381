"""A form as its author wrote it: which column means what, which row opens what.

This is what the checks look at, drawn from the sheets of a workbook (here) or from an XForm (see
``redrawing``). It keeps the place of every cell, so that a problem can name sheet, row and column,
or line and path. Knows no XPath and no pyxform.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from surveyapp.errors import UserError
from surveyapp.xform.columns import (
    CHOICES,
    OTHER_SHEETS,
    SETTINGS,
    SURVEY,
    TRANSLATED,
    Meaning,
    meaning,
)
from surveyapp.xform.problems import FormProblem, Severity
from surveyapp.xform.sheets import Sheet
from surveyapp.xform.supported import Kind

_BEGIN_END = re.compile(
    r"(?P<verb>begin|end)[ _](?P<what>group|repeat|loop|lgroup|looped group)( (?:over )?\S+)?"
)
_SELECT = re.compile(
    r"(?P<command>select_one_from_file|select_multiple_from_file|select one from file|"
    r"select multiple from file|select_one_external|select_one|select one from|select one|"
    r"select1|select_multiple|select all that apply from|select all that apply|"
    r"add select one prompt using|add select multiple prompt using|rank)"
    r"(?: +(?P<list>\S+))?(?P<other> (?:or specify other|or_other|or other))?"
)
_MANY = frozenset(
    {
        "select_multiple",
        "select_multiple_from_file",
        "select multiple from file",
        "select all that apply",
        "select all that apply from",
        "add select multiple prompt using",
        "rank",
    }
)
_REPEATING = frozenset({"repeat", "loop", "lgroup", "looped group"})
_YES = frozenset({"yes", "true", "true()"})

BOUND = frozenset(
    {"relevant", "calculation", "constraint", "required", "readonly", "attribute", "default"}
)
"""Columns that an XForm writes into the bind of a node."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell and its place."""

    sheet: str
    row: int
    column: str
    letter: str
    base: str
    language: str
    text: str
    path: str = ""

    def error(self, message: UserError) -> FormProblem:
        """Return a problem with this cell that stops the import."""
        return self._problem(Severity.ERROR, message)

    def warning(self, message: UserError) -> FormProblem:
        """Return a problem with this cell that does not."""
        return self._problem(Severity.WARNING, message)

    def _problem(self, severity: Severity, message: UserError) -> FormProblem:
        return FormProblem(
            severity, message, self.sheet, self.row, self.column, self.letter, self.path
        )


@dataclass(frozen=True, slots=True)
class Header:
    """A column of a sheet and what it means."""

    sheet: str
    name: str
    letter: str
    meaning: Meaning

    def error(self, message: UserError) -> FormProblem:
        """Return a problem with this column's header that stops the import."""
        return FormProblem(Severity.ERROR, message, self.sheet, 1, self.name, self.letter)

    def warning(self, message: UserError) -> FormProblem:
        """Return a problem with this column's header that does not."""
        return FormProblem(Severity.WARNING, message, self.sheet, 1, self.name, self.letter)


class Columns:
    """The columns of a sheet, by header and by what they mean."""

    def __init__(self, headers: Sequence[Header]) -> None:
        self.by_name = {header.name: header for header in headers}
        self.by_base: dict[str, list[Header]] = {}
        for header in headers:
            self.by_base.setdefault(header.meaning.base, []).append(header)


@dataclass(frozen=True, eq=False)
class Line:
    """One row below the header; a cell is made when a check asks for it, texts are there.

    ``texts`` are what stands in its filled cells by header, in column order. For a node of an
    XForm, ``path`` is its path, ``number`` the line where it is asked or bound (0: not known) and
    ``bound`` the line of its bind, where ``BOUND`` columns stand.
    """

    sheet: str
    number: int
    texts: Mapping[str, str]
    columns: Columns
    path: str = ""
    bound: int = 0

    @property
    def where(self) -> UserError:
        """Return the row or line as a sentence names it."""
        if self.path:
            return UserError("line {line}", line=self.number)
        return UserError("row {row}", row=self.number)

    @property
    def cells(self) -> Iterator[Cell]:
        """Yield the filled cells in column order."""
        by_name = self.columns.by_name
        return (self._cell(by_name[name]) for name in self.texts)

    def cell(self, base: str) -> Cell | None:
        """Return the first filled cell of a column, whatever its language."""
        return next(self.cells_of(base), None)

    def cells_of(self, base: str) -> Iterator[Cell]:
        """Yield the filled cells of a column, one a language."""
        return (self._cell(header) for header in self._filled(base))

    def cells_with(self, part: str) -> Iterator[Cell]:
        """Yield the cells in whose text ``part`` stands."""
        by_name = self.columns.by_name
        return (self._cell(by_name[name]) for name, text in self.texts.items() if part in text)

    def text(self, base: str) -> str:
        """Return the text of ``cell(base)``, or ``""``."""
        texts = self.texts
        for header in self.columns.by_base.get(base, ()):
            if header.name in texts:
                return texts[header.name]
        return ""

    def languages(self, base: str) -> set[str]:
        """Return the languages in which a column is filled; ``""`` is none in particular."""
        return {header.meaning.language for header in self._filled(base)}

    def _filled(self, base: str) -> list[Header]:
        texts = self.texts
        return [each for each in self.columns.by_base.get(base, ()) if each.name in texts]

    def _cell(self, header: Header) -> Cell:
        base = header.meaning.base
        return Cell(
            self.sheet,
            self.bound if self.bound and base in BOUND else self.number,
            header.name,
            header.letter,
            base,
            header.meaning.language,
            self.texts[header.name],
            self.path,
        )

    def error(self, message: UserError, base: str = "") -> FormProblem:
        """Return a problem at this row's ``base`` cell, or with the row where that is blank."""
        return self._problem(Severity.ERROR, message, base)

    def warning(self, message: UserError, base: str = "") -> FormProblem:
        """Return the same as a warning."""
        return self._problem(Severity.WARNING, message, base)

    def _problem(self, severity: Severity, message: UserError, base: str) -> FormProblem:
        cell = self.cell(base) if base else None
        if cell is None:
            return FormProblem(severity, message, self.sheet, self.number, path=self.path)
        return cell.error(message) if severity is Severity.ERROR else cell.warning(message)


@dataclass(frozen=True, slots=True)
class Select:
    """What a ``select…`` or ``rank`` type says: its list and how many answers it takes."""

    command: str
    list_name: str
    many: bool
    or_other: bool

    @property
    def from_file(self) -> bool:
        """Say whether the choices come from an attached file."""
        return "file" in self.command

    @property
    def has_list(self) -> bool:
        """Say whether the choices stand on the choices sheet."""
        return not (
            self.from_file or self.command == "select_one_external" or "$" in self.list_name
        )


@dataclass(frozen=True)
class Element:
    """A row of the survey sheet that is a question, a group or a repeat.

    ``key`` is what ``${…}`` calls it: its name, but in an XForm, whose paths tell nodes of one name
    apart, something of its own for each. ``parents`` are the keys of the groups and repeats it
    stands in, outermost first.
    """

    line: Line
    type: str
    name: str
    parents: tuple[str, ...]
    opens: str = ""  # "group" or "repeat" where the row opens one
    own_key: str = ""

    @property
    def key(self) -> str:
        """Return what references call this row."""
        return self.own_key or self.name

    @cached_property
    def select(self) -> Select | None:
        """Return what the type says of choices, or None."""
        match = _SELECT.fullmatch(self.type)
        if match is None:
            return None
        command = match["command"]
        return Select(command, match["list"] or "", command in _MANY, bool(match["other"]))


@dataclass(frozen=True)
class Blueprint:
    """The whole form, as it stands in its file."""

    headers: Mapping[str, tuple[Header, ...]]
    survey: tuple[Line, ...]
    choices: tuple[Line, ...]
    settings: Line | None
    repeated: tuple[Header, ...] = ()
    drawn: tuple[Element, ...] = ()
    """The rows of an XForm, which has no brackets to read them from."""
    uses: tuple[tuple[Kind, str, Line], ...] = ()
    """What an XForm uses that has no column on a sheet, by kind, name and place."""
    item_columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What the choices of each list of an XForm hold, whatever a sheet would call it."""

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Questions, groups and repeats in sheet order; rows without a type are left out."""
        return self.drawn or tuple(self._elements())

    def _elements(self) -> Iterator[Element]:
        parents: list[str] = []
        for line in self.survey:
            kind = " ".join(line.text("type").split())
            if not kind or line.text("disabled").lower() in _YES:
                continue
            bracket = _BEGIN_END.fullmatch(kind)
            name = line.text("name")
            if bracket is None:
                yield Element(line, kind, name, tuple(parents))
            elif bracket["verb"] == "begin":
                opens = "repeat" if bracket["what"] in _REPEATING else "group"
                yield Element(line, kind, name, tuple(parents), opens)
                parents.append(name)
            elif parents:
                parents.pop()

    @cached_property
    def names(self) -> Mapping[str, Sequence[Element]]:
        """Every name that ``${…}`` can stand for, with the rows that carry it."""
        found: dict[str, list[Element]] = {}
        for element in self.elements:
            if element.key:
                found.setdefault(element.key, []).append(element)
        return found

    @cached_property
    def lists(self) -> Mapping[str, tuple[Line, ...]]:
        """The lists of the choices sheet, each with its rows."""
        found: dict[str, list[Line]] = {}
        for line in self.choices:
            if name := line.text("list_name"):
                found.setdefault(name, []).append(line)
        return {name: tuple(lines) for name, lines in found.items()}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages named by columns, in the order they first stand."""
        return tuple(
            dict.fromkeys(
                header.meaning.language
                for sheet in (SURVEY, CHOICES)
                for header in self.headers.get(sheet, ())
                if header.meaning.base in TRANSLATED and header.meaning.language
            )
        )

    def lines(self) -> Iterator[Line]:
        """Yield every row of every sheet that the checks read."""
        yield from self.survey
        yield from self.choices
        if self.settings:
            yield self.settings


def bracket(kind: str) -> tuple[str, str] | None:
    """Return ``("begin" | "end", "group" | "repeat")`` for a type that opens or closes one."""
    match = _BEGIN_END.fullmatch(" ".join(kind.split()))
    if match is None:
        return None
    return match["verb"], "repeat" if match["what"] in _REPEATING else "group"


def is_yes(text: str) -> bool:
    """Say whether a yes/no cell says yes."""
    return text.strip().lower() in _YES


def draw(sheets: Iterable[Sheet]) -> Blueprint:
    """Return the form that ``sheets`` describe; sheets that XLSForm does not know are left out."""
    by_name = {sheet.name.lower(): sheet for sheet in sheets}
    headers: dict[str, tuple[Header, ...]] = {}
    lines: dict[str, tuple[Line, ...]] = {}
    repeated: list[Header] = []
    for role in (SURVEY, CHOICES, SETTINGS):
        sheet = by_name.get(role)
        if sheet is None:
            continue
        double = any("::" in column.name for column in sheet.columns)
        headers[role] = tuple(
            Header(role, c.name, c.letter, meaning(role, c.name, double_colon=double))
            for c in sheet.columns
        )
        repeated += [
            Header(role, c.name, c.letter, meaning(role, c.name, double_colon=double))
            for c in sheet.repeated
        ]
        lines[role] = tuple(_lines(role, sheet, headers[role]))
    settings = lines.get(SETTINGS, ())
    return Blueprint(
        headers=headers,
        survey=lines.get(SURVEY, ()),
        choices=lines.get(CHOICES, ()),
        settings=settings[0] if settings else None,
        repeated=tuple(repeated),
    )


def _lines(role: str, sheet: Sheet, headers: Sequence[Header]) -> Iterator[Line]:
    columns = Columns(headers)
    return (Line(role, row.number, row.cells, columns) for row in sheet.rows)


XLSFORM_SHEETS = (SURVEY, CHOICES, SETTINGS, *OTHER_SHEETS)
"""Sheets that make up an XLSForm; any other is the author's own."""
