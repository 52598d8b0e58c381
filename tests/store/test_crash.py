"""A tablet that loses its process at any moment keeps every answer it acknowledged."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from surveyapp.store import Store
from tests.store.tablet import Tablet

KILLS = 12

LIE = """
from surveyapp.store.connection import Link
Link.write = Link.rehearse  # says "saved" and keeps nothing
"""

WORK = """
import sys
from pathlib import Path
from tests.store.tablet import Tablet, draft
#
tablet = Tablet(Path(sys.argv[1]))
begun = len(tablet.log())
for number in range(begun, begun + 100_000):
    name = f"uuid:{number}"
    for answer in range(3):
        tablet.store.save_draft(draft(name, document=f'{{"answer":"{answer}"}}'))
        print(f"saved {number} {answer}", flush=True)
    tablet.store.finish(name, submission=name, document=f'{{"answer":"{number}"}}')
    print(f"finished {number}", flush=True)
"""


def killed_while_working(folder: Path, moment: float, before: str = "") -> list[list[str]]:
    """Let a worker fill responses, kill it, and return what it had acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-c", WORK.replace("#", before), str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as worker:
        assert worker.stdout is not None
        first = worker.stdout.readline()
        time.sleep(moment)
        worker.kill()
        return [line.split() for line in (first + worker.stdout.read()).splitlines(keepends=True)]


def lost(store: Store, said: list[list[str]]) -> list[str]:
    """Return the acknowledgements that do not hold, and whatever is there beyond the next step."""
    kept = {each.id: json.loads(each.document)["answer"] for each in store.submissions()}
    drafts = {draft.id: json.loads(draft.document)["answer"] for draft in store.drafts()}
    faults = [
        f"{words} is not there"
        for words in said
        if (words[0] == "finished" and kept.get(f"uuid:{words[1]}") != words[1])
        or (
            words[0] == "saved"
            and f"uuid:{words[1]}" not in kept
            and drafts.get(f"uuid:{words[1]}", "") < words[2]
        )
    ]
    faults += [f"{name} is there twice" for name in kept if name in drafts]
    acknowledged = [int(words[1]) for words in said]
    ahead = [name for name in kept if int(name.removeprefix("uuid:")) > max(acknowledged) + 1]
    return faults + [f"{name} was never asked for" for name in ahead]


def test_killed_at_any_moment_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    chance = random.Random(7)
    for _ in range(KILLS):
        said = killed_while_working(tmp_path, chance.uniform(0, 0.05))
        with Store.open(tmp_path) as store:
            assert said
            assert lost(store, said) == []
            assert store.check().ok
            for draft in store.drafts():
                store.discard_draft(draft.id)


def test_a_store_that_keeps_nothing_is_found_out(tmp_path: Path) -> None:
    """The negative control."""
    Tablet(tmp_path).store.close()
    said = killed_while_working(tmp_path, 0, LIE)
    with Store.open(tmp_path) as store:
        assert lost(store, said)
