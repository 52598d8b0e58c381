"""The benchmark of the screens still finds its way through them. It measures elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.benchmarks import ui


@pytest.mark.parametrize("figure", ["options", "matrix", "keys"])
def test_a_figure_is_told_with_its_floor(
    qapp: QApplication,
    figure: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(ui, "ROUNDS", 1)
    ui.FIGURES[figure](ui.Table())
    said = capsys.readouterr().out.splitlines()
    assert said
    assert all("floor" in line and "reach" in line for line in said)


def test_the_memory_is_told_after_the_last_response(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ui, "EARLY", 1)
    ui.memory(ui.Table(), responses=2)
    assert "memory after 2 responses" in capsys.readouterr().out
