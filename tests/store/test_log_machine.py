"""Several devices at random: the kept tables are what the views define, and nothing is ever lost.

The model knows of each device which revisions it holds and whether they have their content; heads,
conflicts and erasures follow from that alone. Clones, clocks that jump by decades, and merges in
parts, out of order and repeated, are among the steps.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from surveyapp.store import Revision, RevisionKind, Store, heads
from surveyapp.store.seal import emptied, verify
from tests.store.tablet import Tablet
from tests.support.copies import unseen_copy

MOST = 5
"""Devices, clones among them."""

MOMENTS = ("1970-01-01", "2001-09-09", "2026-12-26", "2026-12-28", "2099-12-31")

device = st.integers(0, MOST - 1)
which = st.integers(0, 10**6)
"""Chooses among submissions, whatever their number."""


class Known:
    """What one device knows: revisions by hash, as full as they arrived."""

    def __init__(self, revisions: Iterable[Revision] = ()) -> None:
        self.revisions: dict[str, Revision] = {}
        for revision in revisions:
            self.learn(revision)

    def learn(self, revision: Revision) -> None:
        held = self.revisions.get(revision.hash)
        if held is None or held.is_emptied:
            self.revisions[revision.hash] = revision
        if self.is_erased(revision.submission):
            for each in self.of(revision.submission):
                if each.kind is not RevisionKind.ERASE:
                    self.revisions[each.hash] = emptied(each)

    def of(self, submission: str) -> list[Revision]:
        return [each for each in self.revisions.values() if each.submission == submission]

    def is_erased(self, submission: str) -> bool:
        return any(each.kind is RevisionKind.ERASE for each in self.of(submission))

    def heads(self, submission: str) -> set[str]:
        every = self.of(submission)
        replaced = {parent for each in every for parent in each.parents}
        return {each.hash for each in every} - replaced

    @property
    def submissions(self) -> list[str]:
        return sorted({each.submission for each in self.revisions.values()})

    @property
    def state(self) -> frozenset[tuple[str, bool]]:
        return frozenset((each.hash, each.is_emptied) for each in self.revisions.values())


class Devices(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.exits = ExitStack()
        self.room = Path(self.exits.enter_context(tempfile.TemporaryDirectory()))
        self.tablets = [Tablet(self.room / f"{number}") for number in range(3)]
        self.known = [Known() for _ in self.tablets]
        self.digests = [tablet.store.digest() for tablet in self.tablets]
        self.touched: set[int] = set()
        self.number = 0

    def teardown(self) -> None:
        try:
            self._all_meet()
        finally:
            for tablet in self.tablets:
                tablet.store.close()
            self.exits.close()

    # Steps

    @rule(at=device)
    def fill(self, at: int) -> None:
        at, tablet = self._at(at)
        self.number += 1
        name = f"uuid:{self.number}"
        tablet.fills(f"answer {self.number}", submission=name)
        self._learns(at, tablet.store.history(name))

    @rule(at=device, which=which, kind=st.sampled_from(["edit", "delete", "resolve", "erase"]))
    def change(self, at: int, which: int, kind: str) -> None:
        """Edit (which also brings back what was deleted), delete, resolve or erase."""
        at, tablet = self._at(at)
        names = [
            name
            for name in self.known[at].submissions
            if not self.known[at].is_erased(name)
            and (kind != "resolve" or len(self.known[at].heads(name)) > 1)
        ]
        if not names:
            return
        name = names[which % len(names)]
        self.number += 1
        if kind == "edit":
            made = tablet.edits(name, f"change {self.number}")
        elif kind == "delete":
            made = tablet.deletes(name)
        elif kind == "resolve":
            made = tablet.resolves(name, f"settled {self.number}")
        else:
            made = tablet.erases(name)
        self._learns(at, [made])

    @rule(at=device, other=device)
    def merge(self, at: int, other: int) -> None:
        at, tablet = self._at(at)
        other, source = self._at(other)
        tablet.takes(source)
        self._learns(at, source.log())

    @rule(at=device, other=device, seed=which)
    def merge_parts(self, at: int, other: int, seed: int) -> None:
        """Some of it, in any order, some of it twice."""
        at, tablet = self._at(at)
        other, source = self._at(other)
        chance = random.Random(seed)
        log = source.log()
        parts = chance.choices(log, k=len(log)) if log else []
        report = tablet.takes(parts)
        assert report.revisions_new + report.revisions_identical == len(parts)
        self._learns(at, parts)

    @rule(at=device, moment=st.sampled_from(MOMENTS))
    def clock_jumps(self, at: int, moment: str) -> None:
        at, tablet = self._at(at)
        time = tablet.watch.time
        day = datetime.fromisoformat(moment)
        tablet.watch.time = time.replace(year=day.year, month=day.month, day=day.day)

    @rule(at=device)
    def restart(self, at: int) -> None:
        at, tablet = self._at(at)
        before = tablet.id
        tablet.restarts()
        assert tablet.id == before
        self.touched.add(at)

    @precondition(lambda self: len(self.tablets) < MOST)
    @rule(at=device, seen=st.booleans())
    def clone(self, at: int, *, seen: bool) -> None:
        """Copy a data folder; where nothing shows it, both go on under one id."""
        at, tablet = self._at(at)
        tablet.store.close()
        target = self.room / f"{len(self.tablets)}"
        if seen:
            shutil.copytree(tablet.folder, target)
        else:
            unseen_copy(tablet.folder, target)
        tablet.store = Store.open(tablet.folder, now=tablet.watch)
        double = Tablet(target)
        assert (double.id != tablet.id) is seen
        self.tablets.append(double)
        self.known.append(Known(double.log()))
        self.digests.append("")
        self.touched |= {at, len(self.tablets) - 1}

    # What always holds

    @invariant()
    def tables_are_what_the_views_define_and_nothing_is_lost(self) -> None:
        for at in sorted(self.touched):
            tablet, known = self.tablets[at], self.known[at]
            assert {each.hash: each for each in tablet.log()} == known.revisions
            with tablet.store._link.read() as connection:
                assert heads.differences_along(connection, 0, 2**62) == ()
                assert heads.differences_beside(connection) == ()
            for name in known.submissions:
                held = {each.hash for each in tablet.store.heads(name)}
                assert held == known.heads(name)
                shown = tablet.store.submission(name)
                assert shown.revision in held
                assert (shown.kind is RevisionKind.ERASE) == known.is_erased(name)
                assert shown.conflict == (len(held) > 1 and not known.is_erased(name))
            self.digests[at] = tablet.store.digest()
        self.touched.clear()
        states: dict[frozenset[tuple[str, bool]], str] = {}
        for known, digest in zip(self.known, self.digests, strict=True):
            assert states.setdefault(known.state, digest) == digest

    def _all_meet(self) -> None:
        """Everybody merges with everybody, in two opposite orders: all end alike."""
        self._merge_everything()
        for revision in self.tablets[0].log():
            verify(revision)
        report = self.tablets[0].store.check()
        assert report.ok, report
        # Doubles that nothing showed are found out once both write: none goes on as the other.
        for number, tablet in enumerate(self.tablets):
            tablet.fills(submission=f"uuid:last {number}")
        self._merge_everything()
        assert len({tablet.id for tablet in self.tablets}) == len(self.tablets)

    def _merge_everything(self) -> None:
        for order in (self.tablets, self.tablets[::-1]):
            for one in order:
                for other in order:
                    one.takes(other)
        assert len({tablet.store.digest() for tablet in self.tablets}) == 1

    def _at(self, number: int) -> tuple[int, Tablet]:
        at = number % len(self.tablets)
        return at, self.tablets[at]

    def _learns(self, at: int, revisions: Iterable[Revision]) -> None:
        for revision in revisions:
            self.known[at].learn(replace(revision))
        self.touched.add(at)


Devices.TestCase.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
TestDevices = Devices.TestCase
