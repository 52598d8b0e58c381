"""The places a key can lie in, which of them a folder uses, and reading the key there.

Two places at once is what a move that was cut short leaves: each opens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from surveyapp.store.custody import passphrase
from surveyapp.store.custody.key_store import KeyStore, SystemKeyStore
from surveyapp.store.key import KEY_NAME, KeyLost, is_key, read_key

WRAPPED_NAME = "survey.key.age"
"""The key, wrapped by a passphrase."""

MARKER_NAME = "survey.keystore"
"""Names the key in the operating system's key store, so that a folder can be moved on its disk."""

_MARK = re.compile(r"[0-9a-f]{32}\Z")


class Protection(StrEnum):
    """Where a key lies. In the order it is looked for: least protected first."""

    FILE = "file"
    """In a file beside the answers: whoever copies the folder reads them."""
    KEY_STORE = "system"
    """In the operating system's key store: opens with the user's account."""
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a place
    """In a file wrapped by a passphrase: opens for whoever knows it."""


FILES = {
    Protection.FILE: KEY_NAME,
    Protection.KEY_STORE: MARKER_NAME,
    Protection.PASSPHRASE: WRAPPED_NAME,
}
"""The file in the data folder by which each place is known."""


@dataclass(frozen=True, slots=True)
class Access:
    """What it may take to reach a key."""

    key_store: KeyStore = field(default_factory=SystemKeyStore)
    passphrase: str = field(default="", repr=False)


def present(data_dir: Path) -> tuple[Protection, ...]:
    """Return the places a folder says its key lies in; the first is how well it is protected."""
    return tuple(place for place in Protection if (data_dir / FILES[place]).exists())


def waits_for_key_store(data_dir: Path) -> bool:
    """Say whether opening a folder asks the key store, which may let one wait a minute."""
    return present(data_dir)[:1] == (Protection.KEY_STORE,)


def read(data_dir: Path, place: Protection, access: Access) -> str:
    """Return the key that lies in a place.

    Raises ``UserError`` where it is missing or damaged, ``PassphraseNeeded``, ``WrongPassphrase``
    or ``KeyStoreClosed``. Writes nothing.
    """
    path = data_dir / FILES[place]
    if place is Protection.FILE:
        return read_key(path)
    if place is Protection.PASSPHRASE:
        return passphrase.unwrap(path.read_bytes(), access.passphrase, path)
    name = name_in(path)
    if not name:
        raise KeyLost(
            "{file} is damaged: it does not name a key. Put back the file that belongs to the "
            "answers in {folder}, or open them with the recovery key.",
            file=path.name,
            folder=data_dir,
        )
    key = access.key_store.get(name)
    if not is_key(key):
        raise KeyLost(
            "This computer’s key store holds no key for the answers in {folder}. Log in to the "
            "account that set this device up, or open them with the recovery key.",
            folder=data_dir,
        )
    return key


def name_in(marker: Path) -> str:
    """Return the name a marker gives to the key in the key store, ``""`` where it gives none."""
    if not marker.exists():
        return ""
    name = marker.read_bytes()[:100].decode("ascii", "replace").strip()
    return name if _MARK.match(name) else ""


def of_others(data_dir: Path, place: Protection) -> KeyLost:
    """Return the problem of a key that was found and opens other answers than these."""
    return KeyLost(
        "The key that {file} leads to does not open the answers in {folder}: it belongs to others. "
        "Put back the file that belongs to them, or open them with the recovery key.",
        file=FILES[place],
        folder=data_dir,
    )
