"""What a page says where its form is not translated throughout.

A question that lacks a language is shown in the form's default language, else in the next that has
it. Whoever reads the page is told so once, instead of wondering.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from surveyapp.text import Words, isolate
from surveyapp.text.formats import Formats
from surveyapp.ui.kit.segmented import own_name
from surveyapp.ui.kit.text import Label
from surveyapp.ui.theme import Type
from surveyapp.xform import FormSession


class BorrowedNotice(Label):
    """One line above the questions, hidden while there is nothing to tell."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", Type.CAPTION, colour="text2", parent=parent)
        self.hide()

    def tell(self, session: FormSession, refs: Iterable[str], words: Words) -> None:
        """Name the languages that stand in on a page with these questions."""
        found = {tag for ref in refs for tag in session.borrowed_languages(ref)}
        known = dict.fromkeys((*session.definition.languages, ""))
        named = [_name(tag, words) for tag in known if tag in found]
        self.set_text(
            words(
                "Part of this page is not translated into {language}. It is shown in {others}.",
                language=_name(session.language, words),
                others=Formats(words).listed(tuple(named)),
            )
            if named
            else ""
        )
        self.setVisible(bool(named))


def _name(tag: str, words: Words) -> str:
    """Return a language's own name; words without a language are the form's original ones."""
    return isolate(own_name(tag)) if tag else words("Original")
