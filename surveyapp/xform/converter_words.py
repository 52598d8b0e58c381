"""What pyxform tells, in our words: its own are English only and speak of its insides.

What it tells is known by its code, or where it gives none by its text; what is in no table is
passed on as it stands, in a sentence of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.text import isolate_ltr
from surveyapp.xform.converter_table import OF_CODES, SAID_BY_US_CODES, Said
from surveyapp.xform.converter_texts import OF_TEXTS, SAID_BY_US

if TYPE_CHECKING:
    from pyxform.errors import PyXFormError

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"On the '(\w+)' sheet, ")
_COLUMN = re.compile(r"On the '\w+' sheet, the '([^']+)' value ")


@dataclass(frozen=True, slots=True)
class Heard:
    """What pyxform told, in our words, and the place it named as far as it named one."""

    message: UserError
    sheet: str = ""
    row: int = 0
    column: str = ""


def hear_refusal(error: PyXFormError) -> Heard:
    """Return why pyxform takes a form not."""
    text = str(error).strip()
    if error.code is not None and error.code.name in OF_CODES:
        # It may carry no row: then its text says nothing either.
        return _heard(text, OF_CODES[error.code.name], _strings(error.context))
    return _known(text) or Heard(
        UserError(
            "The form converter stopped at this form and says: “{text}”. Correct what it speaks "
            "of, or give the form to somebody who writes forms.",
            text=passed_on(text),
        )
    )


def hear_warning(text: str) -> Heard | None:
    """Return what pyxform warns of, or None where our own checks say it better."""
    text = text.strip()
    code = _code(text)
    if code is not None and code[0] in SAID_BY_US_CODES:
        return None
    if any(re.search(pattern, text) for pattern in SAID_BY_US):
        return None
    return _known(text) or Heard(UserError("The form converter says: {text}", text=passed_on(text)))


def passed_on(text: str) -> str:
    """Return what is not ours to say, in one piece inside a sentence of any direction."""
    return isolate_ltr(" ".join(text.split()))


def _known(text: str) -> Heard | None:
    if (code := _code(text)) is not None:
        return _heard(text, OF_CODES[code[0]], code[1])
    for pattern, said in OF_TEXTS.items():
        if found := re.search(pattern, text, re.DOTALL):
            return _heard(text, said, found.groupdict())
    return None


def _heard(text: str, said: Said, named: Mapping[str, str]) -> Heard:
    row = _ROW.search(text)
    sheet = _SHEET.search(text)
    column = _COLUMN.search(text)
    near = named.get("candidates", "").partition(",")[0].strip("'")  # the sheet to rename
    at = near or named.get("sheet_name") or named.get("sheet") or (sheet[1] if sheet else "")
    if not at and (row or said.column):
        at = "survey"
    message = UserError(said.message)
    message.parameters = _filled(said, named)
    return Heard(
        message,
        at,
        int(row[1]) if row else 0,
        column[1].partition(" (")[0] if column else said.column,
    )


def _filled(said: Said, named: Mapping[str, str]) -> dict[str, str]:
    places = {name for _, name, _, _ in Formatter().parse(said.message) if name}
    return {
        place: said.places[place].format(**named) if place in said.places else named.get(place, "–")
        for place in places
    }


def _code(text: str) -> tuple[str, Mapping[str, str]] | None:
    """Return the code whose template made ``text``, with what fills it."""
    for code, pattern in _templates():
        if found := pattern.match(text):
            return code, found.groupdict()
    return None


@cache
def _templates() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # Only needed where a form is imported.
    from pyxform.errors import ErrorCode

    return tuple(
        (code.name, _template(code.value.msg)) for code in ErrorCode if code.name in OF_CODES
    )


def _template(message: str) -> re.Pattern[str]:
    """Return the pattern of everything that ``message`` can become."""
    pattern, seen = "", set[str]()
    for literal, name, _, _ in Formatter().parse(message):
        pattern += re.escape(literal)
        if name in seen:
            pattern += f"(?P={name})"
        elif name is not None:
            seen.add(name)
            pattern += f"(?P<{name}>.*?)"
    return re.compile(pattern, re.DOTALL)


def _strings(context: Mapping[str, object]) -> Mapping[str, str]:
    return {name: str(value) for name, value in context.items()}
