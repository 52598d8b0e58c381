"""One gettext catalogue for every room (HOUSE.md 14).

Message ids are English sentences with named places. Babel extracts and updates the ``.po`` files
under ``resources/words``; the compiled ``.mo`` beside each is committed, so that a clone speaks
without a build step, and a test holds the two together.
"""

from __future__ import annotations

import gettext
import locale
import os
from datetime import date
from functools import cache
from pathlib import PurePath

from surveyapp.errors import UserError
from surveyapp.paths import resources_dir
from surveyapp.text.bidi import isolate_ltr
from surveyapp.text.direction import Direction, direction
from surveyapp.text.reasons import reason_of

LANGUAGES = ("ar", "fr", "en")
"""Interface languages, in the order they are offered."""


class Words:
    """The catalogue of one language: ``words("Saved {n}", n=3)``."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self.direction: Direction = direction(language)
        self._catalogue = catalogue

    @property
    def rtl(self) -> bool:
        """Say whether lines run right to left."""
        return self.direction is Direction.RTL

    def __call__(self, message: str, /, **parameters: object) -> str:
        """Return ``message`` in this language with its named places filled."""
        text = self._catalogue.gettext(message)
        return text.format(**parameters) if parameters else text

    def plural(self, one: str, many: str, n: int, /, **parameters: object) -> str:
        """Return the form that ``n`` asks for (Arabic has six); ``{n}`` is filled by itself."""
        return self._catalogue.ngettext(one, many, n).format(n=n, **parameters)

    def problem(self, error: UserError) -> str:
        """Return a problem as this language says it, its details below it, one a line.

        A parameter that is itself a problem is said in this language too: that is how a place
        ("Sheet survey, row 7: …") goes before what is wrong there.
        """
        said = {name: self._said(value) for name, value in error.parameters.items()}
        lines = [self(error.message, **said)]
        lines += [f"• {self.problem(detail)}" for detail in error.details]
        return "\n".join(lines)

    def _said(self, value: object) -> object:
        """Return a problem's parameter in this language; paths and days keep their order."""
        if isinstance(value, UserError):
            return self.problem(value)
        if isinstance(value, OSError):
            reason = reason_of(value)
            return self(reason) if reason else isolate_ltr(value.strerror or str(value))
        if isinstance(value, PurePath):
            return isolate_ltr(str(value))
        if isinstance(value, date):
            return isolate_ltr(f"{value:%d/%m/%Y}")
        return value


@cache
def load_words(language: str) -> Words:
    """Return the catalogue of ``ar``, ``fr`` or ``en``."""
    if language not in LANGUAGES:
        raise UserError(
            "The language {language} is not known. Choose one of {languages}.",
            language=language,
            languages=", ".join(LANGUAGES),
        )
    catalogue = gettext.translation("surveyapp", resources_dir() / "words", [language])
    return Words(language, catalogue)


def spoken_beside(tag: str, before: str) -> str:
    """Return what the screens speak once a form speaks ``tag``: that, where they know it."""
    near = tag.split("-")[0]
    return near if near in LANGUAGES else before


def choose_language(wanted: str | None = None) -> str:
    """Return the interface language: asked for, else ``SURVEYAPP_LANG``, else the system's."""
    asked = wanted or os.environ.get("SURVEYAPP_LANG") or ""
    if asked:
        return load_words(asked).language
    system = locale.getlocale()[0] or os.environ.get("LANG", "")
    tag = system.replace("_", "-").split("-")[0].split(".")[0].lower()
    return {"arabic": "ar", "french": "fr"}.get(tag, tag if tag in LANGUAGES else "en")
