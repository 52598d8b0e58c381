"""What the home screen and ``status`` say: the stop, the numbers, the drafts, the forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from surveyapp.analysis.rates import Outcome
from surveyapp.errors import UserError
from surveyapp.services.backups import BackupStatus, backup_notices, backup_status
from surveyapp.services.faces import face_of
from surveyapp.services.forms import FormRow, list_forms
from surveyapp.services.identity import identity_notices
from surveyapp.services.protection import protection_notices, recovery_code
from surveyapp.services.stops import chosen_stop
from surveyapp.services.workspace import Workspace
from surveyapp.store import Stop
from surveyapp.store.custody import Protection

MAIN_PURPOSE = "questionnaire"


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A response put aside, named by category and time, never by person."""

    id: str
    form_title: str
    category: str
    page: int
    pages: int
    percent: int
    saved: datetime
    language: str
    stop: Stop
    edits: str = ""
    """The response it changes; ``""`` where it begins one."""


@dataclass(frozen=True, slots=True)
class HomeSummary:
    """One look at this device, at the chosen stop."""

    stop: Stop | None
    completed: int
    refused: int
    not_handed_over: int
    drafts: tuple[DraftRow, ...]
    discarded: int
    """Drafts thrown away that can be taken back."""
    forms: tuple[FormRow, ...]
    main_form: FormRow | None


def home_summary(workspace: Workspace, language: str) -> HomeSummary:
    """Return what the home screen shows, texts of forms in ``language`` where they have it."""
    stop = chosen_stop(workspace)
    forms = list_forms(workspace, language)
    asked = [form for form in forms if form.refusal is None]
    tally = workspace.store.tally(stop.key) if stop else {}
    return HomeSummary(
        stop=stop,
        completed=sum(n for outcome, n in tally.items() if outcome != Outcome.REFUSED),
        refused=tally.get(Outcome.REFUSED, 0),
        not_handed_over=workspace.store.not_handed_over(),
        drafts=draft_rows(workspace, language),
        discarded=len(workspace.store.discarded_drafts()),
        forms=forms,
        main_form=next((f for f in asked if f.purpose == MAIN_PURPOSE), None)
        or next(iter(asked), None),
    )


def draft_rows(workspace: Workspace, language: str) -> tuple[DraftRow, ...]:
    """Return the drafts, the one saved last first."""
    rows = []
    stops = {stop.key: stop for stop in workspace.store.stops()}
    for draft in workspace.store.drafts():
        face = face_of(workspace, draft.form_hash)
        place = json.loads(draft.document)["paradata"]
        rows.append(
            DraftRow(
                id=draft.id,
                form_title=face.title(language),
                category=draft.category,
                page=place["page"],
                pages=place["pages"],
                percent=round(100 * draft.answered / draft.asked) if draft.asked else 0,
                saved=datetime.fromisoformat(draft.saved),
                language=draft.language,
                stop=stops.get(draft.stop) or Stop.parse_key(draft.stop),
                edits=draft.edits,
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """What ``status`` says: who the device is, where it stands, what it holds."""

    label: str
    device: str
    data: Path
    stop: Stop | None
    submissions: int
    by_stop: Mapping[str, int]
    refused: int
    drafts: int
    conflicts: int
    not_handed_over: int
    forms: tuple[FormRow, ...]
    protection: Protection
    recovery: str
    """Check code of the recovery key; ``""`` where there is none."""
    backup: BackupStatus
    notices: tuple[UserError, ...]
    """What is wrong with the protection of the key or the backups, until somebody changes it; that
    this data was copied, or another device's."""


def device_status(workspace: Workspace, language: str) -> DeviceStatus:
    """Return what this device holds; ``UserError`` where it was never set up."""
    profile = workspace.profile()
    counts = workspace.store.counts()
    return DeviceStatus(
        label=profile.label,
        device=profile.id,
        data=workspace.store.data_dir,
        stop=chosen_stop(workspace),
        submissions=counts.submissions,
        by_stop=counts.by_stop,
        refused=workspace.store.tally().get(Outcome.REFUSED, 0),
        drafts=counts.drafts,
        conflicts=counts.conflicts,
        not_handed_over=counts.not_handed_over,
        forms=list_forms(workspace, language),
        protection=workspace.store.custody.protection,
        recovery=recovery_code(workspace),
        backup=backup_status(workspace),
        notices=(
            *identity_notices(workspace),
            *protection_notices(workspace),
            *backup_notices(workspace),
        ),
    )
