"""The verbs about responses: find them among those of this device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from surveyapp.cli.call import Call
from surveyapp.text import Words, isolate, isolate_ltr
from surveyapp.text.formats import Formats

if TYPE_CHECKING:
    from surveyapp.services.responses import ResponseRow

_STANDINGS = ("kept", "conflict", "deleted", "erased", "all")


def group(words: Words, verb: Callable[..., click.Command]) -> click.Group:
    """Return the verbs; ``verb`` builds one (``Verbs``)."""
    w = words
    return click.Group(
        "responses",
        help=w("Responses: find them among those of this device."),
        subcommand_metavar=w("VERB …"),
        options_metavar=w("[OPTIONS]"),
        commands=[
            verb(
                "find",
                find,
                w(
                    "Find responses, newest first. Words are looked for in names, firms, badges, "
                    "short codes, stops and forms, however they are spelled."
                ),
                "responses find dakhla zineb",
                [
                    click.Argument(["text"], nargs=-1, metavar=w("[WORD…]")),
                    click.Option(["--form"], metavar=w("FORM"), help=w("Only those to this form.")),
                    click.Option(["--stop"], metavar=w("STOP"), help=w("Only those of this stop.")),
                    click.Option(
                        ["--standing"],
                        type=click.Choice(_STANDINGS),
                        default="kept",
                        show_default=True,
                        metavar="|".join(_STANDINGS),
                        help=w("Which ones: those kept, in conflict, deleted, erased, or all."),
                    ),
                    click.Option(
                        ["--limit"],
                        type=click.IntRange(1, 100_000),
                        default=50,
                        show_default=True,
                        metavar=w("N"),
                        help=w("The most that are shown."),
                    ),
                ],
            )
        ],
    )


def find(
    call: Call, text: tuple[str, ...], form: str | None, stop: str | None, standing: str, limit: int
) -> None:
    """Find responses and list them."""
    from surveyapp.services.responses import ResponseQuery, find_responses
    from surveyapp.store import Standing

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
        Formats(w).moment(row.finished),
        isolate(row.form_title),
        isolate(row.place),
        isolate(row.operator),
        " · ".join(isolate(each) for each in known if each),
    )
