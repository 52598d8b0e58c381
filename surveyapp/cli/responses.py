"""The verbs about responses: find them, read their history, change what became of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from surveyapp.cli.call import Call
from surveyapp.errors import UserError
from surveyapp.store import Standing
from surveyapp.text import Words, isolate, isolate_ltr
from surveyapp.text.formats import Formats

if TYPE_CHECKING:
    from surveyapp.services.history import HistoryEntry
    from surveyapp.services.responses import ResponseRow
    from surveyapp.services.workspace import Workspace
    from surveyapp.store import Revision

_STANDINGS = tuple(standing.value for standing in Standing)

Verb = Callable[..., click.Command]
"""Builds a verb: name, what it does, summary, example, parameters (``Verbs``)."""


def group(words: Words, verb: Verb) -> click.Group:
    """Return the verbs."""
    w = words
    return click.Group(
        "responses",
        help=w("Responses: find them, read their history, change what became of them."),
        subcommand_metavar=w("VERB …"),
        options_metavar=w("[OPTIONS]"),
        commands=[_find(w, verb), _history(w, verb), *_changes(w, verb)],
    )


def _find(w: Words, verb: Verb) -> click.Command:
    params: list[click.Parameter] = [
        click.Argument(["text"], nargs=-1, metavar=w("[WORD…]")),
        click.Option(["--form"], metavar=w("FORM"), help=w("Only those to this form.")),
        click.Option(["--stop"], metavar=w("STOP"), help=w("Only those of this stop.")),
        click.Option(
            ["--standing"],
            type=click.Choice(_STANDINGS),
            default="kept",
            show_default=True,
            metavar="|".join(_STANDINGS),
            help=w(
                "Which ones: those kept, complete, edited, in conflict, deleted, erased, or all."
            ),
        ),
        click.Option(
            ["--limit"],
            type=click.IntRange(1, 100_000),
            default=50,
            show_default=True,
            metavar=w("N"),
            help=w("The most that are shown."),
        ),
    ]
    summary = w(
        "Find responses, newest first. Words are looked for in names, firms, badges, short codes, "
        "stops and forms, however they are spelled."
    )
    return verb("find", find, summary, "responses find dakhla zineb", params)


def _history(w: Words, verb: Verb) -> click.Command:
    summary = w(
        "Say what became of a response: every state it had, who changed what and why. CODE is its "
        "short code or its identifier."
    )
    return verb("history", history, summary, "responses history K7-42-9F", [_code(w)])


def _changes(w: Words, verb: Verb) -> list[click.Command]:
    by = [
        click.Option(["--reason"], required=True, metavar=w("TEXT"), help=w("Why; it is kept.")),
        click.Option(["--staff"], required=True, metavar=w("NAME"), help=w("Who does this.")),
    ]
    revision = click.Option(
        ["--to"], required=True, metavar=w("STATE"), help=w("Which state, as the history names it.")
    )
    stop = click.Option(
        ["--to"], required=True, metavar=w("STOP"), help=w("Such as MA-12_2026-12-26.")
    )
    take = click.Option(
        ["--take"],
        multiple=True,
        metavar=w("QUESTION=STATE"),
        help=w("A question whose answer is taken from another version; may be given again."),
    )
    many = click.Argument(["codes"], nargs=-1, metavar=w("[CODE…]"))
    whole = click.Option(
        ["--from", "origin"], metavar=w("STOP"), help=w("All responses of this stop.")
    )
    why = '--reason "filled twice" --staff Nadia'
    return [
        verb(
            "delete",
            delete,
            w("Delete a response: it counts nowhere, and can be brought back."),
            f"responses delete K7-42-9F {why}",
            [_code(w), *by],
        ),
        verb(
            "undelete",
            undelete,
            w("Bring a deleted response back as it last was."),
            f"responses undelete K7-42-9F {why}",
            [_code(w), *by],
        ),
        verb(
            "restore",
            restore,
            w("Make an earlier state of a response the current one again."),
            f"responses restore K7-42-9F --to 5d41402a {why}",
            [_code(w), revision, *by],
        ),
        verb(
            "resolve",
            resolve,
            w(
                "Settle a conflict: make one of the versions that stand beside each other the only "
                "one, with single answers of another where that is right."
            ),
            f"responses resolve K7-42-9F --to 5d41402a {why}",
            [_code(w), revision, take, *by],
        ),
        verb(
            "move",
            move,
            w("Move responses to another stop: all of them, or on a problem none."),
            f"responses move K7-42-9F 2B-XY-QQ --to MA-12_2026-12-26 {why}",
            [many, whole, stop, *by],
        ),
        verb(
            "erase",
            erase,
            w(
                "Erase a response for good, here and wherever this data is merged: its answers and "
                "its history. This cannot be undone. The reason given here stays: name nobody in "
                "it."
            ),
            f"responses erase K7-42-9F {why}",
            [_code(w), *by],
        ),
    ]


def _code(w: Words) -> click.Argument:
    return click.Argument(["code"], metavar=w("CODE"))


def history(call: Call, code: str) -> None:
    """Say what became of a response."""
    from surveyapp.services.history import history as states_of
    from surveyapp.services.revising import response_named

    with call.workspace() as workspace:
        shown = response_named(workspace, code)
        states = states_of(workspace, shown.id, call.words)
    call.answer({"id": shown.id, "history": [asdict(state) for state in states]})
    for state in states:
        _tell(call, state, conflict=shown.conflict)
    if shown.conflict:
        call.say(
            call.words("Several versions stand beside each other: responses resolve settles it.")
        )


def _tell(call: Call, state: HistoryEntry, *, conflict: bool) -> None:
    w = call.words
    does = {
        "create": w("finished"),
        "edit": w("changed"),
        "delete": w("deleted"),
        "resolve": w("made one of several versions"),
        "erase": w("erased"),
    }[state.kind]
    facts = (
        isolate_ltr(state.revision[:8]),
        _when(w, state.when, doubtful=state.doubtful),
        does,
        isolate(state.operator),
        isolate(state.device),
        w("one of the versions to settle") if conflict and state.head else "",
    )
    call.say(" · ".join(fact for fact in facts if fact))
    if state.reason:
        call.say("  " + isolate(state.reason))
    for change in state.changes:
        before = isolate(change.before) if change.before else w("(blank)")
        after = isolate(change.after) if change.after else w("(blank)")
        arrow = "←" if w.rtl else "→"
        call.say_named(isolate(change.label), f"{before} {arrow} {after}", before="  ")


def delete(call: Call, code: str, reason: str, staff: str) -> None:
    """Delete a response."""
    from surveyapp.services.revising import delete_response

    _change(call, code, partial(delete_response, reason=reason, operator=staff))
    call.say(call.words("{code} is deleted. responses undelete brings it back.", code=_said(code)))


def undelete(call: Call, code: str, reason: str, staff: str) -> None:
    """Bring a deleted response back."""
    from surveyapp.services.revising import undelete_response

    _change(call, code, partial(undelete_response, reason=reason, operator=staff))
    call.say(call.words("{code} is back as it last was.", code=_said(code)))


def restore(call: Call, code: str, to: str, reason: str, staff: str) -> None:
    """Make an earlier state current."""
    from surveyapp.services.revising import restore_revision

    _change(call, code, partial(restore_revision, revision=to, reason=reason, operator=staff))
    call.say(call.words("{code} is again as it was.", code=_said(code)))


def resolve(call: Call, code: str, to: str, take: tuple[str, ...], reason: str, staff: str) -> None:
    """Settle a conflict."""
    from surveyapp.services.resolving import resolve_conflict

    answers: dict[str, str] = {}
    for each in take:
        question, mark, state = each.rpartition("=")
        if not mark:
            raise UserError(
                "“{text}” names no question and version. Write them as /data/you/name=5d41402a.",
                text=each,
            )
        answers[question] = state
    settle = partial(resolve_conflict, chosen=to, reason=reason, operator=staff, take=answers)
    _change(call, code, settle)
    call.say(call.words("{code} has one version again.", code=_said(code)))


def _change(call: Call, code: str, act: Callable[[Workspace, str], Revision]) -> None:
    """Write a revision of the response a code names, and answer with both for a machine."""
    from surveyapp.services.revising import response_named

    with call.workspace() as workspace:
        submission = response_named(workspace, code).id
        made = act(workspace, submission)
    call.answer({"id": submission, "revision": made.hash})


def move(
    call: Call, codes: tuple[str, ...], origin: str | None, to: str, reason: str, staff: str
) -> None:
    """Move responses to another stop."""
    from surveyapp.services.revising import move_to_stop, response_named
    from surveyapp.store import Stop

    with call.workspace() as workspace:
        ids = [response_named(workspace, code).id for code in codes]
        if origin is not None:
            ids += [each.id for each in workspace.store.submissions(stop=origin)]
        if not ids:
            raise UserError(
                "No response is named, and the stop {stop} has none. Give short codes, or the stop "
                "they are at with --from.",
                stop=origin or "–",
            )
        moved = move_to_stop(workspace, ids, Stop.parse_key(to), reason=reason, operator=staff)
    call.answer({"moved": moved})
    call.say(call.words.plural("{n} response moved.", "{n} responses moved.", moved))


def erase(call: Call, code: str, reason: str, staff: str) -> None:
    """Erase a response for good."""
    from surveyapp.services.revising import erase_response, response_named

    with call.workspace() as workspace:
        shown = response_named(workspace, code)
        done = erase_response(workspace, shown.id, reason=reason, operator=staff)
    call.answer(
        {
            "id": shown.id,
            "packages": [asdict(each) for each in done.packages],
            "media": [str(each) for each in done.media],
            "kept": [str(each) for each in done.kept],
        }
    )
    w = call.words
    call.say(w("{code} is erased.", code=_said(code)))
    if done.packages:
        call.say(
            w.plural(
                "{n} package made on this device still holds it. Delete it wherever it is; "
                "whoever merged it must merge a new one:",
                "{n} packages made on this device still hold it. Delete them wherever they are; "
                "whoever merged one must merge a new one:",
                len(done.packages),
            )
        )
    for each in done.packages:
        made = Formats(w).moment(datetime.fromisoformat(each.at))
        call.say(f"• {isolate_ltr(each.path)} · {made}")
    for folder in done.media:
        call.say(
            w(
                "Older backups in {folder} still hold it. Plug that medium in: they go with the "
                "next backup.",
                folder=isolate_ltr(str(folder)),
            )
        )
    if done.kept:
        call.say(
            w(
                "It may still be in these, which are not removed because they may hold what is "
                "nowhere else. Look at them, then delete them yourself:"
            )
        )
        for path in done.kept:
            call.say(f"• {isolate_ltr(str(path))}")
    if done.traces is not None:
        call.say(
            w(
                "It is erased, but this disk does not let all of it be wiped yet. What is left is "
                "encrypted, and goes with the next answer that is saved, or when the app is opened "
                "next:"
            )
        )
        call.say(f"• {w.problem(done.traces)}")
    if done.problem is not None:
        call.say(w("The older backups on this device still hold it, until a new one can be made:"))
        call.say(f"• {w.problem(done.problem)}")


def _when(w: Words, moment: datetime, *, doubtful: bool) -> str:
    shown = Formats(w).moment(moment)
    return w("{time} (in doubt)", time=shown) if doubtful else shown


def _said(code: str) -> str:
    return isolate_ltr(code)


def find(
    call: Call, text: tuple[str, ...], form: str | None, stop: str | None, standing: str, limit: int
) -> None:
    """Find responses and list them."""
    from surveyapp.services.responses import ResponseQuery, find_responses

    w = call.words
    query = ResponseQuery(" ".join(text), form_id=form, stop=stop, standing=Standing(standing))
    with call.workspace() as workspace:
        found = find_responses(workspace, query, w.language, limit=limit)
    call.answer({"total": found.total, "responses": [asdict(row) for row in found.rows]})
    if found.rows:
        heads = (w("Code"), w("Finished"), w("Form"), w("Stop"), w("Staff"), w("Known as"))
        call.table(heads, [_line(w, row) for row in found.rows])
    call.say(
        w.plural("{n} response fits.", "{n} responses fit.", found.total)
        if len(found.rows) == found.total
        else w("{shown} of {total} responses that fit.", shown=len(found.rows), total=found.total)
    )


def _line(w: Words, row: ResponseRow) -> tuple[str, ...]:
    known = (row.person, row.firm, row.badge, row.name)
    return (
        isolate_ltr(row.code),
        _when(w, row.finished, doubtful=row.doubtful),
        isolate(row.form_title),
        isolate(row.place),
        isolate(row.operator),
        " · ".join(isolate(each) for each in known if each),
    )
