"""Handing over and taking in: one file on a stick goes out, many come in and become one.

A hand-over counts once the package was read back whole; only then do responses stop being "not
handed over yet". Merging shows what it would do before it does it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.exchange import (
    SUFFIX,
    MergePlan,
    MergeResult,
    PackageReport,
    apply,
    plan,
    write_package,
)
from surveyapp.progress import Progress
from surveyapp.services.backups import back_up_if_changed
from surveyapp.services.practice import require_real
from surveyapp.services.workspace import Workspace
from surveyapp.text import isolate_ltr

_LABEL_LENGTH = 40


def hand_over(workspace: Workspace, out: Path, progress: Progress | None = None) -> PackageReport:
    """Write everything this device knows into one verified package: then the stick may go.

    ``out`` is a folder, in which a name is made, or a file name that ends in ``.svpkg`` and is not
    there yet. Raises ``UserError`` where it cannot be written, or what the device holds is
    damaged; nothing is left behind then.
    """
    require_real(workspace)
    profile = workspace.profile()
    made_at = workspace.now()
    if out.is_dir():
        stop = workspace.store.chosen_stop()
        target = _free_name(out, package_name(profile.label, stop.key if stop else "", made_at))
    elif out.suffix == SUFFIX:
        target = out
    else:
        raise UserError(
            "{out} is neither a folder that is there nor a name that ends in {suffix}. Plug the "
            "medium in, or correct the name.",
            out=isolate_ltr(str(out)),
            suffix=isolate_ltr(SUFFIX),
        )
    workspace.store.checkup.require_sound(progress, lists=False)
    # Noted first: a tablet that dies right after the file got its name knows that it is out there.
    announced = workspace.store.announce_package(str(target.absolute()))
    try:
        report = write_package(workspace.store, target, progress, made_at=made_at)
    except BaseException:
        with suppress(UserError):  # a full disk: the note stays, and names a file that is not there
            workspace.store.withdraw_package(announced)
        raise
    workspace.store.mark_handed_over(
        report.last_seq,
        f"{report.path.name} records={report.records}",
        str(report.path.absolute()),
        announced=announced,
    )
    return report


def plan_merge(
    workspace: Workspace, files: Sequence[Path], progress: Progress | None = None
) -> MergePlan:
    """Return what merging these packages would do, and do nothing."""
    require_real(workspace)
    return plan(workspace.store, files, progress)


def apply_merge(
    workspace: Workspace, files: Sequence[Path], progress: Progress | None = None
) -> MergeResult:
    """Take in all of these packages or, where anything is wrong with one, none.

    A backup of what was here comes first, for a merge is not undone otherwise: without one nothing
    is merged.
    """
    require_real(workspace)
    back_up_if_changed(workspace, "merge")
    result = apply(workspace.store, files, progress)
    workspace.store.log_event(
        "merge",
        f"files={len(files)} new={result.new} updated={result.updated} "
        f"identical={result.identical} conflicts={result.conflicts}",
    )
    with suppress(UserError):  # what keeps it from being made stands in the state of the backups
        workspace.store.backups.replace_erased()
    return result


def package_name(label: str, stop: str, made_at: datetime) -> str:
    """Return a file name people recognise: ``Tablet-03_MA-12_2026-12-26_20261226-181500.svpkg``.

    Letters and digits of every script stay, all else becomes a hyphen: any stick takes that.
    """
    kept = "".join(
        character if character.isalnum() else " "
        for character in unicodedata.normalize("NFC", label)
    )
    words = "-".join(kept.split())[:_LABEL_LENGTH].strip("-")
    parts = (words or "device", stop, f"{made_at:%Y%m%d-%H%M%S}")
    return "_".join(filter(None, parts)) + SUFFIX


def _free_name(folder: Path, name: str) -> Path:
    target = folder / name
    number = 1
    while target.exists():  # two hand-overs within a second
        number += 1
        target = folder / f"{name.removesuffix(SUFFIX)}-{number}{SUFFIX}"
    return target
