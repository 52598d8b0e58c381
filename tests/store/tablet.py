"""A tablet at a stop, as tests speak of it: it answers, finishes, edits, hands over, crashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path

from surveyapp.store import (
    Draft,
    FormRecord,
    Revision,
    RevisionKind,
    Stop,
    Store,
    UnionReport,
)

STOP = Stop("MA-12", date(2026, 12, 26), "الداخلة")
SOURCE = b"a workbook"
FORM_HASH = hashlib.sha256(SOURCE).hexdigest()
FORM = FormRecord(
    hash=FORM_HASH,
    form_id="company_feedback",
    version="1",
    title="رأي المقاولات",
    languages=("ar", "fr", "en"),
    source_name="company_feedback.xlsx",
    added="2026-12-26T08:00:00+01:00",
    source=SOURCE,
    xform=b"<html/>",
)


class Watch:
    """A clock that tests set; each look moves it on by a second."""

    def __init__(self, start: str = "2026-12-26T09:00:00+01:00") -> None:
        self.time = datetime.fromisoformat(start)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time

    def says(self, moment: str) -> None:
        self.time = datetime.fromisoformat(moment)


def draft(name: str, *, document: str = '{"answer":"نعم"}', page: str = "/data/consent") -> Draft:
    return Draft(
        id=name,
        form_hash=FORM_HASH,
        stop=STOP.key,
        language="ar",
        operator="Salma",
        mode="interview",
        started="2026-12-26T09:00:00+01:00",
        saved="2026-12-26T09:01:00+01:00",
        page=page,
        answered=1,
        asked=30,
        category="",
        document=document,
    )


class Tablet:
    """One device's store and the person who holds it."""

    def __init__(self, folder: Path, *, watch: Watch | None = None) -> None:
        self.folder = folder
        self.watch = watch or Watch()
        self.store = Store.open_or_create(folder, now=self.watch)
        self.store.add_form(FORM)
        self.store.add_stop(STOP)
        self._names = count(1)

    @property
    def id(self) -> str:
        return self.store.device_id

    def fills(self, answer: str = "نعم", *, submission: str = "") -> str:
        """Answer a question and finish; return the submission."""
        submission = submission or f"uuid:{self.id}-{next(self._names)}"
        self.store.save_draft(draft(submission, document=_document(answer)))
        self.store.finish(submission, submission=submission, document=_document(answer))
        return submission

    def edits(self, submission: str, answer: str, *, reason: str = "a slip") -> Revision:
        """Change what is shown, not knowing of any other head."""
        return self._appends(RevisionKind.EDIT, submission, _document(answer), reason)

    def deletes(self, submission: str) -> Revision:
        return self._appends(RevisionKind.DELETE, submission, "", "filled twice")

    def resolves(self, submission: str, answer: str) -> Revision:
        """Make one of several heads."""
        return self._appends(RevisionKind.RESOLVE, submission, _document(answer), "", every=True)

    def erases(self, submission: str) -> Revision:
        return self._appends(RevisionKind.ERASE, submission, "", "asked for", every=True)

    def answer_of(self, submission: str) -> str:
        document = self.store.submission(submission).document
        return str(json.loads(document)["answer"]) if document else ""

    def log(self) -> list[Revision]:
        return list(self.store.revisions())

    def takes(self, *others: Tablet | Iterable[Revision]) -> UnionReport:
        """Merge what others hold, one after the other; return the last report."""
        for other in others:
            if isinstance(other, Tablet):
                report = self.store.union(
                    other.store.revisions(),
                    [other.store.form(form.hash) for form in other.store.forms()],
                    other.store.stops(),
                    other.store.labels(),
                )
            else:
                report = self.store.union(other)
        return report

    def restarts(self) -> None:
        self.store.close()
        self.store = Store.open(self.folder, now=self.watch)

    def _appends(
        self,
        kind: RevisionKind,
        submission: str,
        document: str,
        reason: str,
        *,
        every: bool = False,
    ) -> Revision:
        shown = self.store.submission(submission)
        heads = tuple(head.hash for head in self.store.heads(submission))
        return self.store.append(
            kind=kind,
            submission=submission,
            parents=heads if every else (shown.revision,),
            document=document,
            form_id=shown.form_id,
            form_hash=shown.form_hash,
            stop=shown.stop,
            operator="Yassine",
            reason=reason,
        )


def _document(answer: str) -> str:
    return json.dumps({"answer": answer}, ensure_ascii=False)


MOROCCO = timezone(timedelta(hours=1))
