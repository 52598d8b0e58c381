"""Forms in several engines, leaf by leaf: what is equal, what differs and why.

Every difference has a reason that was checked on that very leaf, or is unexplained:

- a *rule* says for one leaf why an engine says something else, by a documented choice or a fault;
- a leaf *follows* another when its expressions (or those of what is around it) name one that
  differs by a reason, now or in an earlier step;
- JavaRosa is *stale* where it says what we say as soon as it computes everything again from the
  same answers. Ours is compared with itself from scratch too, so that it never is.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from surveyapp.xform import FormSession, parse_xform
from tests.differential.engines import (
    FRESH,
    JavaRosa,
    Leaves,
    Rxeval,
    ours,
    ours_from_scratch,
    plain,
)
from tests.differential.forms import Part, Placed, placed, to_xml
from tests.differential.generation import FormWriter, Op, Respondent
from tests.xform.forms import noon

FOLLOWS = "reads a value that differs by a reason"
NOT_COMPUTED = "is, or reads, what the engine does not compute"
STALE = "JavaRosa is stale: from scratch it says what we say"
GONE = ("(not there)", False)


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
    mine: tuple[str, bool]
    theirs: tuple[str, bool]

    def __str__(self) -> str:
        done = "\n".join(f"  {' '.join(op)}" for op in self.case.ops[: self.step]) or "  (opened)"
        return (
            f"{to_xml(self.case.parts)}{done}\n{self.ref}: here {self.mine}, "
            f"{self.engine} {self.theirs} (value, relevant)"
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


def cases(amount: int, seed: int, steps: int = 12) -> list[Case]:
    """Return random forms and scripts, the same for the same seed."""
    found = []
    for number in range(amount):
        chance = random.Random(f"{seed}/{number}")
        parts = FormWriter(chance).form()
        session = FormSession(parse_xform(to_xml(parts).encode()), now=noon)
        found.append(Case(parts, tuple(Respondent(parts, session, chance).script(steps))))
    return found


def same(mine: tuple[str, bool], theirs: tuple[str, bool]) -> bool:
    """Say whether two engines say the same; what is irrelevant has no value."""
    if mine[1] != theirs[1]:
        return False
    if not mine[1] or mine[0] == theirs[0]:
        return True
    try:
        one, other = float(mine[0]), float(theirs[0])
    except ValueError:
        return False
    return abs(one - other) <= 1e-9 * max(1.0, abs(one))


class Readers:
    """Who reads whom in a form, by the names in expressions (every name is there once)."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.places = {each.ref: each for each in placed(parts)}

    def closure(self, refs: set[str]) -> set[str]:
        """Return ``refs`` and all that reads them or stands in what reads them."""
        found = set(refs)
        while True:
            names = {ref.rpartition("/")[2] for ref in found}
            more = {
                ref
                for ref, place in self.places.items()
                if ref not in found and self._reads(place, names, found)
            }
            if not more:
                return found
            found |= more

    @staticmethod
    def _reads(place: Placed, names: set[str], refs: set[str]) -> bool:
        around = place.ref.split("/")
        if any("/".join(around[:at]) in refs for at in range(2, len(around))):
            return True
        words = re.findall(r"\w+", " ".join((*place.part.bind.values(), place.part.count)))
        return not names.isdisjoint(words)


@dataclass(frozen=True)
class Look:
    """A leaf that differs, and what is around it in our engine."""

    place: Placed
    mine: tuple[str, bool]
    theirs: tuple[str, bool]
    leaves: Leaves
    places: dict[str, Placed]

    @property
    def expressions(self) -> str:
        """Return all that decides this leaf: its own expressions and those of what is around."""
        return " ".join(text for place in self.around for text in place.part.bind.values())

    @property
    def around(self) -> list[Placed]:
        """Return what this leaf stands in, itself included."""
        steps = self.place.ref.split("/")
        return [self.places["/".join(steps[:at])] for at in range(3, len(steps) + 1)]

    def reads(self, wanted: Callable[[str, tuple[str, bool]], bool]) -> bool:
        """Say whether a leaf in what is read is ``wanted`` (its ref, its value and relevance)."""
        ends = set(re.findall(r"\w+(?![\w/])", self.expressions))
        return any(
            wanted(ref, leaf)
            for ref, leaf in self.leaves.items()
            if not ends.isdisjoint(plain(ref).split("/"))
        )


Rule = Callable[[Look], str]
NO_NUMBER = ("NaN", "Infinity", "-Infinity", "inf", "-inf")


def javarosa_rule(look: Look) -> str:
    """Return why JavaRosa says something else about a leaf by itself, ``""`` unknown."""
    if look.mine == ("", True) and look.theirs[0] in NO_NUMBER:
        return "Infinity is no decimal: blank here"
    hides = any("relevant" in place.part.bind for place in look.around)
    if hides and "once(" in look.place.part.bind.get("calculate", ""):
        return "once() of a hidden question: computed again there until it shows"
    return ""


def rxeval_rule(look: Look) -> str:
    """Return why rxeval says something else about a leaf by itself, ``""`` unknown."""
    expressions, (text, _) = look.expressions, look.theirs
    absolute = [
        ref
        for ref, place in look.places.items()
        if place.repeats and re.search(rf"(?<![.\w]){ref}\b", expressions)
    ]
    if look.mine is GONE and len(look.place.repeats) > 1:
        return "a new row brings a row of every repeat in it"
    if look.mine == ("", True) and text in NO_NUMBER:
        return "NaN and infinity are stored as text"
    # Without a number there is NaN, or what a condition makes of it.
    blanks = text == "NaN" or look.reads(lambda _, leaf: leaf[0] == "")
    if blanks and re.search(r"\b(sum|min|max|coalesce)\(", expressions):
        return "sum, min, max and coalesce do not pass over blanks and NaN"
    if "once(" in expressions and not text:
        return "once() is never computed"
    if look.reads(lambda _, leaf: not leaf[1]):
        return "expressions see answers of irrelevant questions"
    if any(ref for ref in absolute if look.places[ref].repeats[0] in look.place.repeats):
        return "an absolute path inside a repeat is not that of the row"
    return ""


class Comparison:
    """The steps of one case in one other engine, against ours."""

    def __init__(self, case: Case, engine: str, rule: Rule, tally: Tally) -> None:
        self.case = case
        self.engine = engine
        self.rule = rule
        self.tally = tally
        self.readers = Readers(case.parts)
        self.excused: dict[str, str] = {}

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
            if one is not GONE and other is not GONE and same(one, other):
                self.tally.equal += 1
            else:
                bad.append(Difference(self.engine, self.case, step, ref, one, other))
        return self._explained(bad, mine)

    def _explained(self, bad: list[Difference], leaves: Leaves) -> list[Difference]:
        places = self.readers.places
        left = []
        for each in bad:
            ref = plain(each.ref)
            look = Look(places[ref], each.mine, each.theirs, leaves, places)
            reason = "" if ref in self.excused else self.rule(look)
            if reason:
                self.tally.differing[reason] += 1
                self.excuse({ref}, FOLLOWS)
            else:
                left.append(each)
        self.tally.differing.update(
            self.excused[plain(each.ref)] for each in left if plain(each.ref) in self.excused
        )
        return [each for each in left if plain(each.ref) not in self.excused]


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
        seen = ours(case.parts, case.ops)
        for step, theirs in enumerate(_rxeval_steps(case, comparison, tally)):
            tally.unexplained += comparison.step(step, seen[step], theirs)
    return tally


def _rxeval_steps(case: Case, comparison: Comparison, tally: Tally) -> Iterator[Leaves]:
    engine = Rxeval(case.parts)
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
