"""Refs of rows (``/data/person[2]``): what they say, and how they move when a row goes or comes."""

from __future__ import annotations

import re

_POSITION = re.compile(r"\[(\d+)\]")


def is_row(ref: str) -> bool:
    """Say whether a ref is that of a row: ``/data/person[2]``."""
    return ref.endswith("]")


def is_inside(ref: str, row: str) -> bool:
    """Say whether a page or question stands in a row, or is the row itself."""
    return ref == row or ref.startswith(f"{row}/")


def repeat_of(row: str) -> str:
    """Return the repeat that a row belongs to, without its own position."""
    return row.rpartition("[")[0]


def rows_around(ref: str) -> tuple[str, ...]:
    """Return the rows in which a ref stands, the outermost first, itself not counted."""
    return tuple(ref[: found.end()] for found in _POSITION.finditer(ref) if found.end() < len(ref))


def row_number(row: str) -> str:
    """Return the position that stands last in a ref."""
    return row_numbers(row)[-1]


def without_row(ref: str, row: str) -> str:
    """Return where ``ref`` stands once ``row`` is removed; ``""`` for what was in it."""
    here, rest = _place_in(ref, row)
    if not here:
        return ref
    gone = int(row_number(row))
    return "" if here == gone else f"{repeat_of(row)}[{here - (here > gone)}]{rest}"


def with_row(ref: str, row: str) -> str:
    """Return where ``ref`` stands once ``row`` has come back."""
    here, rest = _place_in(ref, row)
    return f"{repeat_of(row)}[{here + (here >= int(row_number(row)))}]{rest}" if here else ref


def _place_in(ref: str, row: str) -> tuple[int, str]:
    """Return the position of ``ref`` in the repeat of ``row`` and what follows, 0 if outside."""
    repeat = repeat_of(row)
    if not ref.startswith(f"{repeat}["):
        return 0, ""
    number, _, rest = ref[len(repeat) + 1 :].partition("]")
    return int(number), rest


def row_numbers(ref: str) -> tuple[str, ...]:
    """Return the positions in a ref, the outermost first."""
    return tuple(found[1] for found in _POSITION.finditer(ref))
