"""What the store costs beside its floors, in one run on one disk, and whether the reach is met.

Run it by hand: ``python -m tests.benchmarks.store [--commits 400] [--responses 100000]``; about a
minute and a half. The floor of a commit is a bare connection to the same library with the same key
and settings that commits one row of the same size. The two take turns, first one and then the other
leading, so that a busy machine and the disk's own cache disturb both alike; medians are compared.
What is computed rather than written is told in processor time, for the same reason; it ends with 1
where a reach is missed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import sqlcipher3

from surveyapp.services.forms import add_form
from surveyapp.services.responses import ResponseQuery, find_responses
from surveyapp.services.status import home_summary
from surveyapp.services.workspace import Workspace
from surveyapp.store import Draft, FormSummary, Revision, RevisionKind, Store
from surveyapp.store.connection import Link
from surveyapp.store.key import new_key
from surveyapp.store.seal import Entry, Place, seal
from tests.store.tablet import FORM, draft

DOCUMENT = json.dumps({"answers": {f"question_{n}": "جواب من مقاولة" for n in range(30)}})

WARM_UP = 1100
"""Commits: more than the pages after which SQLite folds its log."""

FORM_FILE = Path(__file__).parents[2] / "forms" / "company_feedback.xlsx"
DEVICES = 40
KEYSTROKES = ("p", "pec", "pecherie", "pecherie 4", "pecherie 45", "zzz", "داخلة", "salma")
NAMES = ("Pêcherie du Sud", "مقاولة الداخلة", "Coopérative Argane", "Textile Atlas")
STOPS = ("MA-12_2026-12-26", "MA-09_2027-01-09", "MA-06_2027-01-23")


class Table:
    """Prints figures as they come, and remembers what missed its reach."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def line(self, what: str, figure: str, reach: str = "", *, met: bool = True) -> None:
        """Print one figure; ``reach`` says what was wanted."""
        verdict = "" if not reach else "met" if met else "MISSED"
        if reach and not met:
            self.missed.append(what)
        print(f"{what:42} {figure:>26}  {reach:26} {verdict}".rstrip(), flush=True)


def main() -> int:
    """Print each figure, its ratio to the floor and its reach; 1 where one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=400)
    parser.add_argument("--responses", type=int, default=100_000)
    asked = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:  # a real disk, not a RAM disk
        folder = Path(name)
        commits(folder, asked.commits, table)
        merging(folder, asked.responses, table)
        everyday(folder / "hub", table)
        checking(folder / "hub", table)
    return 1 if table.missed else 0


def commits(folder: Path, rounds: int, table: Table) -> None:
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
        made: list[str] = []
        store._link._connection.set_trace_callback(made.append)
        store.save_draft(draft("last", document=DOCUMENT))
        finish(store, draft("last", document=DOCUMENT))
        store._link._connection.set_trace_callback(None)
    bare.close()
    base = statistics.median(floors)
    table.line("bare keyed commit", f"{base * 1000:.3f} ms")
    answer = statistics.median(answers) / base
    table.line("one answer", f"{answer:.2f} x the floor", "<= 1.3 x", met=answer <= 1.3)
    table.line("finishing", f"{statistics.median(finishes) / base:.2f} x the floor")
    ends = made.count("COMMIT") - 1  # the first one saved the answer
    table.line("commits to finish", f"{ends}", "<= 2", met=ends <= 2)


def finish(store: Store, kept: Draft) -> None:
    """Finish the draft."""
    store.finish(kept.id, submission=f"uuid:{kept.id}", document=kept.document)


def merging(folder: Path, responses: int, table: Table) -> None:
    """Time a union, the same again, and weigh the file."""
    with Workspace.open(folder / "hub") as workspace:
        add_form(workspace, FORM_FILE)
        form = workspace.store.forms()[0]
    log = list(synthetic(responses, form))
    size = sum(len(revision.document.encode()) for revision in log)
    with Store.open(folder / "hub") as hub:
        hub.choose_stop(STOPS[0], "الداخلة")
        table.line("floor: rows with the same bytes", rate(responses, lambda: copied(folder, log)))
        table.line("union, all new", rate(responses, lambda: hub.union(log)))
        table.line("union, all there", rate(responses, lambda: hub.union(log)))
    ratio = (folder / "hub" / "survey.db").stat().st_size / size
    table.line("file size", f"{ratio:.2f} x its JSON", "<= 2.0 x", met=ratio <= 2.0)


def copied(folder: Path, log: list[Revision]) -> None:
    """Write the documents and their keys into a bare keyed table, in one commit."""
    bare = Link(folder / "copied.db", new_key())
    with bare.write() as connection:
        connection.execute(
            "CREATE TABLE kept (id INTEGER PRIMARY KEY, submission TEXT, document TEXT) STRICT"
        )
        connection.executemany(
            "INSERT INTO kept (submission, document) VALUES (?, ?)",
            ((each.submission, each.document) for each in log),
        )
    bare.close()


def everyday(folder: Path, table: Table) -> None:
    """Time what people wait for: the home screen, and each key of a search."""

    def home() -> None:
        with Workspace.open(folder) as workspace:
            home_summary(workspace, "fr")

    home()
    opened = best(3, home) * 1000
    table.line("opening to a usable home", f"{opened:.0f} ms", "<= 500 ms", met=opened <= 500)
    with Workspace.open(folder) as workspace:
        for what, work in (
            ("home again", lambda: home_summary(workspace, "fr")),
            ("counts()", workspace.store.counts),
            ("tally()", workspace.store.tally),
            ("devices()", workspace.store.devices),
        ):
            table.line(what, f"{best(3, work) * 1000:.0f} ms")
        worst, typed = 0.0, ""
        for text in ("", *KEYSTROKES):
            query = ResponseQuery(text=text)
            took = best(3, partial(find_responses, workspace, query, "fr")) * 1000
            if took > worst:
                worst, typed = took, text
        slowest = f"{worst:.0f} ms (“{typed}”)"
        table.line("a keystroke of a search, the slowest", slowest, "<= 50 ms", met=worst <= 50)


def checking(folder: Path, table: Table) -> None:
    """Time the looks for damage beside SQLite's own, and the digest."""
    with Store.open(folder) as hub:
        key = hub._opened.key
        with closing(sqlcipher3.connect(str(folder / "survey.db"))) as raw:
            raw.execute(f"PRAGMA key = \"x'{key}'\"")
            raw.execute("PRAGMA cipher_page_size = 8192")
            for name in ("quick_check", "cipher_integrity_check"):
                took = best(1, lambda name=name: raw.execute(f"PRAGMA {name}").fetchall())
                table.line(f"floor: {name}", f"{took:.2f} s")

            def hashed() -> None:
                for (document,) in raw.execute("SELECT document FROM revisions"):
                    hashlib.sha256(document.encode()).digest()

            table.line("floor: read and hash each document", f"{best(1, hashed):.2f} s")
        table.line("check()", f"{best(1, hub.check):.2f} s")
        require = partial(hub.checkup.require_sound, lists=True)
        table.line("before a package, nothing new", f"{best(1, require):.2f} s")
        hub.keep("benchmark", "changed")
        table.line("before a package, something new", f"{best(1, require):.2f} s")
        table.line("digest()", f"{best(1, hub.digest):.2f} s")
        for what, work in (
            ("submissions()", lambda: sum(1 for _ in hub.submissions())),
            ("revisions()", lambda: sum(1 for _ in hub.revisions())),
        ):
            table.line(what, rate(hub.counts().submissions, work))


def synthetic(number: int, form: FormSummary) -> Iterator[Revision]:
    """Yield the logs of some devices, one after the other, with responses of 1.25 KB."""
    each, last, device = -(-number // DEVICES), "", ""
    for n in range(number):
        seq = n % each + 1
        if seq == 1:
            device, last = f"tablet-{n // each:02d}", ""
        name = f"{NAMES[n % len(NAMES)]} {n % 997}"
        outcome = "refused" if n % 13 == 0 else "completed"
        content = {
            "data": {"q": "", "meta": {"instanceName": name}},
            "summary": {"name": name, "firm": name, "badge": f"B{n % 5000:05d}", "person": ""},
            "outcome": outcome,
        }
        bare = len(json.dumps(content, ensure_ascii=False).encode())
        content["data"] = {**content["data"], "q": "x" * max(0, 1250 - bare)}
        entry = Entry(
            RevisionKind.CREATE,
            f"uuid:{n * 2654435761 % 2**32:08x}-0000-4000-8000-{n:012x}",
            (),
            form.form_id,
            form.hash,
            STOPS[n % len(STOPS)],
            ("Salma", "Youssef", "Nadia")[n % 3],
            json.dumps(content, ensure_ascii=False),
        )
        place = Place(
            device, seq, last, f"{1798276353123 + n:015d}.00000", "2026-12-26T09:12:33+01:00"
        )
        revision = seal(entry, place)
        last = revision.hash
        yield revision


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best(times: int, work: Callable[[], object]) -> float:
    """Return the least processor time a piece of work took, in seconds."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def rate(number: int, work: Callable[[], object]) -> str:
    """Return how many a second of processor time."""
    return f"{number / best(1, work):,.0f} /s"


if __name__ == "__main__":
    sys.exit(main())
