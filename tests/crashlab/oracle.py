"""Says whether a folder holds what was acknowledged: the model's state, or the one after it.

Everything is seen through the store's own doors, by a store that opens the folder as after any
crash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from surveyapp.store import Draft, Search, Store
from surveyapp.store.seal import form_hash
from tests.crashlab.colleagues import sha256
from tests.crashlab.model import OWN, State
from tests.crashlab.script import EVENT, KEPT, SECRETS, Desk, Script


class Fate(StrEnum):
    """What became of a store."""

    KEPT = "kept"
    LOST = "lost"
    """It opens and is sound, and holds neither the state acknowledged nor the next."""
    CORRUPT = "corrupt"
    """It does not open, is found damaged, or cannot go on."""


_TRIED = 4
"""One of so many stores with backups has its newest one restored, for that takes long."""


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
        if store.device_id != own:
            return Verdict(Fate.LOST, because="it took itself for a copy")
        verdict = compare(store, script, (acknowledged, acknowledged + 1), own)
        if verdict.fate != Fate.KEPT:
            return verdict
        damage = problems(store)
        if not acknowledged % _TRIED and store.backups.held():
            trial = store.backups.try_restore()
            damage += [] if trial and trial.sound else ["the newest backup does not restore"]
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
    return {name: look() for name, look in doors(store, own).items()}


def doors(store: Store, own: str) -> dict[str, Callable[[], object]]:
    """Return the looks at a store by name, each for itself: one may fail and others not."""

    def name_of(device: str) -> str:
        return OWN if device == own else device

    def profile() -> object:
        kept = store.profile()
        return kept and (
            kept.label,
            kept.language,
            kept.staff,
            kept.idle_seconds,
            kept.partials,
            kept.recovery,
        )

    def counts() -> object:
        found = store.counts()
        return {
            "living": found.submissions,
            "deleted": found.deleted,
            "erased": found.erased,
            "conflicts": found.conflicts,
            "not handed over": found.not_handed_over,
        }

    return {
        "profile": profile,
        "stop": lambda: stop.key if (stop := store.chosen_stop()) else "",
        "stops": lambda: {each.key for each in store.stops()},
        "forms": lambda: {each.hash: _form(store, each.hash) for each in store.forms()},
        "drafts": lambda: {each.id: _draft(each) for each in store.drafts()},
        "discarded": lambda: {
            each.draft.id: _draft(each.draft) for each in store.discarded_drafts()
        },
        "files": lambda: _files(store),
        "log": lambda: {
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
        "submissions": lambda: {
            each.id: (each.kind, each.document, each.conflict, each.stop, each.operator)
            for each in store.submissions(include_removed=True)
        },
        "listed": lambda: {each.id for each in store.find(Search(), limit=1_000_000)},
        "labels": lambda: {name_of(each.device): each.label for each in store.labels()},
        "events": lambda: tuple(each.detail for each in store.events() if each.kind == EVENT),
        "kept": lambda: {name: value for name in KEPT if (value := store.kept(name))},
        "secrets": lambda: {name: value for name in SECRETS if (value := store.secret(name))},
        "backed up": lambda: bool(store.backups.held()),
        "counts": counts,
    }


def _draft(draft: Draft) -> object:
    return draft.stop, draft.page, draft.answered, draft.document


def _files(store: Store) -> object:
    """Return the hashes of what is there now of the files of drafts and responses, no others."""
    with store._link.read() as raw:  # no door lists what nothing names
        held = {row[0] for row in raw.execute("SELECT lower(hex(sha256)) FROM media")}
    of_forms = {file.sha256 for form in store.forms() for file in store.attachments(form.hash)}
    return {sha256(store.media(each).data) for each in held - of_forms}


def _form(store: Store, hash_: str) -> object:
    """Return hashes of what is there now of a form and the files that belong to it."""
    form = store.form(hash_)
    files = tuple(store.media(each.sha256).data for each in form.attachments)
    return form_hash(form.source, form.attachments), tuple(map(sha256, files)), sha256(form.xform)
