"""The sheets of responses, in words and in codes: the same rows twice, one column a question.

A question with several answers stands in one column and again as a column of 0 and 1 (for a
ranking: places) for each choice, because a pivot table needs the one and a reader the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from surveyapp.analysis.rates import Outcome
from surveyapp.analysis.tables import Column, RepeatRow, RepeatTable, ResponseTable, Row
from surveyapp.analysis.values import CHOICE_KINDS, LIST_KINDS, Kind, Value
from surveyapp.progress import Progress
from surveyapp.reports.cells import Shown
from surveyapp.reports.look import NUMBER_LOOKS, Look
from surveyapp.reports.sheets import SheetColumn, Sheets
from surveyapp.text import N_, Words
from surveyapp.text.bidi import strip_isolates
from surveyapp.text.formats import Formats

NOT_A_NUMBER = ("na", "nsp", "dk")
"""Codes that may stand on a scale of numbers and mean none of them."""

MOST_COLUMNS = 200
"""Choices up to which each has a column: a list may have more of them than Excel has columns."""

_STEP = 500
"""Rows between two reports of progress."""


class Lists(StrEnum):
    """How questions with several answers are written."""

    ONE_COLUMN = "one"
    A_COLUMN_EACH = "each"
    BOTH = "both"


class Spelling(StrEnum):
    """How answers from a list are written."""

    WORDS = "words"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Names:
    """What regions, stops and devices are called in the workbook's language, by key."""

    regions: Mapping[str, str]
    stops: Mapping[str, str]
    devices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Out:
    """A column of the sheet, and how a row fills it."""

    column: SheetColumn
    value: Callable[[Row], Shown]


@dataclass(frozen=True, slots=True)
class _Answer:
    """A column of answers, and how a value fills it."""

    column: SheetColumn
    ref: str
    value: Callable[[Value], Shown]


LANGUAGE_NAMES = {"ar": N_("Arabic"), "fr": N_("French"), "en": N_("English")}
"""Languages answers are given in; another is shown by its tag."""

MODE_NAMES = {
    "interview": N_("With staff"),
    "kiosk": N_("Alone, on a kiosk"),
    "practice": N_("Practice"),
}
"""Who held the device; another mode is shown as it is."""


class ResponseSheets:
    """Adds the sheets of one form's responses to a workbook."""

    def __init__(
        self, sheets: Sheets, names: Names, progress: Progress, *, lists: Lists = Lists.BOTH
    ) -> None:
        self._sheets = sheets
        self._words = sheets.words
        self._names = names
        self._progress = progress
        self._lists = lists
        self._formats = Formats(sheets.words)

    def add(self, table: ResponseTable, spelling: Spelling, title: str) -> None:
        """Add one sheet of all responses, one row each."""
        meta = self._meta(table.rows, spelling)
        answers = [out for column in table.columns for out in self._answers(column, spelling)]
        self._sheets.add_table(
            title,
            f"{_TABLES[spelling]}_{table.form_id}",
            [*(out.column for out in meta), *(out.column for out in answers)],
            self._rows(table.rows, meta, answers, title),
            len(table.rows),
        )

    def add_repeat(
        self, table: ResponseTable, repeat: RepeatTable, spelling: Spelling, title: str
    ) -> None:
        """Add one sheet of a repeat's instances, tied to the responses by code and id."""
        coded = spelling is Spelling.CODES
        answers = [out for column in repeat.columns for out in self._answers(column, spelling)]
        words = self._words
        keys = [
            _header("_code", words("Response"), coded, Look.CODE, 12),
            _header("_stop", words("Stop"), coded, Look.CODE if coded else Look.WORDS, 26),
        ]
        for level in range(1, repeat.depth + 1):
            header = words("Row") if repeat.depth == 1 else words("Row, level {n}", n=level)
            keys.append(_header(f"_row_{level}", header, coded, Look.INTEGER, 8))
        keys.append(_header("_id", words("Response id"), coded, Look.CODE, 38))

        def rows() -> Iterator[Sequence[Shown]]:
            for row in repeat.rows:
                position = [*row.position, *[None] * (repeat.depth - len(row.position))]
                yield [
                    row.code,
                    row.stop if coded else self.stop(row.stop),
                    *position,
                    row.id,
                    *_filled(row, answers),
                ]

        self._sheets.add_table(
            title,
            f"{_TABLES[spelling]}_{table.form_id}_{repeat.name}",
            [*keys, *(out.column for out in answers)],
            rows(),
            len(repeat.rows),
        )

    def stop(self, key: str) -> str:
        """Return what a stop is called."""
        return self._names.stops.get(key, key)

    def device(self, key: str) -> str:
        """Return what a device is called."""
        return self._names.devices.get(key) or key

    def _rows(
        self, rows: Sequence[Row], meta: Sequence[_Out], answers: Sequence[_Answer], title: str
    ) -> Iterator[Sequence[Shown]]:
        for number, row in enumerate(rows):
            if number % _STEP == 0:
                self._progress.step(number, len(rows), title)
            yield [*(out.value(row) for out in meta), *_filled(row, answers)]

    def _meta(self, rows: Sequence[Row], spelling: Spelling) -> list[_Out]:
        """Return the columns that say where a response comes from."""
        words, coded = self._words, spelling is Spelling.CODES
        regions = self._names.regions

        def column(name: str, header: str, look: Look, width: float) -> SheetColumn:
            return _header(name, header, coded, Look.CODE if coded else look, width)

        def figure(name: str, header: str, look: Look, width: float) -> SheetColumn:
            return _header(name, header, coded, look, width)

        def flag(name: str, header: str) -> SheetColumn:
            return _header(name, header, coded, Look.INTEGER if coded else Look.WORDS, 11)

        modes = [
            _Out(
                column("_mode", words("How it was filled in"), Look.WORDS, 14),
                lambda row: row.mode if coded else self._named(MODE_NAMES, row.mode),
            )
        ]
        if not any(row.mode for row in rows):
            modes = []  # nobody wrote it down: an empty column would only be in the way
        counted = [
            _Out(
                figure("_changes", words("Answers changed"), Look.INTEGER, 11),
                lambda row: row.changes,
            ),
            _Out(
                figure("_switches", words("Changes of language"), Look.INTEGER, 11),
                lambda row: row.switches,
            ),
        ]
        if not any(row.changes is not None for row in rows):
            counted = []
        return [
            _Out(column("_code", words("Response"), Look.CODE, 12), lambda row: row.code),
            _Out(
                column("_stop", words("Stop"), Look.WORDS, 28),
                lambda row: row.stop if coded else self.stop(row.stop),
            ),
            _Out(
                column("_region", words("Region of the stop"), Look.WORDS, 22),
                lambda row: row.region if coded else regions.get(row.region, row.region),
            ),
            _Out(
                figure("_first_day", words("First day of the stop"), Look.DATE, 12),
                lambda row: _first_day(row.stop),
            ),
            _Out(
                flag("_refused", words("Declined to take part")),
                lambda row: self._yes(row.outcome is Outcome.REFUSED, coded),
            ),
            _Out(
                column("_device", words("Device"), Look.WORDS, 36 if coded else 18),
                lambda row: row.device if coded else self.device(row.device),
            ),
            _Out(column("_operator", words("Staff"), Look.FREE, 16), lambda row: row.operator),
            _Out(
                column("_language", words("Language of the answers"), Look.WORDS, 11),
                lambda row: row.language if coded else self._named(LANGUAGE_NAMES, row.language),
            ),
            *modes,
            _Out(
                figure("_started", words("Started at"), Look.MOMENT, 16),
                lambda row: _wall(row.started),
            ),
            _Out(
                figure("_finished", words("Finished at"), Look.MOMENT, 16),
                lambda row: _wall(row.finished),
            ),
            _Out(
                figure("_utc_offset", words("Hours from UTC"), Look.CODE, 9),
                lambda row: _offset(row),
            ),
            _Out(
                figure("_minutes", words("Minutes taken"), Look.MEAN, 9),
                lambda row: None if row.minutes is None else round(row.minutes, 2),
            ),
            *counted,
            _Out(
                flag("_conflict", words("Two versions to settle")),
                lambda row: self._yes(row.conflict, coded),
            ),
            _Out(
                flag("_doubtful", words("Clock of the device was wrong")),
                lambda row: self._yes(row.doubtful, coded),
            ),
            _Out(column("_version", words("Form version"), Look.CODE, 13), lambda row: row.version),
            _Out(column("_id", words("Response id"), Look.CODE, 38), lambda row: row.id),
        ]

    def _answers(self, column: Column, spelling: Spelling) -> list[_Answer]:
        """Return the columns one question makes."""
        coded = spelling is Spelling.CODES
        header = column.name if coded else column.label(self._words.language)
        each = (
            column.kind in LIST_KINDS
            and self._lists is not Lists.ONE_COLUMN
            and len(column.choices) <= MOST_COLUMNS
        )
        outs = []
        if not each or self._lists is not Lists.A_COLUMN_EACH:
            outs.append(
                _Answer(
                    SheetColumn(
                        header,
                        self._look(column, coded),
                        _narrow(column) if coded else _WIDTHS.get(column.kind, 24),
                        _above(self._look(column, coded), coded),
                    ),
                    column.ref,
                    self._write(column, coded),
                )
            )
        if each:
            for choice in column.choices:
                label = choice.value if coded else choice.label(self._words.language)
                outs.append(
                    _Answer(
                        SheetColumn(
                            f"{header}/{label}" if coded else _joined(header, label),
                            Look.INTEGER,
                            14,
                            _above(Look.INTEGER, coded),
                        ),
                        column.ref,
                        _place_of(choice.value, column.kind is Kind.RANK),
                    )
                )
        return outs

    def _look(self, column: Column, coded: bool) -> Look:
        if column.kind in CHOICE_KINDS:
            return Look.CODE if coded else Look.WORDS
        if column.kind is Kind.BOOLEAN:
            return Look.CODE if coded else Look.WORDS
        return _LOOKS.get(column.kind, Look.FREE)

    def _write(self, column: Column, coded: bool) -> Callable[[Value], Shown]:
        """Return how a value of a column is shown."""
        kind = column.kind
        if kind in CHOICE_KINDS:
            if coded:
                return _numbered if _is_scale(column) else _coded
            labels = {c.value: c.label(self._words.language) for c in column.choices}
            return self._labelled(labels, ranked=kind is Kind.RANK)
        if kind is Kind.BOOLEAN:
            return lambda value: (
                self._yes(value, coded) if isinstance(value, bool) else _text(value)
            )
        return _plain

    def _labelled(self, labels: Mapping[str, str], *, ranked: bool) -> Callable[[Value], Shown]:
        mark = "؛ " if self._words.rtl else "; "

        def show(value: Value) -> Shown:
            if isinstance(value, tuple):
                named = [labels.get(code, code) for code in value]
                if ranked:
                    named = [f"{place}. {name}" for place, name in enumerate(named, start=1)]
                return mark.join(named)
            return labels.get(_text(value), _text(value))

        return show

    def _yes(self, value: bool, coded: bool) -> Shown:
        if coded:
            return int(value)
        return self._words("Yes") if value else self._words("No")

    def _named(self, names: Mapping[str, str], key: str) -> str:
        return self._words(names[key]) if key in names else key


_TABLES = {Spelling.WORDS: "Responses", Spelling.CODES: "Codes"}

_WIDTHS = {
    Kind.TEXT: 36,
    Kind.INTEGER: 12,
    Kind.DECIMAL: 12,
    Kind.BOOLEAN: 10,
    Kind.DATE: 12,
    Kind.TIME: 9,
    Kind.DATETIME: 16,
    Kind.CHOICE: 30,
    Kind.CHOICES: 36,
    Kind.RANK: 36,
}

_LOOKS = {
    Kind.INTEGER: Look.INTEGER,
    Kind.DECIMAL: Look.DECIMAL,
    Kind.DATE: Look.DATE,
    Kind.TIME: Look.TIME,
    Kind.DATETIME: Look.MOMENT,
    Kind.PLACE: Look.CODE,
    Kind.FILE: Look.CODE,
}


def stop_names(
    keys: Sequence[str], regions: Mapping[str, str], places: Mapping[str, str], words: Words
) -> dict[str, str]:
    """Return what stops are called: place or region, and first day."""
    formats = Formats(words)
    names = {}
    for key in keys:
        day = _first_day(key)
        region = key.rpartition("_")[0]
        name = places.get(key) or regions.get(region, region)
        # No isolates in cells: they would stand in the way of searching and filtering.
        names[key] = f"{name} {strip_isolates(formats.short_date(day))}" if day else key
    return names


def _header(name: str, header: str, coded: bool, look: Look, width: float) -> SheetColumn:
    return SheetColumn(name if coded else header, look, width, _above(look, coded))


def _above(look: Look, coded: bool) -> Look:
    """Return the look of the header above cells of a look: on the same side as they are."""
    if coded:
        return Look.HEADER_CODE_NUMBER if look in NUMBER_LOOKS else Look.HEADER_CODE
    return Look.HEADER_NUMBER if look in NUMBER_LOOKS else Look.HEADER


def _narrow(column: Column) -> float:
    if column.kind in CHOICE_KINDS:
        return 16 if column.kind in LIST_KINDS else 12
    return _WIDTHS.get(column.kind, 24)


def _joined(question: str, choice: str) -> str:
    """Return the header of one choice; a long question gives way, the choice stays whole."""
    room = 240 - len(choice)
    return f"{question if len(question) <= room else question[:room] + '…'} – {choice}"


def _filled(row: Row | RepeatRow, answers: Sequence[_Answer]) -> list[Shown]:
    values = row.values
    return [out.value(values[out.ref]) if out.ref in values else None for out in answers]


def _place_of(code: str, ranked: bool) -> Callable[[Value], Shown]:
    def place(value: Value) -> Shown:
        if not isinstance(value, tuple):
            return None
        if ranked:
            return value.index(code) + 1 if code in value else None
        return int(code in value)

    return place


def _is_scale(column: Column) -> bool:
    """Say whether a column's codes are numbers, so that means can be taken of them."""
    codes = [choice.value for choice in column.choices if choice.value not in NOT_A_NUMBER]
    return bool(codes) and all(_whole(code) is not None for code in codes)


def _whole(code: str) -> int | None:
    """Return the number a code is written as; ``007`` and ``+7`` are codes, not numbers."""
    try:
        number = int(code)
    except ValueError:
        return None
    return number if str(number) == code and len(code) < 15 else None


def _numbered(value: Value) -> Shown:
    if isinstance(value, tuple):
        return " ".join(value)
    number = _whole(_text(value))
    return _text(value) if number is None else number


def _coded(value: Value) -> Shown:
    return " ".join(value) if isinstance(value, tuple) else _text(value)


def _plain(value: Value) -> Shown:
    return " ".join(value) if isinstance(value, tuple) else value


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _wall(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None) if moment else None


def _offset(row: Row) -> str | None:
    """Return ``+01:00``: Morocco keeps another hour in Ramadan, so times need it beside them."""
    known = row.started or row.finished
    span = known.utcoffset() if known else None
    if span is None:
        return None
    sign, span = ("-", -span) if span < timedelta(0) else ("+", span)
    minutes = round(span.total_seconds() / 60)
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def _first_day(key: str) -> date | None:
    try:
        return date.fromisoformat(key.rpartition("_")[2])
    except ValueError:
        return None
