"""What the verbs do: call one service, then say what came of it.

Services are imported inside each action: ``--help`` and ``status`` must not wait for pyxform or
openpyxl, which other verbs need.
"""

from __future__ import annotations

import dataclasses
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from surveyapp.cli import backing_up, keys
from surveyapp.cli.call import Call, Handover, TerminalProgress
from surveyapp.errors import UserError
from surveyapp.text import Words, isolate, isolate_ltr

if TYPE_CHECKING:
    from surveyapp.exchange.merge import MergePlan
    from surveyapp.services.forms import FormRow


def setup(
    call: Call,
    label: str,
    language: str,
    staff: tuple[str, ...],
    pin: str,
    idle: int,
    partials: str,
    recovery: str | None,
    protect: str | None,
) -> None:
    """Set up this device, or change its set-up."""
    from surveyapp.services.protection import gives_first_recovery, protect_by_default
    from surveyapp.services.setup import DeviceSetup, Partials, setup_device

    wanted = DeviceSetup(label, language, staff, pin, idle, Partials(partials), recovery)
    with call.workspace(make=True) as workspace:
        if protect:  # before anything is set up: the place may not be usable
            keys.put_key(call, workspace, protect, again=False)
        first = gives_first_recovery(workspace, recovery)
        profile = setup_device(workspace, wanted)
        if first and not protect:
            protect_by_default(workspace)
        protection, notices = keys.facts(workspace), keys.notices(call, workspace)
    call.answer({"device": profile.id, "label": profile.label, "data": call.data, **protection})
    call.say(
        call.words(
            "{label} is ready. Its data lies in {folder}.",
            label=isolate(profile.label),
            folder=isolate_ltr(str(call.data)),
        )
    )
    call.say_points(notices)


def form_check(call: Call, files: tuple[Path, ...]) -> int:
    """Check questionnaires; 2 where one of several cannot be used. One alone is refused as such."""
    if len(files) == 1:
        call.answer(_checked(call, files[0]))
        return 0
    answers: list[dict[str, object]] = []
    for file in files:
        try:
            answers.append({"file": file.name, "problem": "", **_checked(call, file)})
        except UserError as error:
            told = call.words.problem(error)
            answers.append({"file": file.name, "problem": told})
            call.say(told)
        call.say()
    call.answer({"forms": answers})
    return 2 if any(answer["problem"] for answer in answers) else 0


def _checked(call: Call, file: Path) -> dict[str, object]:
    """Say what is worth a look in a questionnaire that can be used, and return it."""
    from surveyapp.services.faces import question_count
    from surveyapp.services.forms import check_form

    form = check_form(file)
    warnings = [call.words.problem(warning.placed) for warning in form.warnings]
    questions = question_count(form.definition)
    call.say_points(warnings)
    call.say(
        call.words.plural(
            "{file} can be used: {n} question.",
            "{file} can be used: {n} questions.",
            questions,
            file=isolate(file.name),
        )
    )
    return {
        "form": form.definition.form_id,
        "version": form.definition.version,
        "languages": form.definition.languages,
        "questions": questions,
        "warnings": warnings,
    }


def form_add(call: Call, file: Path) -> None:
    """Add a questionnaire to this device."""
    from surveyapp.services.forms import add_form

    with call.workspace(make=True) as workspace:
        added = add_form(workspace, file)
    row = added.row
    told = [call.words.problem(warning.placed) for warning in added.warnings]
    call.answer({**_form(call, row), "files": added.files, "warnings": told})
    call.say_points(told)
    call.say(
        call.words(
            "“{title}” (version {version}) is on this device.",
            title=isolate(row.title),
            version=isolate_ltr(row.version),
        )
    )
    if added.files:
        call.say(
            call.words.plural("{n} file came with it.", "{n} files came with it.", len(added.files))
        )


def form_list(call: Call) -> None:
    """List the questionnaires of this device."""
    from surveyapp.services.forms import list_forms

    with call.workspace() as workspace:
        rows = list_forms(workspace, call.words.language)
    call.answer({"forms": [_form(call, row) for row in rows]})
    heads = (call.words("Form"), call.words("Version"), call.words("Title"))
    call.table(heads, [(row.form_id, row.version, row.title) for row in rows])
    for row in rows:
        if row.refusal is not None:
            refusal = call.words.problem(row.refusal)
            call.say_named(isolate(row.title), refusal, before="• ")


def _form(call: Call, row: FormRow) -> dict[str, object]:
    refusal = "" if row.refusal is None else call.words.problem(row.refusal)
    return asdict(dataclasses.replace(row, refusal=None)) | {"refusal": refusal}


def status(call: Call) -> None:
    """Say what this device holds."""
    from surveyapp.services.protection import PROTECTION_NAMES
    from surveyapp.services.regions import region_name
    from surveyapp.services.status import device_status

    w = call.words
    with call.workspace() as workspace:
        report = device_status(workspace, w.language)
    notices = [w.problem(notice) for notice in report.notices]
    plain = asdict(dataclasses.replace(report, notices=(), forms=()))
    call.answer(plain | {"notices": notices, "forms": [_form(call, row) for row in report.forms]})
    call.say(f"{isolate(report.label)} · {isolate_ltr(str(report.data))}")
    if report.stop is None:
        call.say(w("No stop is chosen yet."))
    else:
        where = region_name(report.stop.region, w.language)
        call.say(
            w(
                "Stop: {region}, {place} ({key})",
                region=where,
                place=isolate(report.stop.place),
                key=isolate_ltr(report.stop.key),
            )
        )
    rows: list[tuple[str, object]] = [
        (w("Responses"), report.submissions),
        (w("of which declined"), report.refused),
        (w("Not handed over yet"), report.not_handed_over),
        (w("Drafts"), report.drafts),
        (w("Conflicts to decide"), report.conflicts),
    ]
    rows += [(isolate_ltr(key), number) for key, number in sorted(report.by_stop.items())]
    rows += [(isolate(form.title), isolate_ltr(form.version)) for form in report.forms]
    rows += [
        (w("Protection of the answers"), w(PROTECTION_NAMES[report.protection])),
        (w("Recovery key"), isolate_ltr(report.recovery) if report.recovery else w("none")),
    ]
    for name, value in (*rows, *backing_up.told(w, report.backup)):
        call.say_named(name, value)
    for form in report.forms:
        if form.refusal is not None:
            call.say_named(isolate(form.title), w.problem(form.refusal), before="• ")
    call.say_points(notices)


def package(call: Call, out: Path) -> None:
    """Make a hand-over package."""
    from surveyapp.services.handoff import hand_over

    with call.workspace() as workspace:
        report = hand_over(workspace, out, TerminalProgress())
    call.answer(asdict(report))
    call.say(
        call.words.plural(
            "{file} holds {n} response and was read back whole. It is safe to remove.",
            "{file} holds {n} responses and was read back whole. It is safe to remove.",
            report.responses,
            file=isolate_ltr(str(report.path)),
        )
    )
    if report.answers:
        call.say(
            call.words.plural(
                "{n} file with them.",
                "{n} files with them.",
                report.answers,
            )
        )


def merge(call: Call, files: tuple[Path, ...], dry_run: bool) -> None:
    """Merge packages, or say what merging them would bring."""
    from surveyapp.services.handoff import apply_merge, plan_merge

    with call.workspace(make=True) as workspace:
        if dry_run:
            outcome = plan_merge(workspace, files)
        else:
            outcome = apply_merge(workspace, files, TerminalProgress())
    call.answer(asdict(outcome) | {"dry_run": dry_run})
    _tell_merge(call, outcome)
    call.say(
        call.words("Nothing was written: this was a trial.")
        if dry_run
        else call.words.plural(
            "This device now holds {n} response.",
            "This device now holds {n} responses.",
            outcome.after,
        )
    )


def _tell_merge(call: Call, outcome: MergePlan) -> None:
    w = call.words
    call.table(
        (w("Package"), w("Device"), w("Records")),
        [(line.file.name, line.label, line.records) for line in outcome.packages],
    )
    call.say()
    call.table(
        (w("Stop"), w("New"), w("Updated"), w("Already here"), w("Conflicts")),
        [
            (line.key, line.new, line.updated, line.identical, line.conflicts)
            for line in outcome.by_stop
        ],
    )
    call.say()
    call.say(w("Responses before: {n}", n=outcome.before))
    call.say(w("New: {n}", n=outcome.new))
    call.say(w("Updated: {n}", n=outcome.updated))
    call.say(w("Already here: {n}", n=outcome.identical))
    call.say(w("Conflicts to decide: {n}", n=outcome.conflicts))
    for warning in outcome.warnings:
        call.say(f"• {w.problem(warning)}")


def export(
    call: Call,
    out: Path,
    language: str,
    contacts: bool,
    files: bool,
    sqlite: bool,
    replace: bool,
) -> None:
    """Make the workbook, the file of contacts, a folder of files, or a plain copy."""
    from surveyapp.services.export import export_contacts, export_workbook

    if contacts + files + sqlite > 1:
        raise UserError("Ask for the contacts, for files or for a SQLite file, one at a time.")
    with call.workspace() as workspace:
        if files:
            from surveyapp.services.export_files import export_files

            report = export_files(workspace, out, TerminalProgress())
        elif sqlite:
            from surveyapp.services.plain_copy import export_sqlite

            report = export_sqlite(
                workspace, out, language, replace=replace, progress=TerminalProgress()
            )
        elif contacts:
            report = export_contacts(workspace, out, language)
        else:
            report = export_workbook(workspace, out, language, TerminalProgress())
    left_out = [call.words.problem(each) for each in report.left_out]
    call.answer(asdict(dataclasses.replace(report, left_out=())) | {"left_out": left_out})
    where = isolate_ltr(str(report.path))
    call.say(
        call.words.plural("{file}: {n} file.", "{file}: {n} files.", report.rows, file=where)
        if files
        else call.words.plural("{file}: {n} row.", "{file}: {n} rows.", report.rows, file=where)
    )
    call.say_points(left_out)
    if files:
        call.say(
            call.words(
                "These files are not protected: pictures and recordings may show who people are. "
                "Keep them as safe as the answers themselves."
            )
        )
    if sqlite:
        call.say(
            call.words(
                "This file is not protected: whoever has it can read it. Keep it as safe as the "
                "answers themselves, and delete it when it is no longer needed. Contact details "
                "are not in it."
            )
        )


def check(call: Call) -> int:
    """Check the database; 2 where something is not sound."""
    from surveyapp.services.check import (
        CHECK_NAMES,
        check_data,
        doubtful_times,
        missing_files,
    )
    from surveyapp.services.identity import identity_notices

    w = call.words
    with call.workspace() as workspace:
        report = check_data(workspace, TerminalProgress())
        notices = keys.notices(call, workspace)
        notices += [w.problem(notice) for notice in identity_notices(workspace)]
        notices += [w.problem(notice) for notice in missing_files(workspace)]
        if report.ok:
            notices += [
                w.plural(
                    "{device} had a wrong clock: the time of {n} record is in doubt. Answers and "
                    "their order are not touched by that.",
                    "{device} had a wrong clock: the times of {n} records are in doubt. Answers "
                    "and their order are not touched by that.",
                    number,
                    device=isolate(device),
                )
                for device, number in doubtful_times(workspace).items()
            ]
    call.answer(
        {
            "sound": report.ok,
            "revisions": report.revisions,
            "checks": {
                look.name.value: [w.problem(problem) for problem in look.problems]
                for look in report.checks
            },
            "gaps": [asdict(gap) for gap in report.gaps],
            "forks": [asdict(fork) for fork in report.forks],
            "notices": notices,
        }
    )
    for look in report.checks:
        state = w("sound") if look.ok else w("damaged")
        call.say_named(w(CHECK_NAMES[look.name]), state)
        for problem in look.problems:
            call.say(f"• {w.problem(problem)}")
    if report.gaps:
        call.say(w("Some records of other devices have not arrived. Merge their packages."))
    call.say_points(notices)
    call.say(w.plural("{n} revision looked at.", "{n} revisions looked at.", report.revisions))
    return 0 if report.ok else 2


def demo(
    call: Call,
    show: Handover | None,
    out: Path,
    stops: int,
    devices: int,
    responses: int,
    seed: int,
) -> int:
    """Show the whole road on invented people."""
    from surveyapp.services.demo import DemoPlan, run_demo

    w = call.words
    report = run_demo(DemoPlan(out, stops, devices, responses, seed), w, TerminalProgress())
    call.answer(asdict(report))
    call.table(
        (w("Stop"), w("Device"), w("Responses"), w("Declined"), w("Package")),
        [(d.stop, d.device, d.responses, d.refused, d.package.name) for d in report.devices],
    )
    call.say()
    call.say(w("Responses filled: {n}", n=report.expected))
    call.say(w("Responses after merging: {n}", n=report.merged))
    call.say(w("Added by merging everything again: {n}", n=report.added_again))
    call.say(w("Data: {path}", path=isolate_ltr(str(report.data))))
    for workbook in report.workbooks:
        call.say(w("Workbook: {path}", path=isolate_ltr(str(workbook))))
    call.say(w("Contacts, kept apart: {path}", path=isolate_ltr(str(report.contacts))))
    if not report.ok:
        call.say(w("The numbers do not agree. Please report this with the folder above."))
        return 1
    listening = sys.stdin is not None and sys.stdin.isatty()
    if show and listening and not call.json and _goes_on(w):
        return show([f"--data={report.data}", f"--lang={w.language}"])
    return 0


def _goes_on(words: Words) -> bool:
    """Offer to open the app; asked so that no language has to know the letters y and n."""
    question = words("Press Enter to open the app on this data; type anything else to stop here:")
    return not click.prompt(question, default="", show_default=False, prompt_suffix=" ").strip()
