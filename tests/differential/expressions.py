"""Random expressions of a wanted kind, over what a form holds already.

Everything is typed, so that an expression asks what a form's author could ask. What engines
answer differently by a documented choice (``surveyapp/xform/README.md``) is not asked:

- a condition as text, ``boolean-from-string`` of capitals;
- texts that look like dates compared with each other or read as numbers;
- a date as a number other than in the difference of two;
- NaN inside ``min``, ``max`` and ``sum``, and ``max`` of no positive number (JavaRosa: 0);
- a position that is no number (JavaRosa: the first), row 0 in ``indexed-repeat`` (JavaRosa: a row
  that is there; XPath: none).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.differential.forms import LISTS, Placed, relative

TEXTS = ["", "a", "abc", "Fès", "red", "x y", "10", "-2.5", "A b-c"]
PATTERNS = ["[a-z]+", "[0-9]{1,3}", "a.*", ".*[ce]", "(a|b|x)[ yb]*", "\\\\-?[0-9.]+"]
DATES = ["2024-02-29", "1999-12-31", "2026-07-01", "2000-01-01"]
TIMES = ["09:05:00.000+01:00", "23:59:00.000+01:00", "00:00:00.000+01:00"]
FORMATS = ["%Y/%m", "%d/%m/%y", "%e %b %Y", "%n.%Y", "%a %d"]


@dataclass(frozen=True)
class Author:
    """Writes expressions for the node at ``ref``, over ``known`` (all of it before that node).

    ``avoids`` are functions it does not use. In the filter of a list a path starts at
    ``current()``, because an item is what stands there.
    """

    random: random.Random
    ref: str
    repeats: tuple[str, ...]
    known: Sequence[Placed]
    avoids: frozenset[str] = frozenset()
    in_filter: bool = False

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
        if self.in_filter:
            return f"current()/{relative(self.ref, target)}"
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
            self._days,
            self._minutes,
            lambda: f"string-length({self._choice_name()})",
            lambda: f"number(selected-at({self._pick(*LISTS) or repr('3 b')}, {r.choice([0, 1])}))",
            self._answered,
            lambda: f"number({self._looked_up('rank')})",
            self._of_rows,
            self._of_rows,
            self._of_some_rows,
            self._indexed,
            self._row_before,
            self._row_before,
            self._position,
        ]
        return r.choice(options)()

    def _answered(self) -> str:
        many = self._many("number", "text", *LISTS) or self._pick("number", "text")
        return f"count-non-empty({many})" if many else self.number(0)

    def _days(self) -> str:
        if "date" in self.avoids:
            return self.number(0)
        return f"int({self.date(1)} - {self.date(1)})"

    def _minutes(self) -> str:
        path = self._pick("time")
        return f"int(decimal-time({path}) * 1440)" if path else self.number(0)

    def _position(self) -> str:
        if not self.repeats:
            return self.number(0)
        return f"position({self._row(self.random.choice(self.repeats))})"

    def _row(self, repeat: str) -> str:
        """Return the path to the row of a repeat in which this node stands."""
        up = relative(self.ref, repeat)
        return f"current()/{up}" if self.in_filter else up

    def _row_before(self) -> str:
        """Return what the row before this one holds, or all rows before it."""
        if not self.repeats or self.in_filter:
            return self.number(0)
        repeat = self.repeats[-1]
        found = [
            each.ref
            for each in self.known
            if each.part.holds == "number" and each.repeats == self.repeats
        ]
        if not found:
            return self._position()
        leaf = self.random.choice(found)
        place = f"position({self._row(repeat)})"
        if self.random.random() < 0.5:
            before = f"indexed-repeat({leaf}, {repeat}, {place} - 1)"
            return f"if({place} > 1, coalesce({before}, 0), 0)"
        rows = relative(self.ref, repeat, shared=repeat.count("/") - 1)
        row = relative(self.ref, repeat)
        return f"sum({rows}[position() < position(current()/{row})]{leaf[len(repeat) :]})"

    def _outside(self, *holds: str) -> list[Placed]:
        """Return the leaves in the rows of one repeat that this node is not in."""
        return [
            each
            for each in self.known
            if each.part.is_leaf
            and each.part.holds in holds
            and each.repeats
            and each.repeats[:-1] == self.repeats
            and not self.ref.startswith(f"{each.repeats[-1]}/")
        ]

    def _indexed(self) -> str:
        """Return what one row holds, whose number is computed: there may be no such row."""
        found = [each for each in self._outside("number") if len(each.repeats) == 1]
        if not found or self.in_filter:
            return self.number(0)
        leaf = self.random.choice(found)
        number = self.number(1)
        index = f"if({number} >= 1, int({number}), 9)"
        return f"coalesce(indexed-repeat({leaf.ref}, {leaf.repeats[0]}, {index}), 0)"

    def _of_some_rows(self) -> str:
        """Return something about the rows for which a condition holds."""
        found = [each for each in self._outside("number") if not self.in_filter]
        if not found:
            return self.number(0)
        leaf = self.random.choice(found)
        repeat = leaf.repeats[-1]
        inner = leaf.ref[len(repeat) + 1 :]
        compared = self.random.choice(["<", ">", "=", "!=", "<=", ">="])
        rows = f"{self._path(repeat)}[{inner} {compared} {self.random.choice([0, 1, 3])}]"
        return self.random.choice([f"sum({rows}/{inner})", f"count({rows})"])

    def _looked_up(self, column: str) -> str:
        """Return a column of the choice that was made."""
        found = [
            each
            for each in self.known
            if each.part.kind == "select1" and each.repeats == self.repeats[: len(each.repeats)]
        ]
        if not found or self.in_filter:
            return self.text(0)
        chosen = self.random.choice(found)
        path = f"current()/{relative(self.ref, chosen.ref)}"
        return f"instance('{chosen.part.holds}')/root/item[name = {path}]/{column}"

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
            lambda: f"{r.choice(['upper-case', 'lower-case'])}({t(d)})",
            lambda: f"digest({t(d)}, {r.choice(['MD5', 'SHA-1', 'SHA-256'])!r}, 'hex')",
            lambda: f"format-date-time(concat({r.choice(DATES)!r}, 'T09:05:00'), '%H:%M %d')",
            lambda: f"string({self._looked_up('label')})",
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
        if "date" in self.avoids:
            return path or repr(r.choice(DATES))
        literal = f"date('{r.choice(DATES)}')"
        if depth > 0 and r.random() < 0.4:
            return f"date({literal} {r.choice(['+', '-'])} {r.choice([1, 30, 366])})"
        return literal

    def _dates_compared(self) -> str:
        if "date" in self.avoids:
            return self.condition(0)
        return f"(date({self.date(0)}) {self.random.choice(['<', '>='])} {self.date(0)})"

    def time(self) -> str:
        """Return a time of day."""
        path = self._pick("time")
        return path or repr(self.random.choice(TIMES))

    def filter(self, of: str) -> str:
        """Return the filter of list ``of``: what must hold of an item."""
        r = self.random
        text, number = self._pick(*LISTS), self._pick("number")
        several = self._pick(of)
        options = [
            f"initial = {r.choice(LISTS[of])[0]!r}",
            f"rank > {r.choice([1, 2])} or {self.condition(1)}",
            *([f"name != {text}", f"initial = substr({text}, 0, 1)"] if text else []),
            *([f"rank <= {number}", f"rank != {number} and {self.condition(1)}"] if number else []),
            *([f"selected({several}, name)", f"not(selected({several}, name))"] if several else []),
        ]
        return r.choice(options)

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
            lambda: f"checklist(1, 2, {b(d)}, {b(d)})",
            lambda: f"boolean-from-string({r.choice(['true', '1', 'false', 'x'])!r})",
            self._dates_compared,
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
        write = {"number": self.number, "date": self.date, "condition": self.condition}
        if holds == "time":
            return self.time()
        return self.speaking(lambda: write.get(holds, self.text)(depth))

    def speaking(self, write: Callable[[], str]) -> str:
        """Return what ``write`` writes without the functions that are avoided."""
        while True:
            written = write()
            if self.avoids.isdisjoint(re.findall(r"[\w:-]+(?=\()", written)):
                return written
