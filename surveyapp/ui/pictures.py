"""Saving what a walk shows: each picture, and contact sheets of a language to look over them all.

A sheet has a row a screen and a column a view, so that a word cut off in one language, theme or
size catches the eye beside its neighbours.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from surveyapp.errors import UserError
from surveyapp.text import LANGUAGES
from surveyapp.ui.kit.text import draw_line
from surveyapp.ui.screenshots import PLAIN, VIEWS, OpenApp, View, Walk
from surveyapp.ui.theme import Type

_BOX = QSize(480, 400)
_GAP = 16
_TITLE = 36
_ROWS = 12
"""More in one picture than this, and some viewers will not open it."""
_LOCKED = "21_passphrase"


class ContactSheet:
    """Pictures made small, by screen and view."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, QPixmap]] = {}

    def add(self, screen: str, view: str, picture: QPixmap) -> None:
        """Keep a picture, as small as it will be shown."""
        small = picture.scaled(
            _BOX, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self._rows.setdefault(screen, {})[view] = small

    def images(self) -> Iterator[QImage]:
        """Yield the sheets: screens from top to bottom, views from left to right."""
        rows = sorted(self._rows.items())
        for start in range(0, len(rows), _ROWS):
            yield self._image(rows[start : start + _ROWS])

    def _image(self, rows: list[tuple[str, dict[str, QPixmap]]]) -> QImage:
        views = [PLAIN.name, *(view.name for view in VIEWS)]
        wide, high = _BOX.width() + _GAP, _BOX.height() + _GAP
        sheet = QImage(
            _GAP + wide * len(views),
            _GAP + (high + _TITLE) * len(rows),
            QImage.Format.Format_RGB32,
        )
        sheet.fill(QColor("#808080"))
        painter = QPainter(sheet)
        for row, (screen, pictures) in enumerate(rows):
            top = _GAP + row * (high + _TITLE)
            words = QRectF(_GAP, top, sheet.width() - 2 * _GAP, _TITLE)
            draw_line(painter, words, screen, Type.LABEL_STRONG, QColor("white"), rtl=False)
            for column, view in enumerate(views):
                if view in pictures:
                    painter.drawPixmap(_GAP + column * wide, top + _TITLE, pictures[view])
        painter.end()
        return sheet


def take(
    open_app: OpenApp,
    out: Path,
    *,
    only: tuple[str, ...] = (),
    languages: tuple[str, ...] = LANGUAGES,
    said: Callable[[str], None],
) -> int:
    """Save the pictures into ``out`` and return how many there are, contact sheets not counted.

    ``only`` keeps pictures whose name contains one of these; ``said`` hears each name.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UserError(
            "Pictures cannot be written into {folder}. Choose another folder.", folder=out
        ) from problem

    def wanted(screen: str, language: str, view: View) -> str:
        """Return the full name of a picture, or ``""`` where nobody asked for it."""
        full = "_".join(filter(None, (screen, language, view.name)))
        return full if not only or any(part in full for part in only) else ""

    count = 0
    for language in languages:
        sheet = ContactSheet()
        # To lock a device takes seconds.
        locked = any(wanted(_LOCKED, language, view) for view in (PLAIN, *VIEWS))
        with tempfile.TemporaryDirectory() as folder:
            walk = Walk(open_app, Path(folder) / "data", language)
            try:
                for screen, views in walk.screens(locked=locked):
                    for view in views:
                        full = wanted(screen, language, view)
                        if full:
                            picture = walk.picture(view)
                            picture.save(str(out / f"{full}.png"))
                            sheet.add(screen, view.name, picture)
                            said(full)
                            count += 1
            finally:
                walk.end()
        for number, image in enumerate(sheet.images(), start=1):
            image.save(str(out / f"sheet_{language}_{number}.png"))
    return count
