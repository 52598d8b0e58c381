"""Texts and media that stand in one language and lack another: shown as they are, so a warning."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, Line
from surveyapp.xform.checks.naming import first_of
from surveyapp.xform.checks.suggestions import MISTYPED, nearest, suggest
from surveyapp.xform.columns import CHOICES, SURVEY, TEXTS, TRANSLATED
from surveyapp.xform.problems import FormProblem, Severity

_SHOWN = 12  # rows named in one warning


def check_translations(form: Blueprint) -> Iterator[FormProblem]:
    """Yield one warning a column and language, and a default language that no column has."""
    default = form.settings.text("default_language") if form.settings else ""
    if not form.languages:
        return
    plain = any(
        "" in line.languages(base)
        for lines, bases in (
            (form.survey, _texts(form, SURVEY)),
            (form.choices, _texts(form, CHOICES)),
        )
        for line in lines
        for base in bases
    )
    if form.settings and default and default not in form.languages and not plain:
        yield form.settings.error(
            suggest(
                UserError("No column is in the default language {language}.", language=default),
                nearest(default, form.languages),
            ),
            "default_language",
        )
    languages = _own_languages(form)
    if plain and default not in languages:
        languages.insert(0, default)
    for sheet, lines in ((SURVEY, form.survey), (CHOICES, form.choices)):
        bases = {header.meaning.base for header in form.headers.get(sheet, ())}
        for base in sorted(bases & TRANSLATED):
            # A picture without a language is the same one for everybody.
            if base in TEXTS or _has_language(form, sheet, base):
                yield from _column(form, sheet, lines, base, languages, default)


def _texts(form: Blueprint, sheet: str) -> set[str]:
    """Return the texts that have a column without a language."""
    return {
        header.meaning.base
        for header in form.headers.get(sheet, ())
        if header.meaning.base in TEXTS and not header.meaning.language
    }


def _has_language(form: Blueprint, sheet: str, base: str) -> bool:
    return any(h.meaning.language for h in form.headers[sheet] if h.meaning.base == base)


def _own_languages(form: Blueprint) -> list[str]:
    """Return the languages of the form; what looks like a mistyped one is told with its header."""
    own: list[str] = []
    for language in form.languages:
        if not nearest(language, own, cutoff=MISTYPED):
            own.append(language)
    return own


def _column(
    form: Blueprint,
    sheet: str,
    lines: tuple[Line, ...],
    base: str,
    languages: list[str],
    default: str,
) -> Iterator[FormProblem]:
    missing: dict[str, list[Line]] = {}
    for line in lines:
        present = {language or default for language in line.languages(base)}
        if present:
            for language in languages:
                if language not in present:
                    missing.setdefault(language, []).append(line)
    for language, lacking in missing.items():
        named = language or ("default" if lacking[0].path else "")  # as XForms name it
        header = next(
            (
                h
                for h in form.headers[sheet]
                if h.meaning.base == base and (h.meaning.language or default) == language
            ),
            None,
        )
        yield FormProblem(
            Severity.WARNING,
            _lacking(base, named, len(lacking), _places(lacking)),
            lacking[0].sheet,
            lacking[0].number,
            header.name if header else f"{base}::{language}" if language else base,
            header.letter if header else "",
            lacking[0].path,
        )


def _places(lines: list[Line]) -> UserError | str:
    """Return the rows of ``lines``: in an XForm their lines, or their paths if it has no lines."""
    if lines[0].path:
        numbers = [line.number for line in lines]
        if all(numbers):
            return UserError("lines {lines}", lines=first_of(list(dict.fromkeys(numbers)), _SHOWN))
        paths = dict.fromkeys(line.path for line in lines)
        return first_of(list(paths), _SHOWN)
    return UserError("rows {rows}", rows=first_of([line.number for line in lines], _SHOWN))


def _lacking(base: str, language: str, count: int, places: UserError | str) -> UserError:
    if not language:
        return UserError(
            "{column} stands in one language and not in the column without a language ({count}): "
            "{places}. Name the language of that column in default_language, or fill it.",
            column=base,
            count=count,
            places=places,
        )
    if base in TEXTS:
        return UserError(
            "These texts lack {language} ({count}): {places}. They will be shown in another "
            "language.",
            language=language,
            count=count,
            places=places,
        )
    return UserError(
        "These files of the column {column} lack {language} ({count}): {places}. Name one for "
        "each language.",
        column=base,
        language=language,
        count=count,
        places=places,
    )
