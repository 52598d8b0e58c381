"""A form is opened from any kind of file, with the lists that lie beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from surveyapp.xform import FormDefinition, FormSession, open_form
from surveyapp.xform.xlsform import import_xlsform
from tests.support.xlsforms import xlsx
from tests.xform.forms import noon, xform_source

CORPUS = Path(
    os.environ.get("SURVEYAPP_CONFORMANCE")
    or Path(__file__).resolve().parents[3] / "shared" / "conformance"
)
OLD = next((CORPUS / "forms").rglob("tutorial.xls"), CORPUS / "tutorial.xls")

MARKDOWN = """
| survey |                                       |         |           |
|        | type                                  | name    | label     |
|        | select_one_from_file villages.csv     | village | Which?    |
"""
CSV = """"survey"
,"type","name","label"
,"select_one_from_file villages.csv","village","Which?"
"""
SELECT = """<select1 ref="/data/village"><label>Which?</label>
<itemset nodeset="instance('villages')/root/item"><value ref="name"/><label ref="label"/></itemset>
</select1>"""


def xform(source: str) -> bytes:
    model = f'<instance id="villages" src="{source}"/>'
    xml = xform_source("<village/>", body=SELECT)
    # The primary instance comes first.
    return xml.replace("</instance>", f"</instance>{model}", 1).encode()


FORMS = {
    "visit.xlsx": xlsx(MARKDOWN),
    "visit.md": MARKDOWN.encode(),
    "visit.csv": CSV.encode(),
    "visit.xml": xform("jr://file-csv/villages.csv"),
}
LISTS = {
    "villages.csv": "name,label\nv1,Tamesloht\nv2,Aït Ourir\n",
    "villages.xml": "<root><item><name>v1</name><label>Tamesloht</label></item>"
    "<item><name>v2</name><label>Aït Ourir</label></item></root>",
    "villages.geojson": '{"type": "FeatureCollection", "features": ['
    '{"type": "Feature", "properties": {"name": "v1", "label": "Tamesloht"}},'
    '{"type": "Feature", "properties": {"name": "v2", "label": "Aït Ourir"}}]}',
}


def labels(form: FormDefinition) -> list[str]:
    session = FormSession(form, now=noon)
    return [choice.label for choice in session.choices("/data/village")]


def beside(form: Path, name: str, text: str) -> None:
    folder = form.with_name("visit-media")
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")


@pytest.mark.parametrize("name", FORMS)
def test_a_form_finds_the_list_beside_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FORMS[name])
    beside(path, "villages.csv", LISTS["villages.csv"])
    assert import_xlsform(path).warnings == ()
    form = open_form(path)
    assert [choice.label for choice in FormSession(form, now=noon).choices(form.fields[0].ref)] == [
        "Tamesloht",
        "Aït Ourir",
    ]


@pytest.mark.parametrize("name", LISTS)
def test_the_list_may_be_of_any_kind(name: str, tmp_path: Path) -> None:
    path = tmp_path / "visit.xml"
    path.write_bytes(xform(f"jr://file/{name}"))
    beside(path, name, LISTS[name])
    assert labels(open_form(path)) == ["Tamesloht", "Aït Ourir"]


@pytest.mark.skipif(not OLD.is_file(), reason=f"no old workbook at {OLD}")
def test_an_old_workbook_opens() -> None:
    form = open_form(OLD)
    assert (form.form_id, [field.name for field in form.fields][:1]) == ("tutorial", ["name"])


def test_a_list_that_is_missing_is_told_where_it_was_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "visit.xlsx"
    path.write_bytes(FORMS["visit.xlsx"])
    (warning,) = import_xlsform(path).warnings
    assert (warning.sheet, warning.row, warning.column) == ("survey", 2, "type")
    assert "villages.csv" in str(warning.message)
    assert str(tmp_path / "visit-media") in str(warning.message)


def test_lists_handed_to_a_session_count_before_those_beside_the_form(tmp_path: Path) -> None:
    path = tmp_path / "visit.xml"
    path.write_bytes(FORMS["visit.xml"])
    beside(path, "villages.csv", LISTS["villages.csv"])
    rows = [{"name": "v9", "label": "Sidi Rahal"}]
    session = FormSession(open_form(path), now=noon, resources={"villages.csv": rows})
    assert [choice.label for choice in session.choices("/data/village")] == ["Sidi Rahal"]


@pytest.mark.parametrize(
    "name", ["../secret.csv", "..\\secret.csv", "/etc/passwd", "sub/villages.csv", "..", "", "link"]
)
def test_a_name_opens_nothing_outside_of_the_folder(name: str, tmp_path: Path) -> None:
    path = tmp_path / "visit.xml"
    path.write_bytes(xform(f"jr://file-csv/{name}"))
    (tmp_path / "secret.csv").write_text(LISTS["villages.csv"])
    beside(path, "villages.csv", LISTS["villages.csv"])
    (tmp_path / "visit-media" / "sub").mkdir()
    (tmp_path / "visit-media" / "sub" / "villages.csv").write_text(LISTS["villages.csv"])
    if name == "link":
        try:
            (tmp_path / "visit-media" / "link").symlink_to(tmp_path / "secret.csv")
        except OSError:
            pytest.skip("this account may not make symbolic links")
    imported = import_xlsform(path)
    assert len(imported.warnings) == 1
    assert labels(imported.definition) == []
