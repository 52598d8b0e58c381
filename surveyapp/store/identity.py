"""Notices that this folder is not the one its log was written in, and gives it an id of its own.

Two folders that write one device's log would put two revisions in one place (a fork): nothing is
lost by that, but nobody can say any more whose is whose. So a folder that may be a copy goes on
under a new id; the log under the old one stays as it is and is only added to by whoever has it.
To be wrong costs little: another id, the same label, the same responses. Four signs, any is enough:

- it lies elsewhere than when it was opened last (``surveyapp.store.place``): it was copied;
- the witness beside it saw more of the log than it holds, or another line of it: an older
  database was put back by hand (``surveyapp.store.witness``);
- ``restored`` was called on it: a backup took its place;
- a union brings revisions under its own id that it never wrote: its double has been at work. This
  also finds what leaves no other trace, such as a disk put back whole.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from surveyapp.store import clock, settings
from surveyapp.store.place import Place
from surveyapp.store.records import Cause, DeviceLabel, Identity
from surveyapp.store.witness import Tip

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

_PLACE = "place"
_RESTORED = "restored"


def tip(connection: Connection) -> Tip:
    """Return the end of this device's own log."""
    device, seq, last = connection.execute("SELECT device, seq, hash FROM tip").fetchone()
    return Tip(device, seq, last.hex())


def restored(connection: Connection) -> None:
    """Mark a database that was put in another's place: it takes a new id when it is opened."""
    settings.put(connection, _RESTORED, "1")


def sign_of_another(connection: Connection, here: Place, seen: Tip | None) -> Cause | None:
    """Return why this folder cannot be the one its log was written in; ``None``: it can."""
    if settings.get(connection, _RESTORED):
        return Cause.RESTORED
    if Place.parse(settings.get(connection, _PLACE)).differs(here):
        return Cause.COPIED
    if seen is not None and not _holds(connection, seen):
        return Cause.RESTORED
    return None


def meets_double(connection: Connection) -> bool:
    """Say whether revisions under this device's id are here that it never wrote."""
    own = tip(connection)
    found = connection.execute(
        "SELECT count(*) FROM revisions WHERE device = ?", (own.device,)
    ).fetchone()
    return int(found[0]) > own.seq


def must_note(connection: Connection, here: Place) -> bool:
    """Say whether ``note`` would write anything."""
    known = Place.parse(settings.get(connection, _PLACE))
    return here.or_else(known) != known


def note(connection: Connection, here: Place) -> None:
    """Remember where this folder lies."""
    known = Place.parse(settings.get(connection, _PLACE))
    settings.put(connection, _PLACE, str(here.or_else(known)))


def mint(connection: Connection, cause: Cause, now: datetime, here: Place | None = None) -> None:
    """Go on under a new id, from the beginning of a log of its own, in the place ``here``.

    Label, drafts and everything else stay; the log under the old id is closed here. Without
    ``here`` the place is as before.
    """
    before = settings.device_id(connection)
    device = secrets.token_hex(8)
    settings.new_identity(connection, device)
    known = settings.profile(connection)
    if known is not None:
        moment = connection.execute("SELECT clock FROM tip").fetchone()[0]
        stamp = clock.tick(moment, now)
        connection.execute("UPDATE tip SET clock = ?", (stamp,))
        settings.add_label(connection, DeviceLabel(device, known.label, stamp))
    connection.execute("DELETE FROM settings WHERE name = ?", (_RESTORED,))
    if here is not None:
        settings.put(connection, _PLACE, str(here))
    connection.execute(
        "INSERT INTO identities (device, before, cause, at) VALUES (?, ?, ?, ?)",
        (device, before, cause.value, now.isoformat(timespec="seconds")),
    )
    settings.log_event(connection, "identity", f"{device} before={before} cause={cause}", now)


def minted(connection: Connection) -> tuple[Identity, ...]:
    """Return the ids this folder took because it was a copy, oldest first."""
    rows = connection.execute("SELECT device, before, cause, at, told FROM identities ORDER BY id")
    return tuple(
        Identity(row[0], row[1], Cause(row[2]), row[3], bool(row[4])) for row in rows.fetchall()
    )


def told(connection: Connection) -> None:
    """Note that people were told of every id taken so far."""
    connection.execute("UPDATE identities SET told = 1")


def _holds(connection: Connection, seen: Tip) -> bool:
    """Say whether the log holds an end that was seen once."""
    if seen.seq == 0:
        return True  # nothing was written: an id may still be changed by set-up then
    found = connection.execute(
        "SELECT 1 FROM revisions WHERE device = ? AND seq = ? AND hash = ?",
        (seen.device, seen.seq, bytes.fromhex(seen.hash)),
    ).fetchone()
    if found is None:
        return False
    own = tip(connection)
    # Its own, or that of an id it had before; another's would mean it knows nothing of it.
    return (seen.device == own.device and seen.seq <= own.seq) or _had(connection, seen.device)


def _had(connection: Connection, device: str) -> bool:
    row = connection.execute("SELECT 1 FROM identities WHERE before = ?", (device,)).fetchone()
    return row is not None
