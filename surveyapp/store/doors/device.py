"""The part of the store's door about this device: its id, set-up, PIN, secrets and notes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from surveyapp.errors import UserError
from surveyapp.store import identity, settings
from surveyapp.store.doors.ground import Ground
from surveyapp.store.records import DeviceProfile, Event, Identity


class DeviceDoor(Ground):
    """Who this device is and what was set up on it."""

    @property
    def device_id(self) -> str:
        """Return the id this device writes its log under."""
        with self._link.read() as connection:
            return settings.device_id(connection)

    def identities(self) -> tuple[Identity, ...]:
        """Return the ids this folder took because it was a copy, oldest first."""
        with self._link.read() as connection:
            return identity.minted(connection)

    def identity_told(self) -> None:
        """Note that people read of the ids taken so far."""
        with self._link.write() as connection:
            identity.told(connection)

    def profile(self) -> DeviceProfile | None:
        """Return what set-up gave this device; ``None`` before set-up."""
        with self._link.read() as connection:
            return settings.profile(connection)

    def save_profile(self, profile: DeviceProfile, *, pin: str | None = None) -> None:
        """Keep what set-up gave, with a new PIN where one is given.

        The device may take another id only while its log is empty (``ValueError`` later).
        ``profile.pin_set`` is not read. Where ``profile.recovery`` is another key than before, the
        database's key is wrapped to it.
        """
        hashed = None if pin is None else settings.hash_pin(pin)
        before = self.custody.recovery_copy()
        with self._link.write() as connection:
            public = self.custody.keep_recovery(connection, profile.recovery)
            settings.save_profile(connection, replace(profile, recovery=public), self._now())
            if hashed is not None:
                settings.put(connection, "pin", hashed)
        if public:
            self.custody.write_recovery_copy()
            with suppress(UserError):  # the next backup does it, or says why it cannot
                self.backups.place_recovery_copies()
        elif before is not None:
            self.custody.remove_recovery_copy()

    def take_set_up(self, other: DeviceDoor) -> None:
        """Take over what set-up gave another store, its PIN too; no key, and no recovery key."""
        profile = other.profile()
        if profile is None:
            raise ValueError("the other store was not set up")
        with other._link.read() as connection:
            pin = settings.get(connection, "pin")
        with self._link.write() as connection:
            own = replace(profile, id=settings.device_id(connection), recovery="")
            settings.save_profile(connection, own, self._now())
            settings.put(connection, "pin", pin)

    @property
    def is_practice(self) -> bool:
        """Say whether what is answered here is practice."""
        with self._link.read() as connection:
            return bool(settings.get(connection, "practice"))

    def mark_practice(self) -> None:
        """Make this, for ever, a store of practice."""
        with self._link.write() as connection:
            settings.put(connection, "practice", "yes")

    def set_pin(self, pin: str) -> None:
        """Keep the staff's PIN, as a salted slow hash."""
        hashed = settings.hash_pin(pin)
        with self._link.write() as connection:
            settings.put(connection, "pin", hashed)

    def check_pin(self, pin: str) -> bool:
        """Say whether this is the staff's PIN; never where none was set. Takes about 50 ms."""
        with self._link.read() as connection:
            kept = settings.get(connection, "pin")
        return settings.pin_matches(pin, kept)

    def secret(self, name: str) -> bytes:
        """Return a secret another room keeps here (its signing key); ``b""`` where none is."""
        with self._link.read() as connection:
            return settings.secret(connection, name)

    def set_secret(self, name: str, value: bytes) -> None:
        """Keep a secret of another room."""
        with self._link.write() as connection:
            settings.put_secret(connection, name, value)

    def kept(self, name: str) -> str:
        """Return what a room worked out once and kept here; ``""`` where nobody did.

        A convenience that may vanish: whoever keeps something can work it out again.
        """
        with self._link.read() as connection:
            return settings.get(connection, f"kept/{name}")

    def keep(self, name: str, value: str) -> None:
        """Keep what took time to work out."""
        with self._link.write() as connection:
            settings.put(connection, f"kept/{name}", value)

    def log_event(self, kind: str, detail: str) -> None:
        """Note that something happened to the store itself: a package made, contacts exported."""
        with self._link.write() as connection:
            settings.log_event(connection, kind, detail, self._now())

    def events(self) -> tuple[Event, ...]:
        """Return what was noted, oldest first."""
        with self._link.read() as connection:
            return settings.events(connection)
