"""What makes this device this device: identity, set-up, PIN, secrets of other rooms, events.

The PIN is a screen lock, not encryption: it is kept as a salted, slow hash.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from surveyapp.store import clock
from surveyapp.store.records import DeviceLabel, DeviceProfile, Event

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

ERASURE = "erasure"
"""Setting: something was erased since older backups were replaced; another text each time."""

_SCRYPT = {"n": 2**14, "r": 8, "p": 1}
"""About 50 ms and 16 MB a try on a cheap tablet."""


def get(connection: Connection, name: str) -> str:
    """Return a setting, ``""`` where it was never made."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def put(connection: Connection, name: str, value: str) -> None:
    """Make or change a setting."""
    connection.execute(
        "INSERT INTO settings VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def erasure_due(connection: Connection) -> None:
    """Note that content was emptied that the write-ahead log and older backups still hold."""
    put(connection, ERASURE, secrets.token_hex(8))


def new_identity(connection: Connection, device: str) -> None:
    """Begin a log under a new device id."""
    connection.execute(
        "INSERT INTO tip VALUES (1, ?, 0, x'', '') ON CONFLICT (only) "
        "DO UPDATE SET device = excluded.device, seq = 0, hash = x''",
        (device,),
    )


def device_id(connection: Connection) -> str:
    """Return the id this device writes under."""
    return str(connection.execute("SELECT device FROM tip").fetchone()[0])


def profile(connection: Connection) -> DeviceProfile | None:
    """Return what set-up gave this device; ``None`` before set-up."""
    text = get(connection, "profile")
    if not text:
        return None
    kept = json.loads(text)
    return DeviceProfile(
        id=device_id(connection),
        label=kept["label"],
        language=kept["language"],
        staff=tuple(kept["staff"]),
        idle_seconds=kept["idle_seconds"],
        partials=kept["partials"],
        pin_set=bool(get(connection, "pin")),
        recovery=kept["recovery"],
    )


def save_profile(connection: Connection, wanted: DeviceProfile, now: datetime) -> None:
    """Keep what set-up gave, and tell other devices this one's label from the next package on."""
    if wanted.partials not in {"keep", "erase"}:
        raise ValueError(wanted.partials)
    own, seq, moment = connection.execute("SELECT device, seq, clock FROM tip").fetchone()
    if wanted.id != own:
        if seq:
            raise ValueError(f"this device writes as {own}, not as {wanted.id}")
        new_identity(connection, wanted.id)
    put(
        connection,
        "profile",
        json.dumps(
            {
                "label": wanted.label,
                "language": wanted.language,
                "staff": wanted.staff,
                "idle_seconds": wanted.idle_seconds,
                "partials": wanted.partials,
                "recovery": wanted.recovery,
            },
            ensure_ascii=False,
        ),
    )
    stamp = clock.tick(moment, now)
    connection.execute("UPDATE tip SET clock = ?", (stamp,))
    add_label(connection, DeviceLabel(wanted.id, wanted.label, stamp))


def add_label(connection: Connection, label: DeviceLabel) -> None:
    """Learn what a device is called, unless something later is known."""
    connection.execute(
        "INSERT INTO labels VALUES (?, ?, ?) ON CONFLICT (device) DO UPDATE "
        "SET label = excluded.label, clock = excluded.clock "
        "WHERE (excluded.clock, excluded.label) > (labels.clock, labels.label)",
        (label.device, label.label, label.clock),
    )


def labels(connection: Connection) -> tuple[DeviceLabel, ...]:
    """Return what is known of devices' names, by device."""
    rows = connection.execute("SELECT device, label, clock FROM labels ORDER BY device")
    return tuple(DeviceLabel(*row) for row in rows.fetchall())


def hash_pin(pin: str) -> str:
    """Return what is kept of a PIN."""
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_scrypt(pin, salt).hex()}"


def pin_matches(pin: str, kept: str) -> bool:
    """Say whether a PIN is the one that was kept; never where none was."""
    if not kept:
        return False
    _, salt, wanted = kept.split("$")
    return hmac.compare_digest(_scrypt(pin, bytes.fromhex(salt)), bytes.fromhex(wanted))


def _scrypt(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, dklen=32, **_SCRYPT)


def secret(connection: Connection, name: str) -> bytes:
    """Return a secret another room keeps here, ``b""`` where there is none."""
    row = connection.execute("SELECT value FROM secrets WHERE name = ?", (name,)).fetchone()
    return bytes(row[0]) if row else b""


def put_secret(connection: Connection, name: str, value: bytes) -> None:
    """Keep a secret of another room, for example the key it signs with."""
    connection.execute(
        "INSERT INTO secrets VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def log_event(connection: Connection, kind: str, detail: str, now: datetime) -> None:
    """Note that something happened to the store itself."""
    connection.execute(
        "INSERT INTO events (at, kind, detail) VALUES (?, ?, ?)",
        (now.isoformat(timespec="seconds"), kind, detail),
    )


def events(connection: Connection) -> tuple[Event, ...]:
    """Return what happened, oldest first."""
    rows = connection.execute("SELECT at, kind, detail FROM events ORDER BY id").fetchall()
    return tuple(Event(*row) for row in rows)
