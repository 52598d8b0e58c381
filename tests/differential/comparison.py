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
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from tests.differential.forms import VALUE_CHANGED, Part, Placed, placed, to_xml
from tests.differential.generation import FormWriter, Op, Respondent
from tests.differential.recomputing import Recomputing

FOLLOWS = "reads a value that differs by a reason"
AGAIN = "reads a value that differs by a reason; computed here from theirs, it is theirs"
NOT_COMPUTED = "is, or reads, what the engine does not compute"
STALE = "JavaRosa is stale: from scratch it says what we say"
GONE = Leaf("(not there)", relevant=False)
STATES = {"required": "required", "readonly": "readonly", "valid": "constraint"}
"""What is compared besides value and relevance, and the attribute of the bind that decides it."""


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


def same(mine: Leaf, theirs: Leaf) -> bool:
    """Say whether two engines say the same of a leaf."""
    return not differing(mine, theirs)


def differing(mine: Leaf, theirs: Leaf) -> tuple[str, ...]:
    """Return what of a leaf differs; what is irrelevant has nothing but that."""
    if not (mine.relevant or theirs.relevant):
        return ()  # not there, or there and hidden: neither is in a submission
    if (mine is GONE) != (theirs is GONE):
        return ("value",)
    if mine.relevant != theirs.relevant:
        return ("relevant",)
    if not _same_value(mine.value, theirs.value):
        return ("value",)
    return tuple(
        name for name in (*STATES, "choices") if _differ(getattr(mine, name), getattr(theirs, name))
    )


def _differ(mine: object, theirs: object) -> bool:
    return mine is not None and theirs is not None and mine != theirs


def _same_value(mine: str, theirs: str) -> bool:
    if mine == theirs:
        return True
    try:
        one, other = float(mine), float(theirs)
    except ValueError:
        return False
    return abs(one - other) <= 1e-9 * max(1.0, abs(one))


class Readers:
    """Who reads whom in a form, by the names in expressions (every name is there once)."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.places = {each.ref: each for each in placed(parts)}
        self.reads = {ref: _words(_deciding(place.part)) for ref, place in self.places.items()}
        for place in self.places.values():
            for action in place.part.actions:
                name = place.ref.rpartition("/")[2]
                self.reads[action.target] |= {name, *_words([action.value])}

    def closure(self, refs: set[str]) -> set[str]:
        """Return ``refs`` and all whose value or relevance reads them or stands in what does."""
        found = set(refs)
        while True:
            names = {ref.rpartition("/")[2] for ref in found}
            more = {
                ref
                for ref in self.places
                if ref not in found
                and (not names.isdisjoint(self.reads[ref]) or self._inside(ref, found))
            }
            if not more:
                return found
            found |= more

    @staticmethod
    def _inside(ref: str, refs: set[str]) -> bool:
        around = ref.split("/")
        return any("/".join(around[:at]) in refs for at in range(2, len(around)))


def _deciding(part: Part) -> list[str]:
    """Return the expressions that decide a part's value, relevance and rows."""
    return [part.bind.get("calculate", ""), part.bind.get("relevant", ""), part.count, part.filter]


def _words(expressions: Iterable[str]) -> set[str]:
    return {word for each in expressions for word in re.findall(r"\w+", each)}


@dataclass(frozen=True)
class Look:
    """A leaf that differs, and what is around it in our engine.

    ``before`` is what the other engine said a step ago; ``moved`` are the questions whose choices
    came or went in ours in this step without being answered.
    """

    ref: str
    place: Placed
    mine: Leaf
    theirs: Leaf
    leaves: Leaves
    before: Leaves
    moved: frozenset[str]
    readers: Readers

    @property
    def places(self) -> dict[str, Placed]:
        """Return every part of the form by its ref."""
        return self.readers.places

    @property
    def what(self) -> tuple[str, ...]:
        """Return what of it differs."""
        return differing(self.mine, self.theirs)

    @property
    def expressions(self) -> str:
        """Return all that decides what differs: expressions of its own and of what is around."""
        own = self.place.part
        if self.what[0] in STATES:
            return " ".join(own.bind.get(STATES[name], "") for name in self.what if name in STATES)
        if self.what[0] == "choices":
            return own.filter
        return " ".join(text for place in self.around for text in _deciding(place.part))

    @property
    def around(self) -> list[Placed]:
        """Return what this leaf stands in, itself included."""
        steps = self.place.ref.split("/")
        return [self.places["/".join(steps[:at])] for at in range(3, len(steps) + 1)]

    def reads(self, wanted: Callable[[str, Leaf], bool]) -> bool:
        """Say whether a leaf in what is read is ``wanted`` (its ref, its value and relevance)."""
        ends = set(re.findall(r"\w+(?![\w/])", self.expressions))
        return any(
            wanted(ref, leaf)
            for ref, leaf in self.leaves.items()
            if not ends.isdisjoint(plain(ref).split("/"))
        )


Rule = Callable[[Look], str]
NO_NUMBER = ("NaN", "Infinity", "-Infinity", "inf", "-inf")
NO_INT = ("2147483647", "-2147483648")
"""What JavaRosa makes of infinity where it wants a whole number."""


def javarosa_rule(look: Look) -> str:
    """Return why JavaRosa says something else about a leaf by itself, ``""`` unknown."""
    whole = look.place.part.bind.get("type") == "int"
    none = (*NO_NUMBER, *NO_INT) if whole else NO_NUMBER
    if look.mine[:2] == ("", True) and look.theirs.value in none:
        return "Infinity is no number of a question: blank here"
    if _surplus(look):
        return "rows over their count stay there"
    if _offered_again(look):
        return "a choice that is offered again comes back here"
    if _never_offered(look):
        return "an answer that no list ever offered is kept here, and told as a problem"
    if _too_early(look):
        return (
            "at first load, actions come before calculations there and inner ones before outer ones"
        )
    if not look.moved.isdisjoint(_sources(look)):
        return "what a filter takes or gives back sets off actions here"
    if _drawn_before(look):
        return "once() keeps there what an action at first load set off before all was computed"
    if _emptied(look):
        return "a selection emptied by its filter is an answer there: clearing it is a change"
    hides = any("relevant" in place.part.bind for place in look.around)
    if hides and "once(" in look.place.part.bind.get("calculate", ""):
        return "once() of a hidden question: computed again there until it shows"
    return ""


def _surplus(look: Look) -> bool:
    """Say whether a leaf stands in a row of a counted repeat that is over every count we have."""
    if look.mine is not GONE:
        return False
    for repeat in look.place.repeats:
        count = look.places[repeat].part.count
        row = re.search(rf"/{repeat.rpartition('/')[2]}\[(\d+)\]", look.ref)
        if count and row:
            counts = [leaf.value for ref, leaf in look.leaves.items() if plain(ref) == count]
            if int(row[1]) > max((int(value or 0) for value in counts), default=0):
                return True
    return False


def _too_early(look: Look) -> bool:
    """Say whether a leaf is set at the first load to what is calculated, or set then itself.

    Here calculations come first, and then actions in the order of the document: what an action
    reads is there. What is set then may set off others.
    """
    actions = [
        (place.ref, action) for place in look.places.values() for action in place.part.actions
    ]
    first = {action.target for _, action in actions if "first-load" in action.event}
    calculated = {
        ref.rpartition("/")[2]
        for ref, place in look.places.items()
        if place.part.kind == "calculate" or "relevant" in place.part.bind
    }
    early = {
        action.target
        for _, action in actions
        if "first-load" in action.event
        and not _words([action.value]).isdisjoint(
            calculated | {ref.rpartition("/")[2] for ref in first - {action.target}}
        )
    }
    while True:
        more = {action.target for source, action in actions if source in early} - early
        if not more:
            return plain(look.ref) in early
        early |= more


def _drawn_before(look: Look) -> bool:
    """Say whether a leaf keeps the first value of what reads one that is set at the first load."""
    first = {
        action.target
        for place in look.places.values()
        for action in place.part.actions
        if "first-load" in action.event
    }
    calculated = look.place.part.bind.get("calculate", "")
    return "once(" in calculated and plain(look.ref) in look.readers.closure(first)


def _sources(look: Look) -> set[str]:
    """Return the questions whose change sets a leaf."""
    return {
        place.ref
        for place in look.places.values()
        for action in place.part.actions
        if action.event == VALUE_CHANGED and action.target == plain(look.ref)
    }


def _emptied(look: Look) -> bool:
    """Say whether a leaf is set when a selection changes of which the other engine keeps a shell.

    It says of such a blank that it is valid, as of an answer.
    """
    sources = {ref for ref in _sources(look) if look.places[ref].part.kind == "select"}
    return any(
        plain(ref) in sources and not leaf.value and leaf.valid is not None
        for ref, leaf in look.before.items()
    )


def _offered_again(look: Look) -> bool:
    """Say whether we hold more of what a list that reads answers offers."""
    mine, theirs = look.mine, look.theirs.value.split()
    if mine.choices is None or look.what != ("value",) or "/" not in look.place.part.filter:
        return False
    chosen = mine.value.split()
    return set(theirs) < set(chosen) <= set(mine.choices.split())


def _never_offered(look: Look) -> bool:
    """Say whether a list that reads no answer lacks what the form itself answered."""
    part, mine = look.place.part, look.mine
    if mine.choices is None or look.what != ("value",) or "/" in part.filter:
        return False
    kept = [word for word in mine.value.split() if word in mine.choices.split()]
    return look.theirs.value == " ".join(kept)


def _still_chosen(look: Look) -> bool:
    """Say whether the other engine keeps what our list no longer offers."""
    mine, kept = look.mine, look.theirs.value.split()
    if mine.choices is None or look.what != ("value",):
        return False
    return mine.value == " ".join(word for word in kept if word in mine.choices.split())


def _reads_differing(look: Look, theirs: Leaves) -> bool:
    """Say whether what a leaf reads, or stands in, is not the same in the other engine."""
    return look.reads(lambda ref, leaf: leaf[:2] != theirs.get(ref, GONE)[:2])


def rxeval_rule(look: Look) -> str:
    """Return why rxeval says something else about a leaf by itself, ``""`` unknown."""
    expressions, text = look.expressions, look.theirs.value
    absolute = [
        ref
        for ref, place in look.places.items()
        if place.repeats and re.search(rf"(?<![.\w]){ref}\b", expressions)
    ]
    if _still_chosen(look):
        return "a choice that is no longer offered stays"
    if look.mine is GONE and len(look.place.repeats) > 1:
        return "a new row brings a row of every repeat in it"
    if look.mine[:2] == ("", True) and text in NO_NUMBER:
        return "NaN and infinity are stored as text"
    # Without a number there is NaN, or what a condition makes of it.
    blanks = text == "NaN" or look.reads(lambda _, leaf: not leaf.value)
    if blanks and re.search(r"\b(sum|min|max|coalesce)\(", expressions):
        return "sum, min, max and coalesce do not pass over blanks and NaN"
    if "once(" in expressions and not text:
        return "once() is never computed"
    if look.reads(lambda _, leaf: not leaf.relevant):
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
        self.proof: Recomputing | None = None
        self.excused: dict[str, str] = {}
        self._before: Leaves = {}
        self._ours: Leaves = {}
        self._moved: frozenset[str] = frozenset()

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
        self._moved = self._filtered(step, mine)
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
            if each.theirs is not GONE and _reads_differing(look, theirs):
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
            self.readers,
        )

    def _filtered(self, step: int, mine: Leaves) -> frozenset[str]:
        """Return the questions of a filtered list whose choices a filter took or gave back."""
        answered = self.case.ops[step - 1][1] if step else ""
        found = set()
        for ref, leaf in mine.items():
            was = self._ours.get(ref)
            if was is None or was.value == leaf.value or ref == answered:
                continue
            before, now = set(was.value.split()), set(leaf.value.split())
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
        read = _words([look.expressions])
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
