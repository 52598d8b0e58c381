"""Questions that wait for each other, with the path round.

The engine's graph refuses every cycle; this check only finds the plain ones earlier, so that they
are told together with other mistakes and at their row. It follows ``${…}`` in calculations and
conditions and leaves repeats to the engine, where a row may look at the row before it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from surveyapp.errors import UserError
from surveyapp.xform.blueprint import Blueprint
from surveyapp.xform.checks.references import REFERENCE
from surveyapp.xform.problems import FormProblem

_WAITING = ("calculation", "relevant")
_MOST_TOLD = 200  # questions in circles; each takes a search of its own


def check_cycles(form: Blueprint) -> Iterator[FormProblem]:
    """Yield one problem a circle, at the row of its first question."""
    reads = _reads(form)
    told: set[str] = set()
    for name in _in_circles(reads):
        if name in told or len(told) > _MOST_TOLD:
            continue
        path = _way_back(name, reads)
        if not path or told & set(path):
            continue
        told |= set(path)
        line = form.names[name][0].line
        base = "relevant" if "${" + path[1] + "}" in line.text("relevant") else "calculation"
        yield line.error(
            UserError(
                "These questions wait for each other and could never be computed: {path}. "
                "Break the circle in one of them.",
                path=" → ".join(path),
            ),
            base if line.cell(base) else "relevant",
        )


def _reads(form: Blueprint) -> Mapping[str, tuple[str, ...]]:
    """Return what each question or group reads: names, and the groups these stand in."""
    repeats = {e.name for e in form.elements if e.opens == "repeat"}
    alone = {
        name: found[0]
        for name, found in form.names.items()
        if len(found) == 1 and not repeats & {name, *found[0].parents}
    }
    reads: dict[str, tuple[str, ...]] = {}
    for name, element in alone.items():
        found: dict[str, None] = {}
        for base in _WAITING:
            for match in REFERENCE.finditer(element.line.text(base)):
                read = alone.get(match[1])
                if read is not None:
                    # A group's condition decides whether what stands in it is seen at all.
                    found |= dict.fromkeys((match[1], *(p for p in read.parents if p in alone)))
        if found:
            reads[name] = tuple(found)
    return reads


def _in_circles(reads: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the names that are left when whoever waits for nothing has been taken away."""
    waits = {name: sum(1 for read in found if read in reads) for name, found in reads.items()}
    readers: dict[str, list[str]] = {}
    for name, found in reads.items():
        for read in found:
            readers.setdefault(read, []).append(name)
    done = deque(name for name, count in waits.items() if not count)
    while done:
        name = done.popleft()
        del waits[name]
        for reader in readers.get(name, ()):
            waits[reader] -= 1
            if not waits[reader]:
                done.append(reader)
    return list(waits)


def _way_back(start: str, reads: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the shortest path from ``start`` to itself, both ends included, or ``()``."""
    came: dict[str, str] = {}
    todo = deque([start])
    while todo:
        current = todo.popleft()
        for name in reads.get(current, ()):
            if name == start:
                path = [start]
                while current != start:
                    path.append(current)
                    current = came[current]
                return (start, *reversed(path[1:]), start)
            if name not in came:
                came[name] = current
                todo.append(name)
    return ()
