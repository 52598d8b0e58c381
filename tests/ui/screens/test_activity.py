"""Somebody who reads and touches is at work; a screen left as it is, is not."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from surveyapp.services.paradata import IDLE_AFTER
from tests.scenarios.conftest import OpenApp
from tests.ui.hands import Hand, Mouse, Touch
from tests.ui.pages import MORNING, App


class Clock:
    """The time of the forum, which passes when told."""

    def __init__(self) -> None:
        self.time = MORNING

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **span: float) -> None:
        self.time += timedelta(**span)


def seconds(app: App) -> dict[str, float]:
    assert app.desk is not None
    assert app.desk.workspace is not None
    (draft,) = app.desk.workspace.store.drafts()
    counted: dict[str, float] = json.loads(draft.document)["paradata"]["seconds"]
    return counted


def test_touches_count_as_being_there_and_an_hour_of_nothing_does_not(open_app: OpenApp) -> None:
    for hand in (Mouse(), Touch()):
        clock = Clock()
        app = open_app(hand, language="ar", now=clock)
        fill = app.home().begin()
        _read_for_five_minutes(clock, hand, app)
        clock.pass_by(hours=1)
        home = fill.close()
        assert seconds(app) == {"/data/welcome": 300.0 + IDLE_AFTER}
        home.press("Discard the draft left {when}", when="الآن")
        app.close()


def _read_for_five_minutes(clock: Clock, hand: Hand, app: App) -> None:
    for _ in range(3):
        clock.pass_by(seconds=100)
        hand.press(app.screen)  # a finger that scrolls
