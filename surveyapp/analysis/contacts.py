"""Identifiers, and nothing but: the one reader of questions marked ``sa:pii``.

They leave the device in a file of their own, so an answer can be followed up without any sheet of
answers naming a person. Beside each identifier stand only the stop, the submission's code (the key
to the response sheets) and the questions its appearance depended on, such as "May we contact you?".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surveyapp.analysis.tables import (
    Column,
    Document,
    RepeatReader,
    RootReader,
    merge_columns,
)
from surveyapp.analysis.values import CHOICE_KINDS, Value
from surveyapp.text.codes import short_code

if TYPE_CHECKING:
    from surveyapp.store import Submission
    from surveyapp.xform import FormDefinition


@dataclass(frozen=True, slots=True)
class ContactRow:
    """The identifiers of one response, or of one instance of a repeat in it."""

    id: str
    code: str
    stop: str
    position: tuple[int, ...]
    """Place in the repeat, from 1; empty outside repeats."""
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ContactTable:
    """Who may be followed up, of one form; ``agreed`` are the questions where somebody said so."""

    agreed: tuple[Column, ...]
    identifiers: tuple[Column, ...]
    rows: tuple[ContactRow, ...]


def build_contacts(
    definitions: Mapping[str, FormDefinition], submissions: Iterable[Submission]
) -> ContactTable:
    """Return the identifiers of one form's responses; responses without any have no row.

    Takes what ``build_table`` takes.
    """
    merged = merge_columns(definitions.values())
    identifiers = tuple(column for column in merged if column.pii)
    agreed = tuple(_agreed(merged, identifiers))
    flat = [column for column in identifiers if column.repeat is None]
    root_reader, agreed_reader = RootReader(flat), RootReader(agreed)
    repeats = {column.repeat for column in identifiers if column.repeat is not None}
    repeat_readers = [
        RepeatReader(ref, [column for column in identifiers if column.repeat == ref])
        for ref in sorted(repeats)
    ]
    rows: list[ContactRow] = []
    for submission in submissions:
        data = Document.read(submission.document).data
        found: list[tuple[tuple[int, ...], Mapping[str, Value]]] = [
            ((), root_reader.read(data, None))
        ]
        for reader in repeat_readers:
            found += reader.read(data, None)
        said = agreed_reader.read(data, None)
        rows += [
            ContactRow(
                submission.id,
                short_code(submission.id),
                submission.stop,
                position,
                {**said, **values},
            )
            for position, values in found
            if values
        ]
    return ContactTable(agreed, identifiers, tuple(rows))


def _agreed(columns: Iterable[Column], identifiers: Iterable[Column]) -> list[Column]:
    """Return the choice questions that an identifier's relevance names."""
    named = {
        name
        for column in identifiers
        for name in re.findall(r"[\w.-]+", re.sub(r"'[^']*'|\"[^\"]*\"", "", column.relevant))
    }
    return [
        column
        for column in columns
        if column.name in named
        and column.kind in CHOICE_KINDS
        and column.repeat is None
        and not column.pii
    ]
