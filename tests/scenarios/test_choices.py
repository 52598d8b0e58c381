"""Choices of every look, answered through the app, left and taken up again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.conftest import OpenApp
from tests.scenarios.forms import begin
from tests.ui.hands import Keyboard, Mouse, Touch

VISIT = """
| survey |
| | type | name | label::fr (fr) | label::ar (ar) | appearance |
| | rank need | needs | Vos besoins, dans l’ordre ? | ما حاجياتكم بالترتيب؟ | |
| | select_one yes | quick | Exportez-vous déjà ? | هل تصدرون حاليا؟ | quick |
| | begin_group | barriers | Les obstacles | العوائق | table-list |
| | select_one deg | money | Financement | التمويل | |
| | select_one deg | roads | Transport | النقل | |
| | end_group | | | | |
| choices |
| | list_name | name | label::fr (fr) | label::ar (ar) |
| | need | buyer | Acheteurs | المشترون |
| | need | train | Formation | التكوين |
| | need | money | Financement | التمويل |
| | yes | y | Oui | نعم |
| | yes | n | Non | لا |
| | deg | 1 | Faible | ضعيف |
| | deg | 2 | Fort | كبير |
"""


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("hand", [Mouse, Keyboard, Touch])
def test_a_visit_is_answered_by_any_hand(
    open_app: OpenApp,
    tmp_path: Path,
    hand: type[Mouse | Keyboard | Touch],
    language: str,
) -> None:
    app = open_app(hand(), language=language)
    fill = begin(app, tmp_path / "data", VISIT).rank("needs", "money", "buyer", "train")
    assert fill.session.value("/data/needs") == "money buyer train"
    fill.next().answer("quick", "y")
    fill.rate(money="2", roads="1")  # the quick answer has turned the page
    session = fill.session
    assert [session.value(fill.ref(name)) for name in ("quick", "money", "roads")] == [
        "y",
        "2",
        "1",
    ]


def test_an_order_is_there_again_when_the_response_is_taken_up(
    open_app: OpenApp, tmp_path: Path
) -> None:
    app = open_app(language="ar")
    begin(app, tmp_path / "data", VISIT).rank("needs", "train", "money", "buyer")
    app.close()
    fill = app.launch().home().continue_draft()
    assert fill.session.value("/data/needs") == "train money buyer"
    fill.sees(fill.words("{answer}: place {n} of {count}", answer="التكوين", n=1, count=3))
