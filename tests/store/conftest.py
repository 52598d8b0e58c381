"""Tablets for the tests of the store; every one is closed at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store.tablet import Tablet, Watch


@pytest.fixture
def make_tablet(tmp_path: Path) -> Iterator[Callable[..., Tablet]]:
    """Make tablets, each in a folder of its own with a name that is hard on paths."""
    made: list[Tablet] = []

    def make(name: str = "", *, watch: Watch | None = None) -> Tablet:
        tablet = Tablet(tmp_path / (name or f"بيانات d'essai {len(made)}"), watch=watch)
        made.append(tablet)
        return tablet

    yield make
    for tablet in made:
        tablet.store.close()


@pytest.fixture
def tablet(make_tablet: Callable[..., Tablet]) -> Tablet:
    return make_tablet()
