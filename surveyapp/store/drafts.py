"""The drafts being filled, those thrown away lately, and when these go for good.

A draft is one row, written over by each answer; the files its answers name lie beside those of
revisions, and go with the answer unless something else refers to them. One that is thrown away
stays for 30 days, out of every list but its own; where a kiosk's policy says so it is gone at
once. What is too old goes by the device's clock, which may be wrong: so it goes only when two
openings on different days agree.

A draft has no seal of its own. The pages it lies on have one each (SQLCipher's HMAC, over what is
on the page and its number), in the file as in the write-ahead log: a bit that turned is told as
damage, and where the end of a long draft reads as zeros instead, ``require_whole`` sees it. A seal
in the row could only add protection from a whole page that went back to an older state; it would go
back with it. Against that, what was finished has its chain.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from surveyapp.errors import UserError
from surveyapp.store import media
from surveyapp.store.records import DiscardedDraft, Draft, Media
from surveyapp.store.rows import Row
from surveyapp.store.troubles import require_whole

if TYPE_CHECKING:
    from surveyapp.store.connection import Connection

KEPT_DAYS = 30
"""Days for which a draft thrown away can be taken back."""

_COLUMNS = (
    "id, lower(hex(form_hash)), stop, language, operator, mode, started, saved, page, answered, "
    "asked, category, document, edits, lower(hex(replaces))"
)

_SAVE = """
    INSERT INTO drafts (
        id, form_hash, stop, language, operator, mode, started, saved, page, answered, asked,
        category, document, edits, replaces
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
        form_hash = excluded.form_hash,
        stop = excluded.stop,
        language = excluded.language,
        operator = excluded.operator,
        mode = excluded.mode,
        saved = excluded.saved,
        page = excluded.page,
        answered = excluded.answered,
        asked = excluded.asked,
        category = excluded.category,
        document = excluded.document,
        discarded = '',
        due = ''
"""


def save(connection: Connection, draft: Draft, files: Iterable[Media] = ()) -> None:
    """Keep a draft as it is now, with new files that its answers name.

    One that was thrown away is back with that. Files that it named before and no longer does go.
    """
    before = _files_of(connection, draft.id)
    media.add_media(connection, files)
    connection.execute(
        _SAVE,
        (
            draft.id,
            bytes.fromhex(draft.form_hash),
            draft.stop,
            draft.language,
            draft.operator,
            draft.mode,
            draft.started,
            draft.saved,
            draft.page,
            draft.answered,
            draft.asked,
            draft.category,
            draft.document,
            draft.edits,
            bytes.fromhex("".join(draft.replaces)),
        ),
    )
    if before:
        media.drop_unreferenced(connection, before.difference(media.referred_to(draft.document)))


def under_way(connection: Connection) -> tuple[Draft, ...]:
    """Return the drafts, the one saved last first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM drafts WHERE discarded = '' "  # noqa: S608 - constants
        "ORDER BY saved DESC, rowid DESC"
    ).fetchall()
    return tuple(_from_row(row) for row in rows)


def one(connection: Connection, draft_id: str) -> Draft:
    """Return a draft; ``UserError`` where it is gone or was thrown away."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM drafts WHERE id = ? AND discarded = ''",  # noqa: S608 - constants
        (draft_id,),
    ).fetchone()
    if row is None:
        raise UserError(
            "This response is no longer among those under way. It may have been finished: look "
            "in the list of responses."
        )
    return _from_row(row)


def discard(connection: Connection, draft_id: str, now: datetime) -> None:
    """Throw a draft away; it can be taken back for a while."""
    connection.execute(
        "UPDATE drafts SET discarded = ? WHERE id = ? AND discarded = ''",
        (now.isoformat(timespec="seconds"), draft_id),
    )


def remove(connection: Connection, draft_id: str) -> None:
    """Take a draft out for good, with the files nothing else names.

    It was finished, or nobody may see it again.
    """
    before = _files_of(connection, draft_id)
    connection.execute("DELETE FROM drafts WHERE id = ?", (draft_id,))
    media.drop_unreferenced(connection, before)


def _files_of(connection: Connection, draft_id: str) -> frozenset[str]:
    """Return the hashes of the files that a draft on disk names."""
    # Documents that name none are not brought out of the database: every answer asks this.
    row = connection.execute(
        "SELECT document FROM drafts WHERE id = ? AND instr(document, '\"media\"')", (draft_id,)
    ).fetchone()
    return frozenset(media.referred_to(row[0])) if row else frozenset()


def restore(connection: Connection, draft_id: str) -> Draft:
    """Take back a draft that was thrown away; ``UserError`` where it is gone for good."""
    connection.execute("UPDATE drafts SET discarded = '', due = '' WHERE id = ?", (draft_id,))
    return one(connection, draft_id)


def discarded(connection: Connection) -> tuple[DiscardedDraft, ...]:
    """Return the drafts thrown away, the latest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS}, discarded FROM drafts WHERE discarded <> '' "  # noqa: S608
        "ORDER BY discarded DESC, rowid DESC"
    ).fetchall()
    return tuple(DiscardedDraft(_from_row(row), row[-1]) for row in rows)


def has_old(connection: Connection, now: datetime) -> bool:
    """Say whether ``drop_old`` has something to do: it is asked at each opening."""
    rows = connection.execute("SELECT discarded, due FROM drafts WHERE discarded <> ''")
    return any(_is_old(row[0], now) or row[1] for row in rows.fetchall())


def drop_old(connection: Connection, now: datetime) -> None:
    """Drop for good what was thrown away long ago, if an opening on an earlier day agreed."""
    rows = connection.execute("SELECT id, discarded, due FROM drafts WHERE discarded <> ''")
    for draft_id, since, due in rows.fetchall():
        if not _is_old(since, now):
            connection.execute("UPDATE drafts SET due = '' WHERE id = ?", (draft_id,))
        elif not due:
            connection.execute(
                "UPDATE drafts SET due = ? WHERE id = ?",
                (now.isoformat(timespec="seconds"), draft_id),
            )
        elif now - datetime.fromisoformat(due) >= timedelta(days=1):
            remove(connection, draft_id)


def _is_old(since: str, now: datetime) -> bool:
    return now - datetime.fromisoformat(since) >= timedelta(days=KEPT_DAYS)


def _from_row(row: Row) -> Draft:
    replaces = row[14]
    require_whole(row[12], row[13])
    parents = tuple(replaces[at : at + 64] for at in range(0, len(replaces), 64))
    return Draft(*(*row[:14], parents))
