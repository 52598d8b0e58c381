"""One stored response, to be read: every question that was asked with its answer in words.

Nothing here can change it. What was deleted is shown as it last was; of what was erased only its
place in the record is left.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from surveyapp.errors import UserError
from surveyapp.services.answers import answer_text
from surveyapp.services.faces import face_of
from surveyapp.services.forms import refusal_of
from surveyapp.services.history import read_session
from surveyapp.services.media import media_type
from surveyapp.services.response_files import ResponseFiles, files_named
from surveyapp.services.workspace import Workspace
from surveyapp.store import Revision, RevisionKind
from surveyapp.store.lineage import states_before
from surveyapp.text import Words
from surveyapp.text.codes import short_code
from surveyapp.text.markup import unmarked

if TYPE_CHECKING:
    from surveyapp.xform import FormSession, Page


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """A question and its answer in words; ``""`` where there is none."""

    ref: str
    question: str
    answer: str
    picture: bytes = b""
    """The bytes of the picture that answers, where it is one and is on this device."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Questions that were asked together: a page, or one row of a repeat."""

    title: str
    row: int
    """Number of the row, from 1; 0 outside repeats."""
    depth: int
    """How many repeats it stands in."""
    answers: tuple[AnswerRead, ...]


@dataclass(frozen=True, slots=True)
class HowGiven:
    """Paradata: how a response, or its last change, was given."""

    started: datetime | None
    languages: tuple[str, ...]
    """Those it was asked in, the last one last."""
    changes: int
    """How often an answer was replaced before it was finished."""
    mode: str
    seconds: float
    """Spent on its pages altogether."""
    pages: tuple[tuple[str, float], ...]
    """Title and seconds of each page."""


@dataclass(frozen=True, slots=True)
class ResponseRead:
    """A response as it is shown, in one of its form's languages."""

    id: str
    code: str
    form_hash: str
    form_title: str
    version: str
    languages: tuple[str, ...]
    """Those its questions can be read in."""
    language: str
    stop: str
    """Key of the stop."""
    place: str
    """The stop's place, ``""`` where none is known."""
    kind: RevisionKind
    conflict: bool
    finished: datetime
    changed: datetime | None
    """``None`` where it is as it was first finished."""
    doubtful: bool
    operator: str
    device: str
    """What the device it was finished on is called."""
    states: int
    """How many states its history has."""
    passages: tuple[Passage, ...]
    given: HowGiven | None
    unreadable: UserError | None
    """Why its form does not open here, so that its answers cannot be spelled out."""


def read_response(
    workspace: Workspace, submission: str, words: Words, language: str = ""
) -> ResponseRead:
    """Return a response with its questions in ``language``, by default that of ``words``.

    Raises ``UserError`` where it is not on this device.
    """
    store = workspace.store
    shown = store.submission(submission)
    states = store.history(submission)
    last = _with_answers(states, shown.revision)
    form_hash = last.form_hash if last else shown.form_hash
    labels = {each.device: each.label for each in store.labels()}
    refusal = refusal_of(workspace, form_hash)
    session = None
    pictures = _Pictures(workspace, files_named(json.loads(last.document)) if last else {})
    if last is not None and refusal is None:
        session = read_session(workspace, form_hash, last.document, language or words.language)
    places = {stop.key: stop.place for stop in store.stops()}
    form = next((each for each in store.forms() if each.hash == form_hash), None)
    title = face_of(workspace, form_hash).title(language or words.language) if form else ""
    return ResponseRead(
        id=shown.id,
        code=short_code(shown.id),
        form_hash=form_hash,
        form_title=title or shown.form_id,
        version=form.version if form else "",
        languages=session.definition.languages if session else (),
        language=session.language if session else "",
        stop=shown.stop,
        place=places.get(shown.stop, ""),
        kind=shown.kind,
        conflict=shown.conflict,
        finished=datetime.fromisoformat(shown.finished),
        changed=datetime.fromisoformat(shown.wall) if len(states) > 1 else None,
        doubtful=shown.doubtful,
        operator=shown.operator,
        device=labels.get(shown.device, shown.device),
        states=len(states),
        passages=tuple(passages(session, words, pictures)) if session else (),
        given=_given(json.loads(last.document), session) if last and session else None,
        unreadable=refusal,
    )


def _with_answers(states: tuple[Revision, ...], shown: str) -> Revision | None:
    """Return the state that is shown, or where it deletes, the one with answers before it."""
    state = next(each for each in states if each.hash == shown)
    return state if state.document else states_before(states)[shown]


class _Pictures:
    """The pictures among the files of a response, by the answers that name them."""

    def __init__(self, workspace: Workspace, named: Mapping[str, str]) -> None:
        self._files = ResponseFiles(workspace.store, named)

    def __call__(self, answer: str) -> bytes:
        if not media_type(answer).startswith("image/"):
            return b""
        file = self._files.named(answer)
        return file.data if file else b""


def passages(
    session: FormSession, words: Words, pictures: Callable[[str], bytes]
) -> Iterator[Passage]:
    """Yield what was asked in order: pages that share a title are one, each row one of its own.

    ``pictures`` gives the bytes of a picture by the answer that names it.
    """
    from surveyapp.xform import Control

    title, row, collected = "", "", list[AnswerRead]()
    for page in session.pages():
        for ref, heading in _asked(session, page):
            here = ref.rpartition("]")[0]
            if (heading, here) != (title, row) and collected:
                yield _passage(title, row, collected)
                collected = []
            title, row = heading, here
            answer = answer_text(session, ref, words)
            upload = session.question(ref).control is Control.UPLOAD
            shown = pictures(session.typed(ref)) if upload else b""
            collected.append(AnswerRead(ref, unmarked(session.label(ref)), answer, shown))
    if collected:
        yield _passage(title, row, collected)


def _asked(session: FormSession, page: Page) -> Iterator[tuple[str, str]]:
    """Yield each question of a page that takes an answer, with the heading it stands under."""
    from surveyapp.xform import Control, ItemKind

    heading = page.title
    for item in page.items:
        if item.kind is ItemKind.GROUP and item.ref.endswith("]"):
            heading = unmarked(session.label(item.ref)) or page.title
        elif item.kind is ItemKind.QUESTION:
            field = session.question(item.ref)
            heads_matrix = "label" in field.appearance.split()
            if field.control not in (None, Control.NOTE) and not heads_matrix:
                yield item.ref, heading if "]" in item.ref else page.title


def _passage(title: str, row: str, answers: list[AnswerRead]) -> Passage:
    number = int(row.rpartition("[")[2]) if row else 0
    return Passage(title, number, row.count("[") if row else 0, tuple(answers))


def _given(content: Mapping[str, Any], session: FormSession) -> HowGiven | None:
    told = content.get("paradata")
    if not isinstance(told, dict) or not told:
        return None
    spent = told.get("seconds")
    seconds = {
        ref: float(each)
        for ref, each in (spent.items() if isinstance(spent, dict) else ())
        if isinstance(each, int | float)
    }
    titles = {page.ref: page.title for page in session.pages()}
    return HowGiven(
        started=_moment(told.get("started")),
        languages=_languages(told),
        changes=changes if isinstance(changes := told.get("changes"), int) else 0,
        mode=str(told.get("mode", "")),
        seconds=sum(seconds.values()),
        pages=tuple((titles[ref], each) for ref, each in seconds.items() if titles.get(ref)),
    )


def _languages(told: Mapping[str, Any]) -> tuple[str, ...]:
    several = told.get("languages")
    if isinstance(several, list):
        return tuple(each for each in several if isinstance(each, str))
    return tuple(each for each in (told.get("language"),) if isinstance(each, str))


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:  # another system's, or none
        return None
