"""How fast packages are written, read and merged, beside a raw copy of the same file.

Run it by hand: ``python -m tests.benchmarks.exchange [--responses 20000]``. Figures depend on the
machine; the copy (with fsync) is what the medium alone would take. CPU seconds are
the ones to compare where the machine has other work.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

from surveyapp.exchange import apply, plan, read_package, write_package
from surveyapp.store import FormRecord, Revision, RevisionKind, Store
from surveyapp.store.seal import Entry, Place, seal

T = TypeVar("T")

SOURCE = random.Random(1).randbytes(60_000)
FORM = FormRecord(
    hash=hashlib.sha256(SOURCE).hexdigest(),
    form_id="company_feedback",
    version="1",
    title="Company feedback",
    languages=("ar", "fr", "en"),
    source_name="company_feedback.xlsx",
    added="2026-12-26T09:00:00+00:00",
    source=SOURCE,
    xform=b"<bind nodeset='/data/q' type='string' relevant='true()'/>" * 2000,
)
ANSWERS = ("1", "2", "3", "export credit", "نص حر قصير", "réponse libre", "", "")


def responses(count: int) -> Iterator[Revision]:
    """Yield the log of one device: responses of about 1.1 KB, like those of the questionnaire."""
    chance = random.Random(2)
    last = ""
    for seq in range(1, count + 1):
        data = {
            f"question_{n}": f"{chance.choice(ANSWERS)}{chance.randrange(99)}" for n in range(38)
        }
        revision = seal(
            Entry(
                kind=RevisionKind.CREATE,
                submission=f"uuid:{chance.getrandbits(128):032x}",
                parents=(),
                form_id=FORM.form_id,
                form_hash=FORM.hash,
                stop="MA-12_2026-12-26",
                operator="Amina",
                document=json.dumps({"form": FORM.form_id, "data": data}),
            ),
            Place(
                "tablet",
                seq,
                last,
                f"{1_798_000_000_000 + seq:015d}.00000",
                "2026-12-26T09:00:00+00:00",
            ),
        )
        last = revision.hash
        yield revision


def copied(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=20_000)
    count = parser.parse_args().responses

    def timed(name: str, work: Callable[[], T]) -> T:
        begin, busy = perf_counter(), process_time()
        result = work()
        seconds, busy = perf_counter() - begin, process_time() - busy
        print(
            f"{name:<34} {seconds:8.2f} s {count / seconds:12,.0f} records/s"
            f" {busy:8.2f} CPU s {count / busy:12,.0f} records/CPU s"
        )
        return result

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "a.svpkg"
        with Store.create(folder / "tablet") as tablet:
            tablet.union(responses(count), [FORM])
            size = sum(len(each.document.encode()) for each in tablet.revisions())
            print(f"{count:,} records of {size / count:,.0f} bytes")
            report = timed("package written and read back", lambda: write_package(tablet, file))
        print(f"{'':<34} {report.size / 1e6:8.2f} MB {report.size / count:12,.0f} bytes/record")
        timed("floor: the file copied", lambda: copied(file, folder / "copy"))
        timed("package read and verified", lambda: read_package(file))
        with Store.create(folder / "laptop") as laptop:
            timed("merge planned", lambda: plan(laptop, [file]))
            result = timed("merge done", lambda: apply(laptop, [file]))
            again = timed("merge done again", lambda: apply(laptop, [file]))
        if (result.new, again.new, again.identical) != (count, 0, count):
            raise SystemExit("The merge did not end as it must.")


if __name__ == "__main__":
    main()
