"""What every verb is given, and how it speaks: to a person in lines, to a machine in JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click

from surveyapp.errors import UserError
from surveyapp.services.workspace import Workspace
from surveyapp.store.custody import (
    Access,
    KeyStore,
    PassphraseNeeded,
    SystemKeyStore,
    WrongPassphrase,
)
from surveyapp.text import Words

PASSPHRASE = "SURVEYAPP_PASSPHRASE"  # noqa: S105 - the name of a variable
NEW_PASSPHRASE = "SURVEYAPP_NEW_PASSPHRASE"  # noqa: S105

_SHEET_AT_MOST = 200_000
"""Characters of a sheet that are read: a wrong file may be a film."""

T = TypeVar("T")

Handover = Callable[[list[str]], int]
"""Somebody above the verbs who takes over: the app, or the one who takes its pictures."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a verb is given: where the data is, how to speak, and whether a machine listens."""

    words: Words
    data: Path
    json: bool
    key_store: KeyStore = field(default_factory=SystemKeyStore)

    def say(self, text: str = "") -> None:
        """Print a line for a person; silent where a machine reads."""
        if not self.json:
            click.echo(text)

    def say_named(self, name: object, value: object, *, before: str = "") -> None:
        """Print a value after its name, with the colon as the language sets it."""
        self.say(before + self.words("{name}: {value}", name=name, value=value))

    def say_points(self, points: Iterable[str]) -> None:
        """Print each of several remarks on a line of its own."""
        for point in points:
            self.say(f"• {point}")

    def answer(self, content: dict[str, Any]) -> None:
        """Print the answer for a machine; silent where a person reads."""
        if self.json:
            click.echo(json.dumps(content, ensure_ascii=False, indent=1, default=str))

    def workspace(self, *, make: bool = False) -> Workspace:
        """Open the data folder; ``make`` an empty one where there is none."""
        start = Workspace.open if make else Workspace.open_existing
        return self.with_access(lambda access: start(self.data, access=access))

    def with_access(self, start: Callable[[Access], T]) -> T:
        """Do what needs the key.

        A passphrase comes from the environment, else from whoever sits at the terminal.
        """
        try:
            return start(self._access(os.environ.get(PASSPHRASE, "")))
        except WrongPassphrase:
            raise
        except PassphraseNeeded as needed:
            if not at_terminal():
                raise UserError(
                    "The answers in {folder} are protected by a passphrase. Give it in {variable}, "
                    "or run this verb in a terminal, where it can be asked for.",
                    folder=self.data,
                    variable=PASSPHRASE,
                ) from needed
            asked = click.prompt(self.words("Passphrase"), hide_input=True, err=True)
            return start(self._access(asked))

    def new_passphrase(self, *, protected: bool) -> str:
        """Return the passphrase somebody chooses: from the environment, else asked for twice.

        While the key is not ``protected`` by one yet, a script need not name two.
        """
        given = os.environ.get(NEW_PASSPHRASE) or ""
        if not given and not protected:
            given = os.environ.get(PASSPHRASE) or ""
        if given:
            return given
        if not at_terminal():
            raise UserError(
                "Give the new passphrase in {variable}, or run this verb in a terminal, where it "
                "can be asked for.",
                variable=NEW_PASSPHRASE,
            )
        w = self.words
        first = click.prompt(w("New passphrase"), hide_input=True, err=True)
        if first != click.prompt(w("New passphrase once more"), hide_input=True, err=True):
            raise UserError("The two passphrases differ. Nothing was changed: try again.")
        return str(first)

    def sheet(self, path: Path) -> str:
        """Return the text of a recovery sheet; ``-`` reads what is typed."""
        try:
            with click.open_file(str(path), encoding="utf-8", errors="replace") as file:
                return str(file.read(_SHEET_AT_MOST))
        except OSError as error:
            raise UserError(
                "{file} cannot be read. Check that it is there and that you may open it.",
                file=path,
            ) from error

    def _access(self, passphrase: str) -> Access:
        return Access(self.key_store, passphrase)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Print rows under their heads, columns in step."""
        lines = [[str(cell) for cell in row] for row in (heads, *rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
        for line in lines:
            cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
            self.say("  ".join(cells).rstrip())


def at_terminal() -> bool:
    """Say whether somebody could answer a question."""
    return sys.stdin is not None and sys.stdin.isatty()


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
