"""What every verb is given, and how it speaks: to a person in lines, to a machine in JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from surveyapp.services.workspace import Workspace
from surveyapp.text import Words

Handover = Callable[[list[str]], int]
"""Somebody above the verbs who takes over: the app, or the one who takes its pictures."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a verb is given: where the data is, how to speak, and whether a machine listens."""

    words: Words
    data: Path
    json: bool

    def say(self, text: str = "") -> None:
        """Print a line for a person; silent where a machine reads."""
        if not self.json:
            click.echo(text)

    def answer(self, content: dict[str, Any]) -> None:
        """Print the answer for a machine; silent where a person reads."""
        if self.json:
            click.echo(json.dumps(content, ensure_ascii=False, indent=1, default=str))

    def workspace(self) -> Workspace:
        """Open the data folder, which must be there."""
        return Workspace.open_existing(self.data)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Print rows under their heads, columns in step."""
        lines = [[str(cell) for cell in row] for row in (heads, *rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
        for line in lines:
            cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
            self.say("  ".join(cells).rstrip())


class TerminalProgress:
    """Shows steps on one line of a terminal; every tenth of the work where it is a log."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._last = ""

    def step(self, done: int, total: int, what: str = "") -> None:
        """Show a step."""
        tenth = f"{what} {10 * done // max(total, 1)}"
        if self._live:
            end = "\n" if done == total else ""
            click.echo(f"\r\x1b[K{done}/{total} {what}{end}", nl=False, err=True)
        elif tenth != self._last:
            click.echo(f"{done}/{total} {what}", err=True)
        self._last = tenth
