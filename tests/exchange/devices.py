"""Devices at a forum: real stores with real logs, small enough to make many of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from surveyapp.exchange import PackageReport, write_package
from surveyapp.store import DeviceProfile, FormRecord, Revision, RevisionKind, Stop, Store

DAKHLA = "MA-12_2026-12-26"
AGADIR = "MA-09_2026-12-29"
STARTED = datetime(2026, 12, 26, 9, 0, tzinfo=UTC)


def form_record(name: str = "company_feedback", version: str = "1") -> FormRecord:
    source = f"the sheet of {name}, version {version} ".encode() * 40
    return FormRecord(
        hash=hashlib.sha256(source).hexdigest(),
        form_id=name,
        version=version,
        title="رأي المقاولات",
        languages=("ar", "fr", "en"),
        source_name=f"{name}.xlsx",
        added=STARTED.isoformat(),
        source=source,
        xform=f"<h:html><h:title>{name}</h:title></h:html>".encode() * 30,
    )


class Device:
    """Somebody's tablet or laptop."""

    def __init__(self, folder: Path, label: str) -> None:
        self.label = label
        self._folder = folder
        self._time = STARTED
        self._packages = 0
        self.store = Store.create(folder / "data", now=self.now)
        self.store.save_profile(
            DeviceProfile(
                id=self.store.device_id,
                label=label,
                language="ar",
                staff=("Amina",),
                idle_seconds=60,
                partials="keep",
                pin_set=False,
                recovery="",
            )
        )
        self.form = form_record()

    def now(self) -> datetime:
        self._time += timedelta(seconds=1)
        return self._time

    def goes_to(self, stop: str, place: str = "") -> Device:
        self.store.add_stop(Stop.parse_key(stop, place))
        self.store.choose_stop(stop)
        return self

    def restarts(self) -> None:
        self.store.close()
        self.store = Store.open(self._folder / "data", now=self.now)

    def has(self, form: FormRecord) -> Device:
        self.store.add_form(form)
        self.form = form
        return self

    def fills(self, count: int = 1, answer: str = "نعم، très bien", **extra: str) -> list[Revision]:
        self.store.add_form(self.form)
        stop = self.store.chosen_stop()
        have = self.store.counts().submissions
        return [
            self.store.append(
                kind=RevisionKind.CREATE,
                submission=f"uuid:{self.label}-{have + number}",
                parents=(),
                document=json.dumps({"data": {"answer": answer, "n": str(number), **extra}}),
                form_id=self.form.form_id,
                form_hash=self.form.hash,
                stop=stop.key if stop else DAKHLA,
                operator="Amina",
            )
            for number in range(count)
        ]

    def changes(
        self, submission: str, kind: RevisionKind = RevisionKind.EDIT, answer: str = "لا"
    ) -> Revision:
        current = self.store.submission(submission)
        heads = tuple(head.hash for head in self.store.heads(submission))
        gone = kind in (RevisionKind.DELETE, RevisionKind.ERASE)
        return self.store.append(
            kind=kind,
            submission=submission,
            parents=heads,
            document="" if gone else json.dumps({"data": {"answer": answer}}),
            form_id=current.form_id,
            form_hash=current.form_hash,
            stop=current.stop,
            operator="Omar",
            reason="asked again",
        )

    def package(self, name: str = "", since: dict[str, int] | None = None) -> Path:
        return self.hands_over(name, since).path

    def hands_over(self, name: str = "", since: dict[str, int] | None = None) -> PackageReport:
        self._packages += 1
        name = name or f"{self.label}-{self._packages}.svpkg"
        return write_package(self.store, self._folder / name, since=since, made_at=self.now())


MakeDevice = Callable[[str], Device]
