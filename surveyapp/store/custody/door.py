"""The custody of an opened store: where its key lies, moving it, and the copy for recovery.

``Store.custody``. A move is safe against a crash at any moment: the new place is written, read back
and compared before the old one is removed.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.store import settings
from surveyapp.store.custody import passphrase as wrapping
from surveyapp.store.custody import places
from surveyapp.store.custody.places import FILES, Access, Protection
from surveyapp.store.custody.recovery import (
    RECOVERY_NAME,
    check_code,
    recipient,
    wrap_to_recovery,
)
from surveyapp.store.files import sync_folder, whole_file
from surveyapp.store.key import is_private, read_key, write_key
from surveyapp.store.troubles import plain_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from surveyapp.store.connection import Connection, Link

_COPY = "recovery_copy"
_COPY_FOR = "recovery_copy_for"


class Custody:
    """What is known of an opened store's key."""

    def __init__(
        self, data_dir: Path, link: Link, key: str, access: Access, now: Callable[[], datetime]
    ) -> None:
        """Take over the key a folder was opened with."""
        self._data_dir = data_dir
        self._link = link
        self._key = key
        self._access = access
        self._now = now

    @property
    def key(self) -> str:
        """Return the key, 64 hexadecimal digits: for whoever verifies a copy of the database."""
        return self._key

    @property
    def protection(self) -> Protection:
        """Return how well the key is protected: the weakest place it lies in."""
        return next(iter(places.present(self._data_dir)), Protection.FILE)

    @property
    def in_place(self) -> bool:
        """Say whether the folder still leads to a key: somebody may delete it under an open app."""
        return bool(places.present(self._data_dir))

    @property
    def is_private(self) -> bool:
        """Say whether other accounts of this computer are kept from a key file, if there is one."""
        path = self._data_dir / FILES[Protection.FILE]
        return not path.exists() or is_private(path)

    def has_key_store(self) -> bool:
        """Say, within two seconds, whether the operating system's key store could be used."""
        return self._access.key_store.available()

    def move_to(self, place: Protection, *, passphrase: str = "") -> None:
        """Bring the key to another place, or to the same one under another passphrase.

        Raises ``UserError`` where the place cannot be used; the key stays where it was then.
        """
        before = places.present(self._data_dir)
        if before == (place,) and place is not Protection.PASSPHRASE:
            return
        with plain_files(self._data_dir):
            if place is Protection.FILE:
                self._into_file()
            elif place is Protection.KEY_STORE:
                self._into_key_store()
            else:
                self._under(passphrase)
            for other in before:
                if other is not place:
                    self._leave(other)
            sync_folder(self._data_dir)
        with self._link.write() as connection:
            detail = f"{before[0].value if before else '-'} > {place.value}"
            settings.log_event(connection, "custody", detail, self._now())

    def recovery_copy(self) -> bytes | None:
        """Return the key wrapped to the recovery key, for a backup; ``None`` without one."""
        with self._link.read() as connection:
            return recovery_copy(connection)

    def keep_recovery(self, connection: Connection, public: str) -> str:
        """Wrap the key to a recovery key (``""``: to none) and return its public part.

        Part of the caller's transaction; ``write_recovery_copy`` follows once that is on disk.
        """
        public = recipient(public) if public else ""
        if settings.get(connection, _COPY_FOR) != public:
            copy = wrap_to_recovery(self._key, public).decode("ascii") if public else ""
            settings.put(connection, _COPY_FOR, public)
            settings.put(connection, _COPY, copy)
            detail = check_code(public) if public else "-"
            settings.log_event(connection, "recovery", detail, self._now())
        return public

    def write_recovery_copy(self) -> None:
        """Make the copy in the data folder what it should be; ``UserError`` where that fails.

        Where there is no recovery key, a copy that lies there is left alone.
        """
        copy = self.recovery_copy()
        if copy is not None and not self.has_recovery_copy():
            with plain_files(self._data_dir):
                whole_file(self._data_dir / RECOVERY_NAME, copy)

    def remove_recovery_copy(self) -> None:
        """Remove the copy in the data folder, once there is no recovery key any more."""
        with plain_files(self._data_dir):
            (self._data_dir / RECOVERY_NAME).unlink(missing_ok=True)
            sync_folder(self._data_dir)

    def has_recovery_copy(self) -> bool:
        """Say whether the data folder holds the copy it should; without a recovery key, none."""
        copy, path = self.recovery_copy(), self._data_dir / RECOVERY_NAME
        return copy is None or (path.exists() and path.read_bytes() == copy)

    # -- places ----------------------------------------------------------------------------

    def _path(self, place: Protection) -> Path:
        return self._data_dir / FILES[place]

    def _into_file(self) -> None:
        path = self._path(Protection.FILE)
        write_key(path, self._key)
        self._require(read_key(path) == self._key)

    def _into_key_store(self) -> None:
        marker, store = self._path(Protection.KEY_STORE), self._access.key_store
        # A new name each time: what another folder's marker leads to is never written over.
        name, before = secrets.token_hex(16), places.name_in(marker)
        store.put(name, self._key)
        self._require(store.get(name) == self._key)
        whole_file(marker, name.encode() + b"\n")
        if before:  # a move was cut short, or the store had lost the key
            store.remove(before)

    def _under(self, passphrase: str) -> None:
        path = self._path(Protection.PASSPHRASE)
        wrapped = wrapping.wrap(self._key, passphrase)
        # It may replace the key under an older passphrase: first see that it opens.
        self._require(wrapping.unwrap(wrapped, passphrase, path) == self._key)
        whole_file(path, wrapped)
        self._require(path.read_bytes() == wrapped)

    def _require(self, read_back: bool) -> None:
        if not read_back:
            raise UserError(
                "The key did not read back from its new place. It stays where it was: choose "
                "another protection."
            )

    def _leave(self, place: Protection) -> None:
        path = self._path(place)
        if place is Protection.KEY_STORE:
            self._access.key_store.remove(places.name_in(path))
        path.unlink()


def recovery_copy(connection: Connection) -> bytes | None:
    """Return what ``Custody.recovery_copy`` does, inside a transaction."""
    return settings.get(connection, _COPY).encode("ascii") or None
