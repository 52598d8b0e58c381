"""Every mistake that an import names, as an organiser reads it: sheet, row, column and advice."""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path

import pytest

from surveyapp.text.bidi import strip_isolates
from tests.cli.conftest import Type
from tests.support.xlsforms import xlsx
from tests.xform.forms import xform_source

STOPS, WARNS = 2, 0

LISTS = """
| choices | | | |
| | list_name | name | label |
| | yes_no | yes | Yes |
| | yes_no | no | No |
"""


def _survey(header: str, *rows: str, choices: str = LISTS) -> str:
    return "\n".join(
        ["| survey | |", f"| | {header} |", *(f"| | {row} |" for row in rows), choices]
    )


# What is wrong, the form, how it ends, and what stands in the message: the place and the advice.
CASES = {
    "a misspelt column": (
        _survey("type | name | label | relevent", "text | a | A | 1 = 1"),
        STOPS,
        (
            "Sheet survey, row 1, column relevent (D): relevent is not a column of this sheet. "
            "Did you mean relevant?"
        ),
    ),
    "an unknown function": (
        _survey("type | name | label | calculation", "calculate | a | | tiwce(1)"),
        STOPS,
        "Sheet survey, row 2, column calculation (D): There is no function tiwce().",
    ),
    "a wrong number of arguments": (
        _survey("type | name | label | calculation", "calculate | a | | if(1, 2)"),
        STOPS,
        (
            "Sheet survey, row 2, column calculation (D): The number of arguments of if() should "
            "be 3. Here it is 2."
        ),
    ),
    "syntax": (
        _survey("type | name | label | relevant", "text | a | A | (1 = 1"),
        STOPS,
        "Sheet survey, row 2, column relevant (D): At its end: ",
    ),
    "a reference to nothing": (
        _survey(
            "type | name | label | relevant", "text | town | T |", "text | b | B | ${twon} = 1"
        ),
        STOPS,
        (
            "Sheet survey, row 3, column relevant (D): There is no question named twon. Did you "
            "mean town?"
        ),
    ),
    "a circle, with its path": (
        _survey(
            "type | name | label | calculation",
            "calculate | a | | ${b} + 1",
            "calculate | b | | ${a} + 1",
        ),
        STOPS,
        (
            "Sheet survey, row 2, column calculation (D): These questions wait for each other and "
            "could never be computed: a → b → a. Break the circle in one of them."
        ),
    ),
    "a filter by no column": (
        _survey("type | name | label | choice_filter", "select_one yes_no | a | A | regoin = 'x'"),
        STOPS,
        "Sheet survey, row 2, column choice_filter (D): The sheet choices has no column regoin.",
    ),
    "a list that is not there": (
        _survey("type | name | label", "select_one yesno | a | A", "select_one yes_no | b | B"),
        STOPS,
        (
            "Sheet survey, row 2, column type (A): There is no list yesno on the sheet choices. "
            "Did you mean yes_no?"
        ),
    ),
    "a choice that stands twice": (
        _survey(
            "type | name | label",
            "select_one yes_no | a | A",
            choices=LISTS + "| | yes_no | yes | Yes again |\n",
        ),
        STOPS,
        (
            "Sheet choices, row 4, column name (B): The choice yes of the list yes_no stands there "
            "already (row 2). Give it another name."
        ),
    ),
    "a choice without a name": (
        _survey(
            "type | name | label",
            "select_one yes_no | a | A",
            choices=LISTS + "| | yes_no | | Perhaps |\n",
        ),
        STOPS,
        "Sheet choices, row 4: This choice has no name. Write a short code.",
    ),
    "a question without a label": (
        _survey("type | name | label", "text | a |"),
        STOPS,
        "Sheet survey, row 2, column name (B): The question a has no label. Write what it asks.",
    ),
    "a choice that a condition misspells": (
        _survey(
            "type | name | label | relevant",
            "select_one yes_no | a | A |",
            "text | b | B | ${a} = 'yse'",
        ),
        WARNS,
        (
            "Sheet survey, row 3, column relevant (D): The question a has no choice yse. Write the "
            "name of one of its choices. Did you mean yes?"
        ),
    ),
    "a translation that is missing": (
        _survey("type | name | label::en | label::fr", "text | a | A | A", "text | b | B |"),
        WARNS,
        (
            "Sheet survey, row 3, column label::fr (D): These texts lack fr (1): rows 3. They will "
            "be shown in another language."
        ),
    ),
    "a question that can never be reached": (
        _survey(
            "type | name | label | relevant",
            "select_one yes_no | a | A |",
            "text | b | B | ${a} = 'yes' and ${a} = 'no'",
        ),
        WARNS,
        (
            "Sheet survey, row 3, column relevant (D): b can never be reached: this condition "
            "never holds. Correct it, or take the row out."
        ),
    ),
    "names that are the same": (
        _survey("type | name | label", "text | a | A", "text | a | B"),
        STOPS,
        (
            "Sheet survey, row 3, column name (B): The name a already stands in row 2. Choose "
            "another one."
        ),
    ),
    "names that collide in a table": (
        _survey(
            "type | name | label",
            "text | a | A",
            "begin_group | g | G",
            "text | a | B",
            "end_group | |",
        ),
        WARNS,
        "Sheet survey, row 4, column name (B): The question a has the name of another one (row 2)",
    ),
    "an identity-card number": (
        _survey("type | name | label", "text | q | Numéro de la CIN"),
        WARNS,
        (
            "Sheet survey, row 2, column label (C): q seems to ask about this: the number of an "
            "identity card or passport. Law 09-08 allows it only with prior authorisation"
        ),
    ),
    "health": (
        _survey("type | name | label", "text | q | Avez-vous une maladie chronique ?"),
        WARNS,
        "Sheet survey, row 2, column label (C): q seems to ask about this: health. Law 09-08",
    ),
    "political opinions": (
        _survey("type | name | label", "text | q | Quel parti politique soutenez-vous ?"),
        WARNS,
        "Sheet survey, row 2, column label (C): q seems to ask about this: political",
    ),
    "membership of a union": (
        _survey("type | name | label", "text | q | Êtes-vous membre d’un syndicat ?"),
        WARNS,
        "Sheet survey, row 2, column label (C): q seems to ask about this: ",
    ),
    "who people are, without consent": (
        _survey("type | name | label", "text | q | Nom et prénom"),
        WARNS,
        (
            "Sheet survey, row 2, column label (C): The form asks who people are (q) and not "
            "whether they agree. Law 09-08 wants their consent and the purpose first"
        ),
    ),
    "what is not supported": (
        _survey("type | name | label", "background-audio | q |", "text | a | A"),
        WARNS,
        (
            "Sheet survey, row 2, column type (A): background-audio: This device records nothing "
            "in the background. The question stays blank."
        ),
    ),
    "what only pyxform reports": (
        _survey("type | name | label | parameters", "range | q | Q | start=1 end=3 step=9"),
        STOPS,
        "row 2, column parameters (D): The parameter step is larger than the range",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_told_with_its_place_and_what_to_do(
    type_verb: Type, tmp_path: Path, case: str
) -> None:
    table, code, expected = CASES[case]
    file = tmp_path / "form.xlsx"
    file.write_bytes(xlsx(table))
    shown = type_verb("form", "check", file, "--lang", "en")
    assert expected in shown.out + shown.err
    assert shown.code == code


def test_an_xform_is_told_the_line_and_the_path(type_verb: Type, tmp_path: Path) -> None:
    file = tmp_path / "form.xml"
    body = '<input ref="/data/q"><label>Numéro de la CIN</label></input>'
    file.write_text(xform_source("<q/>", "", body), encoding="utf-8")
    shown = type_verb("form", "check", file, "--lang", "en")
    assert shown.code == 0
    assert "Line 8, /data/q: q seems to ask about this: the number of an identity card" in shown.out


ROWS = [["survey"], ["", "type", "name", "label"], ["", "text", "who", "Qui êtes-vous ? من أنتم"]]


def _csv(separator: str) -> str:
    return "\n".join(separator.join(row) for row in ROWS) + "\n"


WORK = {
    "commas.csv": _csv(",").encode(),
    "semicolons.csv": _csv(";").encode("utf-8-sig"),
    "tabs.csv": _csv("\t").encode(),
    "pipes.csv": _csv("|").encode(),
    "wide.csv": _csv("\t").encode("utf-16"),
    "survey only.csv": b"type;name;label\ntext;who;Qui\n",
    "wide.xml": xform_source("<a/>", "", "<input ref='/data/a'><label>A</label></input>")
    .replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-16"?>')
    .encode("utf-16"),
    "table.md": b"| survey |\n| | type | name | label |\n| | text | who | Who? |\n",
    "a workbook.csv": xlsx(_survey("type | name | label", "text | a | A", choices="")),
}


@pytest.mark.parametrize("name", WORK)
def test_forms_as_people_save_them_can_be_used(type_verb: Type, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(WORK[name])
    shown = type_verb("form", "check", tmp_path / name, "--lang", "en")
    assert (shown.code, shown.err) == (0, "")
    assert "can be used: 1 question." in shown.out


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = {
    "arabic.csv": ("survey\n,type,name,label\n,text,q,من أنتم\n".encode("cp1256"), "CSV UTF-8"),
    "french.csv": ("survey\n,type,name,label\n,text,q,été\n".encode("cp1252"), "CSV UTF-8"),
    "letter.csv": (b"Dear all,\nplease find\n", "Choose an Excel workbook"),
    "broken.md": (b"| survey |\n| type | name\n text | who |\n", "Choose an Excel workbook"),
    "words.md": (b"# Minutes\n\nNo table here.\n", "Choose an Excel workbook"),
    "page.xls": (b"<html><body><table></table></body></html>", "save it as an Excel workbook"),
    "page.xlsx": (b"<!DOCTYPE html><html></html>", "save it as an Excel workbook"),
    "protected.xls": (
        OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(3000),
        "protected by a password",
    ),
    "old.xls": (OLE + bytes(3000), "damaged or incomplete"),
    "empty.xlsx": (b"", "is empty"),
    "empty.csv": (b" \n", "is empty"),
    "nothing.xml": (b"<a/>", "This XML is not a form"),
    "cut.xml": (b"<h:html", "The XML is damaged at line 1"),
    "picture.png": (b"\x89PNG\r\n", "Choose an Excel workbook"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_form_ends_in_a_clear_problem(
    type_verb: Type, tmp_path: Path, name: str
) -> None:
    data, expected = REFUSED[name]
    (tmp_path / name).write_bytes(data)
    shown = type_verb("form", "check", tmp_path / name, "--lang", "en")
    assert shown.code == 2
    assert expected in shown.err
    assert "Traceback" not in shown.err


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"photo.txt": "x"}, "Choose an Excel workbook"),
        (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"},
            "is an OpenDocument spreadsheet. Save it as an Excel workbook",
        ),
    ],
)
def test_another_archive_that_is_called_a_workbook(
    type_verb: Type, tmp_path: Path, members: dict[str, str], expected: str
) -> None:
    with zipfile.ZipFile(tmp_path / "form.xlsx", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    shown = type_verb("form", "check", tmp_path / "form.xlsx", "--lang", "en")
    assert shown.code == 2
    assert expected in shown.err


def test_a_folder_and_a_file_that_is_not_there(type_verb: Type, tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    for name in ("folder.xlsx", "nowhere.xlsx"):
        shown = type_verb("form", "check", tmp_path / name, "--lang", "en")
        assert shown.code == 2
        assert name in shown.err


@pytest.mark.skipif(sys.platform != "linux", reason="files are protected otherwise there")
def test_a_file_that_may_not_be_read(type_verb: Type, tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    if os.geteuid() == 0:  # root may read everything but this
        file.symlink_to("/proc/self/mem")
    else:
        file.write_bytes(WORK["a workbook.csv"])
        file.chmod(0)
    shown = type_verb("form", "check", file, "--lang", "en")
    assert shown.code == 2
    assert "Check that it is there and that you may open it" in shown.err


CORPUS = Path(
    os.environ.get("SURVEYAPP_CONFORMANCE")
    or Path(__file__).resolve().parents[3] / "shared" / "conformance"
)
OLD = sorted((CORPUS / "forms").rglob("*.xls")) if CORPUS.is_dir() else []


@pytest.mark.skipif(not OLD, reason=f"no workbooks of old Excel at {CORPUS}")
def test_workbooks_of_old_excel_are_told_with_sheet_and_row(type_verb: Type) -> None:
    used = 0
    for file in OLD:
        shown = type_verb("form", "check", file, "--lang", "en")
        assert shown.code in (WARNS, STOPS), file
        assert "Traceback" not in shown.err
        if shown.code == STOPS:
            assert "• Sheet " in shown.err, shown.err
        used += shown.code == WARNS
    assert used > len(OLD) / 2


def test_a_file_that_the_media_folder_lacks(type_verb: Type, tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    file.write_bytes(xlsx(_survey("type | name | label | image", "text | a | A | well.png")))
    shown = type_verb("form", "check", file, "--lang", "en")
    assert shown.code == WARNS
    assert "Sheet survey, row 2, column image (D): The file well.png is not in the folder" in (
        shown.out
    )
    (tmp_path / "form-media").mkdir()
    (tmp_path / "form-media" / "well.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    again = type_verb("form", "check", file, "--lang", "en")
    assert "well.png" not in again.out


def test_several_files_are_checked_at_once(type_verb: Type, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(xlsx(_survey("type | name | label", "select_one yes_no | a | A")))
    bad.write_bytes(xlsx(_survey("type | name | label", "txet | a | A")))
    shown = type_verb("form", "check", bad, good, tmp_path / "none.xlsx", "--lang", "en")
    assert shown.code == STOPS
    said = strip_isolates(shown.out)
    assert "bad.xlsx is not ready yet" in said
    assert "txet is not a question type. Did you mean text?" in said
    assert "good.xlsx can be used: 1 question." in said
    assert "There is no file" in said
    read = type_verb("form", "check", bad, good, "--lang", "en", "--json").json["forms"]
    assert [(each["file"], bool(each["problem"])) for each in read] == [
        ("bad.xlsx", True),
        ("good.xlsx", False),
    ]
    assert type_verb("form", "check", good, good, "--lang", "en").code == WARNS
