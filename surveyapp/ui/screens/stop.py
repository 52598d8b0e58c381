"""Choosing the stop: one this device knows, or a new one (region, first day, place)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from surveyapp.errors import UserError
from surveyapp.services.regions import Region
from surveyapp.services.stops import stop_problems
from surveyapp.store import Stop
from surveyapp.text import N_, Words, fold, isolate
from surveyapp.text.formats import Formats
from surveyapp.ui.kit.button import Button, Size, Variant
from surveyapp.ui.kit.card import Card
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.row_button import RowButton
from surveyapp.ui.kit.scroll_page import ScrollPage
from surveyapp.ui.kit.text import Label
from surveyapp.ui.models.days import read_day, write_day
from surveyapp.ui.models.problems import problem_says
from surveyapp.ui.screens.choices import RadioCards
from surveyapp.ui.screens.home_parts import DOT
from surveyapp.ui.screens.parts import BottomBar, Labelled
from surveyapp.ui.screens.screen import Screen
from surveyapp.ui.theme import Type


@dataclass(frozen=True, slots=True)
class NewStop:
    """What was entered for a new stop; ``first_day`` is ``None`` where it is no day."""

    region: str
    first_day: date | None
    place: str


def new_stop_problems(entered: NewStop) -> dict[str, UserError]:
    """Return what must be mended, by field; the rules are the service's."""
    first_day = entered.first_day or date(2000, 1, 1)
    problems = stop_problems(entered.region, first_day, entered.place)
    if entered.first_day is None:
        problems["first_day"] = UserError(
            "Write the date as {example}", example=write_day(date(2026, 12, 26))
        )
    return problems


class StopScreen(Screen):
    """Known stops first, then the three things a new one needs."""

    stop_chosen = Signal(str)
    """Key of a known stop."""
    stop_entered = Signal(object)
    """A ``NewStop``."""
    left = Signal()

    def __init__(
        self,
        words: Words,
        *,
        known: tuple[Stop, ...],
        chosen: Stop | None,
        regions: tuple[Region, ...],
        today: date,
    ) -> None:
        super().__init__(words)
        self._known = known
        self._chosen = chosen
        self._problems: Mapping[str, UserError] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = ScrollPage(max_width=860, spacing=20, parent=self)
        self._bottom = BottomBar(self)
        self._back = Button("", Variant.SECONDARY, icon="arrow-left", size=Size.BAR, parent=self)
        self._save = Button("", Variant.PRIMARY, icon="check", size=Size.BAR, parent=self)
        self._bottom.add_leading(self._back)
        self._bottom.add_trailing(self._save)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._bottom)
        self._title = Label("", Type.TITLE, parent=self)
        self._scroll.column.addWidget(self._title)
        self._build_known()
        self._build_new(today)
        self._scroll.column.addStretch(1)
        self._say_everything()
        self.show_regions(regions)
        self._back.clicked.connect(self.left)
        self._save.clicked.connect(self._on_save)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_save)

    def _build_known(self) -> None:
        self._known_card = Card(margin=12, spacing=0, parent=self)
        self._known_title = Label("", Type.HEADING, parent=self)
        self._known_card.column.addWidget(self._known_title)
        self._known_rows: list[tuple[Stop, RowButton]] = []
        for stop in self._known:
            row = RowButton("map-pin", tile=True, chevron=True, parent=self._known_card)
            row.clicked.connect(lambda _=False, key=stop.key: self.stop_chosen.emit(key))
            self._known_card.column.addWidget(row)
            self._known_rows.append((stop, row))
        self._known_card.setVisible(bool(self._known))
        self._scroll.column.addWidget(self._known_card)

    def _build_new(self, today: date) -> None:
        self._new_title = Label("", Type.HEADING, parent=self)
        self._scroll.column.addWidget(self._new_title)
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._search = Field(icon="search", parent=box)
        self._regions = RadioCards(max_columns=2, parent=box)
        self._nothing = Label("", Type.LABEL, colour="text2", parent=box)
        self._nothing.hide()
        column.addWidget(self._search)
        column.addWidget(self._nothing)
        column.addWidget(self._regions)
        self._day = Field(text=write_day(today), numeric=True, parent=self)
        self._day.setMaximumWidth(320)
        self._place = Field(parent=self)
        self._rows = {
            "region": Labelled(box, self),
            "first_day": Labelled(self._day, self),
            "place": Labelled(self._place, self),
        }
        self._day_in_words = Label("", Type.CAPTION, colour="text2", parent=self)
        for row in self._rows.values():
            self._scroll.column.addWidget(row)
        layout = self._rows["first_day"].layout()
        assert layout is not None
        layout.addWidget(self._day_in_words)
        self._search.text_edited.connect(self._on_search)
        self._search.return_pressed.connect(self._on_search_entered)
        self._day.text_edited.connect(self._show_day)
        self._place.return_pressed.connect(self._on_save)

    def _say_everything(self) -> None:
        say = self.speech.say
        say(self._title.set_text, N_("Choose the stop"))
        say(self._known_title.set_text, N_("Stops this device knows"))
        say(self._new_title.set_text, lambda words: words("A new stop") if self._known else "")
        self._new_title.setVisible(bool(self._known))
        say(self._back.set_text, N_("Back"))
        say(self._save.set_text, N_("Use this stop"))
        say(self._rows["region"].set_label, N_("Region"))
        say(self._regions.set_name, N_("Region"))
        say(self._search.set_name, N_("Search a region"))
        say(self._search.set_placeholder, N_("Search a region"))
        say(self._nothing.set_text, N_("Nothing found. Try a shorter word"))
        say(self._rows["first_day"].set_label, N_("First day"))
        say(self._day.set_name, N_("First day"))
        say(self._rows["first_day"].set_hint, N_("day/month/year"))
        say(self._rows["place"].set_label, N_("Town and place"))
        say(self._place.set_name, N_("Town and place"))
        say(self._rows["place"].set_hint, N_("Such as Dakhla, seat of the wilaya"))
        say(lambda _: self._show_day(self._day.text()), "", key="day")
        say(lambda _: self.show_problems(self._problems), "", key="problems")

    def show_regions(self, regions: tuple[Region, ...]) -> None:
        """Show the regions in the language spoken now, and name the known stops by them."""
        names = {region.code: region.name for region in regions}
        self._folded = {region.code: fold(region.name) for region in regions}
        chosen = self._regions.choice()
        self._regions.set_rows([(region.code, region.name) for region in regions], chosen)
        for stop, row in self._known_rows:
            day = Formats(self.words).long_date(stop.first_day)
            row.set_content(
                names.get(stop.region, stop.region),
                DOT.join(part for part in (day, isolate(stop.place)) if part),
                icon="check" if stop == self._chosen else "map-pin",
                ink="primary",
            )
            row.set_marked(stop == self._chosen)

    def show_problems(self, problems: Mapping[str, UserError]) -> None:
        """Show what to mend, field by field."""
        self._problems = problems
        for key, row in self._rows.items():
            error = problems.get(key)
            row.show_problem(problem_says(error, self.words) if error else "")

    def focus_problem(self) -> None:
        """Go to the first field to mend."""
        for key, control in (
            ("region", self._search),
            ("first_day", self._day),
            ("place", self._place),
        ):
            if key in self._problems:
                self._scroll.show_widget(self._rows[key])
                control.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def step_back(self) -> bool:
        """Leave, where there is a way back."""
        if self._back.isVisible():
            self.left.emit()
        return True

    def first_focus(self) -> QWidget:
        """Begin at the known stops, or at the search."""
        return self._known_rows[0][1] if self._known_rows else self._search

    def _on_save(self) -> None:
        self.stop_entered.emit(
            NewStop(self._regions.choice(), read_day(self._day.text()), self._place.text())
        )

    def _on_search(self, text: str) -> None:
        wanted = fold(text)
        found = [code for code, name in self._folded.items() if wanted in name]
        self._regions.show_only(found)
        self._nothing.setVisible(not found)

    def _on_search_entered(self) -> None:
        self._regions.take_first()

    def _show_day(self, text: str) -> None:
        day = read_day(text)
        self._day_in_words.set_text(Formats(self.words).long_date(day) if day else "")

    def arrange(self) -> None:
        """Fit the bar to the window."""
        self._bottom.arrange()
