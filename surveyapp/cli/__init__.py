"""The verbs: each calls one service and says what came of it. Never imports the screens.

Every verb takes ``--data`` and ``--lang``; ``--json`` where a machine may read the answer.
Exit codes: 0 done, 1 our bug, 2 something the person can mend, 130 interrupted.
"""

from __future__ import annotations

import gettext
import json
import os

import click

from surveyapp.cli.call import Handover
from surveyapp.cli.verbs import Verbs
from surveyapp.errors import UserError
from surveyapp.paths import resources_dir
from surveyapp.store.custody import KeyStore, SystemKeyStore
from surveyapp.text import N_, Words, choose_language, load_words

__all__ = ["run"]

# Click asks gettext for its own words; these are the ones our verbs can make it say.
_CLICK_WORDS = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Error: {message}"),
    N_("Show this message and exit."),
    N_("Try '{command} {option}' for help."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing command."),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("Choose from:\n\t{choices}"),
    N_("default: {default}"),
    N_("required"),
)


def _click_plurals(words: Words) -> None:
    """Show the extractor click's two plural texts; nobody calls this."""
    words.plural(
        "Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1
    )
    words.plural("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1)


def run(
    arguments: list[str],
    *,
    screenshots: Handover,
    show: Handover | None,
    key_store: KeyStore | None = None,
) -> int:
    """Run one verb and return the exit code; without a screen there is nobody to ``show``.

    ``key_store`` is the operating system's unless a test gives another.
    """
    arguments = _verb_first(arguments)
    try:
        words = load_words(choose_language(_option(arguments, "--lang")))
    except UserError as error:
        click.echo(load_words("en").problem(error), err=True)
        return 2
    _teach_click(words.language)
    try:
        code = (
            Verbs(words, screenshots, show, key_store or SystemKeyStore())
            .group()
            .main(arguments, prog_name="surveyapp", standalone_mode=False)
        )
    except click.ClickException as error:
        error.show()
        return 2
    except UserError as error:
        _complain(words, error, as_json="--json" in arguments)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo(words("Stopped."), err=True)
        return 130
    return code if isinstance(code, int) else 0


def _complain(words: Words, error: UserError, *, as_json: bool) -> None:
    if as_json:
        problem = {"problem": words.problem(error)}
        click.echo(json.dumps(problem, ensure_ascii=False), err=True)
    else:
        click.echo(words.problem(error), err=True)


def _option(arguments: list[str], name: str) -> str | None:
    """Return an option's value before click has parsed anything: help needs the language."""
    for place, argument in enumerate(arguments):
        if argument == name and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
    return None


def _verb_first(arguments: list[str]) -> list[str]:
    """Return ``--data`` and ``--lang`` behind the verb, where people also write them before it."""
    place = 0
    while place < len(arguments) and arguments[place].startswith(("--data", "--lang")):
        place += 1 if "=" in arguments[place] else 2
    return [*arguments[place:], *arguments[:place]]


def _teach_click(language: str) -> None:
    """Let click find its own words in our catalogue."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("surveyapp", str(resources_dir() / "words"))
    gettext.textdomain("surveyapp")
