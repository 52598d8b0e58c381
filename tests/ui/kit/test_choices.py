"""Groups of cards and searched lists: survey method, keys, speed."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from surveyapp.ui.kit.card_measures import Shape
from surveyapp.ui.kit.choice_group import Arrangement, ChoiceGroup, Option
from surveyapp.ui.kit.choice_list import ChoiceList, matches
from surveyapp.ui.kit.field import Field
from tests.ui.kit.conftest import Dress, Stage

AGREE = [
    Option("1", "Pas du tout d’accord"),
    Option("2", "Pas d’accord"),
    Option("3", "Neutre"),
    Option("4", "D’accord"),
    Option("5", "Tout à fait d’accord"),
]
TURNOVER = [Option(f"t{n}", f"Plus de {n} à {n + 1} millions de dirhams") for n in range(1, 6)]
MARKETS = [
    Option("eu", "Europe"),
    Option("sahel", "Afrique de l’Ouest et Sahel"),
    Option("afr", "Reste de l’Afrique"),
    Option("arab", "Maghreb et Moyen-Orient"),
    Option("amer", "Amériques"),
    Option("asia", "Asie"),
]
APART = Option("na", "Je préfère ne pas répondre", apart=True)


def group(
    options: list[Option], arrangement: Arrangement = Arrangement.LIST, *, many: bool = False
) -> ChoiceGroup:
    made = ChoiceGroup(many=many, arrangement=arrangement)
    made.set_options(options)
    made.set_name("Question")
    return made


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def press(key: Qt.Key) -> None:
    QTest.keyClick(focused(), key)


def write(text: str) -> None:
    QTest.keyClicks(focused(), text)


@pytest.mark.parametrize("width", [360, 600, 800, 960, 1200])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize(
    ("options", "arrangement"),
    [
        (AGREE, Arrangement.SCALE),
        (AGREE, Arrangement.PLAIN),
        (TURNOVER, Arrangement.LIST),
        ([Option(str(n), str(n)) for n in range(11)], Arrangement.DIGITS),
    ],
)
def test_a_scale_never_breaks_over_columns(
    dress: Dress,
    stage: Stage,
    options: list[Option],
    arrangement: Arrangement,
    scale: float,
    width: int,
) -> None:
    dress("fr", scale=scale)
    cards = group([*options, APART], arrangement)
    stage(cards, width=width + 24, height=1600)
    rows = {card.y() for card in cards.cards()}
    columns = {card.x() for card in cards.cards()}
    assert len(rows) == 1 or len(columns) == 1


@pytest.mark.parametrize("arrangement", [Arrangement.SCALE, Arrangement.LIST])
def test_does_not_apply_stands_apart(dress: Dress, stage: Stage, arrangement: Arrangement) -> None:
    cards = group([*AGREE, APART], arrangement)
    stage(cards, width=1200, height=900)
    *_, before, last, apart = [card.geometry() for card in cards.cards()]
    if last.y() == apart.y():
        usual, wide = last.x() - before.right(), apart.x() - last.right()
    else:
        usual, wide = last.y() - before.bottom(), apart.y() - last.bottom()
    assert wide >= usual + 8


def test_nominal_lists_take_columns_by_the_length_of_their_words(stage: Stage) -> None:
    short = group(MARKETS, Arrangement.COLUMNS, many=True)
    long = group(
        [
            Option(str(n), f"{option.text} et une explication fort longue du marché visé")
            for n, option in enumerate(MARKETS)
        ],
        Arrangement.COLUMNS,
        many=True,
    )
    stage(short, long, height=1200)
    assert len({card.x() for card in short.cards()}) >= 2
    assert len({card.x() for card in long.cards()}) == 1


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_no_word_is_cut_and_no_target_is_small(
    dress: Dress, stage: Stage, language: str, scale: float
) -> None:
    dress(language, scale=scale)
    long = [
        Option(str(n), "Le dossier demande beaucoup de pièces justificatives " * 3)
        for n in range(3)
    ]
    cards = group(long)
    stage(cards, width=420, height=1600)
    for card in cards.cards():
        assert card.height() >= 48
        assert card.width() >= 48
        assert card.height() >= card.height_for(card.width())
        assert card.geometry().right() <= cards.width()


def test_arabic_begins_at_the_right(dress: Dress, stage: Stage) -> None:
    dress("ar")
    cards = group(AGREE, Arrangement.SCALE)
    stage(cards)
    places = [card.x() for card in cards.cards()]
    assert places == sorted(places, reverse=True)


def test_a_press_chooses_and_a_second_press_keeps(stage: Stage, qtbot: QtBot) -> None:
    cards = group(AGREE)
    stage(cards)
    with qtbot.waitSignal(cards.chosen) as told:
        QTest.mouseClick(cards.card("4"), Qt.MouseButton.LeftButton)
    assert told.args == ["4"]
    with qtbot.assertNotEmitted(cards.chosen):
        QTest.mouseClick(cards.card("4"), Qt.MouseButton.LeftButton)
    assert [card.isChecked() for card in cards.cards()] == [False, False, False, True, False]


def test_arrows_move_and_space_chooses(stage: Stage, qtbot: QtBot) -> None:
    cards = group(AGREE)
    stage(cards)
    cards.focus_first(Qt.FocusReason.TabFocusReason)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    assert cards.card("3").hasFocus()
    assert not cards.card("3").isChecked(), "an arrow looks, it does not answer"
    with qtbot.waitSignal(cards.chosen) as told:
        press(Qt.Key.Key_Space)
    assert told.args == ["3"]


@pytest.mark.parametrize(
    ("language", "onwards"), [("fr", Qt.Key.Key_Right), ("ar", Qt.Key.Key_Left)]
)
def test_arrows_are_mirrored(dress: Dress, stage: Stage, language: str, onwards: Qt.Key) -> None:
    dress(language)
    cards = group(AGREE, Arrangement.SCALE)
    stage(cards)
    cards.focus_first()
    press(onwards)
    assert cards.card("2").hasFocus()


def test_digits_choose_by_place_and_keycaps_come_with_the_first_key(
    stage: Stage, qtbot: QtBot
) -> None:
    cards = group(TURNOVER)
    stage(cards)
    cards.focus_first()
    assert {card.keycap() for card in cards.cards()} == {""}
    with qtbot.waitSignal(cards.chosen) as told:
        write("2")
    assert told.args == ["t2"]
    assert [card.keycap() for card in cards.cards()] == ["1", "2", "3", "4", "5"]
    cards.show_keys(shown=False)
    assert {card.keycap() for card in cards.cards()} == {""}


def test_keycaps_move_no_word(stage: Stage) -> None:
    cards = group(TURNOVER)
    stage(cards)
    before = [card.geometry() for card in cards.cards()]
    cards.show_keys(shown=True)
    QApplication.processEvents()
    assert before == [card.geometry() for card in cards.cards()]


def test_digits_are_the_codes_where_codes_are_digits(stage: Stage, qtbot: QtBot) -> None:
    severity = [Option(str(n), f"Degré {n}") for n in range(5)]
    cards = group(severity)
    stage(cards)
    cards.focus_first()
    with qtbot.waitSignal(cards.chosen) as told:
        write("0")
    assert told.args == ["0"]


def test_one_and_nought_make_ten(stage: Stage, qtbot: QtBot) -> None:
    cards = group([Option(str(n), str(n)) for n in range(11)], Arrangement.DIGITS)
    stage(cards)
    cards.focus_first()
    with qtbot.waitSignals([cards.chosen, cards.chosen]):
        write("10")
    assert cards.card("10").isChecked()
    assert not cards.card("1").isChecked()


def test_arabic_digits_choose_too(stage: Stage, qtbot: QtBot) -> None:
    cards = group(TURNOVER)
    stage(cards)
    cards.focus_first()
    with qtbot.waitSignal(cards.chosen) as told:
        QTest.sendKeyEvent(
            QTest.KeyAction.Click,
            focused(),
            Qt.Key.Key_unknown,
            "٣",
            Qt.KeyboardModifier.NoModifier,
        )
    assert told.args == ["t3"]


def test_delete_takes_the_answer_back(stage: Stage, qtbot: QtBot) -> None:
    cards = group(AGREE)
    cards.set_selected({"2"})
    stage(cards)
    cards.focus_first()
    with qtbot.waitSignal(cards.cleared):
        press(Qt.Key.Key_Delete)


def test_one_stop_a_question_for_tab(stage: Stage) -> None:
    first, second = group(AGREE), group(TURNOVER)
    first.set_selected({"3"})
    stage(first, second)
    first.focus_first(Qt.FocusReason.TabFocusReason)
    assert first.card("3").hasFocus()
    press(Qt.Key.Key_Tab)
    assert second.card("t1").hasFocus()


def test_several_are_checked_and_unchecked(stage: Stage, qtbot: QtBot) -> None:
    cards = group(MARKETS, Arrangement.COLUMNS, many=True)
    stage(cards)
    for value in ("eu", "asia", "eu"):
        with qtbot.waitSignal(cards.chosen) as told:
            QTest.mouseClick(cards.card(value), Qt.MouseButton.LeftButton)
        assert told.args == [value]
    assert [o.value for o, c in zip(MARKETS, cards.cards(), strict=True) if c.isChecked()] == [
        "asia"
    ]


def test_screen_readers_hear_group_role_and_state(stage: Stage) -> None:
    cards = group(AGREE)
    cards.set_selected({"2"})
    stage(cards)
    whole = QAccessible.queryAccessibleInterface(cards)
    assert whole.role() == QAccessible.Role.Grouping
    assert whole.text(QAccessible.Text.Name) == "Question"
    chosen = QAccessible.queryAccessibleInterface(cards.card("2"))
    assert chosen.role() == QAccessible.Role.RadioButton
    assert chosen.text(QAccessible.Text.Name) == "Pas d’accord"
    assert chosen.state().checked == 1
    assert QAccessible.queryAccessibleInterface(cards.card("3")).state().checked == 0


def test_other_options_keep_what_can_be_kept(stage: Stage) -> None:
    cards = group(AGREE)
    stage(cards)
    cards.set_selected({"2"})
    kept = cards.card("2")
    cards.set_options([Option(option.value, option.text.upper()) for option in AGREE])
    assert cards.card("2") is kept
    assert kept.isChecked()
    cards.set_options(AGREE[:3])
    assert len(cards.cards()) == 3


def test_a_digit_stands_alone_in_its_card(stage: Stage) -> None:
    cards = group([Option(str(n), str(n)) for n in range(11)], Arrangement.DIGITS)
    stage(cards)
    assert {card._shape for card in cards.cards()} == {Shape.DIGIT}
    assert all(card.width() >= 44 for card in cards.cards())


# -- searched lists --


def searched(options: list[Option], *, many: bool = False) -> ChoiceList:
    made = ChoiceList(lambda shown, count: f"{shown} / {count}", many=many)
    made.set_options(options)
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("oued", ["Dakhla-Oued Ed-Dahab", "Guelmim-Oued Noun"]),
        ("drâa", ["Drâa-Tafilalet"]),
        ("DRAA", ["Drâa-Tafilalet"]),
        ("dahab oued", ["Dakhla-Oued Ed-Dahab"]),
        ("الشرق", ["الشّرق"]),
        ("وادى", ["الداخلة-وادي الذهب"]),
        ("zz", []),
    ],
)
def test_search_finds_what_another_keyboard_wrote(
    dress: Dress, qtbot: QtBot, query: str, found: list[str]
) -> None:
    names = [
        "Dakhla-Oued Ed-Dahab",
        "Guelmim-Oued Noun",
        "Drâa-Tafilalet",
        "الشّرق",
        "الداخلة-وادي الذهب",
    ]
    regions = searched([Option(str(n), name) for n, name in enumerate(names)])
    qtbot.addWidget(regions)
    assert regions.search(query) == len(found)
    assert [option.text for option in regions.rows()] == found


def test_what_matched_is_shown_in_the_labels_own_letters(dress: Dress) -> None:
    text = "Créer un laboratoire agréé"
    assert [text[start : start + length] for start, length in matches(text, ("cree", "labo"))] == [
        "Crée",
        "labo",
    ]
    arabic = "إحداث مُختبر معتمد"
    ((start, length),) = matches(arabic, ("مختبر",))
    assert arabic[start : start + length] == "مُختبر"


def test_what_begins_with_the_query_comes_first(dress: Dress, qtbot: QtBot) -> None:
    found = searched([Option("a", "Pêche et produits"), Option("b", "Produits du terroir")])
    qtbot.addWidget(found)
    found.search("pro")
    assert [option.value for option in found.rows()] == ["b", "a"]
    active = found.active()
    assert active is not None
    assert active.value == "b"


def test_the_marked_row_moves_and_the_ends_hold(stage: Stage) -> None:
    found = searched([Option(str(n), f"Province {n}") for n in range(3)])
    stage(found)
    for step, expected in ((1, "0"), (1, "1"), (1, "2"), (1, "2"), (-1, "1")):
        found.go(step)
        active = found.active()
        assert active is not None
        assert active.value == expected


def test_a_row_is_picked_by_a_press(stage: Stage, qtbot: QtBot) -> None:
    found = searched([Option(str(n), f"Province {n}") for n in range(30)])
    stage(Field("Province"), found)
    QApplication.processEvents()
    rect = found.view.visualRect(found.view.model().index(1, 0))
    with qtbot.waitSignal(found.picked) as told:
        QTest.mouseClick(found.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert told.args == ["1"]
    assert rect.height() >= 48


def test_ten_thousand_choices_are_searched_at_typing_speed(stage: Stage) -> None:
    found = searched([Option(str(n), f"Commune rurale numéro {n}") for n in range(10_000)])
    stage(found)
    found.search("c")  # folds once; idle moments do it otherwise
    spans = []
    for query in ("co", "com", "comm", "commune 9", "commune 99", "commune 999"):
        start = time.process_time()
        found.search(query)
        found.view.viewport().repaint()
        spans.append(time.process_time() - start)
    # 20 ms is the aim; the limit leaves room for a machine that does other work.
    assert sorted(spans)[len(spans) // 2] < 0.06
    assert found.rows()[0].text == "Commune rurale numéro 999"
