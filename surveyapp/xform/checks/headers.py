"""Column names: misspelt, unknown, standing twice, missing; and the languages they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from surveyapp.errors import UserError
from surveyapp.text import fold
from surveyapp.xform.blueprint import Blueprint, Header
from surveyapp.xform.checks.suggestions import MISTYPED, nearest, suggest
from surveyapp.xform.columns import CHOICES, NAMES, SETTINGS, SURVEY
from surveyapp.xform.problems import FormProblem, Severity

_NEEDED = {SURVEY: ("type", "name"), CHOICES: ("list_name", "name")}
_LABELLED = (SURVEY, CHOICES)

# Columns that other tools add and that do no harm: KoboToolbox, HXL, private notes.
_FOREIGN = re.compile(r"[$_#]|kobo|hxl|kuid|tags?$", re.IGNORECASE)
_ABBREVIATED = {
    "constraint-msg": "constraint_message",
    "constraint_msg": "constraint_message",
    "required-msg": "required_message",
    "required_msg": "required_message",
}
_MEDIA = ("image", "big-image", "audio", "video")
_BIND = (
    "relevant",
    "required",
    "readonly",
    "constraint",
    "calculate",
    "type",
    "nodeset",
    "saveIncomplete",
    "preload",
    "preloadParams",
)
_SECOND = {"media": _MEDIA, "bind": _BIND}
_OUR_PREFIXES = ("jr", "odk", "orx", "xsd", "ev", "h", "entities")
_PREFIXED = re.compile(
    r"(?:bind|attribute|control|body|instance)::([\w.-]+):[\w.-]+", re.IGNORECASE
)
_NAMESPACE = re.compile(r"([\w.-]+)\s*=\s*[\"'\u201c\u201d\u2018\u2019]")


def check_headers(form: Blueprint) -> Iterator[FormProblem]:
    """Yield what is wrong with the header rows."""
    yield from _repeated(form)
    for sheet, headers in form.headers.items():
        yield from _unknown(form, sheet, headers)
        yield from _attributes(headers)
        yield from _missing(sheet, headers)
    yield from _languages(form)
    yield from _namespaces(form)


def _repeated(form: Blueprint) -> Iterator[FormProblem]:
    for header in form.repeated:
        yield header.error(
            UserError("The column {column} stands twice. Keep one of them.", column=header.name)
        )
    for headers in form.headers.values():
        seen: dict[tuple[str, str], Header] = {}
        for header in headers:
            meaning = header.meaning
            if not meaning.known or meaning.base == "attribute":
                continue
            first = seen.setdefault((meaning.base, meaning.language), header)
            if first is not header:
                yield header.error(
                    UserError(
                        "The columns {first} and {column} mean the same. Keep one of them.",
                        first=first.name,
                        column=header.name,
                    )
                )


def _unknown(form: Blueprint, sheet: str, headers: Iterable[Header]) -> Iterator[FormProblem]:
    filters = " ".join(line.text("choice_filter") for line in form.survey)
    for header in headers:
        if header.meaning.known or _FOREIGN.match(header.name):
            continue
        stem, _, rest = header.name.partition("::")
        near = _ABBREVIATED.get(fold(stem)) or nearest(stem, _spellings(sheet), cutoff=0.75)
        if sheet == CHOICES and (not near or _mentions(filters, header.name)):
            continue  # any further column of the choices sheet is data for choice filters
        problem = UserError("{column} is not a column of this sheet.", column=header.name)
        if near:
            yield header.error(suggest(problem, f"{near}::{rest}" if rest else near))
        else:
            yield header.warning(
                UserError("The column {column} is not used by any form.", column=header.name)
            )


def _attributes(headers: Iterable[Header]) -> Iterator[FormProblem]:
    """Yield ``media::…`` and ``bind::…`` whose second half is misspelt."""
    for header in headers:
        prefix, _, rest = header.name.partition("::")
        known = _SECOND.get(fold(prefix), ())
        name = rest.partition("::")[0].strip()
        if header.meaning.base != "attribute" or not known or ":" in name or name in known:
            continue
        near = nearest(name, known)
        if near or known is _MEDIA:
            yield header.error(
                suggest(
                    UserError("{column} is not a column of this sheet.", column=header.name),
                    "::".join([prefix, near, *rest.split("::")[1:]]) if near else "",
                )
            )


def _spellings(sheet: str) -> list[str]:
    prefixes = {SURVEY: ["bind", "control", "media"], CHOICES: ["media"], SETTINGS: ["attribute"]}
    return [*NAMES[sheet], *prefixes[sheet]]


def _mentions(filters: str, column: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(column)}(?![\w.-])", filters) is not None


def _missing(sheet: str, headers: Iterable[Header]) -> Iterator[FormProblem]:
    bases = {header.meaning.base for header in headers if header.meaning.known}
    unknown = [header.name.partition("::")[0] for header in headers if not header.meaning.known]
    if sheet == CHOICES and not bases and not unknown:
        return  # an empty sheet is no mistake where no question has choices
    for needed in _NEEDED.get(sheet, ()):
        # A misspelt one is already told, with the right spelling.
        if needed not in bases and not any(nearest(name, [needed]) for name in unknown):
            yield FormProblem(
                Severity.ERROR,
                UserError("The column {column} is missing. Add it.", column=needed),
                sheet,
                1,
            )
    if (
        sheet in _LABELLED
        and "label" not in bases
        and not any(nearest(name, ["label"]) for name in unknown)
    ):
        yield FormProblem(
            Severity.WARNING,
            UserError("There is no column label: people will see names instead of texts."),
            sheet,
            1,
        )


def _languages(form: Blueprint) -> Iterator[FormProblem]:
    seen: list[str] = []
    for language in form.languages:
        near = nearest(language, seen, cutoff=MISTYPED)
        seen.append(language)
        if not near:
            continue
        header = next(
            h for hs in form.headers.values() for h in hs if h.meaning.language == language
        )
        yield header.warning(
            suggest(
                UserError("{language} is taken for a language of its own.", language=language), near
            )
        )


def _namespaces(form: Blueprint) -> Iterator[FormProblem]:
    declared = set(_OUR_PREFIXES)
    if form.settings:
        declared |= set(_NAMESPACE.findall(form.settings.text("namespaces")))
    for headers in form.headers.values():
        for header in headers:
            match = _PREFIXED.match(header.name)
            if match and match[1] not in declared:
                yield header.error(
                    suggest(
                        UserError(
                            "The prefix {prefix} is not declared. Add it to the column namespaces "
                            "of the sheet settings.",
                            prefix=match[1],
                        ),
                        nearest(match[1], declared),
                    )
                )
