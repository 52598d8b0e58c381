"""Takes over what a salvaged database held beside its log: set-up, drafts, secrets, notes.

The store it goes into is new and has an identity of its own: where the end of the old log is lost,
going on under the old id would fork it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.store import clock, drafts, media, settings
from surveyapp.store.custody import Custody
from surveyapp.store.records import DeviceLabel, Draft

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection
    from surveyapp.store.salvage.reading import Found

_SETTINGS = ("pin", "stop", "stop_place", "backup_second", "backup_limit")
_KEPT = "kept/"


def adopt(connection: Connection, custody: Custody, found: Found, now: datetime) -> bool:
    """Keep settings, secrets and notes in the caller's transaction.

    What is here already is kept: the best source comes first. Returns whether this source knew
    what set-up gave the device.
    """
    for name, value in found.settings.items():
        wanted = name in _SETTINGS or name.startswith(_KEPT)
        if wanted and not settings.get(connection, name):
            settings.put(connection, name, value)
    for name, secret in found.secrets.items():
        if not settings.secret(connection, name):
            settings.put_secret(connection, name, secret)
    connection.executemany(
        "INSERT INTO handed_over VALUES (?, ?) ON CONFLICT (device) "
        "DO UPDATE SET seq = max(seq, excluded.seq)",
        list(found.handed_over.items()),
    )
    if not connection.execute("SELECT 1 FROM packages").fetchone():
        connection.executemany(
            "INSERT INTO packages (at, path, places) VALUES (?, ?, ?)", found.packages
        )
    if not settings.events(connection):
        connection.executemany(
            "INSERT INTO events (at, kind, detail) VALUES (?, ?, ?)",
            [(event.at, event.kind, event.detail) for event in found.events],
        )
    _adopt_identity(connection, found, now)
    return _adopt_profile(connection, custody, found, now)


def _adopt_profile(connection: Connection, custody: Custody, found: Found, now: datetime) -> bool:
    text = found.settings.get("profile", "")
    if not text or settings.get(connection, "profile"):
        return False
    try:
        kept = json.loads(text)
        label, recovery = str(kept["label"]), str(kept["recovery"])
    except (ValueError, KeyError, TypeError):
        return False
    settings.put(connection, "profile", text)
    with suppress(UserError):  # not a key any more: the home screen says that there is none
        custody.keep_recovery(connection, recovery)
    device, moment = connection.execute("SELECT device, clock FROM tip").fetchone()
    settings.add_label(connection, DeviceLabel(device, label, clock.tick(moment, now)))
    return True


def _adopt_identity(connection: Connection, found: Found, now: datetime) -> None:
    """Note whose log went before, so that people are told of the new id."""
    if found.tip is not None:
        connection.execute(
            "INSERT INTO identities (device, before, cause, at) "
            "SELECT device, ?1, 'restored', ?2 FROM tip WHERE device <> ?1 "
            "ON CONFLICT (device) DO NOTHING",
            (found.tip[0], now.isoformat(timespec="seconds")),
        )


def adopt_drafts(connection: Connection, found: Mapping[str, tuple[Draft, str]]) -> int:
    """Keep drafts whose response was not finished or erased since; return how many lack their form.

    ``found`` has, by id, each draft and when it was thrown away (``""``: it was not). Files that
    older sources brought and nothing names any more go.
    """
    forms = {row[0].hex() for row in connection.execute("SELECT hash FROM forms")}
    here = {
        row[0]
        for row in connection.execute(
            "SELECT id FROM drafts UNION SELECT submission FROM revisions"
        )
    }
    erased = {
        row[0]
        for row in connection.execute("SELECT submission FROM revisions WHERE kind = 'erase'")
    }
    formless = 0
    for draft, discarded in found.values():
        if draft.id in here or draft.edits in erased:
            continue
        if draft.form_hash not in forms:
            formless += 1
            continue
        drafts.save(connection, draft)
        if discarded:
            drafts.discard(connection, draft.id, datetime.fromisoformat(discarded))
    media.drop_every_unreferenced(connection)
    return formless
