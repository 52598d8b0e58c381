"""An XForm is told what a workbook is told: one check, with the line and the path as its place."""

from __future__ import annotations

import pytest

from surveyapp.xform.problems import FormProblem, Severity
from surveyapp.xform.xlsform import import_xlsform
from tests.support.xlsforms import xlsx
from tests.xform.forms import xform_source

# One of each: what is warned of stands in the row, and nothing of it stops the import.
FORM = """
| survey   |                     |           |                 |             |                      |            |          |             |
|          | type                | name      | label::en       | label::fr   | relevant             | appearance | required | calculation |
|          | text                | cin       | Identity card   | CIN         |                      |            |          |             |
|          | text                | full_name | Full name       | Nom complet |                      |            |          |             |
|          | select_one yes_no   | ill       | Are you ill?    |             |                      |            |          |             |
|          | select_multiple why | reasons   | Reasons         | Raisons     | ${ill} = 'oui'       |            |          |             |
|          | integer             | age       | Age             | Âge         | selected(${reasons}, 'cost') and ${ill} = 'no' and ${ill} = 'yes' | |  |  |
|          | geopoint            | place     | Where           | Où          |                      |            |          |             |
|          | text                | hand      | Sign            | Signez      |                      | signature  |          |             |
|          | note                | thanks    | Thank you       | Merci       |                      |            | yes      |             |
|          | begin_group         | g         | G               | G           |                      |            |          |             |
|          | integer             | age_g     | A               | A           | ${reasons} = 'costt' |            |          |             |
|          | text                | hand      | Name again      | Encore      |                      |            |          |             |
|          | end_group           |           |                 |             |                      |            |          |             |
|          | begin_repeat        | persons   | Persons         | Personnes   |                      |            |          |             |
|          | integer             | weight    | W               | P           |                      |            |          |             |
|          | end_repeat          |           |                 |             |                      |            |          |             |
|          | calculate           | whole     |                 |             |                      |            |          | ${weight} + 1 |
| choices  |                     |           |                 |             |
|          | list_name           | name      | label::en       | label::fr   |
|          | yes_no              | yes       | Yes             | Oui         |
|          | yes_no              | no        | No              | Non         |
|          | why                 | cost      | Price           | Prix        |
|          | why                 | far       | Price           | Loin        |
"""  # fmt: skip # noqa: E501


def _told(problems: tuple[FormProblem, ...]) -> list[str]:
    """What is told, without where: rows and lines are numbered differently."""
    return sorted(problem.message.message for problem in problems)


def test_an_xform_is_told_what_its_workbook_was() -> None:
    workbook = import_xlsform(xlsx(FORM), name="form.xlsx")
    again = import_xlsform(workbook.xform_xml, name="form.xml")

    assert _told(again.warnings) == _told(workbook.warnings)
    assert len(workbook.warnings) > 10
    assert all(problem.severity is Severity.WARNING for problem in again.warnings)


def test_each_has_the_path_and_the_line_that_say_so() -> None:
    source = import_xlsform(xlsx(FORM), name="form.xlsx").xform_xml
    lines = source.decode().splitlines()
    for problem in import_xlsform(source, name="form.xml").warnings:
        assert (problem.sheet, problem.letter) == ("", "")
        assert problem.path, problem.placed
        line = lines[problem.row - 1]
        if problem.path.startswith("instance("):
            assert "<item>" in line
        else:
            assert f'="{problem.path}"' in line
        assert str(problem.placed).startswith(f"Line {problem.row}, {problem.path}: ")


def _warned(data: str, binds: str = "", body: str = "", model: str = "") -> list[str]:
    source = xform_source(data, binds, body, model).encode()
    return [
        f"{problem.path} {problem.message}"
        for problem in import_xlsform(source, name="form.xml").warnings
    ]


SELECT = """<select1 ref="/data/a"><label>A</label>
  <item><label>Yes</label><value>yes</value></item>
  <item><label>No</label><value>no</value></item></select1>
  <input ref="/data/b"><label>B</label></input>"""


@pytest.mark.parametrize(
    "condition",
    ["/data/a = 'yse'", " ../a='yse'", "current()/../a = 'yse'", "selected( /data/a , 'yse')"],
)
def test_a_choice_that_does_not_exist_is_found_by_any_path(condition: str) -> None:
    told = _warned("<a/><b/>", f'<bind nodeset="/data/b" relevant="{condition}"/>', SELECT)
    assert any(line.startswith("/data/b The question a has no choice yse.") for line in told)


@pytest.mark.parametrize(
    "condition",
    [
        "/data/a = 'yes'",
        "../b[. = 'yse'] = ''",
        "/data/a[1] = 'yse'",
        "instance('l')/root/a = 'yse'",
        "'../a' = 'yse'",
    ],
)
def test_a_path_that_chooses_or_leads_elsewhere_is_left_alone(condition: str) -> None:
    model = "<instance id='l'><root><a>yse</a></root></instance>"
    source = xform_source("<a/><b/>", f'<bind nodeset="/data/b" constraint="{condition}"/>', SELECT)
    source = source.replace("</instance>", "</instance>" + model, 1)
    assert import_xlsform(source.encode(), name="form.xml").warnings == ()


def test_nodes_of_one_name_are_told_apart() -> None:
    told = _warned(
        "<g><a/></g><h><a/></h><b/>",
        """<bind nodeset="/data/b" relevant="/data/h/a = 'c'"/>""",
        """<group ref="/data/g"><label>G</label><select1 ref="/data/g/a"><label>A</label>
        <item><label>B</label><value>b</value></item></select1></group>
        <group ref="/data/h"><label>H</label><select1 ref="/data/h/a"><label>A</label>
        <item><label>C</label><value>c</value></item></select1></group>
        <input ref="/data/b"><label>B</label></input>""",
    )
    assert [line.partition(":")[0] for line in told] == [
        "/data/h/a The question a has the name of another one (line 8)"
    ]


def test_a_list_that_a_filter_parts_may_have_a_name_twice() -> None:
    item = "<item><name>centre</name><label>Centre</label><region>{}</region></item>"
    items = item.format("fes") + item.format("rabat")
    model = f"<instance id='towns'><root>{items}</root></instance>"
    body = """<select1 ref="/data/a"><label>A</label>
      <itemset nodeset="instance('towns')/root/item{}">
      <value ref="name"/><label ref="label"/></itemset></select1>"""

    def told(condition: str) -> tuple[FormProblem, ...]:
        source = xform_source("<a/>", "", body.format(condition))
        source = source.replace("</instance>", "</instance>" + model, 1)
        return import_xlsform(source.encode(), name="towns.xml").warnings

    assert told("[region='fes']") == ()
    (double,) = told("")
    assert str(double.placed).startswith(
        "Line 6, instance('towns'): The choice centre of the list towns stands there already"
    )
    assert double.severity is Severity.WARNING


def test_a_question_without_choices_is_told() -> None:
    told = _warned("<a/>", "", """<select1 ref="/data/a"><label>A</label></select1>""")
    assert told == ["/data/a The question a has no choices to offer. Give it some."]


def test_a_text_without_itext_is_in_the_language_of_the_form() -> None:
    translation = (
        '<translation lang="{}"><text id="a"><value>{}</value></text></translation>'.format
    )
    model = f"<itext>{translation('fr', 'Nom')}{translation('ar', 'الاسم')}</itext>"
    told = _warned(
        "<a/><b/>",
        "",
        """<input ref="/data/a"><label ref="jr:itext('a')"/></input>
        <input ref="/data/b"><label>Ville</label></input>""",
        model,
    )
    assert told == [
        "/data/b These texts lack ar (1): lines 9. They will be shown in another language."
    ]


FILTERED = """<instance id="towns"><root>
  <item><name>fes</name><label>Fès</label><region>3</region></item>
  <item><name>taza</name><label>Taza</label><region>3</region><size>2</size></item>
</root></instance>"""


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("region = /data/a", ""),
        ("size = 2 and region = current()/../a", ""),
        ("selected(/data/a, name) and position() = 1", ""),
        (
            "regoin = /data/a",
            (
                "No choice of this list has regoin, by which this filter picks them: nothing would "
                "be offered. Correct its name, or give it to the choices. Did you mean region?"
            ),
        ),
    ],
)
def test_a_filter_that_names_what_no_choice_has(condition: str, told: str) -> None:
    body = f"""<input ref="/data/a"><label>A</label></input>
      <select1 ref="/data/b"><label>B</label>
      <itemset nodeset="instance('towns')/root/item[{condition}]">
        <value ref="name"/><label ref="label"/></itemset></select1>"""
    source = xform_source("<a/><b/>", FILTERED, body)
    problems = import_xlsform(source.encode(), name="f.xml").warnings
    assert [str(p.message) for p in problems if "this filter picks" in str(p.message)] == (
        [told] if told else []
    )


def test_filters_of_rows_and_of_files_are_not_judged() -> None:
    body = """<group ref="/data/r"><repeat nodeset="/data/r">
        <input ref="/data/r/n"><label>N</label></input></repeat></group>
      <select1 ref="/data/b"><label>B</label><itemset nodeset="/data/r[elsewhere = 1]">
        <value ref="n"/><label ref="n"/></itemset></select1>
      <select1 ref="/data/c"><label>C</label>
        <itemset nodeset="instance('file')/root/item[elsewhere = 1]">
        <value ref="name"/><label ref="label"/></itemset></select1>"""
    source = xform_source(
        "<r><n/></r><b/><c/>", '<instance id="file" src="jr://file-csv/file.csv"/>', body
    )
    problems = import_xlsform(source.encode(), name="f.xml").warnings
    assert not [p for p in problems if "this filter picks" in str(p.message)]
