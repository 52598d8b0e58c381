"""The files of responses, written into a folder beside the workbook that names them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import openpyxl
import pytest

from surveyapp.errors import UserError
from surveyapp.services.collect import Interview
from surveyapp.services.export import export_workbook
from surveyapp.services.export_files import export_files
from surveyapp.services.forms import add_form, list_forms
from surveyapp.services.workspace import Workspace
from surveyapp.store import Entry, RevisionKind
from surveyapp.text.codes import short_code
from tests.support.xlsforms import xlsx

FORM = """
| survey   |              |           |            |             |
|          | type         | name      | label      | bind::sa:pii |
|          | text         | place     | Where?     |             |
|          | image        | photo     | The well   |             |
|          | image        | face      | Your face  | face        |
|          | begin repeat | visits    | Visits     |             |
|          | audio        | said      | What was said |          |
|          | end repeat   |           |            |             |
| settings |              |           |            |             |
|          | form_title   | form_id   | version    | namespaces  |
|          | Wells        | wells     | 1          | sa="https://surveyapp.org/xforms" |
"""
PHOTO, FACE, SOUND = (each * 100 for each in (b"\xff\xd8 a well", b"\xff\xd8 a face", b"ID3 voice"))


@pytest.fixture
def wells(device: Workspace, tmp_path: Path) -> Workspace:
    from surveyapp.xform.safe_xml import SURVEYAPP

    path = tmp_path / "wells.xlsx"
    path.write_bytes(xlsx(FORM.replace("https://surveyapp.org/xforms", SURVEYAPP.strip("{}"))))
    add_form(device, path)
    return device


def fill(device: Workspace) -> str:
    form = next(row for row in list_forms(device, "fr") if row.form_id == "wells")
    interview = Interview.start(device, form.hash, language="")
    interview.attach("/data/photo", "a.jpg", PHOTO)
    interview.attach("/data/face", "me.jpg", FACE)
    interview.attach("/data/visits[1]/said", "a.mp3", SOUND)
    return interview.finish().submission


def written(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_each_response_has_a_folder_called_by_its_code(wells: Workspace, tmp_path: Path) -> None:
    submission = fill(wells)
    data = json.loads(wells.store.submission(submission).document)["data"]
    report = export_files(wells, tmp_path / "files")
    folder = f"wells/{short_code(submission)}"
    assert written(tmp_path / "files") == {
        f"{folder}/{data['photo']}": PHOTO,
        f"{folder}/{data['visits'][0]['said']}": SOUND,
    }
    assert (report.rows, report.size) == (2, len(PHOTO) + len(SOUND))
    (told,) = report.left_out  # the face names somebody
    assert "contact details: 1" in str(told)
    assert wells.store.events()[-1].kind == "files"
    # The workbook names both the folder and the file.
    export_workbook(wells, tmp_path / "wells.xlsx", "en")
    cells = {
        cell.value
        for sheet in openpyxl.load_workbook(tmp_path / "wells.xlsx").worksheets
        for row in sheet.iter_rows()
        for cell in row
    }
    assert {short_code(submission), data["photo"], data["visits"][0]["said"]} <= cells
    assert data["face"] not in cells


def test_a_folder_that_is_there_stays_as_it_is(wells: Workspace, tmp_path: Path) -> None:
    fill(wells)
    (tmp_path / "files").mkdir()
    with pytest.raises(UserError, match="there already"):
        export_files(wells, tmp_path / "files")
    with pytest.raises(UserError, match="is not there"):
        export_files(wells, tmp_path / "nowhere" / "files")
    assert list((tmp_path / "files").iterdir()) == []


def test_without_files_nothing_is_made(wells: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No response here has a file"):
        export_files(wells, tmp_path / "files")
    assert not (tmp_path / "files").exists()


def test_names_from_elsewhere_lead_nowhere(wells: Workspace, tmp_path: Path) -> None:
    """What another device wrote into its responses is never a path, nor a device of Windows."""
    form = next(form for form in wells.store.forms() if form.form_id == "wells")
    fill(wells)
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    names = [
        "../../evil.jpg",
        "/etc/evil.jpg",
        "..\\evil.jpg",
        "CON.jpg",
        "a\u202egpj.exe",
        "ok.jpg",
    ]
    for number, name in enumerate(names):
        entry = Entry(
            kind=RevisionKind.CREATE,
            submission=f"uuid:{number}",
            parents=(),
            form_id="wells",
            form_hash=form.hash,
            stop="MA-12_2026-12-26",
            operator="",
            document=json.dumps({"data": {"photo": name}, "media": {name: sha256}}),
        )
        wells.store.append_all((entry,))
    out = tmp_path / "deep" / "files"
    out.parent.mkdir()
    export_files(wells, out)
    places = {
        name.rpartition("/")[2]
        for name in written(out)
        if name.split("/")[1] in {short_code(f"uuid:{number}") for number in range(len(names))}
    }
    assert places == {"ok.jpg", f"{sha256[:16]}.jpg"}
    assert sorted(path.name for path in out.parent.iterdir()) == ["files"]


def test_a_full_stick_leaves_nothing_half_written(
    wells: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import os

    fill(wells)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(UserError, match="no room left"):
            export_files(wells, tmp_path / "files")
    assert [path.name for path in tmp_path.iterdir() if "files" in path.name] == []
