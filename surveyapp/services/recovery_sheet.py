"""The sheet an organiser prints: the recovery key, its check code, what to do with it.

One page in the three languages, whatever the screen speaks: whoever finds it in a safe two years
later must be able to read it. It is the only place the secret is ever written to.
"""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.store.custody import RecoveryKey, check_code, new_recovery_key
from surveyapp.store.files import write_private
from surveyapp.text import LANGUAGES, Words, isolate_ltr, load_words

SHEET_NAME = "recovery-key.html"

_BLOCK = 4
"""Signs of the secret between two gaps: as many as one types at a glance."""

_STYLE = """
@page { margin: 18mm }
body { font: 11pt/1.45 "Noto Sans", "Noto Sans Arabic", sans-serif; color: #000;
  max-width: 180mm; margin: 1em auto }
section { break-inside: avoid; border-top: 1px solid #000; padding-top: .4em; margin-top: 1em }
h1, h2 { margin: .2em 0; font-size: 14pt }
code { font: 13pt/1.6 "Noto Sans Mono", "DejaVu Sans Mono", Consolas, monospace; display: block;
  direction: ltr; text-align: left; unicode-bidi: isolate; overflow-wrap: anywhere }
dt { font-weight: bold; margin-top: .4em } dd { margin: 0 } ol { margin: .4em 0 }
"""


def make_recovery_sheet(out: Path, today: date) -> RecoveryKey:
    """Make a new recovery key, write its sheet to ``out`` (HTML, for its owner only), return it.

    Raises ``UserError`` where ``out`` exists (it may be the only copy of another key) or cannot be
    written.
    """
    key = new_recovery_key()
    page = _page(key, today).encode()
    try:
        write_private(out, page)
    except FileExistsError as error:
        raise UserError(
            "{file} is there already. It may be the only copy of a recovery key: choose another "
            "name.",
            file=out,
        ) from error
    except OSError as error:
        raise UserError(
            "{file} cannot be written ({reason}). Choose another folder.", file=out, reason=error
        ) from error
    if out.read_bytes() != page:
        raise UserError(
            "{file} did not read back whole. Choose another folder, and throw this file away.",
            file=out,
        )
    return key


def _page(key: RecoveryKey, today: date) -> str:
    sections = "".join(_section(load_words(language), today) for language in LANGUAGES)
    secret = _blocks(key.secret)
    return (
        "<!doctype html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><title>surveyapp {check_code(key.public)}'
        f"</title><style>{_STYLE}</style></head><body>\n"
        f"<code><b>{check_code(key.public)}</b></code>\n<code>{key.public}</code>\n"
        f"<code><b>{secret}</b></code>\n{sections}</body></html>\n"
    )


def _blocks(secret: str) -> str:
    head, mark, rest = secret.partition("KEY-1")
    parts = (rest[place : place + _BLOCK] for place in range(0, len(rest), _BLOCK))
    return " ".join((head + mark, *parts))


def _section(w: Words, today: date) -> str:
    title = w("Recovery key of the survey, made on {day}", day=isolate_ltr(f"{today:%d/%m/%Y}"))
    lines = (
        (w("First line: check code"), w("Every tablet shows it under Device. Compare it.")),
        (w("Second line: public part"), w("Give it to every tablet. It opens nothing.")),
        (w("Third line: secret"), w("Whoever has it can read every backup of every tablet.")),
    )
    steps = (
        w("Print this page twice. Keep the prints in two safe places, then delete the file."),
        w(
            "On each tablet: Device, Protection of the answers, paste the public part. By command: "
            "{command}",
            command=isolate_ltr("surveyapp setup --recovery age1…"),
        ),
        w(
            "When a tablet is lost or does not open: take a backup of it to another computer and "
            "type the secret there. By command: {command}",
            command=isolate_ltr(f"surveyapp restore … --recovery-key {SHEET_NAME}"),
        ),
    )
    terms = "".join(f"<dt>{escape(name)}</dt><dd>{escape(what)}</dd>" for name, what in lines)
    items = "".join(f"<li>{escape(step)}</li>" for step in steps)
    return (
        f'<section lang="{w.language}" dir="{"rtl" if w.rtl else "ltr"}"><h2>{escape(title)}</h2>'
        f"<dl>{terms}</dl><ol>{items}</ol></section>\n"
    )
