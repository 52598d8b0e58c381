"""The versions of a response that conflict, side by side: only what differs between them.

Where one version alone departs from what all of them came from, nothing is really at odds: that
one is suggested. What belongs to a version as a whole (its stop, how many rows a repeat has) cannot
be taken from another answer by answer, and goes with the version that is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from surveyapp.services.forms import form_language, refusal_of
from surveyapp.services.history import answers_said, read_session, stop_said
from surveyapp.services.resolving import resolve_conflict
from surveyapp.services.revising import versions_of
from surveyapp.services.workspace import Workspace
from surveyapp.store import Revision
from surveyapp.text import Words
from surveyapp.text.codes import short_code
from surveyapp.text.markup import unmarked

_POSITION = re.compile(r"\[\d+\]")
_ROW = re.compile(r"^(.*)\[(\d+)\][^\[]*$")

Answers = Mapping[str, tuple[str, str]]
"""Ref -> label and answer in words."""


@dataclass(frozen=True, slots=True)
class Version:
    """One of the versions that stand beside each other."""

    revision: str
    operator: str
    device: str
    when: datetime
    doubtful: bool
    deleted: bool
    """It deletes the response: it has no answers."""
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A question whose answers differ; answers are in words, one for each version."""

    ref: str
    """``""`` where it belongs to a version as a whole."""
    label: str
    before: str
    """What all versions came from; ``""`` where there was no answer or nothing in common."""
    answers: tuple[str, ...]
    suggested: str
    """Revision of the one version that changed it; ``""`` where several did."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a person needs to decide."""

    id: str
    code: str
    form_hash: str
    versions: tuple[Version, ...]
    differences: tuple[Difference, ...]
    whole_only: bool
    """Answers cannot be picked one by one: a version deletes, or they are of different versions
    of the questionnaire."""


def compare_versions(workspace: Workspace, submission: str, words: Words) -> Comparison:
    """Return the versions of a response that conflict, and where they differ.

    Raises ``UserError`` where nothing conflicts.
    """
    heads = versions_of(workspace, submission)
    labels = {each.device: each.label for each in workspace.store.labels()}
    before = _common(workspace, submission, heads)
    readable = all(
        not each.document or refusal_of(workspace, each.form_hash) is None for each in heads
    )
    differences: tuple[Difference, ...] = ()
    if readable:
        said = tuple(_said(workspace, each, words) for each in heads)
        origin = _said(workspace, before, words) if before else {}
        rows = _uneven(said)
        differences = (
            *_stops(heads, before, words),
            *_rows(workspace, heads, rows, origin, words),
            *_answers(heads, said, rows, origin),
        )
    forms = {each.form_hash for each in heads if each.document}
    return Comparison(
        id=submission,
        code=short_code(submission),
        form_hash=heads[0].form_hash,
        versions=tuple(
            Version(
                revision=each.hash,
                operator=each.operator,
                device=labels.get(each.device, each.device),
                when=datetime.fromisoformat(each.wall),
                doubtful=each.is_doubtful,
                deleted=not each.document,
                reason=each.reason,
            )
            for each in heads
        ),
        differences=differences,
        whole_only=not readable or len(forms) > 1 or not all(each.document for each in heads),
    )


def settle(
    workspace: Workspace,
    comparison: Comparison,
    picks: Mapping[str, str],
    *,
    base: str = "",
    reason: str,
    operator: str,
) -> Revision:
    """Make one version of several: ``picks`` maps refs to the revision whose answer is right.

    ``base`` is the version taken where nothing is picked; without it, the one picked most often.
    """
    chosen = base or max(
        (each.revision for each in comparison.versions),
        key=lambda revision: sum(pick == revision for pick in picks.values()),
    )
    take = {
        each.ref: picks[each.ref]
        for each in comparison.differences  # in the order they are asked
        if picks.get(each.ref, chosen) != chosen
    }
    return resolve_conflict(
        workspace, comparison.id, chosen, reason=reason, operator=operator, take=take
    )


def _said(workspace: Workspace, revision: Revision, words: Words) -> Answers:
    if not revision.document or refusal_of(workspace, revision.form_hash) is not None:
        return {}
    session = read_session(workspace, revision.form_hash, revision.document, words.language)
    return answers_said(session, words)


def _common(workspace: Workspace, submission: str, heads: tuple[Revision, ...]) -> Revision | None:
    """Return the latest state with answers that every version came from."""
    history = workspace.store.history(submission)
    states = {each.hash: each for each in history}

    def ancestors(revision: Revision) -> set[str]:
        found: set[str] = set()
        waiting = list(revision.parents)
        while waiting:
            parent = waiting.pop()
            if parent not in found and parent in states:
                found.add(parent)
                waiting += states[parent].parents
        return found

    shared = set.intersection(*(ancestors(each) for each in heads))
    # The latest is the one that follows the others, whatever clocks said.
    return next((each for each in reversed(history) if each.hash in shared and each.document), None)


def _stops(
    heads: tuple[Revision, ...], before: Revision | None, words: Words
) -> tuple[Difference, ...]:
    stops = tuple(stop_said(each.stop, words) for each in heads)
    if len(set(stops)) == 1:
        return ()
    origin = stop_said(before.stop, words) if before else ""
    return (Difference("", words("Stop"), origin, stops, _suggested(heads, stops, origin)),)


def _rows(
    workspace: Workspace,
    heads: tuple[Revision, ...],
    rows: Mapping[str, tuple[int, ...]],
    origin: Answers,
    words: Words,
) -> tuple[Difference, ...]:
    """Return the repeats of which the versions have other numbers of rows."""
    first = _row_counts(origin)
    found = []
    for repeat, numbers in rows.items():
        texts = tuple(words.plural("{n} row", "{n} rows", n) for n in numbers)
        before = words.plural("{n} row", "{n} rows", first.get(repeat, 0)) if origin else ""
        name = _repeat_label(workspace, heads, repeat, words)
        found.append(Difference("", name, before, texts, _suggested(heads, texts, before)))
    return tuple(found)


def _repeat_label(
    workspace: Workspace, heads: tuple[Revision, ...], repeat: str, words: Words
) -> str:
    definition = workspace.definition(next(each.form_hash for each in heads if each.document))
    ref = _POSITION.sub("", repeat)
    label = unmarked(definition.group_label(ref, form_language(definition, words.language)))
    return label or ref.rpartition("/")[2]


def _uneven(said: tuple[Answers, ...]) -> dict[str, tuple[int, ...]]:
    """Return the repeats whose number of rows differs -> the number in each version."""
    counts = [_row_counts(answers) for answers in said]
    numbers = {
        repeat: tuple(each.get(repeat, 0) for each in counts)
        for repeat in dict.fromkeys(repeat for each in counts for repeat in each)
    }
    return {repeat: each for repeat, each in numbers.items() if len(set(each)) > 1}


def _row_counts(answers: Answers) -> dict[str, int]:
    """Return repeat (positions of the rows around it included) -> how many rows have answers."""
    counts: dict[str, int] = {}
    for ref in answers:
        head = ref
        while (match := _ROW.match(head)) is not None:
            repeat, number = match.group(1), int(match.group(2))
            counts[repeat] = max(counts.get(repeat, 0), number)
            head = repeat
    return counts


def _answers(
    heads: tuple[Revision, ...],
    said: tuple[Answers, ...],
    rows: Mapping[str, tuple[int, ...]],
    origin: Answers,
) -> tuple[Difference, ...]:
    found = []
    for ref in dict.fromkeys(ref for answers in said for ref in answers):
        texts = tuple(answers.get(ref, ("", ""))[1] for answers in said)
        if len(set(texts)) == 1 or any(ref.startswith(f"{repeat}[") for repeat in rows):
            continue
        label = next(answers[ref][0] for answers in said if ref in answers)
        before = origin.get(ref, ("", ""))[1]
        found.append(Difference(ref, label, before, texts, _suggested(heads, texts, before)))
    return tuple(found)


def _suggested(heads: tuple[Revision, ...], texts: tuple[str, ...], before: str) -> str:
    changed = [each.hash for each, text in zip(heads, texts, strict=True) if text != before]
    return changed[0] if len(changed) == 1 else ""
