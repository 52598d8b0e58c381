"""Keep the catalogue: extract message ids, update and compile the three languages, or check them.

    python .ci/words.py update          extract, merge into every .po, compile the .mo beside it
    python .ci/words.py check           exit 1 where that would change a file or a text is missing
    python .ci/words.py fill FILE…      take translations from JSON files {msgid: {language: text}}

Babel does the work; it is a development dependency only.
"""

from __future__ import annotations

import io
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "resources" / "words"
LANGUAGES = ("ar", "fr", "en")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS: dict[str, Any] = {
    "N_": None,
    "_": None,
    "words": None,
    "_words": None,
    "w": None,
    "plural": (1, 2),
}
KIND = re.compile(r"^class (\w+)\((\w+)\):", re.MULTILINE)
"""A class and the one it stands on."""


def problems() -> set[str]:
    """Return the names of the package's kinds of ``UserError``: each takes a message id."""
    sources = [path.read_text("utf-8") for path in (ROOT / "surveyapp").rglob("*.py")]
    made = [pair for source in sources for pair in KIND.findall(source)]
    names, before = {"UserError"}, 0
    while len(names) > before:
        before = len(names)
        names |= {name for name, base in made if base in names}
    return names


def template() -> Catalog:
    """Return every message id of the package."""
    keywords = KEYWORDS | dict.fromkeys(problems())
    catalogue = Catalog(project="surveyapp", charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        str(ROOT / "surveyapp"), method_map=[("**.py", "python")], keywords=keywords
    )
    for filename, _line, message, comments, context in sorted(found, key=lambda f: (f[0], f[1])):
        if message:
            # Line numbers would change the file with every edit; the file says enough.
            catalogue.add(
                message,
                locations=[(f"surveyapp/{filename}", 0)],
                auto_comments=comments,
                context=context,
            )
    return catalogue


def po_path(language: str) -> Path:
    """Return where a language's texts lie."""
    return WORDS / language / "LC_MESSAGES" / "surveyapp.po"


def empty(language: str) -> Catalog:
    """Return a catalogue without texts, with the plural rule that every gettext tool knows."""
    catalogue = Catalog(locale=language, project="surveyapp", charset="utf-8", fuzzy=False)
    if language == "ar":
        # Babel's own rule has the last two forms the other way round (zero one two few other many).
        rule = (
            "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
            "n%100>=11 ? 4 : 5);"
        )
        catalogue.mime_headers = [("Plural-Forms", rule)]
    return catalogue


def load(language: str) -> Catalog:
    """Return a language's catalogue, empty where there is none yet."""
    path = po_path(language)
    if not path.exists():
        return empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str, ids: Catalog) -> Catalog:
    """Return a language's catalogue with exactly the ids of today."""
    old = load(language)
    new = empty(language)
    # No dates: they would change the file each time it is made.
    new.header_comment = f"# Words of surveyapp: {language}"
    for message in sorted(ids, key=lambda m: str(m.id)):
        if not message.id:
            continue
        known = old.get(message.id)
        string = known.string if known is not None else ""
        if isinstance(message.id, tuple) != isinstance(string, tuple):
            string = ""  # it was a plain text and has a plural now, or the other way round
        if language == "en" and not _filled(string):
            string = message.id  # the ids are English sentences
        new.add(
            message.id,
            string,
            locations=sorted({(name, 0) for name, _ in message.locations}),
            auto_comments=message.auto_comments,
        )
    return new


def _filled(string: Any) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def missing(catalogue: Catalog) -> list[str]:
    """Return the ids without a text, and those whose named places differ from the English."""
    faults = []
    for message in catalogue:
        if not message.id:
            continue
        if not _filled(message.string):
            faults.append(f"no text: {message.id!r}")
        elif not _same_places(message):
            faults.append(f"places differ: {message.id!r}")
    return faults


def _same_places(message: Message) -> bool:
    import string

    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    if isinstance(message.id, tuple | list):
        allowed = set().union(*(places(text) for text in message.id)) | {"n"}
        # «two answers» may say its number in a word.
        return all(places(text) <= allowed for text in message.string)
    try:
        return places(message.id) == places(message.string)
    except ValueError:  # a lone brace: the text is shown as it stands
        return True


def rendered(catalogue: Catalog) -> tuple[bytes, bytes]:
    """Return the .po and .mo bytes of a catalogue."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalogue, width=100, omit_header=False, include_lineno=False)
    lines = po.getvalue().decode("utf-8").splitlines(keepends=True)
    dropped = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Generated-By',
        '"Last-Translator',
        '"Language-Team',
        '"Report-Msgid',
    )
    stable = "".join(line for line in lines if not line.startswith(dropped))
    compiled = read_po(io.StringIO(stable), locale=catalogue.locale)
    compiled.creation_date = compiled.revision_date = EPOCH  # Babel would write the time of day
    write_mo(mo, compiled)
    return stable.encode("utf-8"), mo.getvalue()


def fill(files: list[str]) -> None:
    """Take translations from JSON files; texts that are already there stay unless they differ."""
    ids = template()
    for language in LANGUAGES:
        catalogue = updated(language, ids)
        for name in files:
            for key, texts in json.loads(Path(name).read_text("utf-8")).items():
                message = catalogue.get(tuple(key.split("|")) if "|" in key else key)
                message = message or catalogue.get(key)
                if message is None or language not in texts:
                    continue
                text = texts[language]
                message.string = tuple(text) if isinstance(text, list) else text
        _save(language, catalogue)


def _save(language: str, catalogue: Catalog) -> None:
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    po, mo = rendered(catalogue)
    path.write_bytes(po)
    path.with_suffix(".mo").write_bytes(mo)


def check() -> int:
    """Say what is missing or out of date; 0 where all is well."""
    ids, status = template(), 0
    for language in LANGUAGES:
        catalogue = updated(language, ids)
        po, mo = rendered(catalogue)
        path = po_path(language)
        faults = missing(catalogue)
        if not path.exists() or path.read_bytes() != po:
            faults.append("the .po is out of date: python .ci/words.py update")
        elif path.with_suffix(".mo").read_bytes() != mo:
            faults.append("the .mo is out of date: python .ci/words.py update")
        for fault in faults:
            print(f"{language}: {fault}")
            status = 1
    return status


def main(arguments: list[str]) -> int:
    """Run one of the three verbs."""
    match arguments:
        case ["update"]:
            ids = template()
            for language in LANGUAGES:
                _save(language, updated(language, ids))
            return 0
        case ["check"]:
            return check()
        case ["fill", *files] if files:
            fill(files)
            return 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
