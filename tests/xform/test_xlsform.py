"""An organiser brings a workbook: it becomes a form, or every mistake is told with its place."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from surveyapp.errors import UserError
from surveyapp.xform.problems import FormProblem, FormRefused, Severity
from surveyapp.xform.xlsform import ImportedForm, import_xlsform
from tests.support.xlsforms import saved, xlsx

VISIT = """
| survey   |                  |        |                    |                      |              |
|          | type             | name   | label::French (fr) | label::English (en)  | relevant     |
|          | select_one yn    | came   | Êtes-vous venu ?   | Did you come?        |              |
|          | integer          | people | Combien ?          | How many?            | ${came} = 1  |
| choices  |                  |        |                    |                      |              |
|          | list_name        | name   | label::French (fr) | label::English (en)  |              |
|          | yn               | 1      | Oui                | Yes                  |              |
|          | yn               | 0      | Non, j’ai « mieux » | No                  |              |
| settings |                  |        |                    |                      |              |
|          | form_title       | form_id | version           | default_language     |              |
|          | Visite           | visit  | 2026112401         | French (fr)          |              |
"""


def refused(source: bytes, name: str = "visit.xlsx") -> FormRefused:
    with pytest.raises(FormRefused) as caught:
        import_xlsform(source, name=name)
    return caught.value


def places(problems: tuple[FormProblem, ...]) -> list[tuple[str, int, str, str]]:
    return [(p.sheet, p.row, p.column, p.letter) for p in problems if p.severity is Severity.ERROR]


# --- a form that can be used ---------------------------------------------------------------------


def test_a_workbook_becomes_a_form() -> None:
    source = xlsx(VISIT)
    form = import_xlsform(source, name="visit.xlsx")
    assert isinstance(form, ImportedForm)
    assert (form.source, form.source_name, form.title) == (source, "visit.xlsx", "Visite")
    assert form.definition.form_id == "visit"
    assert form.definition.version == "2026112401"
    assert form.definition.field("/data/people").relevant.split() == ["/data/came", "=", "1"]
    assert form.xform_xml.startswith(b"<?xml")
    assert form.warnings == ()


def test_it_may_come_from_a_path(tmp_path: Path) -> None:
    (tmp_path / "visite été.xlsx").write_bytes(xlsx(VISIT))
    assert import_xlsform(tmp_path / "visite été.xlsx").source_name == "visite été.xlsx"


def test_the_file_name_is_the_form_id_where_the_settings_name_none() -> None:
    form = import_xlsform(
        xlsx(
            """
            | survey |
            |        | type | name | label |
            |        | text | who  | Who?  |
            """
        ),
        name="walk_in.xlsx",
    )
    assert form.definition.form_id == "walk_in"


def test_typographic_quotes_reach_the_person_as_they_were_written() -> None:
    form = import_xlsform(xlsx(VISIT), name="visit.xlsx")
    labels = [choice.label for choice in form.definition.choices("/data/came", "fr")]
    assert labels == ["Oui", "Non, j’ai « mieux »"]


def test_typographic_quotes_in_an_expression_are_straightened() -> None:
    form = import_xlsform(xlsx(VISIT.replace("${came} = 1", "${came} = ‘1’")), name="v.xlsx")
    assert "'1'" in form.definition.field("/data/people").relevant


def test_markdown_and_csv_are_taken_too() -> None:
    markdown = "\n".join(line.strip() for line in VISIT.strip().splitlines())
    form = import_xlsform(markdown.encode(), name="visit.md")
    assert form.definition.form_id == "visit"
    rows = ["survey", ",type,name,label", ",text,who,Who?", ",integer,age,Age"]
    form = import_xlsform("\n".join(rows).encode(), name="visit.csv")
    assert [field.name for field in form.definition.fields][:2] == ["who", "age"]


def test_an_xform_is_taken_as_it_is() -> None:
    made = import_xlsform(xlsx(VISIT), name="visit.xlsx")
    again = import_xlsform(made.xform_xml, name="visit.xml")
    assert again.definition.form_id == "visit"
    assert again.source == again.xform_xml == made.xform_xml


def test_numbers_dates_and_truths_are_read_as_people_see_them() -> None:
    workbook = Workbook()
    survey = workbook.active
    assert survey is not None
    survey.title = "survey"
    survey.append(["type", "name", "label", "required", "default"])
    survey.append(["integer", "n", 2026, True, 3.0])
    survey.append(["decimal", "d", "No\u00a0break", None, 2.5])
    form = import_xlsform(saved(workbook), name="f.xlsx")
    xml = form.xform_xml.decode()
    assert form.definition.label("/data/n", "") == "2026"
    assert form.definition.label("/data/d", "") == "No break"
    assert "<n>3</n>" in xml
    assert "<d>2.5</d>" in xml
    assert 'required="true()"' in xml


def test_a_lone_sheet_with_the_right_columns_is_a_survey() -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["type", "name", "label"])
    workbook.active.append(["text", "who", "Who?"])
    assert import_xlsform(saved(workbook), name="f.xlsx").definition.field("/data/who")


# --- mistakes, all at once -----------------------------------------------------------------------


def test_three_mistakes_of_different_kinds_are_told_at_once_with_their_places() -> None:
    error = refused(
        xlsx(
            """
            | survey |         |       |        |                  |                 |
            |        | type    | name  | label  | relevent         | constraint      |
            |        | text    | firm  | Firm   |                  |                 |
            |        | integer | share | Share  | ${firm} != ''    | . < ${frim}     |
            |        | integer | staff | Staff  |                  | rond(.) = .     |
            """
        )
    )
    assert places(error.problems) == [
        ("survey", 1, "relevent", "D"),
        ("survey", 3, "constraint", "E"),
        ("survey", 4, "constraint", "E"),
    ]
    assert str(error).splitlines() == [
        "visit.xlsx is not ready yet. Mend these and import it again.",
        (
            "- Sheet survey, row 1, column relevent (D): relevent is not a column of this sheet. "
            "Did you mean relevant?"
        ),
        (
            "- Sheet survey, row 3, column constraint (E): There is no question named frim. "
            "Did you mean firm?"
        ),
        (
            "- Sheet survey, row 4, column constraint (E): There is no function rond(). "
            "Did you mean round()?"
        ),
    ]


def test_warnings_let_the_form_through_and_come_with_it() -> None:
    form = import_xlsform(xlsx(VISIT.replace("How many?", "         ")), name="visit.xlsx")
    (warning,) = form.warnings
    assert warning.severity is Severity.WARNING
    assert (warning.sheet, warning.row, warning.column) == ("survey", 3, "label::English (en)")
    assert "English (en)" in str(warning.placed)


def test_any_number_of_warnings_lets_the_form_through() -> None:
    workbook = Workbook()
    survey = workbook.active
    assert survey is not None
    survey.title = "survey"
    survey.append(["type", "name", "label"])
    survey.append(["select_one village", "home", "Where?"])
    choices = workbook.create_sheet("choices")
    choices.append(["list_name", "name", "label"])
    for number in range(600):
        choices.append(["village", f"v{number}", None])
    form = import_xlsform(saved(workbook), name="villages.xlsx")
    assert len(form.warnings) == 10
    assert "The same holds for 590 more (rows 12, 13," in str(form.warnings[-1].message)
    assert len(form.definition.choices("/data/home", "")) == 600


def test_what_only_pyxform_finds_is_told_with_its_place() -> None:
    error = refused(
        xlsx(
            """
            | survey |       |      |       |                     |
            |        | type  | name | label | parameters          |
            |        | range | r    | R     | start=0 end=0 step=a |
            """
        )
    )
    (problem,) = error.problems
    assert (problem.sheet, problem.row, problem.column, problem.letter) == (
        "survey",
        2,
        "parameters",
        "D",
    )


def test_what_pyxform_stumbles_over_is_told_too() -> None:
    error = refused(
        xlsx(
            """
            | survey |                      |      |       |
            |        | type                 | name | label |
            |        | begin_repeat         | r    | R     |
            |        | text                 | t    | T     |
            |        | end_repeat           |      |       |
            |        | select_multiple ${t} | a    | A     |
            """
        )
    )
    assert "The form converter stopped without saying where" in str(error)


def test_what_pyxform_repeats_is_told_once() -> None:
    error = refused(
        xlsx(
            """
            | survey |              |      |       |
            |        | type         | name | label |
            |        | select_one x | a    | A     |
            | choices |             |      |       |
            |        | list_name    | name | label |
            |        | y            | 1    | One   |
            """
        )
    )
    assert places(error.problems) == [("survey", 2, "type", "A")]


# --- not an XLSForm at all -----------------------------------------------------------------------


def message(source: bytes | Path, name: str = "") -> str:
    with pytest.raises(UserError) as caught:
        import_xlsform(source, name=name)
    return caught.value.message


def test_a_workbook_of_something_else() -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["Month", "Exports"])
    workbook.create_sheet("Surveys")
    text = ""
    try:
        import_xlsform(saved(workbook), name="figures.xlsx")
    except UserError as error:
        text = str(error)
    assert text == (
        "figures.xlsx is not an XLSForm: it has no sheet named survey. Its sheets are: Sheet, "
        "Surveys. Did you mean Surveys?"
    )


def test_a_workbook_of_one_other_sheet() -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["Month", "Exports"])
    assert message(saved(workbook), "figures.xlsx").startswith("{file} is not an XLSForm: it has")


def test_files_that_are_not_workbooks() -> None:
    not_one = (
        "{file} is not an XLSForm. Choose an Excel workbook (.xlsx) with a sheet named survey."
    )
    assert message(b"Dear all, please find attached", "letter.xlsx") == not_one
    assert message(b"\x00\x01\x02\x03" * 99, "noise.xlsx") == not_one
    assert message(b"just words", "form.md") == not_one
    assert message(b"words, and more words", "form.csv") == not_one
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("manifest.json", "{}")
    assert message(package.getvalue(), "package.xlsx") == not_one


def test_an_empty_file() -> None:
    assert message(b"", "form.xlsx").startswith("{file} is empty.")
    assert message(b" \n ", "form.xlsx").startswith("{file} is empty.")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert message(tmp_path / "gone.xlsx").startswith("{file} cannot be read.")
    assert message(tmp_path).startswith("{file} cannot be read.")


def test_a_truncated_workbook() -> None:
    whole = xlsx(VISIT)
    assert message(whole[: len(whole) // 2], "form.xlsx").startswith("{file} is damaged")


def test_a_workbook_locked_by_a_password() -> None:
    locked = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    )
    assert "password" in message(locked, "form.xlsx")


def test_old_excel_that_is_damaged() -> None:
    assert message(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048), "f.xls").startswith(
        "{file} is damaged"
    )


def with_member(name: str, content: bytes) -> bytes:
    """Return the visit form with one of its parts replaced."""
    source = io.BytesIO(xlsx(VISIT))
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
        if name not in old.namelist():
            new.writestr(name, content)
    return target.getvalue()


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = with_member("xl/worksheets/sheet9.xml", b" " * 120_000_000)
    assert len(bomb) < 1_000_000
    assert message(bomb, "form.xlsx").startswith("{file} unpacks to more")


def test_a_cell_in_the_last_row_is_named_instead_of_filling_the_memory() -> None:
    workbook = Workbook()
    survey = workbook.active
    assert survey is not None
    survey.title = "survey"
    survey.append(["type", "name", "label"])
    survey.cell(1_048_576, 16_384).value = "x"
    with pytest.raises(UserError) as caught:
        import_xlsform(saved(workbook), name="form.xlsx")
    assert caught.value.parameters["cell"] == "XFD1048576"


def test_a_note_far_below_the_form_is_left_alone_as_phones_do() -> None:
    workbook = Workbook()
    survey = workbook.active
    assert survey is not None
    survey.title = "survey"
    survey.append(["type", "name", "label"])
    survey.append(["text", "who", "Who?"])
    survey.cell(900, 1).value = "ask Fatima about this"
    assert import_xlsform(saved(workbook), name="form.xlsx").definition.field("/data/who")


def test_a_workbook_of_too_many_parts() -> None:
    source = io.BytesIO(xlsx(VISIT))
    with zipfile.ZipFile(source, "a") as archive:
        for number in range(2_000):
            archive.writestr(f"media/{number}.txt", "")
    assert message(source.getvalue(), "form.xlsx").startswith("{file} unpacks to more")


def test_a_part_that_is_not_xml() -> None:
    assert message(with_member("xl/worksheets/sheet1.xml", b"<row"), "f.xlsx").startswith(
        "{file} is damaged"
    )


def test_cells_without_references_follow_each_other() -> None:
    rows = (("type", "name", "label"), ("text", "who", "Who?"))
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) + "</row>"
        for row in rows
    )
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></x:worksheet>"
    )
    form = import_xlsform(
        with_member("xl/worksheets/sheet1.xml", sheet.encode()), name="visit.xlsx"
    )
    assert form.definition.label("/data/who", "") == "Who?"


def test_an_entity_bomb_is_refused() -> None:
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<worksheet><sheetData><row r="1"><c r="A1"><v>&b;</v></c></row></sheetData></worksheet>'
    )
    assert message(with_member("xl/worksheets/sheet1.xml", bomb), "f.xlsx").startswith(
        "{file} is damaged"
    )


def test_a_file_larger_than_any_form_is_not_opened() -> None:
    assert message(b"PK\x03\x04" + bytes(50_000_001), "f.xlsx").startswith("{file} is larger")


def test_ten_thousand_slips_are_told_in_part_and_in_time() -> None:
    workbook = Workbook()
    survey = workbook.active
    assert survey is not None
    survey.title = "survey"
    survey.append(["type", "name", "label"])
    for number in range(10_000):
        survey.append(["note", f"question_{number}", f"${{qestion_{number}}}"])
    started = time.process_time()
    error = refused(saved(workbook))
    assert time.process_time() - started < 10
    assert "There is more to mend" in str(error)
