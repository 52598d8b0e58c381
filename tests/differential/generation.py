"""Random forms, and scripts of what somebody does to them."""

from __future__ import annotations

import random
from dataclasses import replace

from surveyapp.xform import FormSession
from tests.differential.expressions import DATES, TEXTS, TIMES, Author
from tests.differential.forms import (
    FIRST_LOAD,
    LISTS,
    NEW_ROW,
    VALUE_CHANGED,
    Action,
    Part,
    Placed,
    placed,
    relative,
)

Op = tuple[str, str, str]
"""What is done (set, add, remove), where (with positions), and the value that is set."""


class FormWriter:
    """Writes one form from its first question to its last."""

    def __init__(self, chance: random.Random, avoids: frozenset[str] = frozenset()) -> None:
        self.random = chance
        self.avoids = avoids
        self.known: list[Placed] = []
        self.number = 0

    def form(self) -> tuple[Part, ...]:
        """Return the parts of a form of five to twenty-five nodes."""
        return self._parts("/data", (), depth=0, amount=self.random.randint(3, 9))

    def _parts(
        self, above: str, repeats: tuple[str, ...], *, depth: int, amount: int
    ) -> tuple[Part, ...]:
        parts = (self._part(above, repeats, depth) for _ in range(amount))
        return tuple(part for some in parts for part in some)

    def _part(self, above: str, repeats: tuple[str, ...], depth: int) -> tuple[Part, ...]:
        r = self.random
        self.number += 1
        if depth < 3 and r.random() < 0.22:
            return self._group(above, repeats, depth)
        name = f"n{self.number}"
        ref = f"{above}/{name}"
        author = self._author(ref, repeats)
        if r.random() < 0.45:
            part = self._calculation(name, author)
        else:
            part = self._question(name, author)
            if "setvalue" in self.avoids:
                pass
            elif r.random() < 0.2:
                part = replace(part, actions=self._actions(VALUE_CHANGED, ref, repeats))
            elif r.random() < 0.15 and not repeats:
                value = self._set_value(part, author)
                part = replace(part, actions=(Action(FIRST_LOAD, ref, value),))
        if r.random() < 0.3:
            part = replace(part, bind={**part.bind, "relevant": author.of("condition", 2)})
        self.known.append(Placed(part, ref, repeats))
        return (part,)

    def _author(self, ref: str, repeats: tuple[str, ...], *, in_filter: bool = False) -> Author:
        known = tuple(self.known)
        return Author(self.random, ref, repeats, known, self.avoids, in_filter)

    def _group(self, above: str, repeats: tuple[str, ...], depth: int) -> tuple[Part, ...]:
        """Return a group or a repeat, after the calculation of its rows where it has one."""
        r = self.random
        kind = "repeat" if len(repeats) < 2 and r.random() < 0.55 else "group"
        name = f"{kind[0]}{self.number}"
        ref = f"{above}/{name}"
        author = self._author(ref, repeats)
        bind = {"relevant": author.of("condition", 2)} if r.random() < 0.4 else {}
        if kind == "group" and r.random() < 0.15:
            bind["readonly"] = author.of("condition", 1)
        before: tuple[Part, ...] = ()
        if kind == "repeat" and r.random() < 0.35 and "jr:count" not in self.avoids:
            before = (self._count(above, repeats),)
        around = (*repeats, ref) if kind == "repeat" else repeats
        parts = self._parts(ref, around, depth=depth + 1, amount=r.randint(1, 4))
        if kind == "repeat" and r.random() < 0.4:
            parts += self._share(ref, around)
        rows = r.choice([1, 1, 1, 2]) if not repeats else 1
        part = Part(name, kind, bind=bind, parts=parts, rows=rows)
        if before:
            part = replace(part, count=f"{above}/{before[0].name}")
        if kind == "repeat" and r.random() < 0.4 and "setvalue" not in self.avoids:
            part = replace(part, actions=self._actions(NEW_ROW, ref, around))
        self.known.append(Placed(part, ref, around))
        return (*before, part)

    def _count(self, above: str, repeats: tuple[str, ...]) -> Part:
        """Return the calculation of how many rows a repeat has: a few, or none."""
        self.number += 1
        name = f"n{self.number}"
        ref = f"{above}/{name}"
        most = self.random.choice([2, 3, 4])
        number = self._author(ref, repeats).of("number", 2)
        counted = f"if({number} >= 0, int({number}) mod {most}, 1)"
        part = Part(name, "calculate", "number", {"type": "int", "calculate": counted})
        self.known.append(Placed(part, ref, repeats))
        return part

    def _actions(self, event: str, ref: str, repeats: tuple[str, ...]) -> tuple[Action, ...]:
        """Return an action that sets a question that stands before ``ref``, in the same rows."""
        found = [
            each
            for each in self.known
            if each.part.is_leaf
            and each.part.kind != "calculate"
            and each.repeats == repeats
            and (event != NEW_ROW or each.ref.startswith(f"{ref}/"))
        ]
        if not found:
            return ()
        target = self.random.choice(found)
        value = self._set_value(target.part, self._author(target.ref, target.repeats))
        return (Action(event, target.ref, value),)

    def _set_value(self, part: Part, author: Author) -> str:
        """Return an expression for an answer that the form itself gives."""
        if part.holds in LISTS:
            value = repr(self.random.choice(LISTS[part.holds]))
            return f"if({author.of('condition', 1)}, {value}, '')"
        return author.of(part.holds, 1)

    def _share(self, repeat: str, around: tuple[str, ...]) -> tuple[Part, ...]:
        """Return what every row has of all rows: a row that depends on an aggregate."""
        numbers = [
            each.ref
            for each in self.known
            if each.repeats == around and each.part.holds == "number"
        ]
        if not numbers:
            return ()
        self.number += 1
        name = f"n{self.number}"
        ref = f"{repeat}/{name}"
        mine = self.random.choice(numbers)
        every = relative(ref, mine, shared=repeat.count("/") - 1)
        bind = {"type": "decimal", "calculate": f"{relative(ref, mine)} div sum({every})"}
        part = Part(name, "calculate", "number", bind)
        self.known.append(Placed(part, ref, around))
        return (part,)

    def _question(self, name: str, author: Author) -> Part:
        r = self.random
        kind, holds, data_type = r.choice(
            [
                ("input", "number", "int"),
                ("input", "number", "int"),
                ("input", "number", "decimal"),
                ("input", "text", "string"),
                ("input", "date", "date"),
                ("input", "time", "time"),
                ("select1", r.choice(list(LISTS)), "string"),
                ("select", r.choice(list(LISTS)), "string"),
            ]
        )
        bind = {"type": data_type}
        if r.random() < 0.25:
            bind["required"] = r.choice(["true()", author.of("condition", 1)])
        if r.random() < 0.1:
            bind["readonly"] = author.of("condition", 1)
        if r.random() < 0.3:
            bind["constraint"] = self._constraint(holds, author)
        value = "3" if holds == "number" and r.random() < 0.2 else ""
        narrow = ""
        if holds in LISTS and r.random() < 0.5:
            inside = self._author(author.ref, author.repeats, in_filter=True)
            narrow = inside.speaking(lambda: inside.filter(holds))
        return Part(name, kind, holds, bind, value=value, filter=narrow)

    def _constraint(self, holds: str, author: Author) -> str:
        r = self.random
        own = {
            "number": f". {r.choice(['<', '>=', '!='])} {author.of('number', 1)}",
            "text": r.choice(["string-length(.) < 4", "regex(., '[a-z ]+')"]),
            "date": ". > date('2000-06-30')",
        }.get(holds, f". != {r.choice(['yes', 'red', 'a1'])!r}")
        return author.speaking(
            lambda: r.choice(
                [own, own, f"{own} or {author.of('condition', 1)}", author.of("condition")]
            )
        )

    def _calculation(self, name: str, author: Author) -> Part:
        r = self.random
        holds = r.choice(["number", "number", "text", "text", "date"])
        data_type = {"number": "decimal", "text": "string", "date": "date"}[holds]
        expression = author.of(holds)
        if r.random() < 0.07 and "once" not in self.avoids:
            expression = f"once({expression})"
        return Part(name, "calculate", holds, {"type": data_type, "calculate": expression})


class Respondent:
    """Fills a form at random, one step at a time, as far as it lets them."""

    def __init__(
        self, parts: tuple[Part, ...], session: FormSession, chance: random.Random
    ) -> None:
        self.places = placed(parts)
        self.session = session
        self.random = chance

    def script(self, steps: int) -> list[Op]:
        """Return what was done, each step done to the session."""
        done = []
        for _ in range(steps):
            op = self._next()
            if op is not None:
                perform(self.session, op)
                done.append(op)
        return done

    def _next(self) -> Op | None:
        questions, repeats = [], []
        for each in self.places:
            if each.part.kind == "repeat":
                repeats += [(each, ref) for ref in self._refs(each, rows=True)]
            elif each.part.is_leaf and each.part.kind != "calculate":
                refs = self._refs(each, rows=False)
                questions += [(each, ref) for ref in refs if self.session.is_relevant(ref)]
        r = self.random
        if repeats and r.random() < 0.25:
            return self._row(*r.choice(repeats))
        if not questions:
            return None
        place, ref = r.choice(questions)
        return ("set", ref, self._value(place.part))

    def _row(self, place: Placed, ref: str) -> Op | None:
        if not self.session.can_add(ref):
            return None
        rows = self.session.repeat_count(ref)
        if rows and self.random.random() < 0.4:
            return ("remove", f"{ref}[{self.random.randint(1, rows)}]", "")
        if rows >= 4 or not self.session.is_relevant(ref):
            return None
        return ("add", f"{ref}[{rows + 1}]", "")

    def _refs(self, place: Placed, *, rows: bool) -> list[str]:
        return refs_of(self.session, place, rows=rows)

    def _value(self, part: Part) -> str:
        r = self.random
        if r.random() < 0.15:
            return ""
        if part.holds in LISTS:
            values = LISTS[part.holds]
            if part.kind == "select1":
                return r.choice(values)
            return " ".join(r.sample(values, r.randint(1, len(values))))
        match part.bind["type"]:
            case "int":
                return str(r.choice([0, 1, 2, 3, 5, 7, 12, -4, 100]))
            case "decimal":
                return r.choice(["0.5", "1.25", "3", "-2.5", "1000.1"])
            case "date":
                return r.choice(DATES)
            case "time":
                return r.choice(TIMES)
            case _:
                return r.choice(TEXTS[1:])


def refs_of(session: FormSession, place: Placed, *, rows: bool) -> list[str]:
    """Return the refs of a node in every row; of a repeat with ``rows``, where it can be added."""
    refs = [""]
    done = 0
    for repeat in place.repeats[: -1 if rows else None]:
        step = repeat[done:]
        done = len(repeat)
        refs = [
            f"{ref}{step}[{row}]"
            for ref in refs
            for row in range(1, session.repeat_count(ref + step) + 1)
        ]
    return [ref + place.ref[done:] for ref in refs]


def perform(session: FormSession, op: Op) -> None:
    """Do one step."""
    what, ref, value = op
    match what:
        case "set":
            session.answer(ref, value)
        case "add":
            session.add_repeat(ref[: ref.rindex("[")])
        case "remove":
            session.remove_repeat(ref)
