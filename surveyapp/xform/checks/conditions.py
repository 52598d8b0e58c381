"""Can a condition hold at all? A small, sound reckoning over its syntax tree.

A condition is taken apart into *worlds*: each says which values some questions must have for it to
hold. No world left: it never holds. Whatever this module does not understand may be true or false,
and so leaves a world that asks nothing; too many worlds count as one of those. It may therefore
miss a condition that never holds, and never suspects one that can.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from surveyapp.xform.checks.answers import Answers, as_number
from surveyapp.xform.checks.trees import constant, referred
from surveyapp.xform.xpath.syntax import Binary, Call, Expr, Literal, Number

MOST_WORLDS = 64

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_BETWEEN: Mapping[str, Callable[[float], Between]] = {
    "=": lambda value: Between(value, value),
    "<": lambda value: Between(-math.inf, value, open_most=True),
    "<=": lambda value: Between(-math.inf, value),
    ">": lambda value: Between(value, math.inf, open_least=True),
    ">=": lambda value: Between(value, math.inf),
}
_AND_OR = ("and", "or")


@dataclass(frozen=True, slots=True)
class Allowed:
    """The values a question may have: these, or (``others``) all but these."""

    values: frozenset[str]
    others: bool = False

    def meet(self, other: Allowed) -> Allowed:
        """Return the values that both allow."""
        if self.others and other.others:
            return Allowed(self.values | other.values, others=True)
        if self.others:
            return Allowed(other.values - self.values)
        if other.others:
            return Allowed(self.values - other.values)
        return Allowed(self.values & other.values)

    def join(self, other: Allowed) -> Allowed:
        """Return the values that either allows."""
        if self.others and other.others:
            return Allowed(self.values & other.values, others=True)
        if self.others:
            return Allowed(self.values - other.values, others=True)
        if other.others:
            return Allowed(other.values - self.values, others=True)
        return Allowed(self.values | other.values)

    @property
    def nothing(self) -> bool:
        """Say whether no value is left."""
        return not self.others and not self.values


@dataclass(frozen=True, slots=True)
class Between:
    """The numbers a question may have; an end is left out where it is ``open``."""

    least: float
    most: float
    open_least: bool = False
    open_most: bool = False

    def meet(self, other: Between) -> Between:
        """Return the numbers that both allow."""
        least, open_least = max((self.least, self.open_least), (other.least, other.open_least))
        # Of two equal ends the open one is the narrower: False sorts before True.
        most, closed_most = min((self.most, not self.open_most), (other.most, not other.open_most))
        return Between(least, most, open_least, not closed_most)

    @property
    def nothing(self) -> bool:
        """Say whether no number is left."""
        if self.least == self.most:
            return self.open_least or self.open_most
        return self.least > self.most


World: TypeAlias = Mapping[str, Allowed | Between]
Worlds: TypeAlias = tuple[World, ...]

ANYTHING: Worlds = ({},)
"""The worlds of a condition that may hold whatever is answered."""


def both(left: Worlds, right: Worlds) -> Worlds:
    """Return the worlds in which two conditions hold together."""
    if left == ANYTHING or not right:
        return right
    if right == ANYTHING or not left:
        return left
    if len(left) * len(right) > MOST_WORLDS:
        return left if len(left) <= len(right) else right
    found = (_merged(one, other) for one in left for other in right)
    return _either(world for world in found if world is not None)


def answered(world: World) -> Iterator[str]:
    """Yield the questions that must have an answer in ``world``."""
    for key, allowed in world.items():
        name, _, about = key.partition(" ")
        if isinstance(allowed, Between):
            yield name
        elif about:  # one of several choices: picked, or not
            if not allowed.others:
                yield name
        elif ("" in allowed.values) is allowed.others:
            yield name


def _merged(one: World, other: World) -> World | None:
    merged = dict(one)
    for name, allowed in other.items():
        met = _met(merged[name], allowed) if name in merged else allowed
        if met.nothing:
            return None
        merged[name] = met
    return merged


def _met(one: Allowed | Between, other: Allowed | Between) -> Allowed | Between:
    match one, other:
        case (Allowed() as mine, Allowed() as theirs):
            return mine.meet(theirs)
        case (Between() as least, Between() as most):
            return least.meet(most)
    raise TypeError("values and numbers are kept under different names")


def _either(worlds: Iterable[World]) -> Worlds:
    """Return the worlds in which any condition holds; those about one question become one."""
    single: dict[str, Allowed] = {}
    several: list[World] = []
    for world in worlds:
        if not world:
            return ANYTHING
        (name, allowed), *rest = world.items()
        if not rest and isinstance(allowed, Allowed):
            single[name] = single[name].join(allowed) if name in single else allowed
        elif world not in several:
            several.append(world)
        if len(single) + len(several) > MOST_WORLDS:
            return ANYTHING
    return (*({name: allowed} for name, allowed in single.items()), *several)


@dataclass(frozen=True, slots=True)
class Reader:
    """A row that reads others.

    ``answers`` are the questions whose choices are known, ``blank`` those that are never reached,
    ``texts`` those that hold a text, ``around`` the repeats around each question that has a name of
    its own, ``repeats`` those around the row.
    """

    answers: Mapping[str, Answers]
    blank: Collection[str]
    texts: Collection[str]
    around: Mapping[str, tuple[str, ...]]
    repeats: tuple[str, ...]

    def worlds(self, tree: Expr, *, holds: bool = True) -> Worlds:
        """Return the worlds in which ``tree`` holds, or those in which it does not."""
        match tree:
            case Binary(word, _, _) if word in _AND_OR:
                return self._chain(tree, holds=holds)
            case Binary(sign, left, right) if sign in _COMPARE:
                return self._comparison(sign, left, right, holds=holds)
            case Call("not", (operand,)):
                return self.worlds(operand, holds=not holds)
            case Call("boolean", (operand,)):
                return self.worlds(operand, holds=holds)
            case Call("true" | "false", ()):
                return ANYTHING if (tree.name == "true") is holds else ()
            case Call("selected", (question, Literal(choice))):
                return self._selected(referred(question), choice, holds=holds)
            case Number(value):
                return ANYTHING if (value != 0) is holds else ()
            case Literal(text) if not text:
                return () if holds else ANYTHING
        return ANYTHING

    def _chain(self, tree: Binary, *, holds: bool) -> Worlds:
        # Without recursion along the chain: a thousand terms are a tree a thousand deep.
        terms: list[Expr] = []
        rest: Expr = tree
        while isinstance(rest, Binary) and rest.operator == tree.operator:
            terms.append(rest.right)
            rest = rest.left
        terms.append(rest)
        terms.reverse()
        if (tree.operator == "and") is holds:
            worlds = ANYTHING
            for term in terms:
                worlds = both(worlds, self.worlds(term, holds=holds))
            return worlds
        return _either(world for term in terms for world in self.worlds(term, holds=holds))

    def _comparison(self, sign: str, left: Expr, right: Expr, *, holds: bool) -> Worlds:
        one, other = constant(left), constant(right)
        if one is not None and other is not None:
            known = _compared(sign, one, other)
            return ANYTHING if known is None or known is holds else ()
        if one is not None:
            return self._against(_MIRRORED[sign], referred(right), one, holds=holds)
        if other is not None:
            return self._against(sign, referred(left), other, holds=holds)
        return ANYTHING

    def _against(self, sign: str, name: str, value: str | float, *, holds: bool) -> Worlds:
        """Return the worlds of ``${name} sign value``."""
        known = self._values(name)
        if known is not None:
            fits = frozenset(v for v in known if _may(sign, v, value, holds=holds))
            if not fits:
                # Of several rows one is enough: that none agrees is no news of any one of them.
                return () if holds or self._one(name) else ANYTHING
            return ({name: Allowed(fits)},) if self._one(name) else ANYTHING
        offered = self.answers.get(name)
        if offered is not None and offered.closed and holds and sign == "=":
            # Several choices, in the order they were ticked: only what is none can be ruled out.
            return ANYTHING if value == "" or offered.offers(value) else ()
        if not self._one(name):
            return ANYTHING
        if isinstance(value, float):
            # What is no number makes every comparison fail, so only what holds says something.
            return ({f"{name} #": _BETWEEN[sign](value)},) if holds and sign != "!=" else ANYTHING
        if name in self.texts and sign in ("=", "!="):
            return ({name: Allowed(frozenset({value}), others=(sign == "=") is not holds)},)
        return ANYTHING

    def _selected(self, name: str, choice: str, *, holds: bool) -> Worlds:
        known = self._values(name)
        if known is not None and choice and " " not in choice:
            return self._against("=", name, choice, holds=holds)
        offered = self.answers.get(name)
        if offered is None or not offered.many or not offered.closed or not choice:
            return ANYTHING
        if not offered.offers(choice):
            return () if holds else ANYTHING
        if not self._one(name) or " " in choice:
            return ANYTHING
        return ({f"{name} {choice}": Allowed(frozenset({"1"}), others=not holds)},)

    def _values(self, name: str) -> frozenset[str] | None:
        """Return every value the question can have, or None where they are not known."""
        if name in self.blank:
            return frozenset({""})
        offered = self.answers.get(name)
        if offered is None or offered.many or not offered.closed:
            return None
        return offered.names | {""}

    def _one(self, name: str) -> bool:
        """Say whether ``${name}`` is one question here, not one in each row of a repeat."""
        return name in self.around and set(self.around[name]) <= set(self.repeats)


def _compared(sign: str, one: str | float, other: str | float) -> bool | None:
    if isinstance(one, str) and isinstance(other, str):
        if sign in ("=", "!="):
            return (one == other) is (sign == "=")
        return None  # texts that are dates are compared as dates
    left = as_number(one) if isinstance(one, str) else one
    right = as_number(other) if isinstance(other, str) else other
    if left is None or right is None:
        return None
    return _COMPARE[sign](left, right)


def _may(sign: str, value: str, constant_value: str | float, *, holds: bool) -> bool:
    """Say whether a question with ``value`` may make the comparison come out as ``holds``."""
    if value == "" and sign == "!=" and constant_value != "":
        return True  # engines disagree whether a blank differs from something
    known = _compared(sign, value, constant_value)
    return known is None or known is holds
