"""Takes the rows out of single pages of a b-tree, sound or not. Knows no tables and no keys.

Follows SQLite's "Database File Format", 1.6 and 2.: a page says what it is and points at its
cells, and each cell is a record, perhaps with the rest of it on overflow pages. Whatever does not
parse is passed over: on a damaged page the cells that are whole still come.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from surveyapp.store.salvage.pages import USABLE, Page

Value = None | int | float | str | bytes

_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR = 0x0D, 0x0A, 0x02
_LONGEST = 2**30
"""Bytes of a record: as much as SQLite takes."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one cell holds."""

    values: tuple[Value, ...]
    is_table: bool
    """Of a table with rowids; else of an index or a table without."""
    verified: bool
    """Every page it lies on is what was written."""


def rows(page: Page, fetch: Callable[[int], Page | None]) -> Iterator[Row]:
    """Yield the rows on a page; ``fetch`` gives the pages that long ones go on to."""
    data = page.content
    head = 100 if page.number == 1 else 0
    kind = data[head]
    if kind not in {_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR}:
        return
    count = int.from_bytes(data[head + 3 : head + 5], "big")
    start = head + (12 if kind == _INDEX_INTERIOR else 8)
    for place in range(min(count, (USABLE - start) // 2)):
        at = int.from_bytes(data[start + 2 * place : start + 2 * place + 2], "big")
        row = _row(page, kind, at, fetch)
        if row is not None:
            yield row


def _row(page: Page, kind: int, at: int, fetch: Callable[[int], Page | None]) -> Row | None:
    try:
        if kind == _INDEX_INTERIOR:
            at += 4
        size, at = _varint(page.content, at)
        if kind == _TABLE_LEAF:
            _, at = _varint(page.content, at)
        payload, verified = _payload(page, at, size, fetch, is_table=kind == _TABLE_LEAF)
        return Row(_record(payload), kind == _TABLE_LEAF, verified)
    except (ValueError, IndexError, struct.error):
        return None


def _payload(
    page: Page, at: int, size: int, fetch: Callable[[int], Page | None], *, is_table: bool
) -> tuple[bytes, bool]:
    if not 0 < size <= _LONGEST:
        raise ValueError(size)
    most = USABLE - 35 if is_table else (USABLE - 12) * 64 // 255 - 23
    least = (USABLE - 12) * 32 // 255 - 23
    local = size
    if size > most:
        local = least + (size - least) % (USABLE - 4)
        local = local if local <= most else least
    if at + local > USABLE:
        raise ValueError(at)
    parts, verified, left = [page.content[at : at + local]], page.verified, size - local
    following = int.from_bytes(page.content[at + local : at + local + 4], "big") if left else 0
    while left:
        further = fetch(following) if following else None
        if further is None:
            raise ValueError(following)
        taken = further.content[4 : 4 + min(left, USABLE - 4)]
        parts.append(taken)
        verified = verified and further.verified
        left -= len(taken)
        following = int.from_bytes(further.content[:4], "big")
    return b"".join(parts), verified


def _record(payload: bytes) -> tuple[Value, ...]:
    end, at = _varint(payload, 0)
    if end > len(payload):
        raise ValueError(end)
    values: list[Value] = []
    body = end
    while at < end:
        kind, at = _varint(payload, at)
        value, body = _value(payload, kind, body)
        values.append(value)
    if body != len(payload):
        raise ValueError(body)
    return tuple(values)


_WIDTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def _value(payload: bytes, kind: int, at: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in {8, 9}:
        return kind - 8, at
    if kind == 7:
        return struct.unpack(">d", payload[at : at + 8])[0], at + 8
    if kind in _WIDTHS:
        end = at + _WIDTHS[kind]
        return int.from_bytes(payload[at:end], "big", signed=True), end
    if kind < 12:
        raise ValueError(kind)
    end = at + (kind - 12) // 2
    if end > len(payload):
        raise ValueError(end)
    raw = payload[at:end]
    return (raw.decode() if kind % 2 else raw), end


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(9):
        byte = data[at + place]
        if place == 8:
            return (value << 8) | byte, at + 9
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            return value, at + place + 1
    raise ValueError(at)
