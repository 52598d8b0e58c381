"""A few random forms in other engines; many: ``python -m tests.differential --forms 500``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from tests.differential.comparison import (
    Case,
    Difference,
    cases,
    with_javarosa,
    with_rxeval,
)
from tests.differential.engines import FRESH, JavaRosa, Leaf, ours, ours_from_scratch
from tests.differential.forms import Part, placed
from tests.differential.rules import same
from tests.differential.shrinking import shrunk

FORMS = 25
ROWS = (
    Part(
        "person",
        "repeat",
        parts=(
            Part("n1", "input", "number", {"type": "int"}),
            Part(
                "n2",
                "calculate",
                "number",
                {"type": "decimal", "calculate": "../n1 div sum(../../person/n1)"},
            ),
        ),
        rows=2,
    ),
)
SCRIPT = (("set", "/data/person[1]/n1", "1"), ("set", "/data/person[2]/n1", "3"))


@pytest.fixture(scope="module")
def javarosa() -> Iterator[JavaRosa]:
    with JavaRosa() as engine:
        yield engine


@pytest.mark.needs("java", "javac")
def test_javarosa_says_the_same(javarosa: JavaRosa) -> None:
    tally = with_javarosa(cases(FORMS, seed=7, engine="JavaRosa"), javarosa)
    assert tally.compared > 50 * FORMS
    assert not tally.left_out
    assert not tally.unexplained, str(tally.unexplained[0])


@pytest.mark.needs("java", "javac")
def test_every_rows_share_is_right_here_and_stale_in_javarosa(javarosa: JavaRosa) -> None:
    mine = ours(ROWS, SCRIPT)[-1]
    assert mine == ours_from_scratch(ROWS, SCRIPT)
    assert [mine[f"/data/person[{row}]/n2"][0] for row in (1, 2)] == ["0.25", "0.75"]
    ((theirs, _),) = javarosa.play([(ROWS, (*SCRIPT, FRESH))])
    assert theirs[-2]["/data/person[1]/n2"].value == "1"
    assert all(same(mine[ref], leaf) for ref, leaf in theirs[-1].items())


@pytest.mark.needs("rxeval")
def test_rxeval_says_the_same_where_it_computes_at_all() -> None:
    tally = with_rxeval(cases(FORMS, seed=7, engine="rxeval"))
    assert tally.equal > 25 * FORMS
    assert not tally.unexplained, str(tally.unexplained[0])


def test_a_difference_is_cut_down_to_its_cause() -> None:
    def compare(some: Sequence[Case]) -> list[Difference]:
        """Return a difference for every form that rounds something."""
        gone = Leaf("", relevant=False)
        return [
            Difference("another", case, len(case.ops), "/data", gone, gone)
            for case in some
            if "round(" in repr(case.parts)
        ]

    first = compare(cases(20, seed=1))[0]
    least = shrunk(first, compare)
    assert [part.kind for part in least.case.parts if "round(" in repr(part)]
    assert not least.case.ops
    assert len(placed(least.case.parts)) <= 3 < len(placed(first.case.parts))
