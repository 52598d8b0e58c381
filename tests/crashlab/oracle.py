"""Says whether a folder holds what was acknowledged: the model's state, or the one after it.

Everything is seen through the store's own doors, by a store that opens the folder as after any
crash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from surveyapp.store import Search, Store
from surveyapp.store.seal import form_hash
from tests.crashlab.model import OWN, State
from tests.crashlab.script import EVENT, KEPT, SECRETS, Desk, Script


class Fate(StrEnum):
    """What became of a store."""

    KEPT = "kept"
    LOST = "lost"
    """It opens and is sound, and holds neither the state acknowledged nor the next."""
    CORRUPT = "corrupt"
    """It does not open, is found damaged, or cannot go on."""


@dataclass(frozen=True)
class Verdict:
    fate: Fate
    holds: int = 0
    """Operations whose state it holds, where it was kept."""
    because: str = ""


def judge(
    folder: Path, script: Script, acknowledged: int, own: str = "", *, go_on: int = 0
) -> Verdict:
    """Open what is left and say what became of it; then do a few more operations.

    ``own`` is the id of the device that wrote the log, where that was acknowledged.
    """
    desk = Desk(folder, script.parcels)
    try:
        if acknowledged and not Store.exists(folder):
            return Verdict(Fate.LOST, because="there is no database")
        store = desk.store
        own = own or store.device_id
        verdict = compare(store, script, (acknowledged, acknowledged + 1), own)
        if verdict.fate != Fate.KEPT:
            return verdict
        damage = problems(store)
        if damage:
            return Verdict(Fate.CORRUPT, because=damage[0])
        # A store that was still to be made has been made by opening it.
        number = max(verdict.holds, 1)
        for _ in range(go_on):
            script.operation(number).act(desk)
            number += 1
        if go_on:
            later = compare(desk.store, script, (number,), own)
            if later.fate != Fate.KEPT:
                return Verdict(Fate.CORRUPT, because=f"going on: {later.because}")
        return verdict
    except Exception as error:  # noqa: BLE001 - whatever it says, this store is of no use
        return Verdict(Fate.CORRUPT, because=f"{type(error).__name__}: {error}")
    finally:
        desk.close()


def compare(store: Store, script: Script, numbers: Sequence[int], own: str) -> Verdict:
    """Say which of some states the store holds."""
    seen = state_of(store, own)
    wanted = [script.state(number) for number in numbers]
    for number, state in zip(numbers, wanted, strict=True):
        if state == seen:
            return Verdict(Fate.KEPT, number)
    differing = [name for name in seen if seen[name] != wanted[0][name]]
    return Verdict(Fate.LOST, because=f"after {numbers[0]} operations: {', '.join(differing)}")


def problems(store: Store) -> list[str]:
    """Return what the store's own check finds."""
    report = store.check()
    found = [str(problem) for check in report.checks for problem in check.problems]
    return found + [f"fork at {fork.device} {fork.seq}" for fork in report.forks]


def state_of(store: Store, own: str) -> State:
    """Return everything that can be seen through the store's doors, as the model says it."""
    profile, stop, counts = store.profile(), store.chosen_stop(), store.counts()

    def name_of(device: str) -> str:
        return OWN if device == own else device

    return {
        "profile": profile
        and (
            profile.label,
            profile.language,
            profile.staff,
            profile.idle_seconds,
            profile.partials,
            profile.recovery,
        ),
        "stop": stop.key if stop else "",
        "stops": {each.key for each in store.stops()},
        "forms": {
            _sound_form(store, each.hash): tuple(
                hashlib.sha256(store.media(file.sha256).data).hexdigest()
                for file in store.attachments(each.hash)
            )
            for each in store.forms()
        },
        "drafts": {
            each.id: (each.stop, each.page, each.answered, each.document) for each in store.drafts()
        },
        "log": {
            (name_of(each.device), each.seq): (
                each.submission,
                each.kind,
                each.operator,
                each.stop,
                each.document,
                each.reason,
            )
            for each in store.revisions()
        },
        "submissions": {
            each.id: (each.kind, each.document, each.conflict, each.stop, each.operator)
            for each in store.submissions(include_removed=True)
        },
        "listed": {each.id for each in store.find(Search(), limit=1_000_000)},
        "labels": {name_of(each.device): each.label for each in store.labels()},
        "events": tuple((each.kind, each.detail) for each in store.events() if each.kind == EVENT),
        "kept": {name: value for name in KEPT if (value := store.kept(name))},
        "secrets": {name: value for name in SECRETS if (value := store.secret(name))},
        "counts": {
            "living": counts.submissions,
            "deleted": counts.deleted,
            "erased": counts.erased,
            "conflicts": counts.conflicts,
        },
        "not handed over": counts.not_handed_over,
    }


def _sound_form(store: Store, hash_: str) -> str:
    """Return the hash of a form's bytes as they are now."""
    return form_hash(store.form(hash_).source, store.attachments(hash_))
