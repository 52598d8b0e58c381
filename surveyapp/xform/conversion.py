"""The adapter to pyxform: sheets in, XForm out, its words turned into our problems.

pyxform turns every typographic quote into a straight one, to rescue expressions that Excel
"corrected". In texts that people read they are right, so they travel through it in disguise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import XLSFORM_SHEETS, Blueprint
from surveyapp.xform.columns import CHOICES, NAMES, SETTINGS, SURVEY, TEXTS, meaning
from surveyapp.xform.converter_words import Heard, hear_refusal, hear_warning, passed_on
from surveyapp.xform.long_lists import LongList, long_lists, sampled, written
from surveyapp.xform.problems import FormProblem, Severity
from surveyapp.xform.sheets import Sheet

_DISGUISE = str.maketrans("\u2018\u2019\u201c\u201d", "\ue018\ue019\ue01c\ue01d")
_UNDISGUISE = str.maketrans("\ue018\ue019\ue01c\ue01d", "\u2018\u2019\u201c\u201d")
_SETTINGS_TEXTS = frozenset({"form_title", "attribute"})


@dataclass(frozen=True, slots=True)
class Conversion:
    """What pyxform made: an XForm, or None and what stopped it; warnings in both cases."""

    xform: bytes | None
    problems: tuple[FormProblem, ...]


def convert(sheets: Iterable[Sheet], blueprint: Blueprint, file_name: str) -> Conversion:
    """Return the XForm that pyxform makes of ``sheets``, which are drawn in ``blueprint``.

    ``file_name`` gives the form its id where the settings name none, as pyxform does.
    """
    # Only needed where a form is imported: it takes 200 ms.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert as pyxform_convert

    warnings: list[str] = []
    sheets = tuple(sheets)
    choices = next((sheet for sheet in sheets if sheet.name.lower() == CHOICES), None)
    lists: tuple[LongList, ...] = ()
    if choices is not None and (lists := long_lists(blueprint, choices)):
        short = sampled(choices, lists)
        sheets = tuple(short if sheet is choices else sheet for sheet in sheets)
    workbook = _workbook(sheets, PurePath(file_name).stem)
    try:
        result = pyxform_convert(workbook, warnings=warnings)
    except PyXFormError as error:
        refusal = _problem(Severity.ERROR, hear_refusal(error), sheets)
        return Conversion(None, (refusal, *_warnings(warnings, sheets)))
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        # pyxform meets some malformed forms with a bare Python error; the form is at fault.
        stopped = UserError(
            "The form converter stopped without saying where: {text}",
            text=passed_on(f"{type(error).__name__} {error}"),
        )
        return Conversion(
            None, (FormProblem(Severity.ERROR, stopped), *_warnings(warnings, sheets))
        )
    xform = result.xform.translate(_UNDISGUISE)
    if choices is not None:
        xform = written(xform, lists, _texts(choices))
    return Conversion(xform.encode(), _warnings(warnings, sheets))


def _warnings(texts: Iterable[str], sheets: tuple[Sheet, ...]) -> tuple[FormProblem, ...]:
    told = (hear_warning(text) for text in texts)
    return tuple(_problem(Severity.WARNING, heard, sheets) for heard in told if heard is not None)


def _problem(severity: Severity, heard: Heard, sheets: tuple[Sheet, ...]) -> FormProblem:
    sheet, row = heard.sheet, heard.row
    if not sheet:
        # Where pyxform tells a question and no row, the question's own row is the place.
        sheet, row = _row_of(str(heard.message.parameters.get("name", "")), sheets)
    return FormProblem(severity, heard.message, sheet, row, heard.column)


def _row_of(name: str, sheets: tuple[Sheet, ...]) -> tuple[str, int]:
    """Return the sheet and row of the one question with this name; no place where none is it."""
    rows = [
        (sheet.name, row.number)
        for sheet in sheets
        if sheet.name.lower() == SURVEY
        for row in sheet.rows
        if name and row.cells.get("name", "").strip() == name
    ]
    return rows[0] if len(rows) == 1 else ("", 0)


def _workbook(sheets: Iterable[Sheet], fallback_name: str) -> dict[str, object]:
    """Return the sheets as pyxform's own readers would: headers, and rows from row 2 on."""
    book: dict[str, object] = {"sheet_names": [], "fallback_form_name": fallback_name}
    titles: list[str] = []
    for sheet in sheets:
        role = sheet.name.lower()
        titles.append(sheet.name)
        if role not in XLSFORM_SHEETS:
            continue
        texts = _texts(sheet)
        rows: list[dict[str, str]] = [{} for _ in range(max(_numbers(sheet), default=1) - 1)]
        for row in sheet.rows:
            rows[row.number - 2] = {
                name: text.translate(_DISGUISE) if name in texts else text
                for name, text in row.cells.items()
            }
        book[role] = rows
        book[f"{role}_header"] = [{column.name: None for column in sheet.columns}]
    book["sheet_names"] = titles
    return book


def _numbers(sheet: Sheet) -> Iterable[int]:
    return (row.number for row in sheet.rows)


def _texts(sheet: Sheet) -> frozenset[str]:
    """Return the columns of ``sheet`` that people read."""
    role = sheet.name.lower()
    return frozenset(column.name for column in sheet.columns if _is_text(role, column.name))


def _is_text(role: str, header: str) -> bool:
    if role not in NAMES:
        return False
    base = meaning(role, header).base
    return base in (_SETTINGS_TEXTS if role == SETTINGS else TEXTS)
