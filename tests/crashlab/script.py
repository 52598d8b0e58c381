"""The session that is cut short: operations, each said once for the store and once for the model.

A new operation of the store is one more class here and its name in ``_MAKERS``; every stage then
cuts it short too. ``Script`` is endless and the same for the same seed: what comes next depends on
the model alone.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from surveyapp.store import (
    DeviceProfile,
    Draft,
    FormRecord,
    Media,
    RevisionKind,
    Stop,
    Store,
    place,
)
from tests.crashlab.colleagues import Parcel, form, parts, picture
from tests.crashlab.model import OWN, Model, State, files_named

DATA = "share/survey app"
"""Where the store lies in the folder of a run; it makes both folders itself."""

# The laboratory looks at copies of folders, and asks about answers, not about whose log they are.
place.of = lambda _database: place.Place("", "", "")

_MORNING = datetime.fromisoformat("2026-12-26T09:00:00+01:00")


class Desk:
    """Who works with the store of a folder, and the hands of its clock."""

    def __init__(self, folder: Path, parcels: tuple[Parcel, ...]) -> None:
        self.folder = folder
        self.parcels = parcels
        self._open: Store | None = None
        self._time = _MORNING

    def clock(self) -> datetime:
        self._time += timedelta(seconds=1)
        return self._time

    @property
    def store(self) -> Store:
        """Return the store, opened or made where it is not open."""
        if self._open is None:
            self._open = Store.open_or_create(self.folder, now=self.clock)
        return self._open

    @property
    def is_open(self) -> bool:
        return self._open is not None

    def close(self) -> None:
        opened, self._open = self._open, None
        if opened is not None:
            opened.close()


class Operation(Protocol):
    """Something a person does; acknowledged once ``act`` returns."""

    @property
    def changes(self) -> bool:
        """Say whether the store holds something else afterwards; if not, it can be done again."""
        ...

    def act(self, desk: Desk) -> None: ...

    def note(self, model: Model) -> None: ...


class _Change:
    """An operation after which the store holds something else."""

    changes = True


@dataclass(frozen=True)
class Begin:
    """Make the store."""

    changes = False

    def act(self, desk: Desk) -> None:
        desk.store.counts()

    def note(self, model: Model) -> None:
        """An empty store holds nothing."""


@dataclass(frozen=True)
class Restart:
    """Close the app and start it again."""

    changes = False

    def act(self, desk: Desk) -> None:
        desk.close()
        desk.store.counts()

    def note(self, model: Model) -> None:
        """Nothing changes."""


@dataclass(frozen=True)
class LookForDamage:
    """Check the store, which folds the write-ahead log into the database on the way."""

    changes = False

    def act(self, desk: Desk) -> None:
        report = desk.store.check()
        for check in report.checks:
            for problem in check.problems:
                raise problem

    def note(self, model: Model) -> None:
        """Nothing changes."""


@dataclass(frozen=True)
class BackUp(_Change):
    """Make a verified backup beside the database."""

    def act(self, desk: Desk) -> None:
        desk.store.backups.make("crashlab")

    def note(self, model: Model) -> None:
        model.backed_up = True


@dataclass(frozen=True)
class SetUp(_Change):
    label: str
    recovery: str
    """A recovery key that the database's key is wrapped to; ``""`` for none."""

    def act(self, desk: Desk) -> None:
        desk.store.save_profile(
            DeviceProfile(
                id=desk.store.device_id,
                label=self.label,
                language="ar",
                staff=("سلمى", "Yassine"),
                idle_seconds=60,
                partials="keep",
                pin_set=False,
                recovery=self.recovery,
            )
        )

    def note(self, model: Model) -> None:
        model.profile = (self.label, "ar", ("سلمى", "Yassine"), 60, "keep", self.recovery)
        model.labels[OWN] = self.label


@dataclass(frozen=True)
class AddForm(_Change):
    form: FormRecord
    files: tuple[Media, ...]

    def act(self, desk: Desk) -> None:
        desk.store.add_form(self.form, self.files)

    def note(self, model: Model) -> None:
        model.forms[self.form.hash] = parts(self.form)


@dataclass(frozen=True)
class ChooseStop(_Change):
    stop: Stop

    def act(self, desk: Desk) -> None:
        desk.store.choose_stop(self.stop.key, self.stop.place)

    def note(self, model: Model) -> None:
        model.stop = self.stop.key
        model.stops.add(self.stop.key)


@dataclass(frozen=True)
class SaveAnswer(_Change):
    """Answer one more question of a draft, with new files where it is answered by one."""

    draft: Draft
    files: tuple[Media, ...] = ()

    def act(self, desk: Desk) -> None:
        desk.store.save_draft(self.draft, self.files)

    def note(self, model: Model) -> None:
        each = self.draft
        model.drafts[each.id] = (each.stop, each.page, each.answered, each.document)


@dataclass(frozen=True)
class Discard(_Change):
    draft: str

    def act(self, desk: Desk) -> None:
        desk.store.discard_draft(self.draft)

    def note(self, model: Model) -> None:
        model.discarded[self.draft] = model.drafts.pop(self.draft)


@dataclass(frozen=True)
class TakeBack(_Change):
    """Take back a draft that was thrown away."""

    draft: str

    def act(self, desk: Desk) -> None:
        desk.store.restore_draft(self.draft)

    def note(self, model: Model) -> None:
        model.drafts[self.draft] = model.discarded.pop(self.draft)


@dataclass(frozen=True)
class Finish(_Change):
    draft: str
    document: str

    def act(self, desk: Desk) -> None:
        desk.store.finish(self.draft, submission=self.draft, document=self.document)

    def note(self, model: Model) -> None:
        stop = str(model.drafts.pop(self.draft)[0])
        model.create(self.draft, "Salma", stop, self.document)


@dataclass(frozen=True)
class Append(_Change):
    """Edit, restore, delete, resolve or erase."""

    kind: RevisionKind
    submission: str
    document: str
    reason: str

    def act(self, desk: Desk) -> None:
        shown = desk.store.submission(self.submission)
        every = self.kind in {RevisionKind.RESOLVE, RevisionKind.ERASE}
        heads = tuple(head.hash for head in desk.store.heads(self.submission))
        desk.store.append(
            kind=self.kind,
            submission=self.submission,
            parents=heads if every else (shown.revision,),
            document=self.document,
            form_id=shown.form_id,
            form_hash=shown.form_hash,
            stop=shown.stop,
            operator="Yassine",
            reason=self.reason,
        )

    def note(self, model: Model) -> None:
        model.append(self.kind, self.submission, "Yassine", self.document, self.reason)


@dataclass(frozen=True)
class Merge(_Change):
    """Take in a colleague's parcel."""

    number: int
    parcel: Parcel

    def act(self, desk: Desk) -> None:
        parcel = desk.parcels[self.number]
        desk.store.union(parcel.revisions, parcel.forms, parcel.stops, parcel.labels)

    def note(self, model: Model) -> None:
        for node in self.parcel.nodes:
            model.nodes.setdefault(node.place, node)
        model.forms.update({each.hash: parts(each) for each in self.parcel.forms})
        model.stops |= {each.key for each in self.parcel.stops}
        model.labels.update({each.device: each.label for each in self.parcel.labels})


@dataclass(frozen=True)
class HandOver(_Change):
    """Note that a package holds all there is."""

    upto: int

    def act(self, desk: Desk) -> None:
        desk.store.mark_handed_over({desk.store.device_id: self.upto}, f"upto {self.upto}")

    def note(self, model: Model) -> None:
        model.handed_over = max(model.handed_over, self.upto)


@dataclass(frozen=True)
class Keep(_Change):
    name: str
    value: str

    def act(self, desk: Desk) -> None:
        desk.store.keep(self.name, self.value)

    def note(self, model: Model) -> None:
        model.kept[self.name] = self.value


@dataclass(frozen=True)
class KeepSecret(_Change):
    name: str
    value: bytes

    def act(self, desk: Desk) -> None:
        desk.store.set_secret(self.name, self.value)

    def note(self, model: Model) -> None:
        model.secrets[self.name] = self.value


@dataclass(frozen=True)
class LogEvent(_Change):
    detail: str

    def act(self, desk: Desk) -> None:
        desk.store.log_event(EVENT, self.detail)

    def note(self, model: Model) -> None:
        model.events.append(self.detail)


EVENT = "crashlab"
RECOVERIES = (
    "",
    "age17da5pmwrtey297ynaqa85gsw7ague50dnh4wd4zj2mkwzua559uska3370",
    "age1aye3ut4f80hqn7w2e393vlc4ffg8deal94x6nf3dk9u03w6h0vqq7g6wg0",
)
"""Public recovery keys; nobody has their secret."""
KEPT = ("face", "colour")
SECRETS = ("signing", "other")


class Script:
    """An endless session, the same for the same seed. Its operations and states are numbered."""

    def __init__(self, seed: int, parcels: tuple[Parcel, ...]) -> None:
        self.seed = seed
        self.parcels = parcels
        self._chance = random.Random(seed)
        self._model = Model()
        self._operations: list[Operation] = []
        self._states: list[State] = [self._model.state()]

    def operation(self, number: int) -> Operation:
        """Return the operation after ``number`` acknowledged ones."""
        while len(self._operations) <= number:
            self._go_on()
        return self._operations[number]

    def state(self, acknowledged: int) -> State:
        """Return what the store must hold after so many operations."""
        while len(self._operations) < acknowledged:
            self._go_on()
        return self._states[acknowledged]

    def from_(self, number: int) -> Iterator[tuple[int, Operation]]:
        """Yield numbers and operations without end."""
        while True:
            yield number, self.operation(number)
            number += 1

    def _go_on(self) -> None:
        number = len(self._operations)
        operation = None
        if number < len(_TOUR):
            operation = _TOUR[number](self, number)
            assert operation is not None, f"the tour's {number}th operation has nothing to act on"
        while operation is None:
            maker = self._chance.choices(list(_MAKERS), list(_MAKERS.values()))[0]
            operation = maker(self, number)
        operation.note(self._model)
        self._operations.append(operation)
        self._states.append(self._model.state())

    # Makers: what can be done now, or None

    def begin(self, number: int) -> Operation:
        return Begin()

    def restart(self, number: int) -> Operation:
        return Restart()

    def look(self, number: int) -> Operation:
        return LookForDamage()

    def back_up(self, number: int) -> Operation:
        return BackUp()

    def set_up(self, number: int) -> Operation:
        # The first time with one, as people are asked to.
        recovery = self._chance.choice(RECOVERIES) if number > 1 else RECOVERIES[1]
        return SetUp(f"Tablet {number}", recovery)

    def add_form(self, number: int) -> Operation:
        if number == _FIRST_FORM:
            return AddForm(form(number), ())
        # A long one takes a commit of many pages, and so does a picture that belongs to one.
        size = self._chance.choice((100, 60_000))
        files = (picture(number, 20_000),) if self._chance.random() < 0.5 else ()
        return AddForm(form(number, size, files), files)

    def choose_stop(self, number: int) -> Operation:
        return ChooseStop(Stop("MA-12", (_MORNING + timedelta(days=number)).date(), "الداخلة"))

    def new_draft(self, number: int) -> Operation:
        return self._answer(f"uuid:{number}", number, 1)

    def next_answer(self, number: int) -> Operation | None:
        """Answer one more question; the files given before mostly stay."""
        return self._next(number, ())

    def give_file(self, number: int) -> Operation | None:
        """Answer with a picture, beside or in place of those given before."""
        return self._next(number, (picture(number, 9_000),))

    def _next(self, number: int, files: tuple[Media, ...]) -> Operation | None:
        name = self._one_of(self._model.drafts)
        if not name:
            return None
        _, _, answered, document = self._model.drafts[name]
        stay = self._chance.random() < 0.8
        named = files_named(str(document)) if stay else {}
        return self._answer(name, number, int(str(answered)) + 1, files, named)

    def discard(self, number: int) -> Operation | None:
        name = self._one_of(self._model.drafts)
        return Discard(name) if name else None

    def take_back(self, number: int) -> Operation | None:
        name = self._one_of(self._model.discarded)
        return TakeBack(name) if name else None

    def finish(self, number: int) -> Operation | None:
        name = self._one_of(self._model.drafts)
        if not name:
            return None
        named = files_named(str(self._model.drafts[name][3]))
        return Finish(name, self._document(number, named))

    def edit(self, number: int) -> Operation | None:
        return self._append(RevisionKind.EDIT, self._living(), self._document(number), number)

    def edit_foreign(self, number: int) -> Operation | None:
        """Edit what a colleague will have edited too."""
        foreign = {
            submission
            for submission in self._living()
            if self._model.submissions()[submission][0].device != OWN
        }
        return self._append(RevisionKind.EDIT, foreign, self._document(number), number)

    def delete(self, number: int) -> Operation | None:
        return self._append(RevisionKind.DELETE, self._living(), "", number)

    def restore(self, number: int) -> Operation | None:
        """Bring an earlier state back, of a deleted submission where there is one."""
        living = self._living()
        histories = self._model.submissions()
        deleted = {name for name in histories if name not in living}
        deleted = {name for name in deleted if not self._model.is_erased(name)}
        name = self._one_of(deleted or living)
        if not name:
            return None
        document = next(node.document for node in histories[name] if node.document)
        return Append(RevisionKind.EDIT, name, document, f"restored {number}")

    def resolve(self, number: int) -> Operation | None:
        torn = {name for name in self._living() if len(self._model.heads(name)) > 1}
        return self._append(RevisionKind.RESOLVE, torn, self._document(number), number)

    def erase(self, number: int) -> Operation | None:
        return self._append(RevisionKind.ERASE, self._living(), "", number)

    def merge(self, number: int) -> Operation:
        """Take the first parcel that is not here, or any one once more."""
        here = self._model.nodes
        missing = [
            index
            for index, parcel in enumerate(self.parcels)
            if any(node.place not in here for node in parcel.nodes)
        ]
        index = missing[0] if missing else self._chance.randrange(len(self.parcels))
        return Merge(index, self.parcels[index])

    def hand_over(self, number: int) -> Operation:
        return HandOver(self._model.last_seq)

    def keep(self, number: int) -> Operation:
        return Keep(self._chance.choice(KEPT), f"worked out {number}")

    def keep_secret(self, number: int) -> Operation:
        return KeepSecret(self._chance.choice(SECRETS), self._chance.randbytes(48))

    def log_event(self, number: int) -> Operation:
        return LogEvent(f"number {number}")

    def _answer(
        self,
        name: str,
        number: int,
        answered: int,
        files: tuple[Media, ...] = (),
        named: Mapping[str, str] | None = None,
    ) -> Operation:
        every = {**(named or {}), **{f"{number}.png": each.sha256 for each in files}}
        return SaveAnswer(
            Draft(
                id=name,
                form_hash=form(_FIRST_FORM).hash,
                stop=self._model.stop,
                language="ar",
                operator="Salma",
                mode="interview",
                started="2026-12-26T09:00:00+01:00",
                saved=f"2026-12-26T09:01:00.{number:06}+01:00",
                page=f"/data/page{answered}",
                answered=answered,
                asked=30,
                category="",
                document=self._document(number, every),
            ),
            files,
        )

    def _append(
        self, kind: RevisionKind, among: set[str], document: str, number: int
    ) -> Operation | None:
        name = self._one_of(among)
        return Append(kind, name, document, f"reason {number}") if name else None

    def _living(self) -> set[str]:
        state = self._model.state()["submissions"]
        assert isinstance(state, dict)
        removed = {RevisionKind.DELETE, RevisionKind.ERASE}
        return {name for name, line in state.items() if line[0] not in removed}

    def _one_of(self, names: set[str] | dict[str, object]) -> str:
        return self._chance.choice(sorted(names)) if names else ""

    def _document(self, number: int, files: Mapping[str, str] | None = None) -> str:
        """Return answers as a form gives them: mostly a page of them, now and then many.

        ``files`` are names of files among the answers, and their hashes.
        """
        size = self._chance.choice((3, 10, 30, 30, 60, 700))
        answers: dict[str, object] = {
            f"q{each}": f"جواب {self._chance.randrange(1000)}" for each in range(size)
        }
        answers["outcome"] = f"number {number}"
        if files:
            answers["media"] = dict(files)
        return json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_Maker = Callable[[Script, int], "Operation | None"]

_FIRST_FORM = 2
"""The place of ``add_form`` in the tour."""

_TOUR: tuple[_Maker, ...] = (
    Script.begin, Script.set_up, Script.add_form, Script.choose_stop,
    Script.new_draft, Script.next_answer, Script.give_file, Script.finish,
    Script.new_draft, Script.give_file, Script.restart, Script.next_answer, Script.finish,
    Script.edit, Script.merge, Script.edit_foreign, Script.merge, Script.keep_secret,
    Script.delete, Script.restore, Script.look, Script.back_up, Script.hand_over,
    Script.merge, Script.resolve, Script.new_draft, Script.give_file, Script.discard, Script.erase,
    Script.new_draft,
    Script.next_answer, Script.finish, Script.keep, Script.log_event, Script.merge, Script.restart,
    Script.edit,
)  # fmt: skip
"""Every kind of operation once, in an order in which each has something to act on."""

_MAKERS: dict[_Maker, int] = {
    Script.new_draft: 4,
    Script.next_answer: 10,
    Script.give_file: 3,
    Script.discard: 1,
    Script.take_back: 1,
    Script.finish: 4,
    Script.edit: 3,
    Script.edit_foreign: 1,
    Script.delete: 1,
    Script.restore: 1,
    Script.resolve: 1,
    Script.erase: 1,
    Script.merge: 1,
    Script.hand_over: 1,
    Script.keep: 1,
    Script.keep_secret: 1,
    Script.log_event: 1,
    Script.set_up: 1,
    Script.add_form: 1,
    Script.choose_stop: 1,
    Script.look: 1,
    Script.back_up: 1,
    Script.restart: 1,
}
"""What follows, and how often."""
