"""The part of the store's door about submissions: what they are now, and their history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from surveyapp.errors import UserError
from surveyapp.store import current, log, tally
from surveyapp.store import search as finding
from surveyapp.store.doors.ground import Ground
from surveyapp.store.records import Counts, Revision, RevisionKind, Submission
from surveyapp.store.seal import Entry
from surveyapp.store.search import Listed, Search, Standing


class SubmissionDoor(Ground):
    """Submissions, to write, list, search and look back at."""

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
        of the submission's for all others; ``ValueError`` otherwise. Nothing may follow an erasure,
        which may have come with a merge a moment ago: ``UserError``.
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

    def not_forgotten(self) -> UserError | None:
        """Return why the disk still holds, encrypted, what was erased; ``None``: it does not.

        The next write that succeeds wipes it, or the next opening.
        """
        return self._link.not_forgotten()

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
        self, search: Search, *, limit: int, after: Listed | None = None, skip: int = 0
    ) -> tuple[Listed, ...]:
        """Return at most ``limit`` submissions that fit, newest first.

        Those after ``after``, or past the first ``skip``.
        """
        with self._link.read() as connection:
            return finding.find(connection, search, limit=limit, after=after, skip=skip)

    def found_ids(self, search: Search) -> tuple[str, ...]:
        """Return the ids of all submissions that fit, newest first."""
        with self._link.read() as connection:
            return finding.ids(connection, search)

    def standings(self) -> Mapping[Standing, int]:
        """Return how many submissions there are of each standing."""
        with self._link.read() as connection:
            return finding.standings(connection)

    def doubtful_submissions(self) -> tuple[str, ...]:
        """Return the ids of the submissions that carry a time that cannot be right.

        Reads the whole log: a second or two at 100,000.
        """
        return finding.doubtful(self._link)

    def count_found(self, search: Search) -> int:
        """Return how many submissions fit."""
        with self._link.read() as connection:
            return finding.count(connection, search)

    def last_line(self) -> int:
        """Return the place of the log's last line, to know whether anything was written since."""
        with self._link.read() as connection:
            return finding.last_line(connection)

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
        """Return every revision of a submission, each after what it replaces."""
        return log.of_submission(self._link, submission)

    def heads(self, submission: str) -> tuple[Revision, ...]:
        """Return the revisions of a submission that nothing replaces; two or more conflict."""
        return log.of_submission(self._link, submission, heads_only=True)
