"""Fixtures of this room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.exchange.devices import DAKHLA, Device, MakeDevice


@pytest.fixture
def device(tmp_path: Path) -> Iterator[MakeDevice]:
    """Make devices by label; all are closed at the end."""
    with ExitStack() as stack:

        def make(label: str) -> Device:
            folder = tmp_path / label
            folder.mkdir()
            made = Device(folder, label)
            stack.enter_context(made.store)
            return made.goes_to(DAKHLA, "الداخلة")

        yield make
