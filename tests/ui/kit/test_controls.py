"""Buttons, fields, segments, chips, dialogs: by mouse, by keys, by ear."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from surveyapp.ui.kit.banner import Banner
from surveyapp.ui.kit.button import Button, IconButton, Size, Variant
from surveyapp.ui.kit.calendar import Calendar
from surveyapp.ui.kit.chip import Chip, FilterChip
from surveyapp.ui.kit.dialog import Dialog, DialogButton
from surveyapp.ui.kit.field import Field
from surveyapp.ui.kit.flow_layout import FlowLayout
from surveyapp.ui.kit.focus_ring import REACH, FocusRing
from surveyapp.ui.kit.hero import Hero
from surveyapp.ui.kit.progress import ProgressSegments, Ring
from surveyapp.ui.kit.rail import Rail, RailItem
from surveyapp.ui.kit.segmented import LANGUAGE_SEGMENTS, Segmented
from surveyapp.ui.kit.sheet import Sheet
from surveyapp.ui.kit.text import Label
from surveyapp.ui.kit.text_area import TextArea
from surveyapp.ui.kit.toast import Toast
from surveyapp.ui.theme import Look, Tone
from tests.ui.kit.conftest import Dress, Stage


def role_of(widget: QWidget) -> QAccessible.Role:
    return QAccessible.queryAccessibleInterface(widget).role()


def name_of(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def arabic(widget: QWidget, text: str) -> None:
    """Write Arabic as an input method sends it: composed first, then committed."""
    QApplication.sendEvent(widget, QInputMethodEvent(text, []))
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_is_pressed_by_enter_and_space(stage: Stage, qtbot: QtBot, key: Qt.Key) -> None:
    button = Button("Suivant", Variant.PRIMARY)
    stage(button)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, key)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", list(Size))
def test_a_button_is_never_smaller_than_a_finger(dress: Dress, scale: float, size: Size) -> None:
    dress("ar", scale=scale)
    button = Button("التالي", Variant.PRIMARY, icon="arrow-right", size=size)
    assert button.sizeHint().height() >= 48
    assert button.minimumSizeHint().width() >= 48
    assert IconButton("x", "إغلاق").sizeHint().width() >= 48


def test_a_button_too_narrow_for_its_words_grows_downwards(dress: Dress) -> None:
    button = Button("Choisir une autre étape du tour", Variant.SECONDARY)
    wide = button.heightForWidth(button.sizeHint().width())
    assert button.heightForWidth(button.minimumSizeHint().width()) > wide


def test_a_compact_button_keeps_its_name(stage: Stage) -> None:
    button = Button("Vue d’ensemble", icon="list-check")
    button.set_compact(True)
    stage(button)
    assert name_of(button) == "Vue d’ensemble"
    assert role_of(button) == QAccessible.Role.Button
    assert button.sizeHint().width() < 80


def test_the_ring_comes_with_keys_and_not_with_the_mouse(stage: Stage) -> None:
    first, second = Button("Un"), Button("Deux")
    stage(first, second)
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    assert FocusRing.target() is None
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert FocusRing.target() is second
    ring = next(child for child in second.window().findChildren(FocusRing))
    around = QRect(second.mapTo(second.window(), QPoint(0, 0)), second.size())
    assert ring.geometry() == around.adjusted(-REACH, -REACH, REACH, REACH)


def test_a_field_always_shows_the_ring(stage: Stage) -> None:
    field = Field("Nom")
    stage(field)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(6, 6))
    assert field.edit.hasFocus()
    assert FocusRing.target() is field


def test_a_phone_number_keeps_its_order_inside_arabic(dress: Dress, stage: Stage) -> None:
    dress("ar")
    field = Field("الهاتف")
    stage(field)
    field.set_text("+212 6 12-34-56")
    assert field.edit.layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert field.edit.alignment() & Qt.AlignmentFlag.AlignRight
    field.set_text("شركة الأمل 12")
    assert field.edit.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert field.edit.alignment() & Qt.AlignmentFlag.AlignRight


def test_arabic_arrives_through_an_input_method(dress: Dress, stage: Stage, qtbot: QtBot) -> None:
    dress("ar")
    field, area = Field("الاسم"), TextArea("رأيكم")
    stage(field, area)
    field.edit.setFocus()
    with qtbot.waitSignal(field.text_edited):
        arabic(field.edit, "تعاونية")
    assert field.text() == "تعاونية"
    area.edit.setFocus()
    with qtbot.waitSignal(area.text_edited):
        arabic(area.edit, "نحتاج إلى مختبر")
    assert area.text() == "نحتاج إلى مختبر"


def test_a_long_value_shows_its_beginning(stage: Stage) -> None:
    field = Field("Raison sociale")
    stage(field, width=300)
    field.set_text("Coopérative des produits de la mer de Dakhla et de ses environs immédiats")
    assert field.edit.cursorPosition() == 0


def test_tab_leaves_a_text_area_and_its_text_is_told_on_leaving(stage: Stage, qtbot: QtBot) -> None:
    area, after = TextArea("Avis"), Button("Suivant")
    stage(area, after)
    area.edit.setFocus()
    QTest.keyClicks(area.edit, "abc")
    with qtbot.waitSignal(area.editing_finished):
        QTest.keyClick(area.edit, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert area.text() == "abc"


def test_a_text_area_grows_with_its_lines(stage: Stage) -> None:
    area = TextArea("Avis")
    stage(area)
    before = area.height()
    area.set_text("\n".join("ligne" for _ in range(6)))
    QApplication.processEvents()
    assert area.height() > before


def test_languages_are_chosen_by_mouse_and_arrows(stage: Stage, qtbot: QtBot) -> None:
    switch = Segmented(LANGUAGE_SEGMENTS, "fr", name="Langue")
    stage(switch)
    with qtbot.waitSignal(switch.chosen) as told:
        QTest.mouseClick(switch.button("ar"), Qt.MouseButton.LeftButton)
    assert told.args == ["ar"]
    switch.button("ar").setFocus()
    with qtbot.waitSignal(switch.chosen) as told:
        QTest.keyClick(switch.button("ar"), Qt.Key.Key_Right)
    assert told.args == ["fr"]
    assert role_of(switch.button("fr")) == QAccessible.Role.RadioButton


def test_choosing_a_language_moves_nothing(stage: Stage) -> None:
    switch = Segmented(LANGUAGE_SEGMENTS, "fr")
    stage(switch)
    before = [switch.button(key).geometry() for key in ("ar", "fr", "en")]
    switch.set_chosen("en")
    QApplication.processEvents()
    assert before == [switch.button(key).geometry() for key in ("ar", "fr", "en")]


def test_a_banners_links_lead_to_what_is_missing(stage: Stage, qtbot: QtBot) -> None:
    banner = Banner("Encore 2 réponses", tone=Tone.DANGER, links=[("a", "Secteur"), ("b", "Part")])
    stage(banner)
    assert all(link.height() >= 48 for link in banner.links())
    with qtbot.waitSignal(banner.link_clicked) as told:
        QTest.mouseClick(banner.links()[1], Qt.MouseButton.LeftButton)
    assert told.args == ["b"]


def test_a_toast_takes_its_action_and_goes(stage: Stage, qtbot: QtBot) -> None:
    window = stage(Label("x"))
    toast = Toast(window)
    toast.show_message("Brouillon supprimé", "Annuler")
    assert toast.isVisible()
    with qtbot.waitSignal(toast.action_triggered):
        QTest.mouseClick(toast.action_button(), Qt.MouseButton.LeftButton)
    assert not toast.isVisible()


def test_a_toast_ends_by_itself(stage: Stage, qtbot: QtBot) -> None:
    toast = Toast(stage(Label("x")))
    with qtbot.waitSignal(toast.closed, timeout=2000):
        toast.show_message("Enregistré", seconds=0.02)


def test_a_dialog_keeps_tab_inside_and_escape_means_cancel(stage: Stage, qtbot: QtBot) -> None:
    below = Button("Dessous")
    window = stage(below)
    below.setFocus()
    dialog = Dialog(
        window,
        "Supprimer ce brouillon ?",
        "Ses réponses ne seront pas gardées.",
        [DialogButton("keep", "Garder"), DialogButton("drop", "Supprimer", Variant.DANGER_FILLED)],
        cancel_key="keep",
    )
    dialog.open()
    for _ in range(5):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() in dialog.buttons.values()
    with qtbot.waitSignal(dialog.chosen) as told:
        QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert told.args == ["keep"]
    assert below.hasFocus()


def test_a_dialogs_verb_answers_the_question(stage: Stage, qtbot: QtBot) -> None:
    window = stage(Label("x"))
    dialog = Dialog(window, "Effacer ?", "", [DialogButton("drop", "Effacer")])
    dialog.open()
    assert dialog.panel.width() <= window.width() - 32
    with qtbot.waitSignal(dialog.chosen) as told:
        QTest.mouseClick(dialog.buttons["drop"], Qt.MouseButton.LeftButton)
    assert told.args == ["drop"]


@pytest.mark.parametrize(("language", "edge"), [("fr", "right"), ("ar", "left")])
def test_a_sheet_stands_at_the_trailing_edge(
    dress: Dress, stage: Stage, language: str, edge: str
) -> None:
    dress(language)
    window = stage(Label("x"))
    sheet = Sheet(window, "Vue", "Fermer")
    sheet.open()
    place = sheet.panel.geometry()
    assert (place.right() == window.width() - 1) == (edge == "right")
    assert (place.left() == 0) == (edge == "left")
    QTest.mouseClick(sheet.close_button, Qt.MouseButton.LeftButton)
    assert sheet.isHidden()


def test_the_rail_says_where_one_is(stage: Stage, qtbot: QtBot) -> None:
    rail = Rail(
        [RailItem("home", "home", "Accueil"), RailItem("file", "file-text", "Réponses", "3")],
        "home",
        name="Navigation",
    )
    stage(rail)
    assert rail.choice() == "home"
    assert name_of(rail.button("file")) == "Réponses 3"
    with qtbot.waitSignal(rail.chosen) as told:
        QTest.mouseClick(rail.button("file"), Qt.MouseButton.LeftButton)
    assert told.args == ["file"]
    rail.set_horizontal(True)
    QApplication.processEvents()
    assert rail.button("home").y() == rail.button("file").y()


def test_chips_flow_and_never_overlap(dress: Dress, stage: Stage) -> None:
    dress("ar", scale=2.0)
    box = QWidget()
    flow = FlowLayout(box)
    chips = [Chip(f"محفوظة {number}", Tone.SUCCESS, icon="check") for number in range(12)]
    for chip in chips:
        flow.addWidget(chip)
    stage(box, width=500)
    places = [chip.geometry() for chip in chips]
    for first in range(len(places)):
        for second in range(first):
            assert not places[first].intersects(places[second])
    assert places[0].right() > places[1].right(), "Arabic flows from the right"


def test_a_filter_chip_keeps_its_width_when_pressed(stage: Stage) -> None:
    chip = FilterChip("À revoir", "2")
    stage(chip)
    before = chip.sizeHint()
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert chip.isChecked()
    assert chip.sizeHint() == before
    assert role_of(chip) == QAccessible.Role.CheckBox


def test_progress_is_told_in_numbers(stage: Stage) -> None:
    segments, ring = ProgressSegments(name="Pages"), Ring(name="Brouillon")
    stage(segments, ring)
    segments.set_pages(9, 4, 0.5, wrong={1})
    ring.set_share(0.52, "52%")
    assert role_of(segments) == QAccessible.Role.ProgressBar
    assert (segments.value(), segments.maximum()) == (5, 9)
    interface = QAccessible.queryAccessibleInterface(ring)
    assert interface.text(QAccessible.Text.Description) == "52%"


def test_the_hero_is_one_button(stage: Stage, qtbot: QtBot) -> None:
    hero = Hero("Nouvelle réponse", "Questionnaire · 5 min", "Commencer")
    stage(hero)
    with qtbot.waitSignal(hero.clicked):
        QTest.mouseClick(hero, Qt.MouseButton.LeftButton)
    assert name_of(hero) == "Nouvelle réponse. Commencer"
    assert hero.heightForWidth(400) > hero.heightForWidth(900)


def calendar(day: date) -> Calendar:
    made = Calendar(
        lambda month: f"{month:%m/%Y}",
        lambda which: which.isoformat(),
        ["lu", "ma", "me", "je", "ve", "sa", "di"],
        earlier="Mois précédent",
        later="Mois suivant",
        today=day,
    )
    made.show_date(day)
    return made


def test_a_day_is_picked_by_mouse_and_by_arrows(stage: Stage, qtbot: QtBot) -> None:
    month = calendar(date(2027, 3, 15))
    stage(month)
    with qtbot.waitSignal(month.picked) as told:
        QTest.mouseClick(month.day(date(2027, 3, 20)), Qt.MouseButton.LeftButton)
    assert told.args == [date(2027, 3, 20)]
    month.focus_day()
    for _ in range(3):
        QTest.keyClick(focused(), Qt.Key.Key_Down)
    with qtbot.waitSignal(month.picked) as told:
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert told.args == [date(2027, 4, 5)], "three weeks on, into the next month"


def test_weeks_begin_on_monday_at_the_reading_edge(dress: Dress, stage: Stage) -> None:
    dress("ar")
    month = calendar(date(2027, 3, 15))
    stage(month)
    monday, sunday = month.day(date(2027, 3, 15)), month.day(date(2027, 3, 21))
    assert monday.x() > sunday.x()
    assert monday.width() >= 48


@pytest.mark.parametrize("look", list(Look))
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_everything_paints_in_every_dress(
    dress: Dress, stage: Stage, look: Look, scale: float, language: str
) -> None:
    dress(language, look=look, scale=scale)
    field = Field("Nom", icon="search", unit="%")
    field.set_wrong(True)
    disabled = Button("Suivant", Variant.PRIMARY)
    disabled.setEnabled(False)
    window = stage(
        *(Button("Suivant", variant) for variant in Variant),
        disabled,
        field,
        TextArea("Avis", text="abc"),
        Banner("Titre", "Texte", Tone.WAITING, links=[("a", "Lien")]),
        Chip("Fait", Tone.SUCCESS, icon="check"),
        FilterChip("Tout", "3", checked=True),
        Segmented(LANGUAGE_SEGMENTS, language),
        Hero("Nouvelle réponse", "5 min", "Commencer"),
        calendar(date(2027, 3, 15)),
        height=1200,
    )
    image = window.grab().toImage()
    assert not image.isNull()
    colours = {image.pixelColor(x, y).name() for x in range(0, 960, 7) for y in range(0, 1200, 7)}
    assert len(colours) > 20
