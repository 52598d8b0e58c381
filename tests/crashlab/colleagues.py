"""What other devices hand over: made once by real stores, before anything is cut short.

They worked the day before, so that in the script every foreign moment is older than ours.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from surveyapp.store import Attachment, DeviceLabel, FormRecord, Media, Revision, Stop
from surveyapp.store.seal import form_hash
from tests.crashlab.model import Node
from tests.store.tablet import Tablet, Watch


@dataclass(frozen=True)
class Parcel:
    """What a package holds, and the nodes it stands for."""

    revisions: tuple[Revision, ...]
    nodes: tuple[Node, ...]
    forms: tuple[FormRecord, ...]
    stops: tuple[Stop, ...]
    labels: tuple[DeviceLabel, ...]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def picture(number: int, size: int) -> Media:
    """Return an invented picture, the same for the same number and size."""
    data = hashlib.shake_128(f"picture {number}".encode()).digest(size)
    return Media(sha256(data), "image/png", data)


def form(number: int, size: int = 100, files: tuple[Media, ...] = ()) -> FormRecord:
    """Return an invented form, the same for the same number, size and files."""
    source = hashlib.shake_128(f"form {number}".encode()).digest(size)
    beside = tuple(Attachment(f"{each.sha256[:8]}.png", each.sha256) for each in files)
    return FormRecord(
        hash=form_hash(source, beside),
        form_id="company_feedback",
        version=str(number),
        title="رأي المقاولات",
        languages=("ar", "fr", "en"),
        source_name="company_feedback.xlsx",
        added="2026-12-26T08:00:00+01:00",
        source=source,
        xform=b"<html/>" * (size // 10),
        attachments=beside,
    )


def parts(form: FormRecord) -> object:
    """Return the hashes of what a form consists of."""
    return form.hash, tuple(each.sha256 for each in form.attachments), sha256(form.xform)


def parcels(folder: Path) -> tuple[Parcel, ...]:
    """Let colleagues work in a folder; return what they hand over, in the order it is merged."""
    asmae, bilal, chaimae, driss = (
        Tablet(folder / str(number), watch=Watch(f"2026-12-25T{9 + number:02}:00:00+01:00"))
        for number in range(4)
    )
    names = [asmae.fills(f"جواب {number}") for number in range(6)]
    asmae.edits(names[0], "نعم")
    asmae.deletes(names[3])
    morning = _own_log(asmae)
    bilal.takes(asmae)
    for name in names[:3]:
        asmae.edits(name, "لا")  # rivals of whatever we edit meanwhile
    asmae.erases(names[4])
    bilal.edits(names[1], "ربما")
    bilal.erases(names[5])
    bilal.fills("بلال")
    lost = chaimae.fills("شيماء")
    chaimae.edits(chaimae.fills("ثانية"), "مصححة")
    driss.takes(chaimae)
    driss.erases(lost)
    logs = [_own_log(tablet) for tablet in (asmae, bilal, chaimae, driss)]
    places = {revision.hash: (revision.device, revision.seq) for log in logs for revision in log}
    handed = (
        (asmae, morning),
        (asmae, logs[0]),
        (bilal, logs[1]),
        (driss, logs[3]),  # an erasure that arrives before what it erases
        (chaimae, logs[2]),
    )
    made = tuple(
        Parcel(
            revisions=log,
            nodes=tuple(_node(revision, places) for revision in log),
            forms=(form(-index), *(tablet.store.form(each.hash) for each in tablet.store.forms())),
            stops=tablet.store.stops(),
            labels=(DeviceLabel(tablet.id, f"tablet {tablet.id}", log[-1].clock),),
        )
        for index, (tablet, log) in enumerate(handed)
    )
    for tablet in (asmae, bilal, chaimae, driss):
        tablet.store.close()
    return made


def _own_log(tablet: Tablet) -> tuple[Revision, ...]:
    return tuple(each for each in tablet.log() if each.device == tablet.id)


def _node(revision: Revision, places: dict[str, tuple[str, int]]) -> Node:
    return Node(
        device=revision.device,
        seq=revision.seq,
        submission=revision.submission,
        kind=revision.kind,
        operator=revision.operator,
        stop=revision.stop,
        document=revision.document,
        reason=revision.reason,
        parents=frozenset(places[parent] for parent in revision.parents),
        clock=revision.clock,
    )
