"""The part of the store's door about devices' logs: reading and uniting them, handing them over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from surveyapp.store import identity, log, settings, union
from surveyapp.store.doors.ground import Ground
from surveyapp.store.records import (
    Cause,
    DeviceLabel,
    DeviceLog,
    FormRecord,
    Handed,
    Media,
    Revision,
    Stop,
)
from surveyapp.store.reports import Fork, Gap, UnionReport


class LogDoor(Ground):
    """The logs of this device and of others."""

    def revisions(self, since: Mapping[str, int] | None = None) -> Iterator[Revision]:
        """Yield all revisions as of now, by device and place.

        ``since`` maps a device to the place after which to start.
        """
        return log.read(self._link, since or {})

    def devices(self) -> tuple[DeviceLog, ...]:
        """Return the devices whose revisions are here, this one first."""
        return log.devices(self._link)

    def forks(self) -> tuple[Fork, ...]:
        """Return the places in devices' logs that hold two revisions: cloned devices."""
        with self._link.read() as connection:
            return log.forks(connection)

    def doubtful(self) -> Mapping[str, int]:
        """Return device -> how many of its revisions carry a time that cannot be right.

        Reads the whole log: a second at 100,000 revisions.
        """
        return log.doubtful(self._link)

    def labels(self) -> tuple[DeviceLabel, ...]:
        """Return what is known of devices' names; packages carry them."""
        with self._link.read() as connection:
            return settings.labels(connection)

    def announce_package(self, path: str) -> int:
        """Note that a package is about to be written at ``path``; return the note's number.

        From now on an erasure names it, whatever becomes of whoever writes it.
        """
        with self._link.write() as connection:
            return log.announce_package(connection, path, self._now())

    def withdraw_package(self, note: int) -> None:
        """Take back the note of a package that was not written after all."""
        with self._link.write() as connection:
            log.withdraw_package(connection, note)

    def mark_handed_over(
        self, places: Mapping[str, int], detail: str, path: str = "", *, announced: int = 0
    ) -> None:
        """Note that a verified package holds the devices' logs up to these places.

        ``path`` is where it was written; this takes the place of the note ``announced``.
        """
        now = self._now()
        with self._link.write() as connection:
            log.withdraw_package(connection, announced)
            log.mark_handed_over(connection, places, path or detail, now)
            settings.log_event(connection, "package", detail, now)

    def packages_holding(self, submission: str) -> tuple[Handed, ...]:
        """Return the packages made here that hold any state of a submission, oldest first."""
        with self._link.read() as connection:
            return log.packages_holding(connection, submission)

    def union(
        self,
        revisions: Iterable[Revision],
        forms: Iterable[FormRecord] = (),
        stops: Iterable[Stop] = (),
        labels: Iterable[DeviceLabel] = (),
        files: Iterable[Media] = (),
    ) -> UnionReport:
        """Take in what is new of other devices' logs: everything or, on any problem, nothing.

        Where another device turns out to write under this one's id, this one takes a new id.
        """
        incoming = union.Incoming(revisions, forms, stops, labels, files)
        now = self._now()
        with self._link.write() as connection:
            report = union.unite(connection, incoming, now)
            if identity.meets_double(connection):
                identity.mint(connection, Cause.DOUBLE, now)
        if self._erasure_due():
            self._link.forget()
        return report

    def preview_union(
        self,
        revisions: Iterable[Revision],
        forms: Iterable[FormRecord] = (),
        stops: Iterable[Stop] = (),
        labels: Iterable[DeviceLabel] = (),
        files: Iterable[Media] = (),
    ) -> UnionReport:
        """Return what ``union`` would report, and keep nothing."""
        incoming = union.Incoming(revisions, forms, stops, labels, files)
        with self._link.rehearse() as connection:
            return union.unite(connection, incoming, self._now())

    def digest(self) -> str:
        """Return one hash of everything that a union unites: equal digests, equal contents."""
        with self._link.read() as connection:
            return union.digest(connection)

    def forms_missing(self) -> tuple[str, ...]:
        """Return the hashes of forms that revisions name and that are not here."""
        with self._link.read() as connection:
            return log.forms_missing(connection)

    def missing(self, known: Mapping[str, int]) -> tuple[Gap, ...]:
        """Return what is missing of logs that are known to have come as far as ``known`` says."""
        with self._link.read() as connection:
            return log.missing(connection, known)
