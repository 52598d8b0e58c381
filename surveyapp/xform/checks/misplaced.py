"""Cells that do nothing where they stand, or not what they seem to.

Rows nobody answers that are required or constrained, files that hold no list, repeats whose number
of rows hangs on their own rows, lists with ``or_other`` in several languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, Element
from surveyapp.xform.checks.references import REFERENCE
from surveyapp.xform.problems import FormProblem

_UNANSWERED = frozenset({"note", "calculate", "hidden"})
_NO = frozenset({"", "no", "false", "false()"})
_LISTS = frozenset({".csv", ".xml", ".geojson"})


def check_misplaced(form: Blueprint) -> Iterator[FormProblem]:
    """Yield cells that do not do what they say."""
    for element in form.elements:
        yield from _unanswered(element)
        yield from _own_count(form, element)
        yield from _other(form, element)


def _unanswered(element: Element) -> Iterator[FormProblem]:
    if element.type not in _UNANSWERED:
        return
    for base in ("required", "constraint"):
        if element.line.text(base).strip().lower() in _NO:
            continue
        # A calculation is there by itself; a required note that shows only when answers do not
        # agree is a known way to send people back to them.
        if base == "constraint" or not (
            element.line.text("calculation") or element.line.text("relevant")
        ):
            yield element.line.warning(
                UserError(
                    "Nobody answers a row of the type {type}: its {column} can only stop people "
                    "who cannot mend it. Take it out.",
                    type=element.type,
                    column=base,
                ),
                base,
            )


def check_files(form: Blueprint) -> Iterator[FormProblem]:
    """Yield files that XLSForm takes for no list; an XForm may call its files as it likes."""
    for element in form.elements:
        yield from _file(element)


def _file(element: Element) -> Iterator[FormProblem]:
    select = element.select
    if select is None or not select.from_file or not select.list_name:
        return
    if PurePath(select.list_name).suffix.lower() not in _LISTS and "$" not in select.list_name:
        yield element.line.error(
            UserError(
                "A list cannot be read from {file}. Name a file that ends in .csv, .xml or "
                ".geojson.",
                file=select.list_name,
            ),
            "type",
        )


def _own_count(form: Blueprint, element: Element) -> Iterator[FormProblem]:
    if element.opens != "repeat":
        return
    for match in REFERENCE.finditer(element.line.text("repeat_count")):
        read = form.names.get(match[1], ())
        if len(read) == 1 and element.key in read[0].parents:
            yield element.line.warning(
                UserError(
                    "The number of rows of {repeat} hangs on {name}, which stands in its rows. Ask "
                    "for it before the repeat begins.",
                    repeat=element.name,
                    name=read[0].name,
                ),
                "repeat_count",
            )


def _other(form: Blueprint, element: Element) -> Iterator[FormProblem]:
    select = element.select
    if select is not None and select.or_other and len(form.languages) > 1:
        yield element.line.warning(
            UserError(
                "With or_other, the choice and the question it adds are in English in every "
                "language. Write a choice other and a question of your own for it."
            ),
            "type",
        )
