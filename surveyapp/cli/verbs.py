"""Builds the verbs in one language: help is text that people read, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from surveyapp import __version__
from surveyapp.cli import actions, backing_up, keys, responses
from surveyapp.cli.call import NEW_PASSPHRASE, Call, Handover
from surveyapp.paths import default_data_dir
from surveyapp.store.custody import KeyStore, Protection
from surveyapp.text import LANGUAGES, Words

SHEET = "recovery-key.html"
_PLACES = "|".join(place.value for place in Protection)


class Verbs:
    """All verbs, speaking one language."""

    def __init__(
        self, words: Words, screenshots: Handover, show: Handover | None, key_store: KeyStore
    ) -> None:
        self._words = words
        self._key_store = key_store
        self._screenshots = screenshots
        self._show = show

    def group(self) -> click.Group:
        """Return all verbs."""
        w = self._words
        verbs = [
            self._setup(),
            self._form(),
            responses.group(w, self._verb),
            self._status(),
            self._package(),
            self._merge(),
            self._export(),
            self._check(),
            *backing_up.verbs(w, self._verb),
            self._protect(),
            self._recovery_key(),
            self._screenshots_verb(),
            self._demo(),
        ]
        return click.Group(
            "surveyapp",
            commands=verbs,
            help=w("Offline surveys: fill, merge, report. Without a verb the app opens."),
            epilog=w(
                "surveyapp {version}. Data lies in {folder} unless --data says otherwise.",
                version=__version__,
                folder=default_data_dir(),
            ),
            subcommand_metavar=w("VERB …"),
            options_metavar=w("[OPTIONS]"),
            context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
        )

    def _verb(
        self,
        name: str,
        does: Callable[..., int | None],
        summary: str,
        example: str,
        params: list[click.Parameter],
        *,
        machine: bool = True,
    ) -> click.Command:
        """Return a verb; ``does(call, **params)`` is what it does."""
        w = self._words
        options: list[click.Parameter] = [
            click.Option(
                ["--data"],
                type=click.Path(path_type=Path),
                metavar=w("FOLDER"),
                help=w("Folder of this device’s data."),
            ),
            click.Option(
                ["--lang"],
                type=click.Choice(LANGUAGES),
                metavar="|".join(LANGUAGES),
                help=w("Language of what this verb says."),
            ),
        ]
        if machine:
            options.append(
                click.Option(["--json"], is_flag=True, help=w("Answer in JSON, for programs."))
            )

        def called(data: Path | None, lang: str | None, json: bool = False, **given: Any) -> int:
            del lang  # read before the verbs were built
            call = Call(w, data or default_data_dir(), json, self._key_store)
            return does(call, **given) or 0

        return click.Command(
            name,
            callback=called,
            params=[*params, *options],
            help=summary,
            short_help=summary.partition(".")[0] + ".",
            epilog=w("Example: {command}", command=f"surveyapp {example}"),
            options_metavar=w("[OPTIONS]"),
            context_settings={"help_option_names": ["--help", "-h"]},
        )

    def _file(self, name: str, metavar: str, *, many: bool = False) -> click.Argument:
        return click.Argument(
            [name],
            type=click.Path(path_type=Path),
            metavar=metavar,
            nargs=-1 if many else 1,
            required=True,
        )

    # --- setup -----------------------------------------------------------------------------

    def _setup(self) -> click.Command:
        w = self._words
        params: list[click.Parameter] = [
            click.Option(
                ["--label"],
                required=True,
                metavar=w("NAME"),
                help=w("What this device is called, such as Tablet 03."),
            ),
            click.Option(
                ["--language"],
                default=w.language,
                show_default=True,
                metavar="|".join(LANGUAGES),
                help=w("Language of the screens."),
            ),
            click.Option(
                ["--staff"],
                multiple=True,
                required=True,
                metavar=w("NAME"),
                help=w("A member of staff; give it once for each."),
            ),
            click.Option(
                ["--pin"],
                required=True,
                metavar=w("DIGITS"),
                help=w("Staff PIN of 4 to 8 digits. It locks screens, it does not encrypt."),
            ),
            click.Option(
                ["--idle"],
                type=int,
                default=60,
                show_default=True,
                metavar=w("SECONDS"),
                help=w("How long a kiosk waits before it starts anew."),
            ),
            click.Option(
                ["--partials"],
                type=click.Choice(["keep", "erase"]),
                default="keep",
                show_default=True,
                metavar="keep|erase",
                help=w("What becomes of answers left half-way on a kiosk."),
            ),
            click.Option(
                ["--recovery"],
                metavar="age1…",
                help=w("The organiser’s public recovery key; see recovery-key new."),
            ),
            click.Option(
                ["--protect"],
                type=click.Choice([place.value for place in Protection]),
                metavar=_PLACES,
                help=w(
                    "Where the key of the answers lies; by default in the computer’s key store "
                    "where there is a recovery key, else in a file."
                ),
            ),
        ]
        return self._verb(
            "setup",
            actions.setup,
            w(
                "Set up this device: its name, its language, staff, PIN, kiosk. Run it again to "
                "change them."
            ),
            'setup --label "Tablet 03" --language ar --staff Nadia --staff Omar --pin 2580',
            params,
        )

    # --- form ------------------------------------------------------------------------------

    def _form(self) -> click.Group:
        w = self._words
        file = self._file("file", w("FILE"))
        return click.Group(
            "form",
            help=w("Questionnaires: check one, add one, list them."),
            subcommand_metavar=w("VERB …"),
            options_metavar=w("[OPTIONS]"),
            commands=[
                self._verb(
                    "check",
                    actions.form_check,
                    w(
                        "Check questionnaires. Every problem is named with its sheet, row and "
                        "column."
                    ),
                    "form check company.xlsx",
                    [self._file("files", w("FILE…"), many=True)],
                ),
                self._verb(
                    "add",
                    actions.form_add,
                    w(
                        "Add a questionnaire to this device, with the files that lie in its "
                        "folder: company-media for company.xlsx."
                    ),
                    "form add company.xlsx",
                    [file],
                ),
                self._verb(
                    "list",
                    actions.form_list,
                    w("List the questionnaires of this device."),
                    "form list --json",
                    [],
                ),
            ],
        )

    # --- the rest --------------------------------------------------------------------------

    def _status(self) -> click.Command:
        w = self._words
        return self._verb(
            "status",
            actions.status,
            w("Say what this device holds: its stop, responses, drafts and forms."),
            "status --json",
            [],
        )

    def _package(self) -> click.Command:
        w = self._words
        return self._verb(
            "package",
            actions.package,
            w(
                "Make a hand-over package: one verified file with all responses and their forms. "
                "OUT is a file or a folder, such as a USB stick."
            ),
            "package /media/usb",
            [self._file("out", w("OUT"))],
        )

    def _merge(self) -> click.Command:
        w = self._words
        dry = click.Option(
            ["--dry-run"], is_flag=True, help=w("Say what merging would bring; write nothing.")
        )
        return self._verb(
            "merge",
            actions.merge,
            w("Merge packages into this device’s data. Any order and any repetition end alike."),
            "merge tablet-01.svpkg tablet-02.svpkg --dry-run",
            [self._file("files", w("FILE…"), many=True), dry],
        )

    def _export(self) -> click.Command:
        w = self._words
        language = click.Option(
            ["--language"],
            default=w.language,
            show_default=True,
            type=click.Choice(LANGUAGES),
            metavar="|".join(LANGUAGES),
            help=w("Language of the workbook."),
        )
        contacts = click.Option(
            ["--contacts"],
            is_flag=True,
            help=w("Write the contact details instead, apart from the answers. This is logged."),
        )
        files = click.Option(
            ["--files"],
            is_flag=True,
            help=w(
                "Write the pictures, recordings and documents of responses into the new folder OUT "
                "instead, one folder for each response, called by its code. This is logged."
            ),
        )
        sqlite = click.Option(
            ["--sqlite"],
            is_flag=True,
            help=w(
                "Write a plain SQLite file instead, for Datasette and sqlite-utils. It is NOT "
                "protected. This is logged."
            ),
        )
        replace = click.Option(
            ["--replace"], is_flag=True, help=w("Replace an older SQLite file of that name.")
        )
        return self._verb(
            "export",
            actions.export,
            w("Make the workbook of all responses. Contact details are never in it."),
            "export forum.xlsx --language fr",
            [self._file("out", w("OUT.xlsx")), language, contacts, files, sqlite, replace],
        )

    def _check(self) -> click.Command:
        w = self._words
        return self._verb(
            "check",
            actions.check,
            w("Check the database: key, pages, the chain of revisions, the heads."),
            "check",
            [],
        )

    # --- the key ---------------------------------------------------------------------------

    def _protect(self) -> click.Command:
        w = self._words
        place = click.Argument(
            ["place"],
            type=click.Choice([place.value for place in Protection]),
            metavar=_PLACES,
            required=True,
        )
        return self._verb(
            "protect",
            keys.protect,
            w(
                "Choose where the key of the answers lies: in the computer’s key store (system), "
                "under a passphrase, or in a file, which protects nothing. A new passphrase is "
                "asked for or taken from {variable}.",
                variable=NEW_PASSPHRASE,
            ),
            "protect passphrase",
            [place],
        )

    def _recovery_key(self) -> click.Group:
        w = self._words
        return click.Group(
            "recovery-key",
            help=w("The key that opens backups when a device is lost: make, set, use it."),
            subcommand_metavar=w("VERB …"),
            options_metavar=w("[OPTIONS]"),
            commands=[
                self._verb(
                    "new",
                    keys.recovery_new,
                    w(
                        "Make a recovery key and save the sheet to print. It holds the secret: "
                        "print it, then delete the file. Once for the whole tour."
                    ),
                    f"recovery-key new {SHEET}",
                    [self._file("out", w("SHEET.html"))],
                ),
                self._verb(
                    "set",
                    keys.recovery_set,
                    w("Give this device the public part, age1…, of the recovery key."),
                    "recovery-key set age1…",
                    [click.Argument(["public"], metavar="age1…")],
                ),
                self._verb(
                    "use",
                    keys.recovery_use,
                    w(
                        "Open this device’s answers again when their key is lost. SHEET is the "
                        "saved sheet or a text file with the secret; - reads what is typed."
                    ),
                    f"recovery-key use {SHEET}",
                    [self._file("sheet", w("SHEET"))],
                ),
            ],
        )

    def _screenshots_verb(self) -> click.Command:
        w = self._words

        def does(call: Call, folder: Path, only: tuple[str, ...]) -> int:
            chosen = [f"--only={name}" for name in only]
            return self._screenshots([str(folder), f"--lang={call.words.language}", *chosen])

        only = click.Option(
            ["--only"],
            multiple=True,
            metavar=w("NAME"),
            help=w("Only screens whose name contains this."),
        )
        return self._verb(
            "screenshots",
            does,
            w("Walk the app through its screens in every language and save pictures of them."),
            "screenshots pictures",
            [self._file("folder", w("FOLDER")), only],
            machine=False,
        )

    def _demo(self) -> click.Command:
        w = self._words

        def number(name: str, value: int, text: str) -> click.Option:
            return click.Option(
                [name], type=int, default=value, show_default=True, metavar=w("N"), help=text
            )

        params: list[click.Parameter] = [
            click.Option(
                ["--out"],
                type=click.Path(path_type=Path),
                default=Path("demo"),
                show_default=True,
                metavar=w("FOLDER"),
                help=w("Where everything is made."),
            ),
            number("--stops", 2, w("Stops of the tour.")),
            number("--devices", 3, w("Devices at each stop.")),
            number("--responses", 40, w("Responses on each device.")),
            number("--seed", 1, w("Another number invents other people.")),
        ]

        def does(call: Call, **given: Any) -> int:
            return actions.demo(call, self._show, **given)

        return self._verb(
            "demo",
            does,
            w(
                "Show the whole road on invented people: devices fill, hand over, are merged, and "
                "end in a workbook in each language."
            ),
            "demo --stops 2 --devices 3 --responses 40",
            params,
        )
