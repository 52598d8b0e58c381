"""Devices for whole journeys: set up once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.support.copies import forget_place
from tests.ui.hands import Hand
from tests.ui.pages import MORNING, App

OpenApp = Callable[..., App]


@pytest.fixture(scope="session")
def ready_device(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A device that is set up and stands in Dakhla."""
    from surveyapp.services.setup import DeviceSetup, setup_device
    from surveyapp.services.stops import choose_stop
    from surveyapp.services.workspace import Workspace

    folder = tmp_path_factory.mktemp("device") / "data"
    with Workspace.open(folder, now=lambda: MORNING) as workspace:
        setup_device(workspace, DeviceSetup("Tablet 03", "en", ("Salma", "Youssef"), "2468"))
        choose_stop(workspace, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
    forget_place(folder)
    return folder


@pytest.fixture
def open_app(ready_device: Path, tmp_path: Path, qapp: object) -> Iterator[OpenApp]:
    """Open the app on a copy of the ready device: ``open_app(hand, language="fr")``."""
    data_dir = tmp_path / "data"
    shutil.copytree(ready_device, data_dir)
    opened: list[App] = []

    def launch(hand: Hand | None = None, **options: object) -> App:
        app = App(data_dir, hand, **options)  # type: ignore[arg-type]
        opened.append(app)
        return app.launch()

    yield launch
    for app in opened:
        app.close()
