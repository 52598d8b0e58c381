"""A rescue told in lines: what was saved, what is missing and where it may still be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surveyapp.text import Words, isolate_ltr

if TYPE_CHECKING:
    from surveyapp.services.rescue import RescueReport

MOST = 20
"""Missing stretches that are listed."""


def saved_lines(words: Words, report: RescueReport) -> tuple[str, ...]:
    """Return the lines, the good news first."""
    w = words
    lines = [
        w("Responses saved: {n}", n=report.submissions),
        w("Responses under way saved: {n}", n=report.drafts),
        w("Forms saved: {n}", n=report.forms),
        w("Stops saved: {n}", n=report.stops),
    ]
    if not report.set_up:
        lines.append(w("The set-up of the device could not be read: set it up anew."))
    lines += [
        w(
            "A form of saved responses is missing ({form}): add it again, or merge a package of a "
            "device that has it.",
            form=isolate_ltr(form[:12]),
        )
        for form in report.forms_missing
    ]
    if report.files_missing:
        lines.append(
            w.plural(
                "{n} file of saved responses is missing: merge a package of a device that has it.",
                "{n} files of saved responses are missing: merge a package of a device that has "
                "them.",
                report.files_missing,
            )
        )
    if report.drafts_without_form:
        lines.append(
            w.plural(
                "{n} response under way is not saved, because its form is missing.",
                "{n} responses under way are not saved, because their form is missing.",
                report.drafts_without_form,
            )
        )
    if report.traceless:
        lines.append(
            w("Responses under way that stood on damaged pages may be lost: they leave no trace.")
        )
    elif report.complete:
        lines.append(w("Nothing is known to be missing."))
    if not report.missing:
        return tuple(lines)
    for gap in report.missing[:MOST]:
        device = isolate_ltr(gap.device)
        first, last = min(gap.after + 1, gap.before - 1), gap.before - 1
        if first == last:
            lines.append(w("Missing of device {device}: record {n}", device=device, n=last))
        else:
            lines.append(
                w(
                    "Missing of device {device}: records {first} to {last}",
                    device=device,
                    first=first,
                    last=last,
                )
            )
    if len(report.missing) > MOST:
        lines.append(w("… and {n} more stretches", n=len(report.missing) - MOST))
    lines.append(w("Merge packages and backups that may hold them: what comes twice counts once."))
    return tuple(lines)
