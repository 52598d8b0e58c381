"""The device's database: the one door through which everybody above reads and writes.

Each method is one transaction: when it returns, what it did is on disk. Other threads of the same
process may call it; other processes are kept out by a lock. It knows no screen, no workbook and no
form logic: documents are text to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from surveyapp.errors import UserError
from surveyapp.progress import Progress
from surveyapp.store import (
    current,
    drafts,
    folder,
    identity,
    log,
    media,
    settings,
    shelf,
    tally,
    union,
)
from surveyapp.store import search as finding
from surveyapp.store.backups import Backups
from surveyapp.store.checkup import Checkup
from surveyapp.store.custody import Access, Custody
from surveyapp.store.records import (
    Attachment,
    Cause,
    Counts,
    DeviceLabel,
    DeviceLog,
    DeviceProfile,
    DiscardedDraft,
    Draft,
    Event,
    Fork,
    FormRecord,
    FormSummary,
    Gap,
    Handed,
    HealthReport,
    Identity,
    Media,
    Revision,
    RevisionKind,
    Stop,
    Submission,
    UnionReport,
)
from surveyapp.store.salvage import adopting
from surveyapp.store.seal import Entry
from surveyapp.store.search import Listed, Search
from surveyapp.store.witness import Tip

if TYPE_CHECKING:
    from surveyapp.store.salvage.reading import Found


def local_now() -> datetime:
    """Return the device's time with its offset."""
    return datetime.now().astimezone()


def _kind_of(draft: Draft) -> RevisionKind:
    """Return what finishing a draft does to its submission."""
    if not draft.edits:
        return RevisionKind.CREATE
    return RevisionKind.RESOLVE if len(draft.replaces) > 1 else RevisionKind.EDIT


class Store:
    """An opened data folder: ``survey.db``, ``survey.key``, ``lock``."""

    def __init__(self, opened: folder.Opened, now: Callable[[], datetime]) -> None:
        """Take over an opened folder; use ``open``, ``create`` or ``open_or_create``."""
        self._opened = opened
        self._link = opened.link
        self._now = now
        self.custody = Custody(opened.data_dir, opened.link, opened.key, opened.access, now)
        """Where the key lies, and its copy for the recovery key."""
        self.backups = Backups(opened.data_dir, opened.database, opened.link, opened.key, now)
        """Verified copies of the database."""
        self.checkup = Checkup(opened.link, self.custody, now)
        """What was looked at for damage, and what must be before anything leaves."""
        with suppress(UserError):  # a full disk; ``custody.has_recovery_copy`` goes on saying so
            self.custody.write_recovery_copy()
        with suppress(UserError):  # a full disk: the next opening tries again
            self._drop_old_drafts()
        if self._erasure_due():  # it may have been cut short before the log was emptied
            self._forget()

    @staticmethod
    def exists(data_dir: Path) -> bool:
        """Say whether a folder holds a store; it need not open."""
        return folder.has_database(data_dir)

    @classmethod
    def create(
        cls,
        data_dir: Path,
        *,
        now: Callable[[], datetime] = local_now,
        access: Access | None = None,
    ) -> Self:
        """Make an empty store in a folder, which is made too; whole or not at all."""
        with folder.locked(data_dir, make=True) as lock:
            return cls(folder.create(data_dir, lock, access or Access(), now), now)

    @classmethod
    def open(
        cls,
        data_dir: Path,
        *,
        now: Callable[[], datetime] = local_now,
        access: Access | None = None,
    ) -> Self:
        """Open the store of a folder, bringing it to this version's schema.

        Raises ``UserError`` where the folder holds none, another process holds it, its key is
        missing or another's, it is damaged, not ours, or newer than this app; ``PassphraseNeeded``
        and ``WrongPassphrase`` where ``access`` lacks the right one.
        """
        with folder.locked(data_dir, make=False) as lock:
            return cls(folder.open_existing(data_dir, lock, access or Access(), now), now)

    @classmethod
    def open_or_create(
        cls,
        data_dir: Path,
        *,
        now: Callable[[], datetime] = local_now,
        access: Access | None = None,
    ) -> Self:
        """Open the store of a folder, or make an empty one where there is none."""
        with folder.locked(data_dir, make=True) as lock:
            if folder.has_database(data_dir):
                return cls(folder.open_existing(data_dir, lock, access or Access(), now), now)
            return cls(folder.create(data_dir, lock, access or Access(), now), now)

    @property
    def data_dir(self) -> Path:
        """Return the folder."""
        return self._opened.data_dir

    def close(self) -> None:
        """Close the database and let others open the folder. Closing twice does nothing."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # This device

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
        elif before is not None:
            self.custody.remove_recovery_copy()

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

    # Forms and stops

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

    # Drafts

    def save_draft(self, draft: Draft) -> None:
        """Keep a draft as it is now: when this returns, the answer is on disk."""
        with self._link.write() as connection:
            drafts.save(connection, draft)

    def drafts(self) -> tuple[Draft, ...]:
        """Return the drafts, the one saved last first."""
        with self._link.read() as connection:
            return drafts.under_way(connection)

    def draft(self, draft_id: str) -> Draft:
        """Return a draft; ``UserError`` where it is gone or was thrown away."""
        with self._link.read() as connection:
            return drafts.one(connection, draft_id)

    def discard_draft(self, draft_id: str, *, for_good: bool = False) -> None:
        """Throw a draft away; throwing away one that is gone does nothing.

        It can be taken back for 30 days, unless it is ``for_good``: then its answers are nowhere
        on the disk when this returns.
        """
        with self._link.write() as connection:
            if for_good:
                drafts.remove(connection, draft_id)
            else:
                drafts.discard(connection, draft_id, self._now())
        if for_good:
            self._link.forget()

    def discarded_drafts(self) -> tuple[DiscardedDraft, ...]:
        """Return the drafts thrown away that can be taken back, the latest first."""
        with self._link.read() as connection:
            return drafts.discarded(connection)

    def restore_draft(self, draft_id: str) -> Draft:
        """Take back a draft that was thrown away; ``UserError`` where it is gone for good."""
        with self._link.write() as connection:
            return drafts.restore(connection, draft_id)

    def _drop_old_drafts(self) -> None:
        with self._link.read() as connection:
            old = drafts.has_old(connection, self._now())
        if old:
            with self._link.write() as connection:
                drafts.drop_old(connection, self._now())

    def finish(
        self,
        draft_id: str,
        *,
        submission: str,
        document: str,
        operator: str | None = None,
        reason: str = "",
    ) -> Revision:
        """Turn a draft into a revision in one transaction: never both, never neither.

        A draft that edits replaces the heads it was taken from; what others changed meanwhile
        stays beside it as a conflict. ``UserError`` where the submission was erased meanwhile.
        """
        with self._link.write() as connection:
            draft = drafts.one(connection, draft_id)
            entry = Entry(
                kind=_kind_of(draft),
                submission=draft.edits or submission,
                parents=draft.replaces,
                form_id=shelf.form_id(connection, draft.form_hash),
                form_hash=draft.form_hash,
                stop=draft.stop,
                operator=draft.operator if operator is None else operator,
                document=document,
                reason=reason,
            )
            revision = log.append(connection, entry, self._now())
            drafts.remove(connection, draft_id)
        self._written((revision,))
        return revision

    # Submissions and their history

    def append(
        self,
        *,
        kind: RevisionKind,
        submission: str,
        parents: tuple[str, ...],
        document: str,
        form_id: str,
        form_hash: str,
        stop: str,
        operator: str,
        reason: str = "",
    ) -> Revision:
        """Write a revision at the end of this device's log.

        ``parents`` are the hashes of the revisions it replaces: none for ``CREATE``, one or more
        of the submission's for all others. Nothing may follow an erasure. ``ValueError`` otherwise.
        """
        entry = Entry(
            kind=kind,
            submission=submission,
            parents=parents,
            form_id=form_id,
            form_hash=form_hash,
            stop=stop,
            operator=operator,
            document=document,
            reason=reason,
        )
        (revision,) = self.append_all((entry,))
        return revision

    def append_all(self, entries: Iterable[Entry]) -> tuple[Revision, ...]:
        """Write revisions at the end of this device's log: all of them or, on a fault, none."""
        with self._link.write() as connection:
            revisions = tuple(log.append(connection, entry, self._now()) for entry in entries)
        self._written(revisions)
        return revisions

    def _written(self, revisions: tuple[Revision, ...]) -> None:
        """Do what follows once revisions of this device are on disk."""
        for last in revisions[-1:]:
            self._opened.witness.see(Tip(last.device, last.seq, last.hash))
        if any(each.kind is RevisionKind.ERASE for each in revisions):
            self._forget()

    def _erasure_due(self) -> bool:
        with self._link.read() as connection:
            return bool(settings.get(connection, settings.ERASURE))

    def _forget(self) -> None:
        """Empty the write-ahead log of what was erased; where a disk refuses, the next start."""
        with suppress(UserError):
            self._link.forget()

    def submissions(
        self,
        form_id: str | None = None,
        stop: str | None = None,
        *,
        include_removed: bool = False,
    ) -> Iterator[Submission]:
        """Yield current submissions in the order they were first finished.

        Deleted and erased ones come only where asked for.
        """
        return current.read(self._link, form_id, stop, include_removed=include_removed)

    def submission(self, submission: str) -> Submission:
        """Return a submission, removed or not; ``UserError`` where it is not here."""
        return current.one(self._link, submission)

    def find(
        self, search: Search, *, limit: int, after: Listed | None = None
    ) -> tuple[Listed, ...]:
        """Return at most ``limit`` submissions that fit, newest first, those after ``after``."""
        with self._link.read() as connection:
            return finding.find(connection, search, limit=limit, after=after)

    def count_found(self, search: Search) -> int:
        """Return how many submissions fit."""
        with self._link.read() as connection:
            return finding.count(connection, search)

    def operators(self) -> tuple[str, ...]:
        """Return everybody who finished a submission, to choose from."""
        with self._link.read() as connection:
            return finding.operators(connection)

    def counts(self) -> Counts:
        """Return what the store holds."""
        with self._link.read() as connection:
            return current.counts(connection)

    def not_handed_over(self) -> int:
        """Return how many submissions this device changed that no package holds so."""
        with self._link.read() as connection:
            return current.not_handed_over(connection)

    def tally(self, stop: str | None = None) -> Mapping[str, int]:
        """Return how many submissions ended how (the documents' ``outcome``)."""
        with self._link.read() as connection:
            return tally.outcomes(connection, stop)

    def conflicts(self) -> tuple[Submission, ...]:
        """Return the submissions with more than one head."""
        return current.conflicts(self._link)

    def history(self, submission: str) -> tuple[Revision, ...]:
        """Return every revision of a submission, oldest clock first."""
        return log.of_submission(self._link, submission)

    def heads(self, submission: str) -> tuple[Revision, ...]:
        """Return the revisions of a submission that nothing replaces; two or more conflict."""
        return log.of_submission(self._link, submission, heads_only=True)

    # Logs of devices, and their union

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

    def mark_handed_over(self, places: Mapping[str, int], detail: str, path: str = "") -> None:
        """Note that a verified package holds the devices' logs up to these places.

        ``path`` is where it was written.
        """
        now = self._now()
        with self._link.write() as connection:
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
            self._forget()
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

    # Salvage

    def adopt(self, found: Found) -> bool:
        """Take over settings and notes of a damaged store; say whether it was set up."""
        with self._link.write() as connection:
            known = adopting.adopt(connection, self.custody, found, self._now())
        self.custody.write_recovery_copy()
        return known

    def adopt_drafts(self, found: Mapping[str, tuple[Draft, str]]) -> int:
        """Take over drafts of a damaged store; return how many cannot be, for want of their form.

        ``found`` has, by id, each draft and when it was thrown away (``""``: it was not).
        """
        with self._link.write() as connection:
            return adopting.adopt_drafts(connection, found)

    def forms_missing(self) -> tuple[str, ...]:
        """Return the hashes of forms that revisions name and that are not here."""
        with self._link.read() as connection:
            return log.forms_missing(connection)

    def missing(self, known: Mapping[str, int]) -> tuple[Gap, ...]:
        """Return what is missing of logs that are known to have come as far as ``known`` says."""
        with self._link.read() as connection:
            return log.missing(connection, known)

    def check(self, progress: Progress | None = None) -> HealthReport:
        """Look for damage everywhere: key, settings, schema, file, pages, chain, heads."""
        return self.checkup.run(progress)
