"""What a form works out is shown where the form asks for it, as soon as it changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from surveyapp.ui.questions import QuestionWidget
from tests.scenarios.conftest import OpenApp
from tests.scenarios.forms import begin
from tests.scenarios.test_rows import write
from tests.ui.hands import Mouse
from tests.ui.pages import until

SHARES = """
| settings |
| | form_title | form_id | default_language |
| | Parts | shares | French (fr) |
| survey |
| | type | name | label::French (fr) | label::Arabic (ar) | appearance | readonly | calculation |
| | begin group | page | Parts | الحصص | field-list | | |
| | integer | sold | Vendu | المبيعات | | | |
| | integer | abroad | À l’étranger | في الخارج | | | |
| | calculate | share | | | | | round(${abroad} div ${sold} * 100) |
| | integer | shown | Part en % | الحصة المئوية | | yes | ${share} |
| | note | told | Soit ${share} pour cent | أي ${share} في المائة | | | |
| | end group | | | | | | |
"""


@pytest.mark.parametrize(("language", "told"), [("fr", "Soit 25 pour cent"), ("ar", "أي 25 في")])
def test_a_note_and_a_readonly_question_follow_the_answers(
    open_app: OpenApp, tmp_path: Path, language: str, told: str
) -> None:
    app = open_app(Mouse(), language=language)
    fill = begin(app, tmp_path / "data", SHARES)
    write(write(fill, "sold", "80"), "abroad", "20")
    fill.sees(told)
    shown = next(q for q in fill.visible(QuestionWidget) if q.ref.endswith("/shown"))
    [field] = shown.findChildren(QLineEdit)
    assert until(lambda: field.text() == "25")
    assert field.isReadOnly()
    write(fill, "abroad", "40")
    assert until(lambda: field.text() == "50")
