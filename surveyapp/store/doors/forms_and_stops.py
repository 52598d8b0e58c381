"""The part of the store's door about forms, their files, and stops."""

from __future__ import annotations

from collections.abc import Iterable

from surveyapp.store import media, settings, shelf
from surveyapp.store.doors.ground import Ground
from surveyapp.store.records import Attachment, FormRecord, FormSummary, Media, Stop


class ShelfDoor(Ground):
    """The forms and stops known here."""

    def add_form(self, form: FormRecord, files: Iterable[Media] = ()) -> bool:
        """Keep a form with the ``files`` that belong to it; say whether it was new.

        All of it or nothing. A form that is here already becomes the one that was added last.
        """
        with self._link.write() as connection:
            media.add_media(connection, files)
            new = shelf.add_form(connection, form)
            if not new:
                shelf.bring_forward(connection, form)
            return new

    def attachments(self, form_hash: str) -> tuple[Attachment, ...]:
        """Return the files that belong to a form, by name."""
        with self._link.read() as connection:
            return media.attachments(connection, form_hash)

    def media(self, sha256: str) -> Media:
        """Return a file by its content; ``UserError`` where it is not here."""
        with self._link.read() as connection:
            return media.media(connection, sha256)

    def held(self, hashes: Iterable[str]) -> frozenset[str]:
        """Return those of these hashes whose file is here."""
        with self._link.read() as connection:
            return media.held(connection, hashes)

    def files_missing(self) -> tuple[str, ...]:
        """Return the hashes of files that responses and drafts name and that are not here."""
        with self._link.read() as connection:
            return media.missing(connection)

    def forms(self) -> tuple[FormSummary, ...]:
        """Return the forms kept, in the order they were added here."""
        with self._link.read() as connection:
            return shelf.forms(connection)

    def form(self, form_hash: str) -> FormRecord:
        """Return a form with its bytes; ``UserError`` where it is not here."""
        with self._link.read() as connection:
            return shelf.form(connection, form_hash)

    def add_stop(self, stop: Stop) -> bool:
        """Keep a stop; say whether it was new."""
        with self._link.write() as connection:
            return shelf.add_stop(connection, stop)

    def stops(self) -> tuple[Stop, ...]:
        """Return the stops known, by day; a key once for each name its place was given."""
        with self._link.read() as connection:
            return shelf.stops(connection)

    def choose_stop(self, key: str, place: str = "") -> None:
        """Make a stop the one that new responses belong to; it is kept if it was unknown."""
        stop = Stop.parse_key(key, place)
        with self._link.write() as connection:
            if place or not any(known.key == key for known in shelf.stops(connection)):
                shelf.add_stop(connection, stop)
            settings.put(connection, "stop", key)
            settings.put(connection, "stop_place", place)

    def chosen_stop(self) -> Stop | None:
        """Return the stop that new responses belong to; ``None`` before one was chosen."""
        with self._link.read() as connection:
            key = settings.get(connection, "stop")
            place = settings.get(connection, "stop_place")
            known = [stop.place for stop in shelf.stops(connection) if stop.key == key]
        if not key:
            return None
        return Stop.parse_key(key, place or next(filter(None, known), ""))
