"""The responses of this device in a list: found by words, filtered, newest first.

Words are compared folded, each anywhere: in the response's summary and short code, in the place
and region of its stop, in the title of its form. Nothing here reads a document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from surveyapp.analysis.rates import Outcome
from surveyapp.services.faces import face_of
from surveyapp.services.regions import region_name
from surveyapp.services.status import DraftRow, draft_rows
from surveyapp.services.workspace import Workspace
from surveyapp.store import Listed, RevisionKind, Search, Standing, Stop, Word
from surveyapp.text import LANGUAGES, fold
from surveyapp.text.codes import short_code

PAGE = 100
"""Rows fetched at a time; a list asks for the next as it is scrolled."""

WORDS_LIMIT = 8
"""Words of a search that are looked at: more say nothing more, and each costs a comparison."""


@dataclass(frozen=True, slots=True)
class ResponseQuery:
    """What somebody looks for; everything left out fits all."""

    text: str = ""
    form_id: str | None = None
    stop: str | None = None
    operator: str | None = None
    standing: Standing = Standing.KEPT
    among: tuple[str, ...] | None = None
    """Ids to look among: those of ``doubtful_responses``."""


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """A response as lists show it."""

    id: str
    code: str
    """What the respondent may have kept to ask for a correction."""
    form_title: str
    stop: str
    """Key of the stop."""
    place: str
    """The stop's place, or its region where no place is known."""
    operator: str
    finished: datetime
    changed: datetime
    doubtful: bool
    """One of these times cannot be right: the clock of its device was wrong."""
    refused: bool
    conflict: bool
    kind: RevisionKind
    name: str
    firm: str
    badge: str
    person: str


@dataclass(frozen=True, slots=True)
class ResponseList:
    """One stretch of what was found."""

    rows: tuple[ResponseRow, ...]
    total: int
    """How many fit altogether."""
    last: Listed | None
    """Where the next stretch begins; ``None`` where this was the last."""


def find_responses(
    workspace: Workspace,
    query: ResponseQuery,
    language: str,
    *,
    after: Listed | None = None,
    limit: int = PAGE,
) -> ResponseList:
    """Return the next responses that fit, texts of forms and regions in ``language``."""
    search = _search(workspace, query)
    found = workspace.store.find(search, limit=limit, after=after)
    whole = len(found) < limit
    total = len(found) if whole and after is None else workspace.store.count_found(search)
    names = _Names(workspace, language)
    rows = tuple(_row(each, names) for each in found)
    return ResponseList(rows, total, None if whole else found[-1])


def response_rows(
    workspace: Workspace, query: ResponseQuery, language: str, *, skip: int, limit: int = PAGE
) -> tuple[ResponseRow, ...]:
    """Return the responses that fit past the first ``skip``: one page of a list jumped about in."""
    found = workspace.store.find(_search(workspace, query), limit=limit, skip=skip)
    names = _Names(workspace, language)
    return tuple(_row(each, names) for each in found)


def find_drafts(workspace: Workspace, query: ResponseQuery, language: str) -> tuple[DraftRow, ...]:
    """Return the drafts that fit, the one saved last first; a query's standing is not asked.

    They are found by category, form, stop and who asks: never by person.
    """
    words = _words(workspace, query.text)
    form_ids = {form.hash: form.form_id for form in workspace.store.forms()}
    fitting = set()
    for draft in workspace.store.drafts():
        form_id = form_ids.get(draft.form_hash, "")
        said = fold(f"{draft.category} {draft.operator}")
        filtered = all(
            wanted is None or wanted == had
            for wanted, had in (
                (query.form_id, form_id),
                (query.stop, draft.stop),
                (query.operator, draft.operator),
            )
        )
        if filtered and all(
            word.text in said or draft.stop in word.stops or form_id in word.forms for word in words
        ):
            fitting.add(draft.id)
    return tuple(row for row in draft_rows(workspace, language) if row.id in fitting)


def response_ids(workspace: Workspace, query: ResponseQuery) -> tuple[str, ...]:
    """Return the ids of all responses that fit, newest first."""
    return workspace.store.found_ids(_search(workspace, query))


def decisions_waiting(workspace: Workspace) -> int:
    """Return how many responses stand in conflict until a person chooses."""
    return workspace.store.count_found(Search(standing=Standing.CONFLICT))


def last_line(workspace: Workspace) -> int:
    """Return a number that grows whenever a response is written, to know what is out of date."""
    return workspace.store.last_line()


def doubtful_responses(workspace: Workspace) -> tuple[str, ...]:
    """Return the ids of the responses of which a time cannot be right. Seconds at 100,000."""
    return workspace.store.doubtful_submissions()


@dataclass(frozen=True, slots=True)
class Shelves:
    """What lists of responses are divided by: how many there are of each kind, and the filters."""

    standings: Mapping[Standing, int]
    drafts: int
    not_handed_over: int
    forms: tuple[tuple[str, str], ...]
    """Id and title of each form."""
    stops: tuple[Stop, ...]
    """The latest first, each once."""
    operators: tuple[str, ...]


def shelves(workspace: Workspace, language: str) -> Shelves:
    """Return how many responses there are of each kind, and what they can be filtered by."""
    store = workspace.store
    titles = {form.form_id: face_of(workspace, form.hash).title(language) for form in store.forms()}
    stops = {stop.key: stop for stop in store.stops()}
    return Shelves(
        standings=store.standings(),
        drafts=len(store.drafts()),
        not_handed_over=store.not_handed_over(),
        forms=tuple(titles.items()),
        stops=tuple(sorted(stops.values(), key=lambda each: each.first_day, reverse=True)),
        operators=store.operators(),
    )


def _search(workspace: Workspace, query: ResponseQuery) -> Search:
    return Search(
        words=_words(workspace, query.text),
        form_id=query.form_id,
        stop=query.stop,
        operator=query.operator,
        standing=query.standing,
        among=query.among,
    )


class _Names:
    """What forms and stops are called, looked up once a list."""

    def __init__(self, workspace: Workspace, language: str) -> None:
        self._language = language
        self._places = {stop.key: stop.place for stop in workspace.store.stops()}
        self._titles = {
            form.hash: face_of(workspace, form.hash).title(language)
            for form in workspace.store.forms()
        }

    def title(self, found: Listed) -> str:
        """Return the form's title, or its id where the form did not come along."""
        return self._titles.get(found.form_hash, found.form_id)

    def place(self, found: Listed) -> str:
        """Return the stop's place, or its region where no place is known."""
        region = found.stop.partition("_")[0]
        return self._places.get(found.stop, "") or region_name(region, self._language)


def _row(found: Listed, names: _Names) -> ResponseRow:
    return ResponseRow(
        id=found.id,
        code=short_code(found.id),
        form_title=names.title(found),
        stop=found.stop,
        place=names.place(found),
        operator=found.operator,
        finished=datetime.fromisoformat(found.finished),
        changed=datetime.fromisoformat(found.changed),
        doubtful=found.doubtful,
        refused=found.outcome == Outcome.REFUSED,
        conflict=found.conflict,
        kind=found.kind,
        name=found.name,
        firm=found.firm,
        badge=found.badge,
        person=found.person,
    )


def _titles(workspace: Workspace) -> dict[str, str]:
    """Return form id -> its folded titles, of all versions and languages."""
    titles: dict[str, str] = {}
    for form in workspace.store.forms():
        said = " ".join(face_of(workspace, form.hash).titles.values())
        titles[form.form_id] = fold(f"{titles.get(form.form_id, '')} {form.form_id} {said}")
    return titles


def _words(workspace: Workspace, text: str) -> tuple[Word, ...]:
    if not text.strip():
        return ()
    titles = _titles(workspace)
    stops: dict[str, str] = {}
    for stop in workspace.store.stops():
        regions = " ".join(region_name(stop.region, language) for language in LANGUAGES)
        # A place may have been given several names: each finds the stop.
        stops[stop.key] = fold(f"{stops.get(stop.key, '')} {stop.key} {stop.place} {regions}")
    return tuple(
        Word(
            word,
            stops=tuple(key for key, said in stops.items() if word in said),
            forms=tuple(form for form, said in titles.items() if word in said),
        )
        for word in fold(text).split()[:WORDS_LIMIT]
    )
