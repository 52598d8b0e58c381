"""What the store costs beside its floor, in one run on one disk.

Run it by hand: ``python tests/benchmarks/store.py [--commits 400] [--responses 20000]``. The floor
is a bare connection to the same library with the same key and settings that commits one row of the
same size. The two take turns, first one and then the other leading, so that a busy machine and the
disk's own cache disturb both alike; medians are compared.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from surveyapp.store import Draft, Revision, RevisionKind, Store
from surveyapp.store.connection import Link
from surveyapp.store.key import new_key
from surveyapp.store.seal import Entry, Place, seal
from tests.store.tablet import FORM, FORM_HASH, STOP, draft

DOCUMENT = json.dumps({"answers": {f"question_{n}": "جواب من مقاولة" for n in range(30)}})

WARM_UP = 1100
"""Commits: more than the pages after which SQLite folds its log."""


def main() -> None:
    """Print each figure and its ratio to the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=400)
    parser.add_argument("--responses", type=int, default=20_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:  # a real disk, not a RAM disk
        folder = Path(name)
        commits(folder, asked.commits)
        merging(folder, asked.responses)


def commits(folder: Path, rounds: int) -> None:
    """Compare saving an answer and finishing a response with a bare keyed commit."""
    bare = Link(folder / "bare.db", new_key())
    with bare.write() as connection:
        connection.execute("CREATE TABLE kept (id TEXT PRIMARY KEY, document TEXT) STRICT")
    raw = bare._connection

    # A row written over with the same bytes would cost nothing: SQLite leaves the page alone.
    documents = [DOCUMENT.replace("question_1", f"question_{n:06d}") for n in range(rounds)]

    def floor(document: str) -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(
            "INSERT INTO kept VALUES ('d', ?) ON CONFLICT DO UPDATE SET document = ?1", (document,)
        )
        raw.execute("COMMIT")

    floors: list[float] = []
    answers: list[float] = []
    finishes: list[float] = []
    with Store.create(folder / "store") as store:
        store.add_form(FORM)
        # Until a write-ahead log was folded once it grows, and each sync costs more for that.
        for turn in range(WARM_UP):
            floor(DOCUMENT + "x" * (turn % 2))
            store.save_draft(draft("d", document=DOCUMENT + "x" * (turn % 2)))
        for number, document in enumerate(documents):
            started = draft(f"d{number}", document=DOCUMENT)
            store.save_draft(started)
            answered = draft(f"d{number}", document=document)
            pair = [
                (floors, partial(floor, document)),
                (answers, partial(store.save_draft, answered)),
            ]
            for times, work in pair if number % 2 else reversed(pair):
                times.append(seconds(work))
            finishes.append(seconds(partial(finish, store, answered)))
    bare.close()
    tell("bare keyed commit", floors, floors)
    tell("save_draft (one answer)", answers, floors)
    tell("finish (one response)", finishes, floors)


def finish(store: Store, kept: Draft) -> None:
    """Finish the draft."""
    store.finish(kept.id, submission=f"uuid:{kept.id}", document=kept.document)


def merging(folder: Path, responses: int) -> None:
    """Time a union, the same again, reading, counting and checking."""
    log = list(synthetic(responses))
    size = sum(len(revision.document.encode()) for revision in log)
    with Store.create(folder / "hub") as hub:
        hub.add_form(FORM)
        rate("union, all new", responses, lambda: hub.union(log))
        rate("union, all there", responses, lambda: hub.union(log))
        rate("submissions()", responses, lambda: sum(1 for _ in hub.submissions()))
        rate("revisions()", responses, lambda: sum(1 for _ in hub.revisions()))
        print(f"{'counts()':32} {seconds(hub.counts) * 1000:8.1f} ms")
        print(f"{'check()':32} {seconds(hub.check) * 1000:8.1f} ms")
    print(f"{'opening':32} {seconds(lambda: Store.open(folder / 'hub').close()) * 1000:8.1f} ms")
    ratio = (folder / "hub" / "survey.db").stat().st_size / size
    print(f"{'file size / JSON in it':32} {ratio:8.2f}")


def synthetic(number: int) -> list[Revision]:
    """Return the log of a device with that many responses of 1.25 KB."""
    log: list[Revision] = []
    for n in range(number):
        entry = Entry(
            RevisionKind.CREATE,
            f"uuid:{n * 2654435761 % 2**32:08x}-0000-4000-8000-{n:012x}",
            (),
            FORM.form_id,
            FORM_HASH,
            STOP.key,
            "Salma",
            json.dumps({"answers": "x" * 1235}),
        )
        previous = log[-1].hash if log else ""
        place = Place(
            "tablet",
            n + 1,
            previous,
            f"{1798276353123 + n:015d}.00000",
            "2026-12-26T09:12:33+01:00",
        )
        log.append(seal(entry, place))
    return log


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def tell(what: str, times: list[float], floors: list[float]) -> None:
    """Print a median and its ratio to the floor."""
    median = statistics.median(times)
    ratio = median / statistics.median(floors)
    print(f"{what:32} {median * 1000:8.3f} ms  {ratio:5.2f} x the floor")


def rate(what: str, number: int, work: Callable[[], object]) -> None:
    """Print how many a second."""
    print(f"{what:32} {number / seconds(work):8,.0f} /s")


if __name__ == "__main__":
    main()
