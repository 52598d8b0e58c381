"""Collecting one response: from the first page to the stored submission.

The order of every step is: the engine first, then the disk, then the screen. When ``answer``
returns, the answer lies in the device's database (``COMMIT`` returned), so a screen that says
"saved" after it speaks the truth. This module knows no widgets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from uuid import uuid4

from surveyapp.analysis.rates import Outcome
from surveyapp.errors import UserError
from surveyapp.services.carrying import last_saved
from surveyapp.services.forms import form_language
from surveyapp.services.media import FormFile, form_file
from surveyapp.services.paradata import Mode, Paradata
from surveyapp.services.response_files import ResponseFiles, files_named
from surveyapp.services.revising import changeable, require_reason, version_named, versions_of
from surveyapp.services.summaries import summary_of
from surveyapp.services.versions import VersionFit, form_to_continue, version_fit
from surveyapp.services.workspace import Workspace
from surveyapp.store import Draft, Revision, RevisionKind, Stop, Submission
from surveyapp.text import spoken_beside
from surveyapp.text.codes import short_code
from surveyapp.xform import Changes, Control, FieldProblem, FormDefinition, FormSession


@dataclass(frozen=True, slots=True)
class Finished:
    """A stored response. ``code`` is what the respondent may keep to ask for its correction."""

    submission: str
    code: str
    refused: bool


class Unfinished(UserError):
    """The response still has answers to check; ``problems`` says which, in document order."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__("Some answers still need a look before finishing.")
        self.problems = problems


class Interview:
    """One response being filled on this device."""

    def __init__(
        self,
        workspace: Workspace,
        session: FormSession,
        draft: Draft,
        paradata: Paradata,
        files: Mapping[str, str] | None = None,
    ) -> None:
        self._workspace = workspace
        self._draft = draft
        self._paradata = paradata
        self._files = ResponseFiles(workspace.store, files or {})
        self.buttons = ""
        """The language of the screens where it does not follow the questions'."""
        self.session = session
        self.page_ref = draft.page
        self._saved = draft.saved
        self.unsaved = False
        """Something was given that the disk has not taken: ``save`` tries again."""
        self._over = False  # finished or thrown away: what a screen still sends brings nothing back

    @classmethod
    def start(
        cls,
        workspace: Workspace,
        form_hash: str,
        *,
        language: str,
        operator: str = "",
        mode: Mode = Mode.INTERVIEW,
        badge: str = "",
        buttons: str = "",
    ) -> Self:
        """Begin a response at the chosen stop; its draft is on disk when this returns.

        ``buttons`` is the language of the screens where it is not to follow the questions'.
        """
        stop = workspace.store.chosen_stop()
        if stop is None:
            raise UserError("Choose the stop first: the response must say where it was given.")
        definition = workspace.definition(form_hash)
        session = FormSession(
            definition,
            language=form_language(definition, language),
            now=workspace.now,
            presets=presets(definition, stop=stop.key, badge=badge, language=language),
            resources=last_saved(workspace, definition, kiosk=mode is Mode.KIOSK),
            device=_device(workspace, operator),
        )
        started = workspace.now().isoformat()
        draft = Draft(
            id=str(uuid4()),
            form_hash=form_hash,
            stop=stop.key,
            language=session.language,
            operator=operator,
            mode=mode.value,
            started=started,
            saved=started,
            page=next((page.ref for page in session.pages()), ""),
            answered=0,
            asked=0,
            category="",
            document="",
        )
        paradata = _begun(workspace, draft, interface=buttons or spoken_beside(language, language))
        interview = cls(workspace, session, draft, paradata)
        interview.buttons = buttons
        interview._save()
        return interview

    @classmethod
    def resume(cls, workspace: Workspace, draft_id: str) -> Self:
        """Take up a draft where it was left, in the version of the form it was begun in.

        Where this app cannot open that version any more, in the newest that it can: ``fit`` tells
        what no longer fits.
        """
        draft = workspace.store.draft(draft_id)
        draft = replace(draft, form_hash=form_to_continue(workspace, draft))
        content = json.loads(draft.document)
        definition = workspace.definition(draft.form_hash)
        kiosk = draft.mode == Mode.KIOSK.value
        session = FormSession.resume(
            definition,
            content,
            language=draft.language,
            now=workspace.now,
            resources=last_saved(workspace, definition, kiosk=kiosk, besides=draft.edits),
            device=_device(workspace, draft.operator),
        )
        paradata = Paradata.read(content["paradata"], workspace.now())
        return cls(workspace, session, draft, paradata, files_named(content))

    @classmethod
    def edit(
        cls, workspace: Workspace, submission: str, *, operator: str, version: str = ""
    ) -> Self:
        """Take a stored response up to change it; the change is a draft like any other.

        Where it stands in conflict, ``version`` (a hash, or its beginning) says from which one to
        begin: the change then takes the place of all of them. Raises ``UserError`` where it was
        deleted or erased, or stands in conflict and no version is named.
        """
        shown: Submission | Revision
        if version:
            versions = versions_of(workspace, submission)
            shown = version_named(versions, version)
            replaces = tuple(each.hash for each in versions)
        else:
            shown = changeable(workspace, submission)
            replaces = (shown.revision,)
        if shown.kind is RevisionKind.DELETE:
            raise UserError("This response is deleted. Bring it back before changing it.")
        content = json.loads(shown.document)
        written = content.get("paradata", {})
        definition = workspace.definition(shown.form_hash)
        session = FormSession.resume(
            definition,
            content,
            language=form_language(definition, str(written.get("language", ""))),
            now=workspace.now,
            resources=last_saved(workspace, definition, kiosk=False, besides=submission),
            device=_device(workspace, operator),
            editing=True,
        )
        started = workspace.now().isoformat()
        draft = Draft(
            id=str(uuid4()),
            form_hash=shown.form_hash,
            stop=shown.stop,
            language=session.language,
            operator=operator,
            mode=Mode.INTERVIEW.value,
            started=started,
            saved=started,
            page=next((page.ref for page in session.pages()), ""),
            answered=0,
            asked=0,
            category="",
            document="",
            edits=submission,
            replaces=replaces,
        )
        paradata = _begun(workspace, draft, interface=spoken_beside(draft.language, draft.language))
        interview = cls(workspace, session, draft, paradata, files_named(content))
        interview._save()
        return interview

    @property
    def edits(self) -> str:
        """Return the id of the submission that is changed; ``""`` where one is begun."""
        return self._draft.edits

    @property
    def replaces(self) -> tuple[str, ...]:
        """Return the hashes of the states it takes the place of: several where they conflict."""
        return self._draft.replaces

    @property
    def operator(self) -> str:
        """Return who gives or changes the answers here."""
        return self._draft.operator

    @property
    def draft_id(self) -> str:
        """Return the id of the draft, which becomes the submission's."""
        return self._draft.id

    @property
    def at_kiosk(self) -> bool:
        """Say whether the person answers alone, at a kiosk."""
        return self._draft.mode == Mode.KIOSK.value

    @property
    def form_hash(self) -> str:
        """Return the form's hash."""
        return self._draft.form_hash

    @property
    def fit(self) -> VersionFit:
        """Return how the answers taken up fit this version of the form, in its language now."""
        return version_fit(self._workspace, self.session)

    @property
    def form_title(self) -> str:
        """Return the form's title in the session's language."""
        return self.session.definition.title(self.session.language)

    @property
    def stop(self) -> Stop:
        """Return the stop the response was begun at."""
        for stop in self._workspace.store.stops():
            if stop.key == self._draft.stop:
                return stop
        return Stop.parse_key(self._draft.stop)

    def file(self, address: str) -> FormFile | None:
        """Return the file of the form at an address (``jr://images/well.png``), if it came."""
        return form_file(self._workspace, self._draft.form_hash, address)

    def answer(self, ref: str, value: str) -> Changes:
        """Take an answer; when this returns it is on disk."""
        before = self.session.typed(ref)
        changes = self.session.answer(ref, value)
        self._paradata = self._paradata.answered(
            ref,
            before,
            self.session.typed(ref),
            at_once=self.session.question(ref).control is Control.SELECT_ONE,
        )
        self._save()
        return changes

    def attach(self, ref: str, name: str, data: bytes) -> Changes:
        """Give a question a file; when this returns, file and answer are on disk together.

        The answer is a new name with the ending of ``name``. ``UserError`` where the file is empty
        or too large; nothing was taken then.
        """
        return self.answer(ref, self._files.keep(name, data, self._workspace.now()))

    def take(self, ref: str, value: str, files: Mapping[str, str]) -> Changes:
        """Take an answer from another version of the response, with the file it names.

        ``files`` are the names and hashes of that version's.
        """
        return self.answer(ref, self._files.adopt(value, files, self._workspace.now()))

    def response_file(self, ref: str) -> FormFile | None:
        """Return the file that answers a question; ``None`` where there is none, or not here."""
        return self._files.named(self.session.typed(ref))

    def add_repeat(self, ref: str) -> Changes:
        """Add a row to a repeat; when this returns it is on disk."""
        changes = self.session.add_repeat(ref)
        self._save()
        return changes

    def remove_repeat(self, ref: str) -> Changes:
        """Remove a row of a repeat; when this returns that is on disk."""
        changes = self.session.remove_repeat(ref)
        self._paradata = self._paradata.row_removed()
        self._save()
        return changes

    def restore_repeat(self) -> Changes:
        """Put the row removed last back with its answers; when this returns that is on disk.

        Raises ``KeyError`` where it has no place any more.
        """
        changes = self.session.restore_repeat()
        self._save()
        return changes

    def set_language(self, tag: str) -> Changes:
        """Ask on in another language; answers, place and messages stay."""
        changes = self.session.set_language(form_language(self.session.definition, tag))
        for field in self.session.definition.fields:
            if field.fill == "language":
                self.session.answer(field.ref, tag)
        interface = self.buttons or spoken_beside(tag, self._paradata.interface)
        self._paradata = self._paradata.switched(self.session.language, interface)
        self._save()
        return changes

    def keep_buttons_apart(self, tag: str) -> None:
        """Note that the screens speak ``tag`` whatever the questions do; ``""``: as they do."""
        self.buttons = tag
        language = self.session.language
        interface = tag or spoken_beside(language, self._paradata.interface)
        self._paradata = self._paradata.switched(language, interface)
        self._save()

    def go_to(self, page_ref: str) -> None:
        """Remember the page that is shown, and how long the one before it was."""
        self.touched()
        pages = [page.ref for page in self.session.pages()]
        number = pages.index(page_ref) + 1 if page_ref in pages else 1
        self._paradata = self._paradata.turned(number, len(pages))
        self.page_ref = page_ref
        self._save()

    def touched(self) -> None:
        """Hear that somebody is at work on the page: a touch, a key, a turn of the wheel."""
        self._paradata = self._paradata.active(self.page_ref, self._workspace.now())

    def finish(self, *, reason: str = "") -> Finished:
        """Store the response and drop its draft, in one transaction.

        A change of a stored response needs a ``reason``. Raises ``Unfinished`` where answers are
        missing or wrong; nothing is stored then.
        """
        if self.edits:
            reason = require_reason(reason)
        problems = self.session.finalize()
        if problems:
            raise Unfinished(problems)
        self.touched()
        refused = self.declined
        submission = self.edits or self._draft.id
        if self._files.waiting:  # the disk refused one: without it this is not complete
            self._save()
        document = self.session.to_document()
        self._workspace.store.finish(
            self._draft.id,
            submission=submission,
            document=_text(
                {
                    **document,
                    **self._files.written(document),
                    "summary": summary_of(self.session),
                    "outcome": (Outcome.REFUSED if refused else Outcome.COMPLETED).value,
                    **self._how_given(refused=refused),
                }
            ),
            operator=self._draft.operator,
            reason=reason,
        )
        self._over, self.unsaved = True, False
        return Finished(submission, short_code(submission), refused)

    def _how_given(self, *, refused: bool) -> dict[str, Any]:
        """Return the paradata; those of a change stand beside how the response was given."""
        ended = self._workspace.now().isoformat()
        state = self._paradata
        now = state.of_refusal(ended=ended) if refused else state.written(ended=ended)
        if not self.edits:
            return {"paradata": now}
        # What is shown may be a tombstone by now; what this change was taken from is not.
        taken = (
            each.document
            for each in self._workspace.store.history(self.edits)
            if each.hash in self._draft.replaces and each.document
        )
        given = json.loads(next(taken, "{}"))
        return {"paradata": given.get("paradata", {}), "edited": now}

    def save(self) -> None:
        """Write the response as it is now: after the disk refused, all that was given since."""
        self._save()

    @property
    def saved(self) -> datetime:
        """Return when the disk last took an answer."""
        return datetime.fromisoformat(self._saved)

    def leave(self) -> None:
        """Put the response aside; its draft stays."""
        self._files.forget_unused(self.session.to_draft())
        self._save()

    @property
    def declined(self) -> bool:
        """Say whether the person does not want to take part."""
        return is_refusal(self.session)

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was answered yet."""
        return self.session.progress().answered == 0

    def discard(self, *, for_good: bool = False) -> None:
        """Throw the draft away: recoverable for a while, unless it is ``for_good``.

        What a kiosk has taken is for good where its policy says so.
        """
        kiosk = self._draft.mode == Mode.KIOSK.value
        erase = kiosk and self._workspace.profile().partials == "erase"
        for_good = for_good or erase
        if self._files.forget_unused(self.session.to_draft()) and not for_good:
            self._save()
        self._workspace.store.discard_draft(self._draft.id, for_good=for_good)
        self._over, self.unsaved = True, False

    def abandon(self) -> None:
        """Do with the answers of somebody who went away what the device's policy says.

        Who had just declined has declined; where nothing was answered, nothing is kept.
        """
        if self.declined:
            try:
                self.finish()
            except Unfinished:
                pass  # the form asks something of those who decline, too
            else:
                return
        if self.is_blank or self._workspace.profile().partials == "erase":
            self.discard(for_good=True)
        else:
            self.leave()

    def _save(self) -> None:
        if self._over:
            return
        self.touched()
        progress = self.session.progress()
        self._draft = Draft(
            id=self._draft.id,
            form_hash=self._draft.form_hash,
            stop=self._draft.stop,
            language=self.session.language,
            operator=self._draft.operator,
            mode=self._draft.mode,
            started=self._draft.started,
            saved=self._workspace.now().isoformat(),
            page=self.page_ref,
            answered=progress.answered,
            asked=progress.asked,
            category=category(self.session),
            edits=self._draft.edits,
            replaces=self._draft.replaces,
            document=_text(
                {
                    **self.session.to_draft(),
                    **self._files.written(),
                    "paradata": self._paradata.written(),
                }
            ),
        )
        self.unsaved = True
        self._write()
        self.unsaved = False
        self._saved = self._draft.saved

    def _write(self) -> None:
        files = self._files.waiting
        try:
            self._workspace.store.save_draft(self._draft, files)
        except UserError:
            if files:  # where a file finds no room, the answers may: they are small
                with suppress(UserError):
                    self._workspace.store.save_draft(self._draft)
            raise
        self._files.saved(files)


def _begun(workspace: Workspace, draft: Draft, *, interface: str) -> Paradata:
    return Paradata(
        started=draft.started,
        since=datetime.fromisoformat(draft.started),
        mode=Mode.PRACTICE.value if workspace.practice else draft.mode,
        staff=draft.operator,
        device=workspace.profile().id,
        interface=interface,
        languages=(draft.language,),
    )


def presets(definition: FormDefinition, *, stop: str, badge: str, language: str) -> dict[str, str]:
    """Return the values the app gives a form's hidden questions (``sa:fill``), by ref."""
    given = {"stop": stop, "badge": badge, "language": language}
    return {f.ref: given[f.fill] for f in definition.fields if given.get(f.fill)}


def is_refusal(session: FormSession) -> bool:
    """Say whether the person declined: the form asks for consent and the answer is no."""
    fields = session.definition.fields
    return any(f.name == "consent" and session.value(f.ref) == "0" for f in fields)


def category(session: FormSession) -> str:
    """Return a few words to know a draft by, never by person: the first answered choice after
    consent (for F1 the respondent's role or category), as its label."""
    for field in session.definition.fields:
        if field.control is None or field.name == "consent" or field.pii or field.repeat:
            continue
        value = session.value(field.ref)
        if not value:
            continue
        for choice in session.choices(field.ref):
            if choice.value == value:
                return choice.label
    return ""


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _device(workspace: Workspace, operator: str) -> dict[str, str]:
    profile = workspace.profile()
    return {"deviceid": profile.id, "username": operator}
