"""The text that ``or_other`` adds to a question is asked where "other" is chosen."""

from __future__ import annotations

import pytest

from surveyapp.xform import FormSession, Page
from tests.xform.forms import form, noon

ASKED = """
| survey |
| | type | name | label | relevant |
| | {kind} l or_other | crop | Crop | |
| | text | after | After | |
| | text | after_other | Another | ${{after}} = 'x' |
| choices |
| | list_name | name | label |
| | l | date | Dates |
"""


def pages(session: FormSession) -> list[list[str]]:
    return [[item.ref.rsplit("/", 1)[-1] for item in page.items] for page in session.pages()]


@pytest.mark.parametrize(
    ("kind", "value"), [("select_one", "other"), ("select_multiple", "date other")]
)
def test_the_text_comes_below_the_choice_on_its_page(kind: str, value: str) -> None:
    session = FormSession(form(ASKED.format(kind=kind)), now=noon)
    assert pages(session) == [["crop"], ["after"]]
    assert "/data/crop_other" in session.answer("/data/crop", value).relevance
    assert pages(session) == [["crop", "crop_other"], ["after"]]
    session.answer("/data/crop_other", "Saffron")
    following = session.next_page("/data/crop")
    assert isinstance(following, Page)
    assert following.ref == "/data/after"
    session.answer("/data/crop", "date")
    assert pages(session) == [["crop"], ["after"]]


def test_any_other_question_that_depends_on_the_one_before_keeps_its_page() -> None:
    session = FormSession(form(ASKED.format(kind="select_one")), now=noon)
    session.answer("/data/after", "x")
    assert pages(session) == [["crop"], ["after"], ["after_other"]]


def test_in_a_repeat_each_row_has_its_own() -> None:
    session = FormSession(
        form(
            """
            | survey |
            | | type | name | label |
            | | begin_repeat | field | Field |
            | | select_one l or_other | crop | Crop |
            | | end_repeat | | |
            | choices |
            | | list_name | name | label |
            | | l | date | Dates |
            """
        ),
        now=noon,
    )
    session.add_repeat("/data/field")
    session.add_repeat("/data/field")
    crops = [page.ref for page in session.pages() if page.ref.endswith("/crop")]
    session.answer(crops[-1], "other")
    sizes = [len(page.items) for page in session.pages() if page.ref.endswith("/crop")]
    assert sizes == [*[1] * (len(crops) - 1), 2]
