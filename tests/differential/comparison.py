"""Forms in several engines, leaf by leaf: what is equal, what differs and why.

Every difference has a reason that was checked on that very leaf, or is unexplained:

- a *rule* says for one leaf why an engine says something else, by a documented choice or a fault;
- a leaf *follows* another that it reads. For rxeval that is proven: computed here from the values
  rxeval holds it has to be what rxeval says. JavaRosa keeps what it computed from earlier values;
  there it follows when its expressions (or those of what is around it) name one that differs by a
  reason, now or in an earlier step;
- JavaRosa is *stale* where it says what we say as soon as it computes everything again from the
  same answers. Ours is compared with itself from scratch too, so that it never is.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.differential.engines import (
    FRESH,
    LACKING,
    JavaRosa,
    Leaf,
    Leaves,
    Rxeval,
    ours,
    ours_from_scratch,
    plain,
    session_of,
)
from tests.differential.forms import Part, to_xml
from tests.differential.generation import FormWriter, Op, Respondent
from tests.differential.recomputing import Recomputing
from tests.differential.rules import (
    GONE,
    NO_NUMBER,
    Look,
    Readers,
    Rule,
    javarosa_rule,
    rxeval_rule,
    same,
    words,
)

FOLLOWS = "reads a value that differs by a reason"
AGAIN = "reads a value that differs by a reason; computed here from theirs, it is theirs"
NOT_COMPUTED = "is, or reads, what the engine does not compute"
OPENED: Op = ("open", "", "")
STALE = "JavaRosa is stale: from scratch it says what we say"


@dataclass(frozen=True)
class Case:
    """A form and what is done to it."""

    parts: tuple[Part, ...]
    ops: tuple[Op, ...]


@dataclass(frozen=True)
class Difference:
    """A leaf about which two engines disagree."""

    engine: str
    case: Case
    step: int
    ref: str
    mine: Leaf
    theirs: Leaf

    def __str__(self) -> str:
        done = "\n".join(f"  {' '.join(op)}" for op in self.case.ops[: self.step]) or "  (opened)"
        return (
            f"{to_xml(self.case.parts)}{done}\n{self.ref}: here {self.mine}, "
            f"{self.engine} {self.theirs}"
        )


@dataclass
class Tally:
    """What one engine came to."""

    forms: int = 0
    steps: int = 0
    compared: int = 0
    equal: int = 0
    differing: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    unexplained: list[Difference] = field(default_factory=list)


def cases(amount: int, seed: int, steps: int = 12, engine: str = "") -> list[Case]:
    """Return random forms that an engine can read, and scripts; the same for the same seed."""
    found = []
    for number in range(amount):
        chance = random.Random(f"{seed}/{number}")
        parts = FormWriter(chance, LACKING.get(engine, frozenset())).form()
        session = session_of(parts)
        found.append(Case(parts, tuple(Respondent(parts, session, chance).script(steps))))
    return found


class Comparison:
    """The steps of one case in one other engine, against ours."""

    def __init__(self, case: Case, engine: str, rule: Rule, tally: Tally) -> None:
        self.case = case
        self.engine = engine
        self.rule = rule
        self.tally = tally
        self.readers = Readers(case.parts)
        self.proof: Recomputing | None = None
        self.excused: dict[str, str] = {}
        self._before: Leaves = {}
        self._ours: Leaves = {}
        self._moved: frozenset[str] = frozenset()
        self._op = OPENED

    def excuse(self, refs: set[str], reason: str) -> None:
        """Take it that these nodes, and all that read them, differ from now on."""
        for ref in self.readers.closure(refs):
            self.excused.setdefault(ref, reason)

    def step(self, step: int, mine: Leaves, theirs: Leaves) -> list[Difference]:
        """Compare one step; count what is equal or explained, return the rest."""
        places = self.readers.places
        bad = []
        self.tally.steps += 1
        for ref in [*mine, *(ref for ref in theirs if ref not in mine)]:
            place = places.get(plain(ref))
            if place is None or not place.part.is_leaf:
                continue  # a repeat's row without anything in it
            self.tally.compared += 1
            one, other = mine.get(ref, GONE), theirs.get(ref, GONE)
            if same(one, other):
                self.tally.equal += 1
            else:
                bad.append(Difference(self.engine, self.case, step, ref, one, other))
        self._op = self.case.ops[step - 1] if step else OPENED
        self._moved = self._filtered(mine)
        if self.proof is None:
            unexplained = self._explained(bad, mine)
        else:
            unexplained = self._proven(bad, mine, theirs, self.proof)
        self._before, self._ours = theirs, mine
        return unexplained

    def _proven(
        self, bad: list[Difference], mine: Leaves, theirs: Leaves, proof: Recomputing
    ) -> list[Difference]:
        """Return what no rule explains, and nothing that is read, by computing it again."""
        unexplained = []
        for each in bad:
            look = self._look(each, mine)
            reason = ""
            if each.theirs is not GONE and look.reads_differing(theirs):
                again = proof.leaf(each.ref, theirs)
                no_number = again[:2] == ("", True) and each.theirs.value in NO_NUMBER
                reason = AGAIN if no_number or same(again, each.theirs) else ""
            reason = reason or self.rule(look) or self._not_computed(look)
            if reason:
                self.tally.differing[reason] += 1
            else:
                unexplained.append(each)
        return unexplained

    def _not_computed(self, look: Look) -> str:
        reason = self._followed(look)
        return reason if reason == NOT_COMPUTED else ""

    def _look(self, each: Difference, leaves: Leaves) -> Look:
        return Look(
            each.ref,
            self.readers.places[plain(each.ref)],
            each.mine,
            each.theirs,
            leaves,
            self._before,
            self._moved,
            self._op,
            self.readers,
        )

    def _filtered(self, mine: Leaves) -> frozenset[str]:
        """Return the questions of a filtered list whose choices a filter took or gave back."""
        _, answered, answer = self._op
        found = set()
        for ref, leaf in mine.items():
            was = self._ours.get(ref)
            if was is None:
                continue
            value = answer if ref == answered else was.value
            before, now = set(value.split()), set(leaf.value.split())
            if self.readers.places[plain(ref)].part.filter and (before < now or now < before):
                found.add(plain(ref))
        return frozenset(found)

    def _explained(self, bad: list[Difference], leaves: Leaves) -> list[Difference]:
        left = []
        for each in bad:
            ref = plain(each.ref)
            look = self._look(each, leaves)
            reason = "" if ref in self.excused else self.rule(look)
            if reason:
                self.tally.differing[reason] += 1
                if each.mine is GONE and look.place.repeats:
                    self.excuse({look.place.repeats[-1]}, FOLLOWS)
                elif look.what[0] in ("value", "relevant"):
                    self.excuse({ref}, FOLLOWS)
            else:
                left.append((look, each))
        unexplained = []
        for look, each in left:
            reason = self._followed(look)
            if reason:
                self.tally.differing[reason] += 1
            else:
                unexplained.append(each)
        return unexplained

    def _followed(self, look: Look) -> str:
        """Return the reason of the excused leaf that a leaf is or reads, ``""`` without one."""
        ref = plain(look.ref)
        if ref in self.excused or look.what[0] in ("value", "relevant"):
            return self.excused.get(ref, "")
        read = words([look.expressions])
        found = (why for at, why in self.excused.items() if at.rpartition("/")[2] in read)
        return next(found, "")


def with_javarosa(cases: Sequence[Case], javarosa: JavaRosa) -> Tally:
    """Compare with JavaRosa; where it differs, ask it again from scratch."""
    tally = Tally(forms=len(cases))
    doubts: list[tuple[Case, int, list[Difference], Leaves]] = []
    for case, (theirs, why) in zip(
        cases, javarosa.play([(case.parts, case.ops) for case in cases]), strict=True
    ):
        if why:
            tally.left_out[f"the rest of a script: {without_names(why)}"] += 1
        comparison = Comparison(case, "JavaRosa", javarosa_rule, tally)
        seen = ours(case.parts, case.ops)
        for step, (mine, other) in enumerate(zip(seen, theirs, strict=False)):
            left = comparison.step(step, mine, other)
            if left:
                doubts.append((case, step, left, mine))
    again = javarosa.play([(case.parts, (*case.ops[:at], FRESH)) for case, at, _, _ in doubts])
    for (case, step, left, mine), (steps, _) in zip(doubts, again, strict=True):
        scratch = ours_from_scratch(case.parts, case.ops[:step])
        for each in left:
            fresh = steps[-1].get(each.ref, GONE)
            if same(each.mine, fresh) and scratch == mine:
                tally.differing[STALE] += 1
            else:
                tally.unexplained.append(each)
    return tally


def with_rxeval(cases: Sequence[Case]) -> Tally:
    """Compare with rxeval as far as it goes; say by reason where it does not."""
    tally = Tally(forms=len(cases))
    for case in cases:
        comparison = Comparison(case, "rxeval", rxeval_rule, tally)
        comparison.proof = Recomputing(case.parts, comparison.readers.places)
        seen = ours(case.parts, case.ops)
        for step, theirs in enumerate(_rxeval_steps(case, comparison, tally)):
            tally.unexplained += comparison.step(step, seen[step], theirs)
    return tally


def _rxeval_steps(case: Case, comparison: Comparison, tally: Tally) -> Iterator[Leaves]:
    try:
        engine = Rxeval(case.parts)
    except RuntimeError as refusal:
        tally.left_out[f"a form: {refusal}"] += 1
        return
    for step in range(len(case.ops) + 1):
        if step:
            try:
                engine.act(case.ops[step - 1])
            except ValueError as refusal:
                tally.left_out[f"the rest of a script: {without_names(str(refusal))}"] += 1
                return
        for why in engine.failed.values():
            tally.left_out[f"an expression: {without_names(why)}"] += 1
        comparison.excuse(set(engine.failed), NOT_COMPUTED)
        yield engine.leaves


def without_names(message: str) -> str:
    """Return what a message says, whatever the names in it."""
    function = re.search(r"[\w:-]+\(\)", message)
    if function:
        return function[0]
    return re.sub(r"'[^']*'", "…", message)
