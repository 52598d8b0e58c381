"""The verbs about backups: make one, list them, bring one back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from surveyapp.cli.call import Call, TerminalProgress
from surveyapp.services.rescue_words import saved_lines
from surveyapp.text import Words, isolate_ltr
from surveyapp.text.formats import Formats

if TYPE_CHECKING:
    from surveyapp.services.backups import BackupStatus

Verb = Callable[..., click.Command]
"""Builds a verb: name, what it does, summary, example, parameters (``Verbs``)."""


def verbs(words: Words, verb: Verb) -> list[click.Command]:
    """Return the verbs."""
    w = words
    path = click.Path(path_type=Path)
    to = click.Option(
        ["--to"],
        type=path,
        metavar=w("FOLDER"),
        help=w("From now on, a copy of each backup goes to this folder on a second medium too."),
    )
    alone = click.Option(
        ["--here-only"], is_flag=True, help=w("From now on, no copies on a second medium.")
    )
    sheet = click.Option(
        ["--recovery-key", "sheet"],
        type=path,
        metavar=w("SHEET"),
        help=w("The saved sheet of the recovery key; the .recovery file lies beside the backup."),
    )
    key = click.Option(
        ["--key", "key_file"],
        type=path,
        metavar=w("FILE"),
        help=w("A copy of the key file of the device that made the backup."),
    )
    file = click.Argument(["file"], type=path, metavar=w("FILE"))
    backups = click.Group(
        "backups",
        help=w("Backups of this device: list them."),
        subcommand_metavar=w("VERB …"),
        options_metavar=w("[OPTIONS]"),
        commands=[
            verb(
                "list",
                list_,
                w("List the backups in the data folder, newest first."),
                "backups list",
                [],
            )
        ],
    )
    return [
        verb(
            "backup",
            backup,
            w("Make a verified backup of everything on this device now."),
            "backup --to /media/usb",
            [to, alone],
        ),
        backups,
        verb(
            "restore",
            restore,
            w(
                "Bring a backup back into a new folder, given with --data; never over answers. "
                "The key is that of the device, or comes with the recovery key."
            ),
            "restore 5d41.0000120.20261226T181500+0100.backup --data new-folder",
            [file, sheet, key],
        ),
        _rescue(w, verb, sheet),
    ]


def _rescue(w: Words, verb: Verb, sheet: click.Option) -> click.Command:
    path = click.Path(path_type=Path)
    out = click.Option(
        ["--out"],
        type=path,
        required=True,
        metavar=w("NEW FOLDER"),
        help=w("Where what is saved goes; the damaged folder is only read."),
    )
    backups = click.Option(
        ["--from", "backups"],
        type=path,
        multiple=True,
        metavar=w("FILE"),
        help=w("A backup that lies elsewhere; give it once for each."),
    )
    packages = click.Option(
        ["--package", "packages"],
        type=path,
        multiple=True,
        metavar=w("FILE"),
        help=w("A hand-over package that holds what is missing; give it once for each."),
    )
    return verb(
        "rescue",
        rescue,
        w(
            "Save what can be saved of a damaged data folder, given with --data. What it lacks is "
            "taken from its backups and from packages; what is still missing is named."
        ),
        "rescue --data damaged --out saved --package tablet-03.svpkg",
        [out, backups, packages, sheet],
    )


def backup(call: Call, to: Path | None, here_only: bool) -> None:
    """Make a backup, and name the second medium where one is given."""
    from surveyapp.services.backups import backup_status, make_backup, name_second

    w = call.words
    with call.workspace() as workspace:
        if to is not None or here_only:
            name_second(workspace, None if here_only else to)
        made = make_backup(workspace, progress=TerminalProgress())
        status, problem = backup_status(workspace), workspace.store.backups.state().problem_there
    told = [w.problem(problem)] if problem else []
    call.answer({**asdict(made), "second": status.second, "notices": told})
    call.say(
        w(
            "{file} holds everything on this device and was read back whole.",
            file=isolate_ltr(str(made.file)),
        )
    )
    if status.second is not None:
        where = isolate_ltr(str(status.second))
        if not status.second_present:
            call.say(w("{folder} is not there: no copy went to it.", folder=where))
        elif not problem:
            call.say(w("A copy lies in {folder}.", folder=where))
    call.say_points(told)


def list_(call: Call) -> None:
    """List the backups."""
    from surveyapp.services.backups import list_backups

    w, formats = call.words, Formats(call.words)
    with call.workspace() as workspace:
        rows = list_backups(workspace)
    call.answer({"backups": [asdict(row) for row in rows]})
    if not rows:
        call.say(w("There are no backups yet."))
        return
    call.table(
        (w("Made"), w("Records"), w("Megabytes"), w("Recovery key"), w("File")),
        [
            (
                formats.moment(row.made),
                row.records,
                formats.number(row.size / 1e6, 1),
                w("yes") if row.recovery else w("no"),
                isolate_ltr(str(row.file)),
            )
            for row in rows
        ],
    )


def restore(call: Call, file: Path, sheet: Path | None, key_file: Path | None) -> None:
    """Bring a backup back."""
    from surveyapp.services.backups import restore_backup
    from surveyapp.store.restoring import key_for

    text = call.sheet(sheet) if sheet else ""
    key = call.with_access(
        lambda access: key_for(file, sheet=text, key_file=key_file, access=access)
    )
    restore_backup(call.data, file, key, datetime.now().astimezone())
    with call.workspace() as workspace:
        counts, device = workspace.store.counts(), workspace.store.device_id
    call.answer({"data": call.data, "device": device, "submissions": counts.submissions})
    call.say(
        call.words.plural(
            "{folder} holds {n} response. It goes on as a device of its own.",
            "{folder} holds {n} responses. It goes on as a device of its own.",
            counts.submissions,
            folder=isolate_ltr(str(call.data)),
        )
    )


def told(words: Words, status: BackupStatus) -> list[tuple[str, str]]:
    """Return what ``status`` says of the backups: names and values."""
    w, formats = words, Formats(words)
    none = w("none")
    lines = [
        (w("Last good backup"), formats.moment(status.last) if status.last else none),
        (w("Changes since then"), str(status.since)),
    ]
    if status.second is not None:
        state = formats.moment(status.second_last) if status.second_last else none
        if not status.second_present:
            state = w("not plugged in")
        name = w("Second medium ({folder})", folder=isolate_ltr(str(status.second)))
        lines.append((name, state))
    if status.tried is not None:
        sound = w("sound") if status.tried_sound else w("damaged")
        lines.append((w("Restoring on trial, {when}", when=formats.moment(status.tried)), sound))
    return lines


def rescue(
    call: Call,
    out: Path,
    backups: tuple[Path, ...],
    packages: tuple[Path, ...],
    sheet: Path | None,
) -> int:
    """Save what can be saved; 2 where something is known to be missing."""
    from surveyapp.services.rescue import Wanted, rescue_data

    w = call.words
    text = call.sheet(sheet) if sheet else ""
    report = call.with_access(
        lambda access: rescue_data(
            Wanted(call.data, out, backups, text, access), packages, progress=TerminalProgress()
        )
    )
    problems = [w.problem(problem) for problem in report.problems]
    call.answer({**asdict(replace(report, problems=())), "problems": problems})
    call.table(
        (w("File"), w("Pages"), w("Damaged"), w("New records")),
        [(line.name, line.pages, line.damaged, line.revisions) for line in report.sources]
        + [(line.name, "", "", line.revisions) for line in report.packages],
    )
    call.say()
    for line in saved_lines(w, report):
        call.say(line)
    call.say_points(problems)
    call.say(w("What was saved is in {folder}.", folder=isolate_ltr(str(out))))
    return 0 if report.complete else 2
