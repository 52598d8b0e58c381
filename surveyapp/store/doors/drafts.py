"""The part of the store's door about drafts: what is being filled in, and finishing it."""

from __future__ import annotations

from collections.abc import Iterable

from surveyapp.store import drafts, log, shelf
from surveyapp.store.doors.ground import Ground
from surveyapp.store.records import DiscardedDraft, Draft, Media, Revision, RevisionKind
from surveyapp.store.seal import Entry


def _kind_of(draft: Draft) -> RevisionKind:
    """Return what finishing a draft does to its submission."""
    if not draft.edits:
        return RevisionKind.CREATE
    return RevisionKind.RESOLVE if len(draft.replaces) > 1 else RevisionKind.EDIT


class DraftDoor(Ground):
    """The drafts, those thrown away lately, and their finishing."""

    def save_draft(self, draft: Draft, files: Iterable[Media] = ()) -> None:
        """Keep a draft as it is now: when this returns, the answer is on disk.

        ``files`` are new ones that its answers name (``"media"`` of the document). ``UserError``
        where its response was erased meanwhile: nothing of it is written again.
        """
        with self._link.write() as connection:
            log.require_not_erased(connection, draft.id, draft.edits)
            drafts.save(connection, draft, files)

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
        on the disk when this returns, or as soon as ``not_forgotten`` has nothing to say.
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
        stays beside it as a conflict. So does what was finished of the same draft elsewhere, before
        this folder was put back from a backup. ``UserError`` where the submission was erased.
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
            revision = log.append(connection, entry, self._now(), beside=not draft.edits)
            drafts.remove(connection, draft_id)
        self._written((revision,))
        return revision
