"""How a response was given: always kept, stored beside the answers, declared in the notice.

When it began and ended, how long each page was looked at, in which languages, by whom on which
device, how often an answer was changed. Frozen like everything that moves with an interview: each
step returns the next state. It must not know what was answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

IDLE_AFTER = 120.0
"""Seconds without a touch, a key or an answer after which nobody is taken to look at a page."""

KEPT_OF_REFUSALS = ("started", "ended", "language", "mode", "staff", "device")
"""Who declines is told that only that, the stop, the time and the language are kept."""


class Mode(StrEnum):
    """Who holds the device."""

    INTERVIEW = "interview"
    KIOSK = "kiosk"
    PRACTICE = "practice"  # staff rehearse, in whichever way: written down, never a draft's


@dataclass(frozen=True, slots=True)
class Paradata:
    """The state of one interview's paradata."""

    started: str
    """Local time, ISO 8601."""
    since: datetime
    """When somebody was last seen at work: time is counted up to here."""
    mode: str
    staff: str
    """Who asks; where nobody does (a kiosk), who set it up."""
    device: str
    interface: str
    """Language of the screens."""
    languages: tuple[str, ...]
    """Languages the questions were asked in, each once; the last is the one asked in now."""
    switches: int = 0
    """How often the language was changed."""
    changes: int = 0
    """How often an answer that stood was replaced or taken away."""
    pages: tuple[tuple[str, float], ...] = ()
    """Active seconds on each page, by page ref."""
    place: tuple[int, int] = (1, 1)
    """Number of the page shown last, and of pages there were then: for lists of drafts."""
    asked: str = ""
    """The question answered last on this page."""
    stood: bool = False
    """Whether that question had an answer when the person came to it, and still counts."""

    @classmethod
    def read(cls, content: Mapping[str, Any], now: datetime) -> Paradata:
        """Take up what ``written`` gave; the pause until now is not counted."""
        return cls(
            started=content["started"],
            since=now,
            mode=content["mode"],
            staff=content["staff"],
            device=content["device"],
            interface=content["interface"],
            languages=tuple(content["languages"]),
            switches=content["switches"],
            changes=content["changes"],
            pages=tuple(content["seconds"].items()),
            place=(content["page"], content["pages"]),
        )

    def active(self, page: str, now: datetime) -> Paradata:
        """Return the state once somebody was seen at work on a page."""
        seconds = dict(self.pages)
        # A clock set back by hand must not take seconds away.
        spent = max(0.0, (now - self.since).total_seconds())
        seconds[page] = seconds.get(page, 0.0) + min(spent, IDLE_AFTER)
        return replace(self, pages=tuple(seconds.items()), since=now)

    def turned(self, number: int, of: int) -> Paradata:
        """Return the state once page ``number`` ``of`` so many is shown."""
        return replace(self, place=(number, of), asked="", stood=False)

    def answered(self, ref: str, before: str, after: str, *, at_once: bool) -> Paradata:
        """Return the state once a question was answered.

        Typing brings a longer text every half second, and several choices come one by one: one
        stay at a question is one change at most. Where an answer is given ``at_once``, each other
        answer is a change.
        """
        stood = self.stood if ref == self.asked else bool(before)
        changed = bool(before) and before != after and (stood or at_once)
        return replace(
            self, asked=ref, stood=stood and not changed, changes=self.changes + int(changed)
        )

    def row_removed(self) -> Paradata:
        """Return the state once a row was taken away with its answers."""
        return replace(self, changes=self.changes + 1)

    def switched(self, language: str, interface: str) -> Paradata:
        """Return the state once the questions or the screens speak another language."""
        if language == self.languages[-1] and interface == self.interface:
            return self
        others = tuple(each for each in self.languages if each != language)
        return replace(
            self,
            languages=(*others, language),
            interface=interface,
            switches=self.switches + 1,
        )

    def written(self, *, ended: str = "") -> dict[str, Any]:
        """Return what is stored beside the answers; ``ended`` once the response is finished."""
        return {
            "started": self.started,
            **({"ended": ended} if ended else {}),
            "language": self.languages[-1],
            "interface": self.interface,
            "languages": list(self.languages),
            "switches": self.switches,
            "mode": self.mode,
            "staff": self.staff,
            "device": self.device,
            "changes": self.changes,
            "seconds": {page: round(seconds, 1) for page, seconds in self.pages},
            "page": self.place[0],
            "pages": self.place[1],
        }

    def of_refusal(self, *, ended: str) -> dict[str, Any]:
        """Return what is kept of somebody who declined."""
        written = self.written(ended=ended)
        return {name: written[name] for name in KEPT_OF_REFUSALS}
