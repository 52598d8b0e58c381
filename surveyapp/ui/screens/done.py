"""The end of a response: thanks, a code to keep, and the next person in one key."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from surveyapp.drawing.mark import draw_mark
from surveyapp.text import N_, Words, isolate_ltr
from surveyapp.ui.breakpoints import is_narrow
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.card import Card, Hairline
from surveyapp.ui.kit.icon import Icon, draw_icon
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.text import Align, Label
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.shortcuts import Topic, bind
from surveyapp.ui.theme import Themed, Type, current


def thanks(*, refused: bool) -> str:
    """Return the message id of what is said below the thanks."""
    if refused:
        return N_("Your choice is respected: only it is counted. Have a good day.")
    return N_("Your answers are saved on this device and will serve your region.")


class DoneScreen(Screen):
    """Thank you; or, where the person declined, thank you all the same."""

    next_requested = Signal()
    home_requested = Signal()
    topics = (Topic.DONE, Topic.ANYWHERE)

    def __init__(self, words: Words, *, code: str, refused: bool) -> None:
        super().__init__(words)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        page = ScrollPage(max_width=760, spacing=8, parent=self)
        outer.addWidget(page)
        column = page.column
        column.addStretch(1)
        column.addWidget(Seal(self), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(16)
        self._title = Label("", Type.MEGA, align=Align.CENTRE, parent=self)
        self._text = Label("", Type.KIOSK, colour="text2", align=Align.CENTRE, parent=self)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(16)
        self._card = CodeCard(words, code, self)
        self._card.setVisible(not refused)
        column.addWidget(self._card)
        column.addSpacing(24)
        self._next = Button("", Variant.PRIMARY, icon="plus", size=Size.BAR, parent=self)
        self._home = Button("", Variant.SECONDARY, icon="home", size=Size.BAR, parent=self)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(16)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self._home)
        self._buttons.addWidget(self._next)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)
        column.addStretch(2)
        self._next.clicked.connect(self.next_requested)
        self._home.clicked.connect(self.home_requested)
        bind(self, "next_person", self.next_requested.emit)
        say = self.speech.say
        say(self._title.set_text, N_("Thank you"))
        say(self._text.set_text, thanks(refused=refused))
        say(self._next.set_text, N_("Next respondent"))
        say(self._home.set_text, N_("Home"))

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        super().set_words(words)
        self._card.set_words(words)

    def step_back(self) -> bool:
        """Go home."""
        self.home_requested.emit()
        return True

    def first_focus(self) -> QWidget:
        """Let Enter or the space bar begin with the next person."""
        return self._next

    def arrange(self) -> None:
        """Stand the buttons below each other where there is no room, the next person first."""
        wanted = self._next.sizeHint().width() + self._home.sizeHint().width() + 96
        way = QBoxLayout.Direction
        down = self.width() < wanted
        self._buttons.setDirection(way.BottomToTop if down else way.LeftToRight)
        self._card.arrange()


class CodeCard(Card):
    """The code with which somebody without a name asks for correction or erasure."""

    def __init__(self, words: Words, code: str, parent: QWidget) -> None:
        super().__init__(margin=18, spacing=8, parent=parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(20)
        left = QVBoxLayout()
        left.setSpacing(0)
        self._name = Label("", Type.CAPTION, colour="text2", wrap=False, parent=self)
        self._code = Label(isolate_ltr(code), Type.TITLE, wrap=False, parent=self)
        left.addWidget(self._name)
        left.addWidget(self._code)
        self._line = Hairline(vertical=True, parent=self)
        self._text = Label("", Type.LABEL, parent=self)
        self._key = Icon("key", 28, colour="primary", parent=self)
        self._box.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        self._box.addLayout(left)
        self._box.addWidget(self._line)
        self._box.addWidget(self._text, 1, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(self._box)
        self.set_words(words)

    def set_words(self, words: Words) -> None:
        """Speak another language."""
        self._name.set_text(words("The code of your response"))
        self._name.setMinimumWidth(self._name.sizeHint().width())
        self._text.set_text(
            words("Keep it: it is enough to have your answers corrected or erased.")
        )
        self.setAccessibleName(words("The code of your response"))

    def arrange(self) -> None:
        """Stand the words below the code where there is no room beside it."""
        self._name.setMinimumWidth(self._name.sizeHint().width())
        down = is_narrow(self)
        way = QBoxLayout.Direction
        self._box.setDirection(way.TopToBottom if down else way.LeftToRight)
        self._line.setVisible(not down)


class Seal(QWidget, Themed):
    """A check over the star."""

    SIDE = 132

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def retheme(self) -> None:
        """Paint again."""

    def sizeHint(self) -> QSize:
        """Return the seal's square."""
        return QSize(self.SIDE, self.SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw star, disc and check."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        soft = theme.colour("soft")
        draw_mark(painter, QRectF(self.rect()), soft, soft, soft)
        disc = QRectF(0, 0, 74, 74)
        disc.moveCenter(QRectF(self.rect()).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("primary"))
        painter.drawEllipse(disc)
        draw_icon(
            painter,
            disc.adjusted(17, 17, -17, -17),
            "check",
            theme.colour("on_primary"),
            selected=True,
        )
