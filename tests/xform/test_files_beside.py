"""The files beside a form: where they may lie, what is told of those that are not there."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from surveyapp.xform import FormSession, attachments
from surveyapp.xform.problems import FormRefused
from surveyapp.xform.xlsform import import_xlsform
from tests.support.xlsforms import xlsx
from tests.xform.forms import noon

VISIT = """
| survey  |                                    |         |         |                |               |                     |
|         | type                               | name    | label   | media::image   | audio         | calculation         |
|         | select_one_from_file villages.csv  | village | Which?  | well.png       | question.mp3  |                     |
|         | select_one states                  | state   | State?  |                |               |                     |
|         | calculate                          | people  |         |                |               | pulldata('people', 'n', 'name', ${village}) |
| choices |                                    |         |         |                |               |                     |
|         | list_name                          | name    | label   | media::image   | big-image     |                     |
|         | states                             | good    | Good    | good.jpg       | good-big.jpg  |                     |
|         | states                             | bad     | Bad     | bad.jpg        |               |                     |
"""  # noqa: E501 - a table
FILES = {
    "villages.csv": b"name,label\nv1,Tamesloht\n",
    "people.csv": b"name,n\nv1,4100\n",
    "well.png": b"a picture",
    "question.mp3": b"a recording",
    "good.jpg": b"another",
    "good-big.jpg": b"a larger one",
    "bad.jpg": b"a third",
}


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    path = tmp_path / "visit.xlsx"
    path.write_bytes(xlsx(VISIT))
    return path


def lay(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for name in names or FILES:
        (folder / name).write_bytes(FILES[name])


def told(form: Path) -> list[str]:
    """Return what the import says of files, by sheet, row, column and name."""
    return [
        f"{warning.sheet} {warning.row} {warning.column}: {warning.message.parameters['file']}"
        for warning in import_xlsform(form).warnings
        if "folder" in warning.message.parameters
    ]


def test_every_file_is_found_in_the_folder_of_the_form(visit: Path) -> None:
    lay(visit.with_name("visit-media"))
    form = import_xlsform(visit)
    assert told(visit) == []
    assert {name: file.read() for name, file in form.files.items()} == FILES
    session = FormSession(form.definition, now=noon)
    session.answer("/data/village", "v1")
    assert session.value("/data/people") == "4100"
    assert session.media("/data/village") == {
        "image": "jr://images/well.png",
        "audio": "jr://audio/question.mp3",
    }


@pytest.mark.parametrize("inside", ["", "visit-media/", "what/ever/"])
def test_they_may_come_as_a_zip_file(visit: Path, inside: str) -> None:
    with zipfile.ZipFile(visit.with_name("visit-media.zip"), "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in FILES.items():
            packed.writestr(inside + name, data)
            packed.writestr(f"__MACOSX/{inside}._{name}", b"not it")
    form = import_xlsform(visit)
    assert {name: file.read() for name, file in form.files.items()} == FILES


def test_a_plain_media_folder_serves_too_and_the_forms_own_comes_first(visit: Path) -> None:
    lay(visit.with_name("media"))
    lay(visit.with_name("visit-media"), "villages.csv")
    (visit.with_name("media") / "villages.csv").write_bytes(b"name,label\nv9,Another form's\n")
    form = import_xlsform(visit)
    assert {name: file.read() for name, file in form.files.items()} == FILES


def test_what_is_missing_is_told_where_it_is_named_and_where_to_put_it(visit: Path) -> None:
    lay(visit.with_name("visit-media"), "villages.csv", "good.jpg")
    assert told(visit) == [
        "survey 2 media::image: well.png",
        "survey 2 audio: question.mp3",
        "survey 4 calculation: people.csv",
        "choices 2 big-image: good-big.jpg",
        "choices 3 media::image: bad.jpg",
    ]
    picture = import_xlsform(visit).warnings[0].message
    assert str(picture) == (
        f"The file well.png is not in the folder {visit.with_name('visit-media')}. Put it there "
        "and bring the form in again; until then the words are shown without it."
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfe\x00", "not in UTF-8"),
        (b'name,label\n"v1,Tamesloht\n', "no proper CSV"),
        (b"<root><item></root>", "damaged"),
    ],
)
def test_a_list_that_cannot_be_read_stops_the_form(visit: Path, data: bytes, says: str) -> None:
    folder = visit.with_name("visit-media")
    lay(folder)
    (folder / "villages.csv").write_bytes(data)
    with pytest.raises(FormRefused, match=says) as refused:
        import_xlsform(visit)
    (problem,) = refused.value.problems
    assert (problem.sheet, problem.row, problem.column) == ("survey", 2, "type")


@pytest.mark.parametrize(
    ("data", "column"),
    [
        (b"code,label\nv1,Tamesloht\n", "name"),
        (b"name;nom\nv1;Tamesloht\n", "label"),
        (b"", "name"),
    ],
)
def test_a_list_without_the_column_of_its_choices_is_told(
    visit: Path, data: bytes, column: str
) -> None:
    folder = visit.with_name("visit-media")
    lay(folder)
    (folder / "villages.csv").write_bytes(data)
    (warning,) = import_xlsform(visit).warnings
    assert (warning.sheet, warning.row, warning.column) == ("survey", 2, "type")
    assert f"villages.csv has no column {column}," in str(warning.message)


def test_a_file_larger_than_any_form_needs_is_left_out(
    visit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(visit.with_name("visit-media"))
    monkeypatch.setattr(attachments, "MAX_BYTES", 1_000_000)
    (visit.with_name("visit-media") / "well.png").write_bytes(bytes(1_000_001))
    form = import_xlsform(visit)
    assert "well.png" not in form.files
    assert ["larger than 1 MB" in str(each.message) for each in form.warnings] == [True]


def test_a_zip_file_that_unpacks_to_more_than_it_says_is_not_believed(
    visit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(visit.with_name("visit-media"), *(name for name in FILES if name != "villages.csv"))
    packed = visit.with_name("visit-media.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("villages.csv", bytes(3_000_000))
    size = (3_000_000).to_bytes(4, "little")
    assert packed.read_bytes().count(size) == 2
    packed.write_bytes(packed.read_bytes().replace(size, (3_000).to_bytes(4, "little")))
    monkeypatch.setattr(attachments, "MAX_BYTES", 1_000_000)
    with pytest.raises(FormRefused, match=r"villages\.csv of the form cannot be read from"):
        import_xlsform(visit)


def test_a_damaged_zip_file_is_told(visit: Path) -> None:
    visit.with_name("visit-media.zip").write_bytes(b"PK no zip at all")
    with pytest.raises(FormRefused, match=r"visit-media\.zip is damaged"):
        import_xlsform(visit)


@pytest.mark.parametrize("name", ["../secret.png", "/etc/passwd", "C:\\secret.png", "x" * 300])
def test_a_picture_of_any_name_opens_nothing_elsewhere(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.png").write_bytes(b"a secret")
    form = tmp_path / "visit.md"
    form.write_text(
        f"| survey | | | | |\n| | type | name | label | image |\n| | text | q | Q | {name} |\n"
    )
    (tmp_path / "visit-media").mkdir()
    imported = import_xlsform(form)
    assert imported.files == {}
    assert len(imported.warnings) == 1


def test_choices_kept_for_collect_are_kept_and_never_missed(tmp_path: Path) -> None:
    form = tmp_path / "visit.xlsx"
    form.write_bytes(
        xlsx(
            """
            | survey |                              |       |       |               |
            |        | type                         | name  | label | choice_filter |
            |        | text                         | state | State |               |
            |        | select_one_external villages | v     | V?    | state=${state} |
            | external_choices |           |      |       |       |
            |                  | list_name | name | label | state |
            |                  | villages  | v1   | One   | s1    |
            """
        )
    )
    assert told(form) == []
    folder = tmp_path / "visit-media"
    folder.mkdir()
    (folder / "itemsets.csv").write_bytes(b"list_name,name,label,state\nvillages,v1,One,s1\n")
    assert list(import_xlsform(form).files) == ["itemsets.csv"]
