"""Making the workbook and the file of contacts: what the store holds becomes files people read.

Current responses only: deleted and erased ones are in neither file. Every export is noted in the
store, so that somebody can later say what left the device, when and how much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from surveyapp import __version__
from surveyapp.analysis.contacts import build_contacts
from surveyapp.analysis.tables import ResponseTable, build_table
from surveyapp.errors import UserError
from surveyapp.progress import Progress, Silent
from surveyapp.reports.contacts import write_contacts
from surveyapp.reports.files import check_target
from surveyapp.reports.provenance import (
    DeviceSource,
    FormSource,
    Happening,
    Provenance,
    StopSource,
)
from surveyapp.reports.responses import Names, stop_names
from surveyapp.reports.workbook import write_workbook
from surveyapp.services.practice import require_real
from surveyapp.services.regions import region_name
from surveyapp.services.workspace import Workspace
from surveyapp.store import Submission
from surveyapp.text import N_, Words, load_words
from surveyapp.xform import FormDefinition

EVENT_NAMES = {
    "package": N_("Package handed over"),
    "merge": N_("Packages taken in"),
    "workbook": N_("Workbook made"),
    "contacts": N_("Contacts exported"),
    "sqlite": N_("Plain copy made"),
    "files": N_("Files of responses exported"),
    "custody": N_("Key of the answers moved"),
    "recovery": N_("Recovery key set"),
    "kiosk": N_("Kiosk"),
    "identity": N_("New identity of this device"),
}
"""What events of the store are called; another is shown by its kind."""

_EVENTS_SHOWN = 200
"""The latest events stand in the workbook; a tour makes a few a day."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written. ``rows`` are responses, or contacts."""

    path: Path
    rows: int
    size: int
    """Bytes of the file."""
    sheets: tuple[str, ...] = ()
    small: int = 0
    """Cells of figures hidden because fewer than five people are in them."""
    further: int = 0
    """Cells hidden so that those cannot be worked out."""
    left_out: tuple[UserError, ...] = ()
    """What is not in it because this app cannot open the form."""


def export_workbook(
    workspace: Workspace, out: Path, language: str, progress: Progress | None = None
) -> ExportReport:
    """Write the consolidated workbook of everything current, in ``ar``, ``fr`` or ``en``.

    Raises ``UserError`` where there is nothing to write or no place to write it, or what the
    device holds is damaged; an older file of that name stays until the new one is complete.
    """
    require_real(workspace)
    check_target(out)
    workspace.store.checkup.require_sound(progress, lists=True)
    words = load_words(language)
    gathered = gather(workspace)
    if not gathered:
        raise next(
            iter(unopened(workspace)),
            UserError(
                "There is no response to put into a workbook yet. Fill one in, or merge the "
                "packages of other devices first."
            ),
        )
    tables = [build_table(form.definitions, form.submissions) for form in gathered]
    names = _names(workspace, gathered, words)
    report = write_workbook(
        out,
        tables,
        words,
        names=names,
        provenance=_provenance(workspace, tables, gathered, names, words),
        partials=_partials(workspace),
        progress=progress or Silent(),
    )
    workspace.store.log_event("workbook", f"{out.name} rows={report.responses}")
    return ExportReport(
        report.path,
        report.responses,
        report.size,
        report.sheets,
        report.small,
        report.further,
        unopened(workspace),
    )


def export_contacts(workspace: Workspace, out: Path, language: str) -> ExportReport:
    """Write the identifiers of everything current to a file of their own, and note it.

    Raises ``UserError`` where it cannot be written, or what the device holds is damaged.
    """
    require_real(workspace)
    check_target(out)
    workspace.store.checkup.require_sound(lists=True)
    words = load_words(language)
    gathered = gather(workspace)
    tables = [build_contacts(form.definitions, form.submissions) for form in gathered]
    report = write_contacts(
        out, tables, words, names=_names(workspace, gathered, words), made=workspace.now()
    )
    workspace.store.log_event("contacts", f"{out.name} rows={report.contacts}")
    return ExportReport(report.path, report.contacts, report.size, left_out=unopened(workspace))


@dataclass(frozen=True, slots=True)
class Gathered:
    """The current responses of one form and the versions they were given with, by hash."""

    definitions: Mapping[str, FormDefinition]
    submissions: Sequence[Submission]


def gather(workspace: Workspace) -> list[Gathered]:
    """Return what the store holds, form by form in the order they were first answered.

    What was given with a form that this app cannot open is not in it; see ``unopened``.
    """
    by_form: dict[str, list[Submission]] = {}
    for submission in workspace.store.submissions():
        if workspace.refusal(submission.form_hash) is None:
            by_form.setdefault(submission.form_id, []).append(submission)
    return [
        Gathered(
            {
                form_hash: workspace.definition(form_hash)
                for form_hash in dict.fromkeys(one.form_hash for one in submissions)
            },
            submissions,
        )
        for submissions in by_form.values()
    ]


def unopened(workspace: Workspace) -> tuple[UserError, ...]:
    """Return what ``gather`` leaves out, one sentence for each form version, with the reason."""
    counts = Counter(submission.form_hash for submission in workspace.store.submissions())
    told = []
    for form in workspace.store.forms():
        reason = workspace.refusal(form.hash) if form.hash in counts else None
        if reason is not None:
            told.append(
                UserError(
                    "Left out: {count}, given with “{title}” (version {version}), which this "
                    "version of the app cannot open: {reason} They are kept, and packages carry "
                    "them.",
                    count=counts[form.hash],
                    title=form.title,
                    version=form.version,
                    reason=reason,
                )
            )
    return tuple(told)


def _names(workspace: Workspace, gathered: Sequence[Gathered], words: Words) -> Names:
    language = words.language
    stops = {one.stop for form in gathered for one in form.submissions}
    stops |= {draft.stop for draft in workspace.store.drafts()}
    codes = {key.rpartition("_")[0] for key in stops}
    regions = {code: region_name(code, language) for code in sorted(codes)}
    return Names(
        regions=regions,
        # By region: the place is typed on each device in whatever language, and stands in full on
        # the sheet of provenance.
        stops=stop_names(sorted(stops), regions, {}, words),
        devices={log.device: log.label or log.device[:8] for log in workspace.store.devices()},
    )


def _partials(workspace: Workspace) -> dict[str, dict[str, int]]:
    """Count responses left part-way on this device, by form id and stop.

    Drafts never travel in packages, so those of other devices are not known here.
    """
    forms = {form.hash: form.form_id for form in workspace.store.forms()}
    counted: dict[str, dict[str, int]] = {}
    for draft in workspace.store.drafts():
        if draft.answered:
            by_stop = counted.setdefault(forms[draft.form_hash], {})
            by_stop[draft.stop] = by_stop.get(draft.stop, 0) + 1
    return counted


def _provenance(
    workspace: Workspace,
    tables: Sequence[ResponseTable],
    gathered: Sequence[Gathered],
    names: Names,
    words: Words,
) -> Provenance:
    store = workspace.store
    submissions = [one for form in gathered for one in form.submissions]
    by_device = Counter(one.device for one in submissions)
    by_stop = Counter(one.stop for one in submissions)
    by_form = Counter(one.form_hash for one in submissions)
    places = {stop.key: stop.place for stop in store.stops()}
    counts = store.counts()
    logs = store.devices()
    profile = store.profile()
    return Provenance(
        made=workspace.now(),
        app_version=__version__,
        made_on=profile.label if profile else "",
        devices=tuple(
            DeviceSource(
                name=names.devices[log.device],
                id=log.device,
                revisions=log.revisions,
                responses=by_device[log.device],
                last=_moment(log.last_wall),
            )
            for log in logs
            if log.revisions
        ),
        stops=tuple(
            StopSource(names.stops[key], key, places.get(key, ""), by_stop[key])
            for key in sorted(by_stop)
        ),
        forms=tuple(
            FormSource(
                title=table.title(words.language),
                form_id=definition.form_id,
                version=definition.version,
                hash=form_hash,
                responses=by_form[form_hash],
            )
            for table, form in zip(tables, gathered, strict=True)
            for form_hash, definition in form.definitions.items()
        ),
        events=tuple(
            Happening(
                at=_moment(event.at),
                what=words(EVENT_NAMES[event.kind]) if event.kind in EVENT_NAMES else event.kind,
                detail=event.detail,
            )
            for event in store.events()[-_EVENTS_SHOWN:]
        ),
        revisions=sum(log.revisions for log in logs),
        deleted=counts.deleted,
        erased=counts.erased,
        conflicts=counts.conflicts,
        drafts=counts.drafts,
    )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
