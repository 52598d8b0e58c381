"""Responses and drafts as rows of a list, and the shelves they stand on.

Named by firm, by what the questionnaire calls them or by category; by person only where nothing
else is known of them. No widget here.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from surveyapp.services.responses import ResponseRow, Shelves
from surveyapp.services.status import DraftRow
from surveyapp.store import RevisionKind, Standing
from surveyapp.text import N_, Words, isolate, isolate_ltr
from surveyapp.text.codes import short_code
from surveyapp.text.formats import Formats
from surveyapp.ui.kit.records import Record
from surveyapp.ui.theme import Tone

DOT = " · "


class Shelf(StrEnum):
    """One state to look among."""

    ALL = "all"
    CONFLICT = "conflict"
    DRAFTS = "drafts"
    COMPLETE = "complete"
    EDITED = "edited"
    DOUBTFUL = "doubtful"
    DELETED = "deleted"
    ERASED = "erased"


SHELF_NAMES = {
    Shelf.ALL: N_("All"),
    Shelf.CONFLICT: N_("To decide"),
    Shelf.DRAFTS: N_("Drafts"),
    Shelf.COMPLETE: N_("Complete"),
    Shelf.EDITED: N_("Edited"),
    Shelf.DOUBTFUL: N_("Doubtful times"),
    Shelf.DELETED: N_("Deleted"),
    Shelf.ERASED: N_("Erased"),
}

STANDING = {
    Shelf.ALL: Standing.KEPT,
    Shelf.CONFLICT: Standing.CONFLICT,
    Shelf.COMPLETE: Standing.COMPLETE,
    Shelf.EDITED: Standing.EDITED,
    Shelf.DOUBTFUL: Standing.ALL,
    Shelf.DELETED: Standing.DELETED,
    Shelf.ERASED: Standing.ERASED,
}

_STATES = {
    Shelf.CONFLICT: (N_("To decide"), Tone.WAITING, "alert-triangle"),
    Shelf.DRAFTS: (N_("Draft"), Tone.WAITING, "clock"),
    Shelf.COMPLETE: (N_("Complete"), Tone.NEUTRAL, "check"),
    Shelf.EDITED: (N_("Edited"), Tone.INFO, "pencil"),
    Shelf.DELETED: (N_("Deleted"), Tone.DANGER, "trash"),
    Shelf.ERASED: (N_("Erased"), Tone.NEUTRAL, "ban"),
}


def shelf_of(kind: RevisionKind, *, conflict: bool) -> Shelf:
    """Return the state a response is in."""
    if conflict:
        return Shelf.CONFLICT
    return {
        RevisionKind.CREATE: Shelf.COMPLETE,
        RevisionKind.DELETE: Shelf.DELETED,
        RevisionKind.ERASE: Shelf.ERASED,
    }.get(kind, Shelf.EDITED)


def state_words(shelf: Shelf, words: Words) -> tuple[str, Tone, str]:
    """Return a state's word, tone and icon."""
    text, tone, icon = _STATES[shelf]
    return words(text), tone, icon


def shelf_counts(shelves: Shelves, doubtful: int) -> dict[Shelf, int]:
    """Return how many there are of each state."""
    counts = {shelf: shelves.standings[standing] for shelf, standing in STANDING.items()}
    return {**counts, Shelf.DRAFTS: shelves.drafts, Shelf.DOUBTFUL: doubtful}


def response_record(row: ResponseRow, category: str, now: datetime, words: Words) -> Record:
    """Return a response as its row says it."""
    # What only repeats the stop and the time (an instance name often does) says nothing here.
    name = "" if row.name.startswith(row.stop) else row.name
    title = row.firm or name or row.person or category or row.form_title
    if row.kind is RevisionKind.ERASE:
        title = row.form_title
    state, tone, icon = state_words(shelf_of(row.kind, conflict=row.conflict), words)
    facts = (
        isolate_ltr(row.code),
        time_of(row.finished, now, words),
        words("Declined to take part") if row.refused else "",
        isolate(row.place),
        isolate(row.operator),
    )
    return Record(
        key=row.id,
        title=isolate(title),
        caption=DOT.join(fact for fact in facts if fact),
        state=state,
        tone=tone,
        icon=icon,
        warning=words("The time is doubtful") if row.doubtful else "",
    )


def draft_record(row: DraftRow, now: datetime, words: Words) -> Record:
    """Return a draft as its row says it: by category and time, never by person."""
    state, tone, icon = state_words(Shelf.DRAFTS, words)
    facts = (
        time_of(row.saved, now, words),
        words("Page {page} of {pages}", page=row.page, pages=row.pages),
        words("Change of {code}", code=isolate_ltr(short_code(row.edits))) if row.edits else "",
        isolate(row.form_title) if row.category else "",
    )
    return Record(
        key=row.id,
        title=isolate(row.category or row.form_title),
        caption=DOT.join(fact for fact in facts if fact),
        state=state,
        tone=tone,
        icon=icon,
    )


def time_of(moment: datetime, now: datetime, words: Words) -> str:
    """Return a time of today as a clock shows it, another with its day."""
    formats = Formats(words)
    clock = formats.clock(moment)
    if moment.date() == now.date():
        return clock
    if moment.year == now.year:
        return f"{formats.day_and_month(moment.date())} {clock}"
    return formats.moment(moment)
