"""What stands in the body of an XForm, as form builders other than pyxform write it."""

from __future__ import annotations

import pytest

from surveyapp.xform import Control, FormSession, ItemKind
from tests.xform.forms import noon, xform

ITEMS = """<instance id="l"><root>
<item id="1" fr="Un"><of><name>1</name></of><label><ar>واحد</ar></label></item>
<item id="2" fr="Deux"><of><name>2</name></of><label><ar>اثنان</ar></label></item>
</root></instance>"""


def select(value: str, label: str, filters: str = "") -> str:
    nodeset = f"instance('l')/root/item{filters}"
    return (
        f'<input ref="/data/least"/><select1 ref="/data/q"><label>Q</label>'
        f'<itemset nodeset="{nodeset}"><value ref="{value}"/><label ref="{label}"/></itemset>'
        f"</select1>"
    )


@pytest.mark.parametrize(
    ("value", "label", "labels"),
    [
        ("of/name", "label/ar", ["واحد", "اثنان"]),
        ("@id", "@fr", ["Un", "Deux"]),
        ("./@id", "./label/ar", ["واحد", "اثنان"]),
    ],
)
def test_names_and_labels_of_choices_may_lie_deeper(
    value: str, label: str, labels: list[str]
) -> None:
    filters = f"[{value} &gt;= /data/least]"
    body = select(value, label, filters)
    session = FormSession(xform("<least>1</least><q/>", ITEMS, body), now=noon)
    assert [(each.value, each.label) for each in session.choices("/data/q")] == list(
        zip(["1", "2"], labels, strict=True)
    )
    session.answer("/data/q", "1")
    session.answer("/data/least", "2")
    assert session.value("/data/q") == ""
    session.answer("/data/q", "2")
    assert session.value("/data/q") == "2"


@pytest.mark.parametrize("said", ["true()", "true", "1", " true() "])
def test_a_repeat_that_nobody_may_add_to(said: str) -> None:
    body = f'<repeat nodeset="/data/p" jr:noAddRemove="{said}"><input ref="/data/p/a"/></repeat>'
    session = FormSession(xform("<p><a/></p>", "", body), now=noon)
    assert not session.can_add("/data/p")
    assert session.repeat_count("/data/p") == 1


def test_a_logical_group_is_where_relative_refs_start() -> None:
    body = """<group ref="/data/g"><label>G</label>
    <group><label>Inside</label><input ref="a"><label>A</label></input></group>
    <group ref="h"><input ref="b"><label>B</label></input></group></group>"""
    session = FormSession(xform("<g><a/><h><b/></h></g>", "", body), now=noon)
    assert [item.ref for page in session.pages() for item in page.items] == [
        "/data/g/a",
        "/data/g/h/b",
    ]
    assert session.label("/data/g/h/b") == "B"


def test_questions_and_actions_may_name_their_bind() -> None:
    binds = """<bind id="age" nodeset="/data/a" type="int"/><bind id="born" nodeset="/data/b"/>
    <setvalue bind="born" event="odk-instance-first-load" value="2026 - 40"/>"""
    session = FormSession(xform("<a/><b/>", binds, '<input bind="age"><label>Age</label></input>'))
    assert (session.label("/data/a"), session.value("/data/b")) == ("Age", "1986")


@pytest.mark.parametrize(
    ("element", "control"),
    [
        ('<range ref="/data/q" start="0" end="10" step="2"/>', Control.RANGE),
        ('<trigger ref="/data/q"/>', Control.TRIGGER),
        ('<secret ref="/data/q"/>', Control.INPUT),
        ('<upload ref="/data/q" mediatype="image/*"/>', Control.UPLOAD),
        ('<input ref="/data/q" query="instance(\'l\')/root/item"/>', Control.INPUT),
        ('<odk:rank ref="/data/q"><item><label>A</label><value>a</value></item></odk:rank>',
         Control.RANK),
    ],
)  # fmt: skip
def test_every_control_is_a_question(element: str, control: Control) -> None:
    session = FormSession(xform("<q/>", ITEMS, element), now=noon)
    (page,) = session.pages()
    assert [(item.kind, item.ref) for item in page.items] == [(ItemKind.QUESTION, "/data/q")]
    assert session.question("/data/q").control is control


def test_the_types_of_a_bind_may_carry_a_namespace_and_unknown_ones_are_text() -> None:
    binds = '<bind nodeset="/data/a" type="xsd:int"/><bind nodeset="/data/b" type="fancy"/>'
    body = '<input ref="/data/a"/><input ref="/data/b"/>'
    session = FormSession(xform("<a/><b/>", binds, body), now=noon)
    session.answer("/data/a", "four")
    session.answer("/data/b", "four")
    assert (session.value("/data/a"), session.value("/data/b")) == ("", "four")


LANGUAGES = """<itext>
<translation lang="French (fr)" default="{first}"><text id="a"><value>Prénom</value>
<value form="short">Nom</value><value form="image">jr://images/a.png</value></text></translation>
<translation lang="Arabic (ar)" {second}><text id="a"><value>-</value></text>
<text id="b"><value form="long">ما اسمك؟</value></text></translation></itext>"""
LABELS = """<input ref="/data/a"><label ref="jr:itext('a')"/></input>
<input ref="/data/b"><label ref="jr:itext('b')"/></input>
<input ref="/data/c"><label ref="jr:itext('gone')">Written here, <output value="/data/a"/></label>
</input>"""


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [("true()", "", "fr"), ("", "", "fr"), ("false()", 'default="true()"', "ar")],
)
def test_the_default_language_is_the_one_that_says_so(
    first: str, second: str, language: str
) -> None:
    itext = LANGUAGES.format(first=first, second=second)
    session = FormSession(xform("<a/><b/><c/>", "", LABELS, itext), now=noon)
    assert session.language == language


def test_no_label_is_empty_in_any_language() -> None:
    itext = LANGUAGES.format(first="true()", second="")
    session = FormSession(xform("<a>Aïcha</a><b/><c/>", "", LABELS, itext), now=noon)
    for language in ("fr", "ar"):
        session.set_language(language)
        assert [session.label(f"/data/{name}") for name in "abc"] == [
            "Prénom",
            "ما اسمك؟",
            "Written here, Aïcha",
        ]
        assert session.media("/data/a") == {"image": "jr://images/a.png"}
    session.answer("/data/a", "Zineb")
    assert session.label("/data/c") == "Written here, Zineb"


IN_ROWS = """<itext><translation lang="English (en)">
<text id="q"><value>Age of <output value="../name"/>, <output value="position(..)"/></value></text>
<text id="h"><value>Hint for <output value=" /data/p/name "/></value>
<value form="guidance">Ask <output value="../name"/> twice</value></text>
<text id="m"><value>Too old, <output value="../name"/></value></text></translation>
<translation lang="French (fr)"><text id="q"><value>Âge de <output value="../name"/></value>
</text></translation></itext>"""


def test_texts_say_the_answers_of_their_own_row_in_every_language() -> None:
    bind = """<bind nodeset="/data/p/age" type="int" constraint=". &lt; 10"
    jr:constraintMsg="jr:itext('m')"/>"""
    body = """<repeat nodeset="/data/p"><input ref="/data/p/name"/><input ref="/data/p/age">
    <label ref="jr:itext('q')"/><hint ref="jr:itext('h')"/></input></repeat>"""
    data = "<p><name>Ali</name><age/></p><p><name>Mina</name><age>20</age></p>"
    session = FormSession(xform(data, bind, body, IN_ROWS), now=noon)
    rows = ("/data/p[1]/age", "/data/p[2]/age")
    assert [session.label(row) for row in rows] == ["Age of Ali, 1", "Age of Mina, 2"]
    assert [session.hint(row) for row in rows] == ["Hint for Ali", "Hint for Mina"]
    session.set_language("fr")
    assert [session.label(row) for row in rows] == ["Âge de Ali", "Âge de Mina"]
    # What is missing in French is said in English.
    assert session.guidance(rows[1]) == "Ask Mina twice"
    problem = session.problem(rows[1])
    assert problem is not None
    assert problem.message == "Too old, Mina"
    session.answer("/data/p[2]/name", "Zineb")
    assert session.label(rows[1]) == "Âge de Zineb"
