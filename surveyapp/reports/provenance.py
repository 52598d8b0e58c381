"""Where the rows of a workbook come from, so that two workbooks can be told apart and trusted.

Counts of devices, stops, forms, versions and revisions, one digest over the rows, what could not be
written as it was, and events such as an export of contacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from surveyapp.analysis.tables import ResponseTable
from surveyapp.reports.cells import Shown
from surveyapp.reports.look import NUMBER_LOOKS, Look
from surveyapp.reports.page import Entry, Page
from surveyapp.reports.sheets import Sheets


@dataclass(frozen=True, slots=True)
class DeviceSource:
    """A device whose log the rows come from."""

    name: str
    id: str
    revisions: int
    responses: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class StopSource:
    """A stop whose responses are in the workbook."""

    name: str
    key: str
    place: str
    responses: int


@dataclass(frozen=True, slots=True)
class FormSource:
    """A version of a form that responses were given with."""

    title: str
    form_id: str
    version: str
    hash: str
    responses: int


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done with the data, such as a package made or contacts exported."""

    at: datetime | None
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the service knows of the rows' origin. ``made`` is local time with its offset."""

    made: datetime
    app_version: str
    made_on: str
    """Name of the device the workbook was made on."""
    devices: tuple[DeviceSource, ...]
    stops: tuple[StopSource, ...]
    forms: tuple[FormSource, ...]
    events: tuple[Happening, ...]
    revisions: int
    deleted: int
    erased: int
    conflicts: int
    drafts: int


def digest(tables: Sequence[ResponseTable]) -> str:
    """Return one SHA-256 over the rows: the same for the same responses in the same revisions."""
    lines = sorted(f"{row.id} {row.revision}" for table in tables for row in table.rows)
    return sha256("\n".join(lines).encode("utf-8")).hexdigest()


def add_provenance(
    sheets: Sheets, tables: Sequence[ResponseTable], source: Provenance, notices: Sequence[str]
) -> None:
    """Add the sheet; ``notices`` are sentences about what could not be written as it was."""
    words = sheets.words
    page = Page(sheets, words("Provenance"), (48, 40, 26, 16, 68))
    page.line(words("Where these data come from"), Look.TITLE)
    page.gap()
    facts: list[tuple[str, Shown, Look]] = [
        (words("Made at"), _wall(source.made), Look.MOMENT),
        (words("Made on device"), source.made_on, Look.WORDS),
        (words("App version"), source.app_version, Look.CODE),
        (words("Responses in this workbook"), sum(len(t.rows) for t in tables), Look.INTEGER),
        (words("Revisions they come from"), source.revisions, Look.INTEGER),
        (words("Devices"), len(source.devices), Look.INTEGER),
        (words("Stops"), len(source.stops), Look.INTEGER),
        (words("Deleted responses, not in this workbook"), source.deleted, Look.INTEGER),
        (words("Erased on request, not in this workbook"), source.erased, Look.INTEGER),
        (words("Responses with two versions to settle"), source.conflicts, Look.INTEGER),
        (words("Responses begun and not finished on this device"), source.drafts, Look.INTEGER),
        (words("Digest of the rows (SHA-256)"), digest(tables), Look.CODE),
    ]
    for label, value, look in facts:
        page.row([(label, Look.WORDS), (value, look)])
    page.gap()
    _table(
        page,
        words("Forms"),
        [words("Title"), words("Form id"), words("Form version"), words("Responses"), "SHA-256"],
        [
            [
                (form.title, Look.FREE),
                (form.form_id, Look.CODE),
                (form.version, Look.CODE),
                (form.responses, Look.INTEGER),
                (form.hash, Look.CODE),
            ]
            for form in source.forms
        ],
    )
    _table(
        page,
        words("Stops"),
        [words("Stop"), words("Stop code"), words("Place"), words("Responses")],
        [
            [
                (stop.name, Look.WORDS),
                (stop.key, Look.CODE),
                (stop.place, Look.FREE),
                (stop.responses, Look.INTEGER),
            ]
            for stop in source.stops
        ],
    )
    _table(
        page,
        words("Devices"),
        [words("Device"), words("Device id"), words("Revisions"), words("Responses"),
         words("Last change")],
        [
            [
                (device.name, Look.WORDS),
                (device.id, Look.CODE),
                (device.revisions, Look.INTEGER),
                (device.responses, Look.INTEGER),
                (_wall(device.last), Look.MOMENT),
            ]
            for device in source.devices
        ],
    )  # fmt: skip
    _table(
        page,
        words("What was done with the data on this device"),
        [words("Event"), words("Date and time"), words("Detail")],
        [
            [(event.what, Look.WORDS), (_wall(event.at), Look.MOMENT), (event.detail, Look.FREE)]
            for event in source.events
        ],
    )
    page.line(words("Reading these data"), Look.HEADING)
    for notice in notices:
        page.line(notice, Look.LEAD)


def _table(page: Page, title: str, headers: Sequence[str], rows: Sequence[Sequence[Entry]]) -> None:
    if not rows:
        return
    page.line(title, Look.HEADING)
    page.headers(
        [
            (header, Look.HEADER_NUMBER if look in NUMBER_LOOKS else Look.HEADER)
            for header, (_, look) in zip(headers, rows[0], strict=True)
        ]
    )
    for row in rows:
        page.row(row)
    page.gap()


def _wall(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None) if moment else None
