"""``intersects()`` against comparing every stretch of a line with every other, in exact numbers."""

from __future__ import annotations

import time
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.xform.xpath.functions.geo import intersects

Spot = tuple[int, int]
SPOTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=8)


def written(line: list[Spot]) -> str:
    return ";".join(f"{a} {b} 0 0" for a, b in line)


def side(a: Spot, b: Spot, c: Spot) -> int:
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (cross > 0) - (cross < 0)


def on(point: Spot, a: Spot, b: Spot) -> bool:
    return side(a, b, point) == 0 and all(
        min(a[axis], b[axis]) <= point[axis] <= max(a[axis], b[axis]) for axis in (0, 1)
    )


def crosses_itself(line: list[Spot]) -> bool:
    spots = [spot for spot, before in zip(line, [None, *line], strict=False) if spot != before]
    parts = list(pairwise(spots))
    for (one, (a, b)), (other, (c, d)) in combinations(enumerate(parts), 2):
        if other == one + 1:
            touch = on(a, c, d) or on(d, a, b)
        elif spots[0] == spots[-1] and (one, other) == (0, len(parts) - 1):
            touch = on(b, c, d) or on(c, a, b)
        else:
            touch = on(a, c, d) or on(b, c, d) or on(c, a, b) or on(d, a, b)
        crossed = side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
        if touch or crossed:
            return True
    return False


@given(SPOTS, st.booleans())
def test_a_line_crosses_itself_where_any_two_stretches_do(line: list[Spot], closed: bool) -> None:
    line = [*line, line[0]] if closed else line
    assert intersects(written(line)) == crosses_itself(line)


@pytest.mark.parametrize("slope", [(0.0, 50.0), (50.0, 0.0), (50.0, 50.0), (25.0, 50.0)])
def test_thousands_of_long_strokes_side_by_side_take_no_time(slope: tuple[float, float]) -> None:
    north, east = slope
    wide = [(n / 100 + n % 2 * north, n % 2 * east - n / 100) for n in range(4000)]
    begun = time.process_time()
    assert not intersects(";".join(f"{a} {b}" for a, b in wide))
    assert time.process_time() - begun < 2
