"""The bar above a page that is filled: close, where one is, saved, language, overview."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.text import LANGUAGES, Words, isolate
from surveyapp.ui.breakpoints import is_narrow, is_short
from surveyapp.ui.kit.button import Button, IconButton, Variant
from surveyapp.ui.kit.card import Bar
from surveyapp.ui.kit.icon import Icon
from surveyapp.ui.kit.segmented import LANGUAGE_SEGMENTS, Segment, Segmented, own_name
from surveyapp.ui.kit.text import Label
from surveyapp.ui.screens.home_parts import joined
from surveyapp.ui.theme import Type, current

SEGMENTS_AT_MOST = 3
"""Of more languages than these, the sheet is the only switch."""


class FillBar(Bar):
    """Close, title, page, saved, language, overview."""

    closed = Signal()
    language_chosen = Signal(str)
    languages_requested = Signal()
    overview_requested = Signal()

    def __init__(
        self, words: Words, languages: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(line_above=False, parent=parent)
        self.words = words
        row = QHBoxLayout(self)
        row.setSpacing(12)
        self._row = row
        self._close = IconButton("x", "", parent=self)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._title = Label("", Type.LABEL_STRONG, wrap=False, parent=self)
        self._place = Label("", Type.CAPTION, colour="text2", wrap=False, parent=self)
        for label in (self._title, self._place):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._place)
        column.addStretch(1)
        self._saved_icon = Icon("circle-check", 20, colour="primary", parent=self)
        self._saved = Label("", Type.CAPTION, colour="text2", wrap=False, parent=self)
        for piece in (self._saved_icon, self._saved):
            policy = piece.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            piece.setSizePolicy(policy)
        segments = language_segments(languages, words)
        self._languages = Segmented(segments, words.language, parent=self)
        self._languages.setVisible(len(languages) <= SEGMENTS_AT_MOST)
        self._more = IconButton("language", "", parent=self)
        self._overview = Button("", Variant.SECONDARY, icon="list-check", parent=self)
        row.addWidget(self._close)
        row.addLayout(column, 1)
        row.addWidget(self._saved_icon)
        row.addWidget(self._saved)
        row.addSpacing(4)
        row.addWidget(self._languages)
        row.addWidget(self._more)
        row.addWidget(self._overview)
        self._close.clicked.connect(self.closed)
        self._languages.chosen.connect(self.language_chosen)
        self._more.clicked.connect(self.languages_requested)
        self._overview.clicked.connect(self.overview_requested)
        self._is_saved = True
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self.words = words
        self._close.set_name(words("Close and keep the draft"))
        self._overview.set_text(words("Overview"))
        self._more.set_name(words("Languages"))
        self._languages.set_texts({"": words("Original")})
        self._languages.setAccessibleName(words("Language of the questions"))
        self._saved.set_text(words("Saved"))
        self.arrange()

    def show_overview(self, shown: bool) -> None:
        """Offer the overview, where it does not stand beside the page already."""
        self._overview.setVisible(shown)

    def show_language(self, tag: str) -> None:
        """Show which language is asked in."""
        self._languages.set_chosen(tag)

    def show_place(self, form: str, page: str, number: int, count: int) -> None:
        """Show the form, the page's title, and that it is page ``number`` of ``count``."""
        words = self.words
        self._title.set_text(isolate(form))
        # With one page so far (consent comes first) a count would promise too little.
        place = words("Page {page} of {pages}", page=number, pages=count) if count > 1 else ""
        self._place.set_text(joined(place, isolate(page)))

    def show_saving(self) -> None:
        """Hide the mark: an answer is on its way to the disk."""
        self._show_saved(saved=False)

    def show_saved(self) -> None:
        """Show the mark: every answer is on the disk."""
        self._show_saved(saved=True)

    def _show_saved(self, *, saved: bool) -> None:
        self._is_saved = saved
        self._saved_icon.setVisible(saved)
        self._saved.setVisible(saved and not self._bare)

    @property
    def _bare(self) -> bool:
        """Say whether the bar has room for the saved mark's icon only."""
        return current().breakpoint_width(self.window().width()) < 700

    def arrange(self) -> None:
        """Drop words before sizes where the window is narrow (UI.md, Layout)."""
        narrow = is_narrow(self)
        self._languages.set_compact(narrow)
        self._overview.set_compact(narrow)
        policy = self._saved.sizePolicy()
        policy.setRetainSizeWhenHidden(not self._bare)
        self._saved.setSizePolicy(policy)
        self._saved_icon.setAccessibleName(self.words("Saved") if self._bare else "")
        self._show_saved(saved=self._is_saved)
        edge = 4 if is_short(self) else 12
        # Layout margins do not mirror by themselves.
        start, end = 12, 12 if narrow else 24
        left, right = (end, start) if self.words.rtl else (start, end)
        self._row.setContentsMargins(left, edge, right, edge + 1)

    def retheme(self) -> None:
        """Fit the text size."""
        self.arrange()
        super().retheme()

    def event(self, event: QEvent) -> bool:
        """Fit the window as it is shown or changes size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.arrange()
        return super().event(event)


def spoken_by(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages a form is asked in: its own, or the interface's where it has none."""
    return languages if languages != ("",) else LANGUAGES


def language_segments(languages: tuple[str, ...], words: Words) -> tuple[Segment, ...]:
    """Return the switch of a form: its own languages, named as they name themselves.

    What a form says in no language that it names stands for itself. A form without translations is
    switched by the interface's languages.
    """
    known = {segment.key: segment for segment in LANGUAGE_SEGMENTS}
    known[""] = Segment("", words("Original"), words("Original"))
    order = list(known)
    ordered = sorted(
        spoken_by(languages), key=lambda tag: order.index(tag) if tag in known else len(order)
    )
    return tuple(known.get(tag, Segment(tag, own_name(tag), tag)) for tag in ordered)
