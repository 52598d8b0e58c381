"""Compares engines on random forms: ``python -m tests.differential --forms 500 --seed 1``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from tests.differential.comparison import Case, Difference, Tally, cases, with_javarosa, with_rxeval
from tests.differential.engines import JavaRosa
from tests.differential.shrinking import shrunk


def table(engine: str, tally: Tally) -> list[str]:
    """Return what came out, as lines."""
    rows = [
        ("forms", tally.forms),
        ("steps", tally.steps),
        ("leaves compared", tally.compared),
        ("equal", tally.equal),
        *((f"differ: {reason}", amount) for reason, amount in tally.differing.most_common()),
        ("differ: unexplained", len(tally.unexplained)),
        *((f"left out: {what}", amount) for what, amount in tally.left_out.most_common()),
    ]
    return [f"{engine}", *(f"  {amount:>8,}  {what}" for what, amount in rows)]


def main() -> int:
    """Print the tables, and the first unexplained difference as small as it gets."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--forms", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--engine", choices=("JavaRosa", "rxeval"), help="only this one")
    arguments = parser.parse_args()

    def played(engine: str) -> list[Case]:
        return cases(arguments.forms, arguments.seed, arguments.steps, engine)

    with JavaRosa() as javarosa:

        def by_javarosa(some: Sequence[Case]) -> list[Difference]:
            return with_javarosa(some, javarosa).unexplained

        def by_rxeval(some: Sequence[Case]) -> list[Difference]:
            return with_rxeval(some).unexplained

        tallies = {
            "JavaRosa": with_javarosa(played("JavaRosa"), javarosa),
            "rxeval": with_rxeval(played("rxeval")),
        }
        for engine, tally in tallies.items():
            print("\n".join(table(engine, tally)))
        for compare, tally in zip((by_javarosa, by_rxeval), tallies.values(), strict=True):
            if tally.unexplained:
                print(shrunk(tally.unexplained[0], compare))
                return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
