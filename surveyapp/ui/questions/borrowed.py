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
        named = [isolate(own_name(tag)) for tag in session.definition.languages if tag in found]
        self.set_text(
            words(
                "Part of this page is not translated into {language}. It is shown in {others}.",
                language=isolate(own_name(session.language)),
                others=Formats(words).listed(tuple(named)),
            )
            if named
            else ""
        )
        self.setVisible(bool(named))
