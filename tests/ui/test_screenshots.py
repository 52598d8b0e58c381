"""The pictures are saved under names that say screen, language and view."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from surveyapp.errors import UserError
from surveyapp.ui.pictures import take
from tests.ui.screens.test_every_screen import open_desk


def test_pictures_of_the_screens_one_asks_for(tmp_path: Path, qapp: QApplication) -> None:
    said: list[str] = []
    wanted = ("04_home_fr_dark", "09_matrix_fr_portrait")
    count = take(open_desk, tmp_path, only=wanted, languages=("fr",), said=said.append)
    assert (count, tuple(said)) == (2, wanted)
    dark, tall = (QImage(str(tmp_path / f"{name}.png")) for name in wanted)
    assert (dark.width(), dark.height()) == (1280, 800)
    assert dark.pixelColor(1270, 790).lightness() < 40
    assert (tall.width(), tall.height()) == (800, 1280)
    sheet = QImage(str(tmp_path / "sheet_fr_1.png"))
    assert not sheet.isNull()
    # The dark one stands in the second column; its plain one was not asked for.
    assert sheet.pixelColor(200, 250) == QColor("#808080")
    assert sheet.pixelColor(700, 330).lightness() < 60


def test_a_folder_that_cannot_be_is_said(tmp_path: Path, qapp: QApplication) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="Pictures cannot be written"):
        take(open_desk, tmp_path / "file", said=print)
