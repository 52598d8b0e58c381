"""Questions and groups that can never be reached, because their condition never holds.

A group that is never reached is told once, not with everything in it; whoever asks for the answer
of a question that is never reached is told too. Questions that wait for their own answer are
circles: see ``cycles``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint, Element
from surveyapp.xform.checks.answers import answers, repeats_around
from surveyapp.xform.checks.conditions import ANYTHING, Reader, Worlds, answered, both
from surveyapp.xform.checks.references import REFERENCE
from surveyapp.xform.checks.trees import read
from surveyapp.xform.problems import FormProblem

_TEXTS = frozenset({"text", "string", "barcode"})


def check_relevance(form: Blueprint) -> Iterator[FormProblem]:
    """Yield every row that is never reached, at its condition."""
    never = _Never(form)
    never.look()
    for element in form.elements:
        clash = never.found.get(id(element))
        if clash is None:
            continue
        if clash is element:
            message = UserError(
                "{name} can never be reached: this condition never holds. Correct it, or take the "
                "row out.",
                name=element.name,
            )
        else:
            message = UserError(
                "{name} can never be reached: this condition and that of {group} ({place}) never "
                "hold together. Correct one of them.",
                name=element.name,
                group=clash.name,
                place=clash.line.where,
            )
        yield element.line.warning(message, "relevant")


class _Never:
    """The search: a row that is never reached is blank, which may stop others from being."""

    def __init__(self, form: Blueprint) -> None:
        self._form = form
        self._repeats = {e.key for e in form.elements if e.opens == "repeat"}
        self._answers = answers(form)
        self._blank: set[str] = set()
        alone = {n: es[0] for n, es in form.names.items() if len(es) == 1 and not es[0].opens}
        self._texts = {name for name, element in alone.items() if element.type in _TEXTS}
        self._repeats_of = {
            name: repeats_around(element, self._repeats) for name, element in alone.items()
        }
        self._worlds_of: dict[tuple[str, tuple[str, ...]], Worlds] = {}
        self._groups = _groups(form)
        self.found: dict[int, Element] = {}
        """The rows that are never reached, by identity, with the row whose condition clashes."""

    def look(self) -> None:
        conditional = [e for e in self._form.elements if e.line.text("relevant")]
        readers: dict[str, list[Element]] = {}
        for element in conditional:
            for match in REFERENCE.finditer(element.line.text("relevant")):
                readers.setdefault(match[1], []).append(element)
        inside: dict[int, list[Element]] = {}
        for element in self._form.elements:
            for group in self._groups[id(element)]:
                inside.setdefault(id(group), []).append(element)
        todo = deque(conditional)
        while todo:
            element = todo.popleft()
            clash = None if id(element) in self.found else self._clash(element)
            if clash is None:
                continue
            self.found[id(element)] = clash
            for lost in (element, *inside.get(id(element), ())):
                name = lost.key
                if name and name not in self._blank and len(self._form.names[name]) == 1:
                    self._blank.add(name)
                    self._worlds_of.clear()
                    todo += readers.get(name, ())

    def _clash(self, element: Element) -> Element | None:
        """Return the row whose condition keeps ``element`` away: itself, a group, or None."""
        groups = self._groups[id(element)]
        if any(id(group) in self.found for group in groups):
            return None  # told with the group
        worlds = self._worlds(element)
        if not worlds:
            return element
        for group in reversed(groups):
            if group.line.text("relevant"):
                worlds = both(worlds, self._worlds(group))
                if not worlds:
                    return group
        return self._unasked(worlds)

    def _unasked(self, worlds: Worlds) -> Element | None:
        """Return a question whose answer all ``worlds`` need while it is not asked in any."""
        first = None
        for world in worlds:
            clash = None
            for name in answered(world):
                element = self._form.names[name][0]
                asked: Worlds = (world,)
                for row in (element, *self._groups[id(element)]):
                    if row.line.text("relevant"):
                        asked = both(asked, self._worlds(row))
                clash = clash or (None if asked else element)
            if clash is None:
                return None
            first = first or clash
        return first

    def _worlds(self, element: Element) -> Worlds:
        # Questions of a group often share a condition: each is reckoned once.
        key = (element.line.text("relevant"), repeats_around(element, self._repeats))
        if key not in self._worlds_of:
            tree = read(key[0])
            reader = Reader(self._answers, self._blank, self._texts, self._repeats_of, key[1])
            self._worlds_of[key] = ANYTHING if tree is None else reader.worlds(tree)
        return self._worlds_of[key]


def _groups(form: Blueprint) -> Mapping[int, tuple[Element, ...]]:
    """Return the groups and repeats around each element, outermost first, by identity."""
    found: dict[int, tuple[Element, ...]] = {}
    opened: list[Element] = []
    for element in form.elements:
        del opened[len(element.parents) :]
        found[id(element)] = tuple(opened)
        if element.opens:
            opened.append(element)
    return found
