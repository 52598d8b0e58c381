"""What somebody looks for among the responses, and how the list words it.

It stays while screens come and go, so that the list is found again as it was left. It asks no
service and must not know what a screen looks like: it turns counts into words and wishes into a
query.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from surveyapp.services.regions import region_name
from surveyapp.services.responses import ResponseQuery, Shelves
from surveyapp.text import Words, isolate
from surveyapp.text.formats import Formats
from surveyapp.ui.models.responses import SHELF_NAMES, STANDING, Shelf, shelf_counts
from surveyapp.ui.screens.home_parts import joined
from surveyapp.ui.screens.response_filters import FilterGroup
from surveyapp.ui.screens.response_list import ListState

FILTERS = ("form", "stop", "person")

Rows = tuple[tuple[str, str], ...]
"""Key and words of each thing to choose."""


@dataclass(slots=True)
class LookedFor:
    """Words, a state, filters."""

    text: str = ""
    shelf: Shelf = Shelf.ALL
    filters: dict[str, str] = field(default_factory=dict)
    """By name (``FILTERS``), what is chosen."""
    doubtful: tuple[str, ...] = ()
    """Ids of the responses of which a time cannot be right, as far as they were looked for."""

    def query(self) -> ResponseQuery:
        """Return what to ask the services for."""
        return ResponseQuery(
            text=self.text,
            form_id=self.filters.get("form"),
            stop=self.filters.get("stop"),
            operator=self.filters.get("person"),
            standing=STANDING.get(self.shelf, STANDING[Shelf.ALL]),
            among=self.doubtful if self.shelf is Shelf.DOUBTFUL else None,
        )

    def choose(self, group: str, key: str) -> None:
        """Take a state or a filter; an empty key drops the filter."""
        if group == "state":
            self.shelf = Shelf(key)
        elif key:
            self.filters[group] = key
        else:
            self.filters.pop(group, None)

    def forget(self) -> None:
        """Look for everything again."""
        self.text, self.shelf = "", Shelf.ALL
        self.filters.clear()

    def state(self, words: Words, known: Shelves, count: int) -> ListState:
        """Return what stands above the rows, where ``count`` fit."""
        kept = known.standings[STANDING[Shelf.ALL]]
        waiting = words.plural("{n} to hand over", "{n} to hand over", known.not_handed_over)
        asked = bool(self.text.strip() or self.filters or self.shelf is not Shelf.ALL)
        rows = _rows(words, known)
        return ListState(
            total=words.plural("{n} response on this device", "{n} responses on this device", kept),
            waiting=waiting if known.not_handed_over and not asked else "",
            found=found_words(words, count) if asked else "",
            shelf=self.shelf,
            counts=shelf_counts(known, len(self.doubtful)),
            filters=tuple(
                (key, dict(rows[key]).get(value, value)) for key, value in self.filters.items()
            ),
            empty=self._nothing(words, asked=asked),
        )

    def _nothing(self, words: Words, *, asked: bool) -> tuple[str, str]:
        if not asked:
            return words("No responses on this device yet. They appear here once finished."), ""
        if self.text.strip():
            return words("Nothing found. Try a shorter word"), words("Show everything")
        return words("No response is like this."), words("Show everything")

    def groups(self, words: Words, known: Shelves) -> list[FilterGroup]:
        """Return what can be filtered by; where there is one of a kind only, it is left out."""
        counts = shelf_counts(known, len(self.doubtful))
        states = tuple(
            (shelf.value, f"{words(name)}  {counts[shelf]}")
            for shelf, name in SHELF_NAMES.items()
            if counts[shelf] or shelf in (Shelf.ALL, self.shelf)
        )
        names = {
            "form": (words("Questionnaire"), words("All questionnaires")),
            "stop": (words("Stop"), words("All stops")),
            "person": (words("Asked by"), words("Everybody")),
        }
        rows = _rows(words, known)
        return [FilterGroup("state", words("State"), "", states, self.shelf.value)] + [
            FilterGroup(key, *names[key], rows[key], self.filters.get(key, ""))
            for key in FILTERS
            if len(rows[key]) > 1 or key in self.filters
        ]


def found_words(words: Words, count: int) -> str:
    """Return how many fit."""
    return words.plural("{n} response found", "{n} responses found", count)


def _rows(words: Words, known: Shelves) -> dict[str, Rows]:
    formats = Formats(words)
    return {
        "form": tuple((key, isolate(title)) for key, title in known.forms),
        "stop": tuple(
            (
                stop.key,
                joined(
                    isolate(stop.place or region_name(stop.region, words.language)),
                    formats.short_date(stop.first_day),
                ),
            )
            for stop in known.stops
        ),
        "person": tuple((name, isolate(name)) for name in known.operators),
    }
