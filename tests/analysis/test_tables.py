"""Forms and submissions become typed rows: versions merged, repeats apart, no identifiers."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from surveyapp.analysis.rates import Outcome
from surveyapp.analysis.tables import ResponseTable, build_table
from surveyapp.analysis.values import Kind
from surveyapp.store import Submission
from surveyapp.text.codes import short_code
from surveyapp.xform import FormDefinition, FormSession
from tests.support.responses import FORM_HASH, form, submission, submissions
from tests.xform.forms import xform

FIRM = """
| survey |
| | type | name | label::English (en) | label::French (fr) | relevant | bind::sa:pii | appearance |
| | start | start | | | | | |
| | begin_group | firm | Your firm | Votre entreprise | ${consent} = '1' | | |
| | note | why | Why we ask | Pourquoi | | | |
| | integer | staff | Staff | Effectif | | | |
| | decimal | share | Share | Part | | | |
| | date | founded | Founded | Création | | | |
| | dateTime | seen | Seen at | Vu à | | | |
| | select_one yn | heads | How much? | Combien ? | | | label |
| | select_multiple market | markets | Markets | Marchés | | | |
| | text | idea | Your   idea | Votre idée | ${staff} > 3 and ${consent} != '/a/b' | | |
| | end_group | firm | | | | | |
| | select_one yn | consent | Do you agree? | Acceptez-vous ? | | | |
| | begin_repeat | product | Products | Produits | | | |
| | text | what | What | Quoi | | | |
| | integer | price | Price | Prix | | | |
| | text | maker | Who makes it | Fabricant | | contact | |
| | end_repeat | product | | | | | |
| | text | phone | Phone | Téléphone | ${consent} = '1' | contact | |
| choices |
| | list_name | name | label::English (en) | label::French (fr) |
| | yn | 1 | Yes | Oui |
| | yn | 0 | No | Non |
| | market | eu | Europe | Europe |
| | market | sahel | Sahel | Sahel |
| settings |
| | form_title | form_id | version | default_language | namespaces | attribute::sa:purpose |
| | Firms | firms | 9 | English (en) | sa="urn:surveyapp:xforms" | questionnaire |
"""


@pytest.fixture(scope="module")
def firms() -> FormDefinition:
    return form(FIRM)


def table(definition: FormDefinition, rows: list[Submission]) -> ResponseTable:
    return build_table({FORM_HASH: definition}, rows)


def test_answers_become_columns_and_all_else_stays_out(firms: FormDefinition) -> None:
    made = table(firms, [])
    names = [column.name for column in made.columns]
    # No note, no head of a matrix, no metadata the row has anyway, no identifier.
    assert names == ["staff", "share", "founded", "seen", "markets", "idea", "consent"]
    assert [column.kind for column in made.columns] == [
        Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.DATETIME, Kind.CHOICES, Kind.TEXT, Kind.CHOICE,
    ]  # fmt: skip
    assert all(column.asked for column in made.columns)
    assert (made.form_id, made.purpose, made.versions) == ("firms", "questionnaire", ("9",))
    assert made.title("fr") == "Firms"


def test_columns_speak_the_languages_of_the_form(firms: FormDefinition) -> None:
    made = table(firms, [])
    by_name = {column.name: column for column in made.columns}
    consent, markets, idea = by_name["consent"], by_name["markets"], by_name["idea"]
    assert consent.label("fr") == "Acceptez-vous ?"
    assert consent.label("fr-MA") == "Acceptez-vous ?"
    assert consent.label("ar") == "Do you agree?"  # the form's default language
    assert idea.label("en") == "Your idea"  # on one line, without doubled spaces
    assert [choice.label("fr") for choice in markets.choices] == ["Europe", "Sahel"]
    assert idea.section == {"en": "Your firm", "fr": "Votre entreprise"}
    assert idea.relevant == "staff > 3 and consent != '/a/b'"


def test_a_row_has_typed_answers_and_says_where_it_comes_from(firms: FormDefinition) -> None:
    given = {
        "consent": "1",
        "start": "2026-12-26T10:30:00+01:00",
        "staff": "12",
        "share": "45.5",
        "founded": "2001-03-09",
        "seen": "2026-12-26T09:45:00Z",
        "markets": "eu sahel",
        "idea": "",
    }
    (row,) = table(firms, [submission(firms, 1, given)]).rows
    values = {ref.rpartition("/")[2]: value for ref, value in row.values.items()}
    morocco = timezone(timedelta(hours=1))
    assert values == {
        "consent": "1",
        "staff": 12,
        "share": Decimal("45.5"),
        "founded": date(2001, 3, 9),
        "seen": datetime(2026, 12, 26, 10, 45, tzinfo=morocco),
        "markets": ("eu", "sahel"),
    }
    # The same moment, told in the one offset that the row names.
    assert isinstance(values["seen"], datetime)
    assert values["seen"].utcoffset() == timedelta(hours=1)
    assert (row.stop, row.region, row.device) == ("MA-12_2026-12-26", "MA-12", "device-1")
    assert (row.language, row.mode, row.operator, row.version) == ("", "", "Nadia", "9")
    assert row.code == short_code(row.id)
    assert row.minutes == pytest.approx(12)
    assert row.outcome is Outcome.COMPLETED


def test_what_the_app_fills_in_is_metadata_or_a_column_nobody_is_asked() -> None:
    filled = form("""
    | survey |
    | | type | name | label | bind::sa:fill |
    | | hidden | place | | stop |
    | | hidden | badge | | badge |
    | | hidden | tongue | | language |
    | | text | a | A | |
    | settings |
    | | form_title | form_id | version | namespaces |
    | | Filled | filled | 1 | sa="urn:surveyapp:xforms" |
    """)
    row = submission(filled, 1, {"tongue": "fr", "badge": "B-7", "place": "MA-02_2026-12-05"})
    made = table(filled, [row])
    assert [(c.name, c.label("fr"), c.asked) for c in made.columns] == [
        ("badge", "badge", False),  # nobody worded it
        ("a", "A", True),
    ]
    assert made.rows[0].language == "fr"
    assert made.rows[0].stop == "MA-12_2026-12-26"  # the revision's: it follows a move


def test_paradata_speak_where_the_form_has_no_question_for_it(firms: FormDefinition) -> None:
    paradata = {
        "started": "2026-12-26T10:00:00+01:00",
        "language": "ar",
        "mode": "kiosk",
        "seconds": {"/data/firm": 90.0, "/data/product": 30.0},
    }
    (row,) = table(firms, [submission(firms, 1, {"consent": "1"}, paradata=paradata)]).rows
    assert (row.language, row.mode) == ("ar", "kiosk")
    assert row.started == datetime(2026, 12, 26, 9, 0, tzinfo=UTC)
    assert row.minutes == 2  # on the pages, the pause left out


def test_a_clock_that_was_set_back_gives_no_duration(firms: FormDefinition) -> None:
    late = {"start": "2026-12-26T11:30:00+01:00"}
    local = {"start": "2026-12-26T10:30:00"}
    rows = table(firms, submissions(firms, [late, local, {}, {"start": "???"}])).rows
    assert [row.minutes for row in rows] == [None] * 4


def test_saying_no_is_a_refusal_whoever_wrote_it_down(firms: FormDefinition) -> None:
    told = submission(firms, 1, {"consent": "1"}, outcome="refused")
    derived = submission(firms, 2, {"consent": "0"})
    odd = submission(firms, 3, {"consent": "1"}, outcome="vanished")
    rows = table(firms, [told, derived, odd]).rows
    assert [row.outcome for row in rows] == [Outcome.REFUSED, Outcome.REFUSED, Outcome.COMPLETED]


def test_identifiers_are_nowhere_in_a_table(firms: FormDefinition) -> None:
    given = {
        "consent": "1",
        "phone": "+212 6 12 34 56 78",
        "product": [{"what": "Poulpe", "maker": "Fatima Zahra"}],
    }
    made = table(firms, [submission(firms, 1, given)])
    assert [column.name for column in made.identifiers] == ["maker", "phone"]
    assert "+212" not in repr(made.rows) + repr(made.repeats)
    assert "Fatima" not in repr(made.rows) + repr(made.repeats)


def test_a_repeat_is_a_table_of_its_own(firms: FormDefinition) -> None:
    given = [
        {"consent": "1", "product": [{"what": "Poulpe", "price": "90"}, {"what": "Sardine"}]},
        {"consent": "0"},
        {"consent": "1", "product": [{"price": "cher"}]},
    ]
    made = table(firms, submissions(firms, given))
    (products,) = made.repeats
    assert (products.name, products.label("fr"), products.depth) == ("product", "Produits", 1)
    assert [column.name for column in products.columns] == ["what", "price"]
    assert [(row.id[-1], row.position, list(row.values.values())) for row in products.rows] == [
        ("1", (1,), ["Poulpe", 90]),
        ("1", (2,), ["Sardine"]),
        ("3", (1,), ["cher"]),
    ]
    assert products.rows[0].code == made.rows[0].code


NESTED = """
| survey |
| | type | name | label |
| | begin_repeat | town | Town |
| | text | name | Name |
| | begin_repeat | firm | Firm |
| | begin_group | who | Who |
| | text | boss | Boss |
| | end_group | who | |
| | end_repeat | firm | |
| | end_repeat | town | |
| settings |
| | form_title | form_id | version |
| | Towns | towns | 1 |
"""


def test_repeats_in_repeats_say_their_place_on_each_level() -> None:
    towns = form(NESTED)
    firm = [{"who": {"boss": "Ali"}}, {"who": {"boss": "Sara"}}]
    given = {"town": [{"name": "Dakhla"}, {"name": "Nador", "firm": firm}]}
    made = table(towns, [submission(towns, 1, given)])
    by_name = {repeat.name: repeat for repeat in made.repeats}
    assert [row.position for row in by_name["town"].rows] == [(1,), (2,)]
    assert by_name["firm"].depth == 2
    assert [(row.position, *row.values.values()) for row in by_name["firm"].rows] == [
        ((2, 1), "Ali"),
        ((2, 2), "Sara"),
    ]


def version(number: str, body: str, choices: str = "") -> FormDefinition:
    listed = f"| choices |\n| | list_name | name | label |\n{choices}" if choices else ""
    return form(
        "| survey |\n| | type | name | label | bind::sa:pii |\n"
        f"{body}{listed}| settings |\n| | form_title | form_id | version | namespaces |\n"
        f'| | Title {number} | versions | {number} | sa="urn:surveyapp:xforms" |\n'
    )


OLD = version(
    "9",
    "| | text | opening | Opening | |\n| | text | a | Old a | |\n| | text | gone | Gone | |\n"
    "| | select_one l | b | Old b | |\n| | text | tel | Phone | contact |\n",
    "| | l | x | Old x |\n| | l | z | Old z |\n",
)
NEW = version(
    "10",
    "| | integer | a | New a | |\n| | select_one l | b | New b | |\n| | text | c | New c | |\n"
    "| | text | tel | Phone or e-mail | |\n",
    "| | l | x | New x |\n| | l | y | New y |\n",
)


def test_versions_of_a_form_unite_and_the_newest_words_win() -> None:
    definitions = {"new": NEW, "old": OLD}  # 10 is newer than 9, whatever the order
    rows = [
        submission(OLD, 1, {"a": "many", "gone": "kept", "b": "z"}, form_hash="old"),
        submission(NEW, 2, {"a": "7", "b": "y", "c": "!"}, form_hash="new"),
    ]
    made = build_table(definitions, rows)
    assert made.versions == ("9", "10")
    assert made.title("") == "Title 10"
    assert [(c.name, c.label(""), c.versions) for c in made.columns] == [
        ("opening", "Opening", ("9",)),
        ("a", "New a", ("9", "10")),
        ("gone", "Gone", ("9",)),
        ("b", "New b", ("9", "10")),
        ("c", "New c", ("10",)),
    ]
    b = made.column("b")
    assert b is not None
    assert [(c.value, c.label("")) for c in b.choices] == [
        ("x", "New x"),
        ("y", "New y"),
        ("z", "Old z"),
    ]
    old, new = made.rows
    assert old.values["/data/a"] == "many"  # an integer now: what was typed then is kept
    assert new.values["/data/a"] == 7
    assert old.values["/data/gone"] == "kept"
    assert [row.version for row in made.rows] == ["9", "10"]


def test_what_was_an_identifier_once_never_comes_out_with_a_newer_form() -> None:
    row = submission(OLD, 1, {"tel": "0612345678"}, form_hash="old")
    made = build_table({"old": OLD, "new": NEW}, [row])
    assert [column.name for column in made.identifiers] == ["tel"]
    assert "0612345678" not in repr(made.rows)


def test_a_group_that_became_a_repeat_keeps_its_answers() -> None:
    def goods(kind: str, number: str) -> FormDefinition:
        return form(
            f"| survey |\n| | type | name | label |\n| | begin_{kind} | goods | Goods |\n"
            f"| | text | what | What |\n| | end_{kind} | goods | |\n"
            f"| settings |\n| | form_title | form_id | version |\n| | G | goods | {number} |\n"
        )

    once, often = goods("group", "1"), goods("repeat", "2")
    rows = [
        submission(once, 1, {"what": "Poulpe"}, form_hash="1"),
        submission(often, 2, {"goods": [{"what": "Thon"}]}, form_hash="2"),
    ]
    made = build_table({"1": once, "2": often}, rows)
    (repeat,) = made.repeats
    assert [(row.position, *row.values.values()) for row in repeat.rows] == [
        ((1,), "Poulpe"),
        ((1,), "Thon"),
    ]


def test_a_blank_is_no_answer_and_a_group_may_have_no_name() -> None:
    shy = form(
        "| survey |\n| | type | name | label |\n| | begin_group | g | |\n| | integer | a | A |\n"
        "| | end_group | g | |\n| settings |\n| | form_title | form_id | version |\n"
        "| | Shy | shy | 1 |\n"
    )
    made = table(shy, [submission(shy, 1, {"a": "  "})])
    assert made.columns[0].section == {}
    assert made.rows[0].values == {}


def test_a_form_nobody_gave_us_is_our_mistake(firms: FormDefinition) -> None:
    with pytest.raises(KeyError):
        table(firms, [submission(firms, 1, form_hash="unknown")])


def test_an_answer_that_carries_an_attribute_is_an_answer() -> None:
    measured = xform(
        '<size unit=""/>',
        '<bind nodeset="/data/size" type="int"/>'
        '<bind nodeset="/data/size/@unit" calculate="\'cm\'"/>',
        '<input ref="/data/size"><label>Size</label></input>',
    )
    session = FormSession(measured)
    session.answer("/data/size", "12")
    document = json.dumps(session.to_document())
    made = table(measured, [submission(measured, 1, document=document)])
    assert made.rows[0].values["/data/size"] == 12
