"""A device that was set up, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from surveyapp.services.setup import DeviceSetup, setup_device
from surveyapp.services.stops import choose_stop
from surveyapp.services.workspace import Workspace

FORUM_DAY = datetime(2026, 12, 26, 9, 30, tzinfo=timezone(timedelta(hours=1)))

SETUP = DeviceSetup("Tablet 03", "fr", ("Nadia", "Omar"), "2580")


class Clock:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.time = FORUM_DAY

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def empty(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    """A data folder nobody has set up."""
    with Workspace.open(tmp_path / "data", now=clock) as workspace:
        yield workspace


@pytest.fixture
def device(empty: Workspace) -> Workspace:
    """A device that is set up and stands at the Dakhla stop."""
    setup_device(empty, SETUP)
    choose_stop(empty, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla, wilaya")
    return empty
