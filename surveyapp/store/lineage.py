"""In which order the states of a submission follow each other: by what replaces what.

Clocks do not decide it: one that is wrong by years, on another device, must put no state before
the one it was made from, nor bring an older one back. Knows no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import heappop, heappush

from surveyapp.store.records import Revision


def in_order(revisions: Iterable[Revision]) -> tuple[Revision, ...]:
    """Return revisions of one submission, each after all it replaces; else by clock."""
    found = {each.hash: each for each in revisions}
    followers: dict[str, list[str]] = {}
    awaited: dict[str, int] = {}
    ready: list[tuple[str, str, int, str]] = []
    for each in found.values():
        parents = [parent for parent in each.parents if parent in found]
        awaited[each.hash] = len(parents)
        for parent in parents:
            followers.setdefault(parent, []).append(each.hash)
        if not parents:
            heappush(ready, _by_clock(each))
    ordered = []
    while ready:
        each = found[heappop(ready)[-1]]
        ordered.append(each)
        for follower in followers.get(each.hash, ()):
            awaited[follower] -= 1
            if not awaited[follower]:
                heappush(ready, _by_clock(found[follower]))
    return tuple(ordered)


def states_before(history: Iterable[Revision]) -> Mapping[str, Revision | None]:
    """Return, by hash, the state with answers that each revision follows; ``None``: there is none.

    Past tombstones; of several parents the one with the latest clock. ``history`` as ``in_order``
    returns it.
    """
    known: dict[str, Revision] = {}
    before: dict[str, Revision | None] = {}
    for each in history:
        parents = sorted(
            (known[parent] for parent in each.parents if parent in known),
            key=lambda parent: parent.clock,
            reverse=True,
        )
        states = (parent if parent.document else before[parent.hash] for parent in parents)
        before[each.hash] = next(filter(None, states), None)
        known[each.hash] = each
    return before


def _by_clock(revision: Revision) -> tuple[str, str, int, str]:
    return revision.clock, revision.device, revision.seq, revision.hash
