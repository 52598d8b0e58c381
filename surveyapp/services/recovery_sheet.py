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
from surveyapp.store.custody.typed import HEAD, blocks
from surveyapp.store.files import write_private
from surveyapp.text import LANGUAGES, Words, isolate_ltr, load_words

SHEET_NAME = "recovery-key.html"

_ROW = 5
"""Blocks of the secret in a row: three rows of large signs fill a page's width."""

_STYLE = """
@page { size: A4; margin: 12mm 16mm }
body { font: 10pt/1.4 "Noto Sans", "Noto Sans Arabic", "Segoe UI", sans-serif; color: #000;
  max-width: 178mm; margin: 0 auto }
section { break-inside: avoid; border-top: 1px solid #000; padding-top: 2mm; margin-top: 3mm }
h1 { font-size: 15pt; margin: 0 0 2mm } h2 { margin: 0 0 1mm; font-size: 12pt }
code, td { font-family: "Noto Sans Mono", "DejaVu Sans Mono", Consolas, Menlo, monospace }
code { display: block; font-size: 12pt; line-height: 1.6; overflow-wrap: anywhere }
header { direction: ltr; text-align: left }
table { border-collapse: collapse; margin: 1mm 0 }
th { font-size: 8pt; font-weight: normal; text-align: left; padding: 1.5mm 2mm 0;
  border: 1px solid #777; border-bottom: 0; user-select: none }
td { font-size: 18pt; font-weight: bold; letter-spacing: .12em; padding: 0 5mm 1mm 2mm;
  border: 1px solid #777; border-top: 0 }
td[colspan] { border-top: 1px solid #777 }
p { margin: 0 } bdi { white-space: nowrap } ol { margin: 1mm 0 0; padding-inline-start: 6mm }
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
    code = check_code(key.public)
    sections = "".join(_section(load_words(language), today) for language in LANGUAGES)
    return (
        "<!doctype html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><title>surveyapp {code}</title>'
        f"<style>{_STYLE}</style></head><body>\n"
        f"<header><h1>surveyapp</h1>\n<code><b>{code}</b></code>\n<code>{key.public}</code>\n"
        f'<table class="secret"><tr><td colspan="{_ROW}">{HEAD}</td></tr>\n'
        f"{_rows(key.secret)}</table></header>\n{sections}</body></html>\n"
    )


def _rows(secret: str) -> str:
    """Return the secret in numbered blocks: a block that is mistyped is told by its number."""
    numbered = tuple(enumerate(blocks(secret), start=1))
    rows = (numbered[at : at + _ROW] for at in range(0, len(numbered), _ROW))
    return "".join(
        "<tr>" + "".join(f"<th>{number}</th>" for number, _ in row) + "</tr>\n"
        "<tr>" + "".join(f"<td>{block}</td>" for _, block in row) + "</tr>\n"
        for row in rows
    )


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
        w("In the numbered blocks 1, B, I and O never occur: what looks like O is a zero."),
    )
    terms = "".join(f"<p><b>{_shown(name)}.</b> {_shown(what)}</p>" for name, what in lines)
    items = "".join(f"<li>{_shown(step)}</li>" for step in steps)
    return (
        f'<section lang="{w.language}" dir="{"rtl" if w.rtl else "ltr"}"><h2>{escape(title)}</h2>'
        f"{terms}<ol>{items}</ol></section>\n"
    )


def _shown(text: str) -> str:
    """Return a text for the page; what runs left to right in it stays in one piece."""
    marked = escape(text).replace("\u2066", '<bdi dir="ltr">').replace("\u2069", "</bdi>")
    return marked if marked.count("<bdi") == marked.count("</bdi") else escape(text)
