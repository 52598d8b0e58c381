"""A plain SQLite file of the responses, for Datasette, sqlite-utils and everything else.

It is not encrypted, so it is made only where somebody asks, and the store keeps a note of it. As in
the workbook, identifiers stay out: they leave through the file of contacts alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from surveyapp.analysis.tables import Column, RepeatTable, ResponseTable, Row, build_table
from surveyapp.analysis.values import CHOICE_KINDS, Kind, Value
from surveyapp.errors import UserError
from surveyapp.progress import Progress, Silent
from surveyapp.services.export import ExportReport, gather, unopened
from surveyapp.services.practice import require_real
from surveyapp.services.workspace import Workspace
from surveyapp.store.plain import Cell, PlainColumn, PlainTable, write_plain

_TYPES = {
    Kind.INTEGER: "INTEGER",
    Kind.BOOLEAN: "INTEGER",
    Kind.DECIMAL: "REAL",
}
"""Dates and moments are ISO 8601 text, several answers a JSON list; whatever does not fit its type
stays the text somebody typed."""

_META = (
    PlainColumn("_id", "TEXT PRIMARY KEY"),
    PlainColumn("_code"),
    PlainColumn("_version"),
    PlainColumn("_stop"),
    PlainColumn("_region"),
    PlainColumn("_device"),
    PlainColumn("_operator"),
    PlainColumn("_language"),
    PlainColumn("_mode"),
    PlainColumn("_started"),
    PlainColumn("_finished"),
    PlainColumn("_minutes", "REAL"),
    PlainColumn("_changes", "INTEGER"),
    PlainColumn("_switches", "INTEGER"),
    PlainColumn("_outcome"),
    PlainColumn("_conflict", "INTEGER"),
    PlainColumn("_doubtful", "INTEGER"),
    PlainColumn("_revision"),
)


def export_sqlite(
    workspace: Workspace,
    out: Path,
    language: str,
    *,
    replace: bool = False,
    progress: Progress | None = None,
) -> ExportReport:
    """Write every current response to an ordinary SQLite file, labels in ``language``.

    Tables ``devices``, ``stops``, ``forms``, ``questions``, ``choices``, one for each form and one
    for each repeat. Raises ``UserError`` where there is a file of that name already (unless
    ``replace``), nothing to write, or no place to write it, or what the device holds is damaged.
    """
    require_real(workspace)
    _require_place(out, replace=replace)
    progress = progress or Silent()
    workspace.store.checkup.require_sound(progress, lists=True)
    gathered = gather(workspace)
    if not gathered:
        raise next(
            iter(unopened(workspace)),
            UserError(
                "There is no response to copy yet. Fill one in, or merge the packages of other "
                "devices first."
            ),
        )
    tables = []
    for done, form in enumerate(gathered):
        progress.step(done, len(gathered))
        tables.append(build_table(form.definitions, form.submissions))
    names = _Names()
    plain = [*_around(workspace, names), *_forms(tables, language, names)]
    rows = sum(len(table.rows) for table in tables)
    # Before the first plain byte: where it cannot be noted, there is no copy.
    workspace.store.log_event("sqlite", f"{out.name} rows={rows}")
    write_plain(out, plain)
    progress.step(len(gathered), len(gathered))
    sheets = tuple(table.name for table in plain)
    return ExportReport(out, rows, out.stat().st_size, sheets, left_out=unopened(workspace))


def _require_place(out: Path, *, replace: bool) -> None:
    if out.is_dir():
        raise UserError("{file} is a folder. Give the copy a name inside it.", file=out)
    if out.exists() and not replace:
        raise UserError("{file} is there already. Choose another name, or say --replace.", file=out)


class _Names:
    """Names of tables or columns: SQLite takes Share and share for the same."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.lower() for name in taken}

    def give(self, wanted: str) -> str:
        name, number = wanted, 2
        while name.lower() in self._taken or name.lower().startswith("sqlite_"):
            name, number = f"{wanted}_{number}", number + 1
        self._taken.add(name.lower())
        return name


def _around(workspace: Workspace, names: _Names) -> Iterator[PlainTable]:
    store = workspace.store
    yield PlainTable(
        names.give("devices"),
        (
            PlainColumn("id", "TEXT PRIMARY KEY"),
            PlainColumn("label"),
            PlainColumn("revisions", "INTEGER"),
        ),
        [(log.device, log.label, log.revisions) for log in store.devices()],
    )
    stops = {stop.key: stop for stop in sorted(store.stops())}  # a place may have several names
    yield PlainTable(
        names.give("stops"),
        (
            PlainColumn("key", "TEXT PRIMARY KEY"),
            PlainColumn("region"),
            PlainColumn("first_day"),
            PlainColumn("place"),
        ),
        [(key, s.region, s.first_day.isoformat(), s.place) for key, s in stops.items()],
    )
    yield PlainTable(
        names.give("forms"),
        (
            PlainColumn("hash", "TEXT PRIMARY KEY"),
            PlainColumn("form_id"),
            PlainColumn("version"),
            PlainColumn("title"),
        ),
        [(form.hash, form.form_id, form.version, form.title) for form in store.forms()],
    )


def _forms(tables: Sequence[ResponseTable], language: str, names: _Names) -> Iterator[PlainTable]:
    questions: list[Sequence[Cell]] = []
    choices: list[Sequence[Cell]] = []
    book = (names.give("questions"), names.give("choices"))

    def columns(table: str, wanted: Sequence[Column], meta: Sequence[PlainColumn]) -> list[str]:
        """Name the columns of a table and write them into the codebook."""
        given = _Names(column.name for column in meta)
        named = [given.give(column.name) for column in wanted]
        for name, column in zip(named, wanted, strict=True):
            questions.append((table, name, column.ref, column.kind, column.label(language)))
            if column.kind in CHOICE_KINDS:
                choices.extend(
                    (table, name, choice.value, choice.label(language)) for choice in column.choices
                )
        return named

    for table in tables:
        name = names.give(table.form_id)
        named = columns(name, table.columns, _META)
        yield PlainTable(name, (*_META, *_typed(named, table.columns)), _rows(table))
        for repeat in table.repeats:
            inner = names.give(f"{name}_{repeat.name}")
            meta = _repeat_meta(name)
            named = columns(inner, repeat.columns, meta)
            shape = (*meta, *_typed(named, repeat.columns))
            yield PlainTable(inner, shape, _repeat_rows(repeat))
    yield PlainTable(
        book[0],
        tuple(map(PlainColumn, ("table_name", "column_name", "ref", "kind", "label"))),
        questions,
    )
    yield PlainTable(
        book[1],
        tuple(map(PlainColumn, ("table_name", "column_name", "value", "label"))),
        choices,
    )


def _typed(names: Sequence[str], columns: Sequence[Column]) -> Iterator[PlainColumn]:
    for name, column in zip(names, columns, strict=True):
        yield PlainColumn(name, _TYPES.get(column.kind, "TEXT"))


def _repeat_meta(form: str) -> tuple[PlainColumn, ...]:
    quoted = '"' + form.replace('"', '""') + '"'
    return (
        PlainColumn("_response", f"TEXT REFERENCES {quoted} (_id)"),
        PlainColumn("_position"),
        PlainColumn("_stop"),
    )


def _rows(table: ResponseTable) -> Iterator[Sequence[Cell]]:
    refs = [column.ref for column in table.columns]
    for row in table.rows:
        yield [*_meta(row), *(_cell(row.values.get(ref)) for ref in refs)]


def _meta(row: Row) -> tuple[Cell, ...]:
    return (
        row.id,
        row.code,
        row.version,
        row.stop,
        row.region,
        row.device,
        row.operator,
        row.language,
        row.mode,
        _cell(row.started),
        _cell(row.finished),
        row.minutes,
        row.changes,
        row.switches,
        row.outcome.value,
        int(row.conflict),
        int(row.doubtful),
        row.revision,
    )


def _repeat_rows(repeat: RepeatTable) -> Iterator[Sequence[Cell]]:
    refs = [column.ref for column in repeat.columns]
    for row in repeat.rows:
        position = ".".join(map(str, row.position))
        yield [row.id, position, row.stop, *(_cell(row.values.get(ref)) for ref in refs)]


def _cell(value: Value) -> Cell:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | time | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return value
