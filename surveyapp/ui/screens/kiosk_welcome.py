"""Where each person begins: the language, before anything else.

Nothing on it belongs to anybody; it speaks every language it offers.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from surveyapp.text import LANGUAGES, N_, Direction, Words, direction, isolate, load_words
from surveyapp.ui.breakpoints import is_short
from surveyapp.ui.kit.button import IconButton
from surveyapp.ui.kit.icon import draw_icon
from surveyapp.ui.kit.paint import draw_box, is_rtl
from surveyapp.ui.kit.rail import MarkView
from surveyapp.ui.kit.ringed import PressedByEnter, Ringed
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.segmented import own_name
from surveyapp.ui.kit.text import Align, TextBlock, text_width
from surveyapp.ui.screens.kiosk_parts import GreenGround, KioskScreen
from surveyapp.ui.theme import Look, Themed, Type, current


@dataclass(frozen=True, slots=True)
class Offer:
    """A language that is offered, and the form's title in it."""

    tag: str
    title: str


class KioskWelcomeScreen(KioskScreen):
    """The mark, the form, and one large card for each language."""

    begun = Signal(str)
    """The tag of the language somebody chose."""

    def __init__(self, words: Words, offers: tuple[Offer, ...]) -> None:
        super().__init__(words)
        self._offers = offers
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._ground = GreenGround(self)
        outer.addWidget(self._ground)
        column = QVBoxLayout(self._ground)
        column.setContentsMargins(16, 16, 16, 16)
        head = QHBoxLayout()
        self._lock = _HeroLock("lock", words("For staff"), parent=self)
        head.addStretch(1)
        head.addWidget(self._lock)
        column.addLayout(head)
        page = ScrollPage(max_width=1040, spacing=8, parent=self)
        column.addWidget(page, 1)
        page.column.addStretch(2)
        self._mark = MarkView(88, on_hero=True, parent=self)
        page.column.addWidget(self._mark, 0, _MIDDLE)
        self._titles: list[_HeroLine] = []
        for place, offer in enumerate(offers):
            step = Type.DISPLAY if place == 0 else Type.TITLE
            self._titles.append(_HeroLine(offer.title, offer.tag, step, self))
            page.column.addWidget(self._titles[-1])
        page.column.addSpacing(16)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(16)
        self._cards: list[LanguageCard] = []
        for offer in offers:
            card = LanguageCard(offer.tag, self)
            card.clicked.connect(lambda _on=False, tag=offer.tag: self.begun.emit(tag))
            self._cards.append(card)
            self._box.addWidget(card)
        page.column.addLayout(self._box)
        page.column.addStretch(3)
        page.column.addWidget(_HeroLine(self._voluntary(), "", Type.LABEL, self))
        self._lock.clicked.connect(self.lock_requested)

    def _voluntary(self) -> str:
        spoken = [_words_of(offer.tag)("Taking part is voluntary") for offer in self._offers]
        return "  ·  ".join(isolate(each) for each in dict.fromkeys(spoken))

    def first_focus(self) -> QWidget:
        """Let Enter or the space bar take the first language."""
        return self._cards[0] if self._cards else self._lock

    def set_words(self, words: Words) -> None:
        """Name the lock in another language; the rest speaks all of them."""
        super().set_words(words)
        self._lock.set_name(words("For staff"))

    def arrange(self) -> None:
        """Stand the cards below each other where there is no room side by side."""
        # Measured, not judged by the breakpoints: a kiosk's large type makes every tablet narrow.
        wanted = sum(card.sizeHint().width() + 16 for card in self._cards) + 96
        down = self.width() < wanted
        low = down and (is_short(self) or self.height() < current().px(560))
        self._mark.setVisible(not low)
        for title in self._titles[1:]:  # the languages must be in view, whatever the text size
            title.setVisible(not low or current().scale < 1.5)
        for card in self._cards:
            card.set_low(low=low)
        way = QBoxLayout.Direction
        self._box.setDirection(way.TopToBottom if down else way.LeftToRight)


_CALL = N_("Touch here to start")
_MIDDLE = Qt.AlignmentFlag.AlignHCenter


def _words_of(tag: str) -> Words:
    """Return the words of a language; of one the app does not know, those of the first it does."""
    near = tag.split("-")[0]
    return load_words(near if near in LANGUAGES else LANGUAGES[0])


def _is_rtl(tag: str) -> bool:
    return direction(tag) is Direction.RTL


class LanguageCard(Ringed, PressedByEnter, QPushButton, Themed):
    """A white card: the language's own name, and what to do, in it."""

    ring_radius = 16

    def __init__(self, tag: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._tag = tag
        self._rtl = _is_rtl(tag)
        self._name = own_name(tag)
        known = tag.split("-")[0] in LANGUAGES
        self._low = False
        self._call = _words_of(tag)(_CALL) if known else ""
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(self._call)

    def set_low(self, *, low: bool) -> None:
        """Show the name alone, so that every language is in view on a low window."""
        if low != self._low:
            self._low = low
            self.updateGeometry()
            self.update()

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return room for both lines, never under what a hand hits standing."""
        theme = current()
        if self._low:
            return QSize(theme.px(200) + 48, max(64, theme.line(Type.TITLE) + 20))
        call = text_width(self._call, Type.LABEL, rtl=self._rtl)
        name = text_width(self._name, Type.TITLE, rtl=self._rtl)
        height = theme.line(Type.TITLE) + theme.line(Type.LABEL) + 40
        return QSize(max(theme.px(200), call, name) + 48, max(112, height))

    def minimumSizeHint(self) -> QSize:
        """Return the same height in the least width of the words."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the card."""
        theme = current()
        painter = QPainter(self)
        fill = "soft" if self.isDown() and theme.look is not Look.CONTRAST else "surface"
        line = theme.colour("line") if theme.border > 1 else None
        rect = QRectF(self.rect())
        draw_box(painter, rect, radius=16, fill=theme.colour(fill), line=line, width=theme.border)
        width = rect.width() - 32
        name = TextBlock(self._name, Type.TITLE, rtl=self._rtl, width=width, align=Align.CENTRE)
        call = TextBlock(self._call, Type.LABEL, rtl=self._rtl, width=width, align=Align.CENTRE)
        shown = bool(self._call) and not self._low
        top = (rect.height() - name.height - (call.height if shown else 0)) / 2
        ink = "primary" if theme.look is not Look.CONTRAST else "text"
        name.paint(painter, 16, top, theme.colour(ink))
        if shown:
            call.paint(painter, 16, top + name.height, theme.colour("text2"))


class _HeroLine(QWidget, Themed):
    """Centred white words in a language's own direction."""

    def __init__(self, text: str, tag: str, step: Type, parent: QWidget) -> None:
        super().__init__(parent)
        self._text, self._tag, self._step = text, tag, step
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(text)

    def retheme(self) -> None:
        """Measure again."""
        self.updateGeometry()

    def _block(self, width: float) -> TextBlock:
        rtl = _is_rtl(self._tag) if self._tag else is_rtl(self)
        return TextBlock(
            self._text, self._step, rtl=rtl, width=max(40.0, width), align=Align.CENTRE
        )

    def hasHeightForWidth(self) -> bool:
        """Say that words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return what the words need."""
        return round(self._block(width).height)

    def sizeHint(self) -> QSize:
        """Return a readable width."""
        width = current().px(480)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least."""
        return QSize(80, current().line(self._step))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the words."""
        self._block(self.width()).paint(QPainter(self), 0, 0, QColor("white"))


class _HeroLock(IconButton):
    """The lock on the green ground."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the lock in white."""
        side = current().icon_px(24)
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(self.rect()).center())
        draw_icon(QPainter(self), square, "lock", QColor("white"), rtl=is_rtl(self))
