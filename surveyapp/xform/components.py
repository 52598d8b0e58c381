"""Finds circles: the strongly connected components of a graph, in the order of need."""

from __future__ import annotations

from collections.abc import Sequence


def components(needs: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return strongly connected components, what is needed first (Tarjan, without recursion)."""
    index = [-1] * len(needs)
    low = [0] * len(needs)
    entered = 0
    stack: list[int] = []
    on_stack = [False] * len(needs)
    found: list[list[int]] = []
    for start in range(len(needs)):
        if index[start] >= 0:
            continue
        work: list[tuple[int, int]] = [(start, 0)]
        while work:
            node, at = work.pop()
            if at == 0:
                index[node] = low[node] = entered
                entered += 1
                stack.append(node)
                on_stack[node] = True
            following = needs[node]
            while at < len(following):
                other = following[at]
                at += 1
                if index[other] < 0:
                    work.append((node, at))
                    work.append((other, 0))
                    break
                if on_stack[other]:
                    low[node] = min(low[node], index[other])
            else:
                if low[node] == index[node]:
                    group: list[int] = []
                    while True:
                        member = stack.pop()
                        on_stack[member] = False
                        group.append(member)
                        if member == node:
                            break
                    found.append(group)
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
    return found
