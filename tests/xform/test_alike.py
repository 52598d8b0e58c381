"""Expressions that differ only in the questions they name: compiled once, each still its own."""

from __future__ import annotations

import pytest

from surveyapp.errors import UserError
from surveyapp.xform import FormSession
from tests.xform.forms import noon, xform

ANSWERS = {"whole": "0", "words": "0", "yes": "false", "day": "2026-02-03", "none": ""}
TYPES = {"whole": "int", "words": "string", "yes": "boolean", "day": "date", "none": "int"}
QUESTIONS = "".join(f"<{name}>{value}</{name}>" for name, value in ANSWERS.items())
BINDS = "".join(f'<bind nodeset="/data/{name}" type="{TYPES[name]}"/>' for name in ANSWERS)

EXPRESSIONS = (
    "if({q}, 'yes', 'no')",
    "if( {q}  or {q} = '', 1, 2) + string-length( {q} )",
    "{q} &gt; '2026-01-01' and not(selected( {q} , 'x'))",
    "{q} + 1",
    "count({q}) + count-non-empty({q} | /data/words)",
    "concat('/data/whole ', {q}, /data/words)",
    "-{q} div2",
    "coalesce({q}, ../words)",
    "count(../words[. = {q}]) + 1",
)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@pytest.mark.parametrize("path", ["/data/{}", "../{}", " current()/../{} "])
def test_each_question_gets_what_it_would_get_alone(expression: str, path: str) -> None:
    calculates = {
        name: f'<bind nodeset="/data/of_{name}" calculate="{source}"/>'
        for name in ANSWERS
        if (source := expression.format(q=path.format(name)))
    }
    results = "".join(f"<of_{name}/>" for name in ANSWERS)
    together = FormSession(xform(QUESTIONS + results, BINDS + "".join(calculates.values())))
    for name, bind in calculates.items():
        alone = FormSession(xform(QUESTIONS + results, BINDS + bind))
        ref = f"/data/of_{name}"
        assert together.value(ref) == alone.value(ref)
    assert any(together.value(f"/data/of_{name}") for name in ANSWERS)


@pytest.mark.parametrize(
    "path", ["/data//a", "/data/../data/a", "/data/a/.", "..//a", ".././a", "../a[1]"]
)
def test_a_way_that_is_not_plain_is_gone_too(path: str) -> None:
    binds = "".join(
        f'<bind nodeset="/data/{name}" calculate="concat({each}, \'!\')"/>'
        for name, each in (("b", "/data/a"), ("c", path))
    )
    session = FormSession(xform("<a>1</a><b/><c/>", binds))
    assert session.value("/data/c") == session.value("/data/b") == "1!"


def test_rows_at_every_depth_read_their_own() -> None:
    session = FormSession(
        xform(
            "<a>1</a><twice/><m><a>2</a><twice/><n><a>3</a><twice/><up/><top/></n></m>",
            """<bind nodeset="/data/twice" calculate="../a * 2"/>
            <bind nodeset="/data/m/twice" calculate="../a * 2"/>
            <bind nodeset="/data/m/n/twice" calculate="../a * 2"/>
            <bind nodeset="/data/m/n/up" calculate="../../a * 2"/>
            <bind nodeset="/data/m/n/top" calculate="/data/a * 2"/>""",
            """<group ref="/data/m"><repeat nodeset="/data/m"><group ref="/data/m/n">
            <repeat nodeset="/data/m/n"/></group></repeat></group>""",
        ),
        now=noon,
    )
    session.add_repeat("/data/m")
    session.add_repeat("/data/m[2]/n")
    session.answer("/data/m[2]/a", "20")
    session.answer("/data/m[2]/n[2]/a", "30")
    session.answer("/data/a", "10")
    row = "/data/m[2]/n[2]"
    assert session.value("/data/twice") == session.value(f"{row}/top") == "20"
    assert session.value("/data/m[1]/twice") == "4"
    assert session.value("/data/m[2]/twice") == session.value(f"{row}/up") == "40"
    assert session.value("/data/m[2]/n[1]/twice") == "6"
    assert session.value(f"{row}/twice") == "60"


def test_an_answer_tells_only_those_that_name_it() -> None:
    session = FormSession(
        xform(
            "<a/><b/><c/><d/>",
            """<bind nodeset="/data/c" relevant="/data/a = 'x'"/>
            <bind nodeset="/data/d" relevant="/data/b = 'x'"/>""",
        )
    )
    assert session.answer("/data/b", "x").relevance == {"/data/d"}
    assert session.answer("/data/a", "x").relevance == {"/data/c"}


def test_a_text_asked_for_in_between_disturbs_nobody() -> None:
    """The value inside an itext is an expression of the same shape, computed half-way."""
    session = FormSession(
        xform(
            "<a>1</a><b>2</b><c/><d/>",
            """<bind nodeset="/data/c" calculate="concat(/data/a, jr:itext('sum'), /data/b)"/>
            <bind nodeset="/data/d" calculate="/data/b + /data/a"/>""",
            """<input ref="/data/a"><label ref="jr:itext('sum')"/></input>""",
            """<itext><translation lang="en"><text id="sum">
            <value>(<output value="/data/b + /data/b"/>)</value></text></translation></itext>""",
        )
    )
    assert session.label("/data/a") == "(4)"
    assert session.value("/data/c") == "1()2"
    assert session.value("/data/d") == "3"


@pytest.mark.parametrize(
    "wrong", ["1 or../a", "/data/a or../a", "/data/a +", "../a > )", "selected(../a, 'x'"]
)
def test_what_cannot_be_read_is_refused_among_others_that_can(wrong: str) -> None:
    binds = '<bind nodeset="/data/b" calculate="/data/a or ../a"/>'
    with pytest.raises(UserError) as told:
        xform("<a/><b/><c/>", f'{binds}<bind nodeset="/data/c" relevant="{wrong}"/>')
    assert told.value.parameters["expression"] == wrong
