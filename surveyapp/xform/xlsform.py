"""An XLSForm workbook becomes a form, or every reason why it cannot, all at once.

Our own checks run first, because pyxform stops at its first error and lets much through; then
pyxform; then the engine's own reading of the XForm. Errors stop, warnings come with the form.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.xform.attachments import AttachedFile, attachments, media_folder
from surveyapp.xform.blueprint import Blueprint, Cell, draw
from surveyapp.xform.checks import check_workbook, check_xform
from surveyapp.xform.checks.gathering import Gathering
from surveyapp.xform.checks.suggestions import nearest, suggest
from surveyapp.xform.collecting import collector_paused
from surveyapp.xform.columns import CHOICES, MEDIA, SETTINGS, SURVEY
from surveyapp.xform.conversion import convert
from surveyapp.xform.definition import FormDefinition, parse_xform
from surveyapp.xform.problems import FormProblem, FormRefused, Severity
from surveyapp.xform.redrawing import redraw
from surveyapp.xform.resources import file_name
from surveyapp.xform.sheets import MAX_FILE_BYTES, Sheet, read_sheets
from surveyapp.xform.xml_lines import XmlLines, xml_lines

_WORKBOOKS = (".xlsx", ".xls")
_XFORMS = b"http://www.w3.org/2002/xforms"

MAX_ELEMENTS = 20_000
"""Questions, groups and repeats of a form; the largest that are known have some thousands."""

MAX_LANGUAGES = 500

MAX_CELL = 32_767
"""Characters of a cell, as spreadsheets have them."""

_ORDER = {SETTINGS: 1, SURVEY: 2, CHOICES: 3}


@dataclass(frozen=True, slots=True)
class ImportedForm:
    """A form that can be used.

    ``source`` are the bytes as they came and ``source_name`` the file's name; ``xform_xml`` is what
    the engine runs; ``title`` is in the form's default language; ``files`` are those it names that
    lie beside it, by name.
    """

    definition: FormDefinition
    xform_xml: bytes
    source: bytes
    source_name: str
    title: str
    warnings: tuple[FormProblem, ...]
    files: Mapping[str, AttachedFile] = field(default_factory=dict)


@collector_paused(lasting=True)
def import_xlsform(source: Path | str | bytes, *, name: str = "") -> ImportedForm:
    """Return the form in a ``.xlsx``, ``.xls``, ``.md``, ``.csv`` or XForm ``.xml`` file.

    ``source`` is a path or the file's bytes; ``name`` is the file's name where there is no path.
    A form from a path finds the files it names in ``<form>-media`` beside it.

    Raises ``FormRefused`` with every problem found where the workbook is an XLSForm that cannot be
    used, and another ``UserError`` where it is none at all.
    """
    path = None if isinstance(source, bytes) else Path(source)
    data, name = _load(source, name)
    if len(data) > MAX_FILE_BYTES:
        raise _too_large(name, xml=_is_xml(data))
    if _is_xml(data):
        if name.lower().endswith(_WORKBOOKS) and _XFORMS not in data:
            raise UserError(
                "{file} holds a web page or XML and no workbook, whatever its name says. Open it "
                "in Excel and save it as an Excel workbook (.xlsx).",
                file=name,
            )
        return _import_xform(data, path, name)
    sheets = _as_xlsform(read_sheets(data, name), name)
    blueprint = draw(sheets)
    if len(blueprint.elements) > MAX_ELEMENTS:
        raise UserError(
            "{file} has more than {limit} questions. Divide it into several forms.",
            file=name,
            limit=MAX_ELEMENTS,
        )
    overlong = _overlong(blueprint)
    if overlong:
        raise FormRefused(name, overlong)
    found = Gathering(check_workbook(blueprint))
    conversion = convert(sheets, blueprint, name)
    found.extend(_new([_lettered(p, blueprint) for p in conversion.problems], found.errors))
    if conversion.xform is None or found.stops:
        raise FormRefused(name, _sorted(found))
    try:
        definition = parse_xform(conversion.xform)
    except UserError as error:
        found.extend([_placed(error, blueprint)])
        raise FormRefused(name, _sorted(found)) from error
    definition, files, lacking = _with_files(definition, path, blueprint)
    found.extend(lacking)
    if found.stops:
        raise FormRefused(name, _sorted(found))
    return ImportedForm(
        definition=definition,
        xform_xml=conversion.xform,
        source=data,
        source_name=name,
        title=definition.title(definition.default_language),
        warnings=tuple(_sorted(found)),
        files=files,
    )


def _overlong(form: Blueprint) -> list[FormProblem]:
    """Return a problem for each cell that no spreadsheet could hold: pyxform reads them slowly."""
    told = UserError("This cell has more than {limit} characters. Shorten it.", limit=MAX_CELL)
    return [
        cell.error(told)
        for element in form.elements
        if any(len(text) > MAX_CELL for text in element.line.texts.values())
        for cell in element.line.cells
        if len(cell.text) > MAX_CELL
    ]


def _too_large(name: str, *, xml: bool) -> UserError:
    limit = MAX_FILE_BYTES // 1_000_000
    if xml:
        return UserError(
            "{file} is larger than {limit} MB. Put its long lists into CSV files in the folder "
            "{folder} beside it, and let the form read them from there.",
            file=name,
            limit=limit,
            folder=media_folder(Path(name)).name,
        )
    return UserError(
        "{file} is larger than {limit} MB. Remove pictures and unused sheets from it.",
        file=name,
        limit=limit,
    )


def _import_xform(data: bytes, path: Path | None, name: str) -> ImportedForm:
    """Return the form in XForm XML. What the engine runs is warned of and not refused."""
    definition = parse_xform(data)
    if len(definition.languages) > MAX_LANGUAGES:
        raise UserError(
            "{file} is in more than {limit} languages. Keep those that are spoken where it is "
            "asked.",
            file=name,
            limit=MAX_LANGUAGES,
        )
    lines = xml_lines(data)
    blueprint = redraw(definition, lines)
    found = Gathering(_idle(definition, lines))
    found.extend(check_xform(blueprint))
    definition, files, lacking = _with_files(definition, path, blueprint)
    found.extend(lacking)
    if found.stops:
        raise FormRefused(name, _sorted(found))
    return ImportedForm(
        definition=definition,
        xform_xml=data,
        source=data,
        source_name=name,
        title=definition.title(definition.default_language),
        warnings=tuple(_sorted(found)),
        files=files,
    )


def _idle(definition: FormDefinition, lines: XmlLines) -> Iterator[FormProblem]:
    """Yield a warning for each question and action of an XForm that has no place to write to."""
    for ref in definition.model.idle_actions:
        told = UserError(
            "The data of the form have no place for what an action writes: the action is left "
            "out. Correct the name in the form."
        )
        yield FormProblem(Severity.WARNING, told, row=lines.of(ref), path=ref)
    for ref in definition.model.idle_questions:
        told = UserError(
            "The data of the form have no place for this answer: the question is left out. "
            "Correct its name in the form."
        )
        yield FormProblem(Severity.WARNING, told, row=lines.of(ref), path=ref)


def _with_files(
    definition: FormDefinition, path: Path | None, form: Blueprint
) -> tuple[FormDefinition, Mapping[str, AttachedFile], tuple[FormProblem, ...]]:
    """Return the form with the lists that lie beside it, its files, and what is wrong with them."""
    if path is None:
        return definition, {}, ()
    found = attachments(definition, path)
    told = [(Severity.ERROR, *each) for each in found.broken.items()]
    told += [(Severity.WARNING, *each) for each in found.missing.items()]
    cells = _naming(form, {name for _, name, _ in told}) if told else {}
    problems = []
    for severity, name, message in told:
        cell = cells.get(name)
        if cell is None:
            problems.append(FormProblem(severity, message))
        elif severity is Severity.ERROR:
            problems.append(cell.error(message))
        else:
            problems.append(cell.warning(message))
    return definition.with_lists(found.lists), found.files, tuple(problems)


def _naming(form: Blueprint, files: Collection[str]) -> dict[str, Cell]:
    """Return the first cell that brings each of ``files`` into the form."""
    found: dict[str, Cell] = {}
    stems = {file.rpartition(".")[0]: file for file in files}
    for element in form.elements:
        line, cell = element.line, None
        if element.select and element.select.list_name in files:
            file, cell = element.select.list_name, line.cell("type")
        elif element.type.endswith("-external") and element.name in stems:
            file, cell = stems[element.name], line.cell("name")
        if cell is not None:
            found.setdefault(file, cell)
        for cell in line.cells_with("pulldata("):
            for stem, file in stems.items():
                if stem in cell.text:
                    found.setdefault(file, cell)
    for line in (*form.survey, *form.choices):
        for base in (*MEDIA, "default"):
            for cell in line.cells_of(base):
                name = file_name(cell.text)
                if name in files:
                    found.setdefault(name, cell)
    return found


def _load(source: Path | str | bytes, name: str) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, name or "form.xlsx"
    path = Path(source)
    name = name or path.name
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1), name
    except OSError as error:
        raise UserError(
            "{file} cannot be read. Check that it is there and that you may open it.",
            file=str(path),
        ) from error


def _is_xml(data: bytes) -> bool:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[2:4].strip(b"\0") == b"<"
    return data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<"


def _as_xlsform(sheets: Sequence[Sheet], name: str) -> tuple[Sheet, ...]:
    """Return the sheets if they are an XLSForm; a lone sheet with the right columns counts."""
    titles = [sheet.name for sheet in sheets]
    if SURVEY in {title.lower() for title in titles}:
        return tuple(sheets)
    if len(sheets) == 1:
        only = sheets[0]
        if {"type", "name"} <= {column.name.lower() for column in only.columns}:
            return (Sheet(SURVEY, only.columns, only.rows, only.repeated),)
    raise suggest_sheet(name, titles)


def suggest_sheet(name: str, titles: Iterable[str]) -> UserError:
    """Return the refusal of a workbook without a survey sheet, with the sheet that may be it."""
    titles = list(titles)
    return suggest(
        UserError(
            "{file} is not an XLSForm: it has no sheet named survey. Its sheets are: {sheets}.",
            file=name,
            sheets=", ".join(titles),
        ),
        nearest(SURVEY, titles),
    )


def _new(found: Iterable[FormProblem], ours: Sequence[FormProblem]) -> list[FormProblem]:
    """Return what pyxform found that our checks have not said already.

    It stops at its first error: where we have errors, one without a place, or in a row that we
    speak of, is one of ours in other words.
    """
    rows = {(problem.sheet, problem.row) for problem in ours}
    return [
        problem
        for problem in found
        if problem.severity is Severity.WARNING
        or not ours
        or (problem.row and (problem.sheet, problem.row) not in rows)
    ]


def _lettered(problem: FormProblem, form: Blueprint) -> FormProblem:
    """Return a problem of pyxform's with its column and its letter, which pyxform does not know."""
    for header in form.headers.get(problem.sheet, ()):
        if problem.column and header.name == problem.column:
            return replace(problem, letter=header.letter)
    languages = str(problem.message.parameters.get("languages", "")).split(", ")
    for header in (each for headers in form.headers.values() for each in headers):
        if header.meaning.language and header.meaning.language in languages:
            return header.warning(problem.message)
    return problem


def _placed(error: UserError, form: Blueprint) -> FormProblem:
    """Return what the engine refuses, at the row of the (first) question it speaks of."""
    ref = error.parameters.get("ref") or error.parameters.get("path") or ""
    ref = str(ref).partition(" ")[0]
    elements = form.names.get(ref.rpartition("/")[2], ())
    if len(elements) == 1:
        return elements[0].line.error(error, "name")
    return FormProblem(Severity.ERROR, error)


def _sorted(found: Gathering) -> list[FormProblem]:
    def place(problem: FormProblem) -> tuple[int, int, int, str]:
        return (_ORDER.get(problem.sheet, 9), problem.row, len(problem.letter), problem.letter)

    return sorted(found.problems(), key=place)
