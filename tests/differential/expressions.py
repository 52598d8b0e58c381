"""Random expressions of a wanted kind, over what a form holds already.

Everything is typed, so that an expression asks what a form's author could ask. What engines
answer differently by a documented choice (``surveyapp/xform/README.md``) is not asked:

- a condition as text, ``boolean-from-string`` of capitals;
- texts that look like dates compared with each other or read as numbers;
- a date as a number other than in the difference of two;
- NaN inside ``min``, ``max`` and ``sum``, and ``max`` of no positive number (JavaRosa: 0);
- choices that are no longer offered: when they are cleared depends on who looks at the list.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tests.differential.forms import LISTS, Placed, relative

TEXTS = ["", "a", "abc", "Fès", "red", "x y", "10", "-2.5", "A b-c"]
PATTERNS = ["[a-z]+", "[0-9]{1,3}", "a.*", ".*[ce]", "(a|b|x)[ yb]*", "\\\\-?[0-9.]+"]
DATES = ["2024-02-29", "1999-12-31", "2026-07-01", "2000-01-01"]
FORMATS = ["%Y/%m", "%d/%m/%y", "%e %b %Y", "%n.%Y", "%a %d"]


@dataclass(frozen=True)
class Author:
    """Writes expressions for the node at ``ref``, over ``known`` (all of it before that node)."""

    random: random.Random
    ref: str
    repeats: tuple[str, ...]
    known: Sequence[Placed]

    def _pick(self, *holds: str) -> str | None:
        """Return the path to one value around this node that holds one of ``holds``."""
        found = [
            each
            for each in self.known
            if each.part.is_leaf
            and (each.part.holds in holds)
            and each.repeats == self.repeats[: len(each.repeats)]
        ]
        return self._path(self.random.choice(found).ref) if found else None

    def _path(self, target: str) -> str:
        if self.random.random() < 0.5:
            return target
        return relative(self.ref, target)

    def _many(self, *holds: str) -> str | None:
        """Return a path to all values in the rows of a repeat this node is not in."""
        found = [
            each
            for each in self.known
            if each.part.is_leaf
            and each.part.holds in holds
            and each.repeats != self.repeats[: len(each.repeats)]
            and not self.ref.startswith(each.repeats[0] + "/")
        ]
        return self._path(self.random.choice(found).ref) if found else None

    def _rows(self) -> str | None:
        found = [
            each.ref
            for each in self.known
            if each.part.kind == "repeat"
            and each.ref not in self.repeats
            and each.repeats[:-1] == self.repeats[: len(each.repeats) - 1]
        ]
        return self._path(self.random.choice(found)) if found else None

    def number(self, depth: int = 3) -> str:
        r = self.random
        if depth <= 0 or r.random() < 0.3:
            path = self._pick("number")
            if path and r.random() < 0.75:
                return path
            return str(r.choice([0, 1, 2, 3, 5, 10, 0.5, 2.25, 100]))
        n, t, b = self.number, self.text, self.condition
        d = depth - 1
        options = [
            lambda: f"({n(d)} {r.choice(['+', '-', '*'])} {n(d)})",
            lambda: f"({n(d)} div {n(d)})",
            lambda: f"({n(d)} mod {r.choice([2, 3, 7])})",
            lambda: f"-({n(d)})",
            lambda: f"if({b(d)}, {n(d)}, {n(d)})",
            lambda: f"coalesce({self._pick('number') or n(d)}, {n(d)})",
            lambda: f"round({n(d)}, {r.choice([0, 1, 2])})",
            lambda: f"round({n(d)})",
            lambda: f"int({n(d)})",
            lambda: f"number({t(d)})",
            lambda: f"string-length({t(d)})",
            lambda: f"min({n(0)}, {n(0)})",
            lambda: f"max({n(0)}, {n(0)}, 1)",
            lambda: f"pow({n(0)}, {r.choice([0, 1, 2, 3])})",
            lambda: f"abs({n(d)})",
            lambda: f"count-selected({self._pick(*LISTS) or repr('a b')})",
            lambda: f"decimal-date-time({self.date(d)})",
            lambda: f"int({self.date(d)} - {self.date(d)})",
            self._of_rows,
            self._of_rows,
            self._position,
        ]
        return r.choice(options)()

    def _position(self) -> str:
        if not self.repeats:
            return self.number(0)
        up = relative(self.ref, self.repeats[-1])
        return f"position({up})"

    def _of_rows(self) -> str:
        r = self.random
        if r.random() < 0.3 and (rows := self._rows()):
            return f"count({rows})"
        many = self._many("number")
        if many is None:
            return self.number(0)
        return r.choice(
            ["sum({})", "min({})", "if(max({0}) > 0, max({0}), 0)", "count({})"]
        ).format(many)

    def text(self, depth: int = 3) -> str:
        r = self.random
        if depth <= 0 or r.random() < 0.3:
            path = self._pick("text", *LISTS)
            if path and r.random() < 0.75:
                return path
            return repr(r.choice(TEXTS))
        n, t, b = self.number, self.text, self.condition
        d = depth - 1
        start = r.choice([0, 1, 2])
        options = [
            lambda: f"concat({t(d)}, {t(d)})",
            lambda: f"concat({t(d)}, '-', int({n(d)}))",
            lambda: f"if({b(d)}, {t(d)}, {t(d)})",
            lambda: f"coalesce({self._pick('text', *LISTS) or t(d)}, {t(d)})",
            lambda: f"substr({t(d)}, {start})",
            lambda: f"substr({t(d)}, {start}, {start + r.choice([0, 1, 3])})",
            lambda: f"substring-before({t(d)}, '-')",
            lambda: f"substring-after({t(d)}, 'a')",
            lambda: f"translate({t(d)}, 'abc-', {r.choice(['xyz', 'AB', ''])!r})",
            lambda: f"normalize-space({t(d)})",
            lambda: f"string({t(d)})",
            lambda: f"format-date({self.date(d)}, {r.choice(FORMATS)!r})",
            lambda: f"join('/', {t(d)}, {t(d)})",
            lambda: f"selected-at({self._pick(*LISTS) or repr('a b')}, {r.choice([0, 1])})",
            self._choice_name,
            self._joined,
        ]
        return r.choice(options)()

    def _joined(self) -> str:
        many = self._many("text", *LISTS)
        return f"join(' ', {many})" if many else self.text(0)

    def _choice_name(self) -> str:
        found = [
            each
            for each in self.known
            if each.part.kind == "select1" and each.repeats == self.repeats[: len(each.repeats)]
        ]
        if not found:
            return self.text(0)
        path = self._path(self.random.choice(found).ref)
        return f"jr:choice-name({path}, '{path}')"

    def date(self, depth: int = 2) -> str:
        r = self.random
        path = self._pick("date")
        if path and r.random() < 0.6:
            return f"date({path})" if r.random() < 0.5 else path
        literal = f"date('{r.choice(DATES)}')"
        if depth > 0 and r.random() < 0.4:
            return f"date({literal} {r.choice(['+', '-'])} {r.choice([1, 30, 366])})"
        return literal

    def condition(self, depth: int = 3) -> str:
        r = self.random
        n, t, b = self.number, self.text, self.condition
        d = depth - 1
        if depth <= 0:
            return f"{n(0)} {r.choice(['<', '>', '=', '!=', '<=', '>='])} {n(0)}"
        options = [
            lambda: f"{n(d)} {r.choice(['<', '>', '=', '!=', '<=', '>='])} {n(d)}",
            lambda: f"{t(d)} {r.choice(['=', '!='])} {t(d)}",
            lambda: f"({b(d)} and {b(d)})",
            lambda: f"({b(d)} or {b(d)})",
            lambda: f"not({b(d)})",
            lambda: f"contains({t(d)}, {r.choice(TEXTS[1:])!r})",
            lambda: f"starts-with({t(d)}, {r.choice(TEXTS[1:])!r})",
            lambda: f"ends-with({t(d)}, {r.choice(TEXTS[1:])!r})",
            lambda: f"regex({t(d)}, '{r.choice(PATTERNS)}')",
            lambda: (
                f"decimal-date-time({self.date(d)}) {r.choice(['<', '>='])} "
                f"decimal-date-time({self.date(d)})"
            ),
            self._selected,
            self._selected,
            lambda: f"{self._pick('text', 'number', *LISTS) or n(d)} != ''",
        ]
        return r.choice(options)()

    def _selected(self) -> str:
        name = self.random.choice(list(LISTS))
        path = self._pick(name)
        if path is None:
            return f"{self.number(0)} > {self.number(0)}"
        return f"selected({path}, '{self.random.choice(LISTS[name])}')"

    def of(self, holds: str, depth: int = 3) -> str:
        """Return an expression whose value is what ``holds`` says."""
        match holds:
            case "number":
                return self.number(depth)
            case "date":
                return self.date(depth)
            case _:
                return self.text(depth)
