"""The stop of the day: chosen by staff, agreed by every tablet without talking (HOUSE.md 5)."""

from __future__ import annotations

from datetime import date

from surveyapp.errors import UserError
from surveyapp.services.regions import is_region
from surveyapp.services.workspace import Workspace
from surveyapp.store import Stop

PLACE_LIMIT = 120
"""Characters a stop's place may have."""

STOP_DAYS = 3
"""A forum lasts a day, two at most; one more for who fills in late."""


def choose_stop(workspace: Workspace, *, region: str, first_day: date, place: str) -> Stop:
    """Make a stop the one that new responses belong to, and return it.

    Raises ``UserError`` with a detail for each field that must be mended.
    """
    problems = tuple(stop_problems(region, first_day, place).values())
    if problems:
        raise UserError("The stop needs a few changes:", details=problems)
    stop = Stop(region, first_day, place.strip())
    workspace.store.add_stop(stop)
    workspace.store.choose_stop(stop.key)
    return stop


def stop_problems(region: str, first_day: date, place: str) -> dict[str, UserError]:
    """Return what must be mended, by field name; empty where all is well."""
    problems: dict[str, UserError] = {}
    if not is_region(region):
        problems["region"] = UserError("Choose the region of the stop.")
    if not 2000 <= first_day.year <= 2100:
        problems["first_day"] = UserError("Check the year of the stop’s first day.")
    place = place.strip()
    if not place:
        problems["place"] = UserError("Write the town and the place, such as Dakhla, wilaya.")
    elif len(place) > PLACE_LIMIT or not place.isprintable():
        problems["place"] = UserError(
            "Write the place in at most {limit} letters, on one line.", limit=PLACE_LIMIT
        )
    return problems


def chosen_stop(workspace: Workspace) -> Stop | None:
    """Return the stop that new responses belong to, if somebody chose one."""
    return workspace.store.chosen_stop()


def known_stops(workspace: Workspace) -> tuple[Stop, ...]:
    """Return every stop this device knows, the latest first."""
    return tuple(sorted(workspace.store.stops(), key=lambda s: (s.first_day, s.region)))[::-1]


def clock_warning(workspace: Workspace) -> UserError | None:
    """Return a warning where the device's date cannot be the chosen stop's day.

    Answers are kept in the order they were given, so a wrong clock loses nothing; but times in
    the workbook would be wrong, and a wrong stop would mix two forums.
    """
    stop = chosen_stop(workspace)
    if stop is None:
        return None
    today = workspace.now().date()
    if 0 <= (today - stop.first_day).days < STOP_DAYS:
        return None
    return UserError(
        "This device says today is {today}, and the stop begins on {day}. "
        "Check the device’s date, or change the stop.",
        today=today,
        day=stop.first_day,
    )
