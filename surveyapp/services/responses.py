"""The responses of this device in a list: found by words, filtered, newest first.

Words are compared folded, each anywhere: in the response's summary and short code, in the place
and region of its stop, in the title of its form. Nothing here reads a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveyapp.analysis.rates import Outcome
from surveyapp.services.faces import face_of
from surveyapp.services.regions import region_name
from surveyapp.services.workspace import Workspace
from surveyapp.store import Listed, RevisionKind, Search, Standing, Word
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
    search = Search(
        words=_words(workspace, query.text),
        form_id=query.form_id,
        stop=query.stop,
        operator=query.operator,
        standing=query.standing,
    )
    found = workspace.store.find(search, limit=limit, after=after)
    whole = len(found) < limit
    total = len(found) if whole and after is None else workspace.store.count_found(search)
    names = _Names(workspace, language)
    rows = tuple(_row(each, names) for each in found)
    return ResponseList(rows, total, None if whole else found[-1])


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
