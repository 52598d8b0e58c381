"""Why another engine says something else about a leaf, checked on that very leaf.

A rule is a documented choice (``surveyapp/xform/README.md``) or a fault of the other engine, and
looks at what is around the leaf to tell whether it is at work there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.differential.engines import Leaf, Leaves, plain
from tests.differential.forms import VALUE_CHANGED, Part, Placed, placed
from tests.differential.generation import Op

GONE = Leaf("(not there)", relevant=False)
STATES = {"required": "required", "readonly": "readonly", "valid": "constraint"}
"""What is compared besides value and relevance, and the attribute of the bind that decides it."""


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
        self.reads = {ref: words(_deciding(place.part)) for ref, place in self.places.items()}
        for place in self.places.values():
            for action in place.part.actions:
                name = place.ref.rpartition("/")[2]
                self.reads[action.target] |= {name, *words([action.value])}

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


def words(expressions: Iterable[str]) -> set[str]:
    """Return every name and number in some expressions."""
    return {word for each in expressions for word in re.findall(r"\w+", each)}


@dataclass(frozen=True)
class Look:
    """A leaf that differs, and what is around it in our engine.

    ``before`` is what the other engine said a step ago; ``moved`` are the questions whose choices
    came or went in ours in this step without being answered; ``op`` is what was done.
    """

    ref: str
    place: Placed
    mine: Leaf
    theirs: Leaf
    leaves: Leaves
    before: Leaves
    moved: frozenset[str]
    op: Op
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
        return self.standing_around(self.place.ref)

    def standing_around(self, ref: str) -> list[Placed]:
        """Return what a part stands in, itself included."""
        steps = ref.split("/")
        return [self.places["/".join(steps[:at])] for at in range(3, len(steps) + 1)]

    def reads(self, wanted: Callable[[str, Leaf], bool]) -> bool:
        """Say whether a leaf in what is read is ``wanted`` (its ref, its value and relevance)."""
        ends = set(re.findall(r"\w+(?![\w/])", self.expressions))
        return any(
            wanted(ref, leaf)
            for ref, leaf in self.leaves.items()
            if not ends.isdisjoint(plain(ref).split("/"))
        )

    def reads_differing(self, theirs: Leaves) -> bool:
        """Say whether what it reads, or stands in, is not the same in the other engine."""
        return self.reads(lambda ref, leaf: leaf[:2] != theirs.get(ref, GONE)[:2])


Rule = Callable[[Look], str]
NO_NUMBER = ("NaN", "Infinity", "-Infinity", "inf", "-inf")
NO_INT = ("2147483647", "-2147483648")
"""What JavaRosa makes of infinity where it wants a whole number."""


def javarosa_rule(look: Look) -> str:
    """Return why JavaRosa says something else about a leaf by itself, ``""`` unknown."""
    return next((reason for holds, reason in JAVAROSA if holds(look)), "")


def _no_number(look: Look) -> bool:
    none = (*NO_NUMBER, *NO_INT) if _is_whole(look) else NO_NUMBER
    return look.mine[:2] == ("", True) and look.theirs.value in none


def _too_large(look: Look) -> bool:
    large = abs(_number(look.mine.value)) > float(NO_INT[0])
    return large and _is_whole(look) and look.theirs.value in NO_INT


def _is_whole(look: Look) -> bool:
    return look.place.part.bind.get("type") == "int"


def _drawn_hidden(look: Look) -> bool:
    hides = any("relevant" in place.part.bind for place in look.around)
    return hides and "once(" in look.place.part.bind.get("calculate", "")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _dateless(look: Look) -> bool:
    """Say whether a blank date is made a number, which is NaN and equals nothing."""
    return "decimal-date-time(" in look.expressions and any(
        look.places[plain(ref)].part.holds == "date"
        and not leaf.value
        and ref.rpartition("/")[2] in words([look.expressions])
        for ref, leaf in look.leaves.items()
    )


def _surplus(look: Look) -> bool:
    """Say whether a leaf stands in a row of a counted repeat that is over our count."""
    if look.mine is not GONE:
        return False
    for repeat in look.place.repeats:
        count = look.places[repeat].part.count
        row = re.search(rf"/{repeat.rpartition('/')[2]}\[(\d+)\]", look.ref)
        if count and row:
            leaf = look.leaves.get(_in_row(count, look.ref))
            if leaf is None or int(row[1]) > int(leaf.value or 0):
                return True
    return False


def _in_row(path: str, ref: str) -> str:
    """Return ``path`` with the positions of ``ref``, as far as both lead the same way."""
    steps = path.split("/")
    for at, step in enumerate(ref.split("/")[: len(steps)]):
        if plain(step) != steps[at]:
            break
        steps[at] = step
    return "/".join(steps)


def _too_early(look: Look) -> bool:
    """Say whether a leaf is set at the first load to what is calculated, or set then itself.

    Here calculations come first, and then actions in the order of the document: what an action
    reads is there, and known to be hidden or not. What is set then may set off others.
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
        and (
            any("relevant" in place.part.bind for place in look.standing_around(action.target))
            or not words([action.value]).isdisjoint(
                calculated | {ref.rpartition("/")[2] for ref in first - {action.target}}
            )
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


def _kept_list(look: Look) -> bool:
    """Say whether the other engine offers what it did, by answers that may be hidden or shown."""
    before = look.before.get(look.ref)
    if look.what != ("choices",) or before is None or before.choices != look.theirs.choices:
        return False
    read = words([look.place.part.filter])
    return any(
        "relevant" in around.part.bind
        for ref in look.places
        if ref.rpartition("/")[2] in read
        for around in look.standing_around(ref)
    )


def _overwritten(look: Look) -> bool:
    """Say whether an answer gave a choice back whose action at once set the answer anew."""
    _, ref, value = look.op
    if look.ref != ref or look.theirs.value != value or look.mine.value == value:
        return False
    name = plain(ref).rpartition("/")[2]
    return any(name in words([look.places[each].part.filter]) for each in _sources(look))


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


def _set_off(look: Look) -> bool:
    return not look.moved.isdisjoint(_sources(look)) or _overwritten(look)


JAVAROSA: tuple[tuple[Callable[[Look], bool], str], ...] = (
    (_no_number, "Infinity is no number of a question: blank here"),
    (_too_large, "a whole number ends at 2,147,483,647 there"),
    (_dateless, "decimal-date-time() of a blank is a blank text there, and equals one"),
    (_surplus, "rows over their count stay there"),
    (_offered_again, "a choice that is offered again comes back here"),
    (_never_offered, "an answer that no list ever offered is kept here, and told as a problem"),
    (
        _too_early,
        "at first load, actions come before calculations there and inner ones before outer ones",
    ),
    (_set_off, "what a filter takes or gives back sets off actions here"),
    (_kept_list, "a list is kept there while what it reads stays, hidden or shown"),
    (
        _drawn_before,
        "once() keeps there what an action at first load set off before all was computed",
    ),
    (_emptied, "a selection emptied by its filter is an answer there: clearing it is a change"),
    (_drawn_hidden, "once() of a hidden question: computed again there until it shows"),
)
"""What is looked at in a leaf, and the reason it is there, the surest first."""


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
    apart = _number(look.mine.value) - _number(text)
    if "round(" in expressions and _number(text) < 0 and round(apart, 9) in (1.0, 0.1, 0.01):
        return "halves below zero are rounded down"
    if "once(" in expressions and not text:
        return "once() is never computed"
    if look.reads(lambda _, leaf: not leaf.relevant):
        return "expressions see answers of irrelevant questions"
    if any(ref for ref in absolute if look.places[ref].repeats[0] in look.place.repeats):
        return "an absolute path inside a repeat is not that of the row"
    return ""
