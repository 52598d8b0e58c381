"""Every verb, as a person uses it and as a program reads it."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from surveyapp import cli
from surveyapp.paths import forms_dir
from surveyapp.services.collect import Interview
from surveyapp.services.forms import form_for
from surveyapp.services.stops import choose_stop
from surveyapp.services.workspace import Workspace
from surveyapp.store.connection import Link
from surveyapp.store.troubles import disk_full
from tests.cli.conftest import SETUP, Type

F1 = forms_dir() / "company_feedback.xlsx"


def decline_once(folder: Path) -> None:
    """Let one person decline on a device: the shortest response there is."""
    with Workspace.open(folder) as workspace:
        choose_stop(workspace, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
        form = form_for(workspace, "company_feedback")
        interview = Interview.start(workspace, form.hash, language="fr", operator="Nadia")
        interview.answer("/data/welcome/consent", "0")
        interview.finish()


def test_set_up_a_device_and_ask_how_it_is(type_verb: Type, data: Path) -> None:
    shown = type_verb("status", "--data", data, "--json", "--lang", "fr")
    assert shown.code == 0
    status = shown.json
    assert (status["label"], status["submissions"], status["drafts"]) == ("Tablet 03", 0, 0)
    assert status["forms"][0]["title"] == "Questionnaire entreprises et coopératives"
    spoken = type_verb("status", "--data", data, "--lang", "ar")
    assert "لم تُختر أي محطة بعد" in spoken.out


def test_check_and_add_a_form(type_verb: Type, data: Path) -> None:
    shown = type_verb("form", "check", F1, "--lang", "en")
    assert shown.code == 0
    assert "can be used" in shown.out
    assert type_verb("form", "add", F1, "--data", data, "--lang", "en").code == 0
    listed = type_verb("form", "list", "--data", data, "--json", "--lang", "en").json
    assert [form["form_id"] for form in listed["forms"]] == ["company_feedback"]


def test_what_is_worth_a_look_is_told_with_its_place(
    type_verb: Type, data: Path, tmp_path: Path
) -> None:
    form = tmp_path / "sick.md"
    form.write_text(
        """
        | survey   |                 |      |                   |                 |
        |          | type            | name | label             | relevant        |
        |          | select_one yn   | sick | Any health problem?|                 |
        |          | text            | why  | Why?              | ${sick} = 'yse' |
        | choices  |                 |      |                   |                 |
        |          | list_name       | name | label             |                 |
        |          | yn              | yes  | Yes               |                 |
        |          | yn              | no   | No                |                 |
        | settings |                 |      |                   |                 |
        |          | form_id         | version | form_title     |                 |
        |          | sick            | 1    | Sick leave        |                 |
        """
    )
    checked = type_verb("form", "check", form, "--lang", "en")
    assert checked.code == 0
    assert "Sheet survey, row 2, column label (C): sick seems to ask about this" in checked.out
    assert "Sheet survey, row 3, column relevant (D): why can never be reached" in checked.out
    type_verb("setup", "--data", data, "--label", "Tablet 1", "--staff", "Salma", "--pin", "2580")
    added = type_verb("form", "add", form, "--data", data, "--lang", "en")
    assert added.code == 0
    assert "Did you mean yes?" in added.out

    form.write_text(form.read_text().replace("| text  ", "| txet  "))
    refused = type_verb("form", "check", form, "--lang", "en")
    assert refused.code == 2
    assert "Sheet survey, row 3, column type (A): txet" in refused.err
    assert "Worth a look too: Sheet survey, row 2" in refused.err


def test_a_form_is_added_with_its_files_and_handed_over_with_them(
    type_verb: Type, data: Path, tmp_path: Path
) -> None:
    form = tmp_path / "ports.md"
    form.write_text(
        """
        | survey |                                |      |       |            |
        |        | type                           | name | label | image      |
        |        | select_one_from_file ports.csv | port | Port? | harbour.png |
        """
    )
    beside = tmp_path / "ports-media"
    beside.mkdir()
    (beside / "ports.csv").write_text("name,label\ntanger,Tanger Med\n")
    added = type_verb("form", "add", form, "--data", data, "--lang", "en")
    assert added.code == 0
    assert "Sheet survey, row 2, column image (D): The file harbour.png is not in" in added.out
    assert "1 file came with it." in added.out
    (beside / "harbour.png").write_bytes(b"a picture")
    again = type_verb("form", "add", form, "--data", data, "--json").json
    assert (again["files"], again["warnings"]) == (["ports.csv", "harbour.png"], [])

    made = type_verb("package", tmp_path / "tablet.svpkg", "--data", data, "--json").json
    assert made["media"] == 2
    laptop = tmp_path / "laptop"
    assert type_verb("setup", "--data", laptop, "--lang", "en", *SETUP).code == 0
    assert type_verb("merge", tmp_path / "tablet.svpkg", "--data", laptop).code == 0
    with Workspace.open(laptop) as workspace:
        choose_stop(workspace, region="MA-01", first_day=date(2026, 12, 26), place="Tanger")
        interview = Interview.start(workspace, again["hash"], language="en")
        choices = interview.session.choices("/data/port")
        assert [(choice.value, choice.label) for choice in choices] == [("tanger", "Tanger Med")]
        interview.answer("/data/port", "tanger")
        interview.finish()
    exported = type_verb("export", tmp_path / "ports.xlsx", "--data", laptop, "--lang", "en")
    assert exported.code == 0, exported.err
    assert type_verb("check", "--data", laptop).code == 0


def test_the_road_by_verbs(type_verb: Type, data: Path, tmp_path: Path) -> None:
    decline_once(data)
    package = tmp_path / "stick" / "tablet.svpkg"
    package.parent.mkdir()
    made = type_verb("package", package, "--data", data, "--json", "--lang", "en")
    assert made.code == 0, made.err
    assert made.json["responses"] == 1
    laptop = tmp_path / "laptop"
    trial = type_verb("merge", package, "--data", laptop, "--dry-run", "--json", "--lang", "en")
    assert (trial.json["new"], trial.json["dry_run"]) == (1, True)
    assert type_verb("status", "--data", laptop, "--lang", "en").code == 2  # never set up
    assert type_verb("setup", "--data", laptop, "--lang", "en", *SETUP).code == 0
    assert type_verb("status", "--data", laptop, "--json").json["submissions"] == 0
    assert type_verb("merge", package, package, "--data", laptop, "--json").json["new"] == 1
    assert type_verb("merge", package, "--data", laptop, "--json").json["new"] == 0
    book = tmp_path / "forum.xlsx"
    written = type_verb("export", book, "--language", "ar", "--data", laptop, "--lang", "fr")
    assert written.code == 0, written.err
    assert openpyxl.load_workbook(book).worksheets[0].sheet_view.rightToLeft
    sound = type_verb("check", "--data", laptop, "--json", "--lang", "en")
    assert sound.code == 0
    assert sound.json["sound"] is True


def test_pictures_of_responses_are_handed_over_and_written_beside_the_workbook(
    type_verb: Type, data: Path, tmp_path: Path
) -> None:
    form = tmp_path / "wells.md"
    form.write_text("| survey | | | |\n| | type | name | label |\n| | image | photo | The well |")
    added = type_verb("form", "add", form, "--data", data, "--json").json
    with Workspace.open(data) as workspace:
        choose_stop(workspace, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
        interview = Interview.start(workspace, added["hash"], language="")
        interview.attach("/data/photo", "well.jpg", b"\xff\xd8 a well")
        code = interview.finish().code
    made = type_verb("package", tmp_path / "tablet.svpkg", "--data", data, "--lang", "en")
    assert "1 file with them." in made.out
    out = tmp_path / "pictures"
    written = type_verb("export", out, "--files", "--data", data, "--lang", "en")
    assert written.code == 0, written.err
    assert "1 file." in written.out
    assert "not protected" in written.out
    (picture,) = out.rglob("*.jpg")
    assert picture.parent.name == code
    both = type_verb("export", out, "--files", "--contacts", "--data", data, "--lang", "en")
    assert (both.code, "one at a time" in both.err) == (2, True)


def test_making_the_contacts_file_is_logged(type_verb: Type, data: Path, tmp_path: Path) -> None:
    decline_once(data)
    out = tmp_path / "contacts.xlsx"
    assert type_verb("export", out, "--contacts", "--data", data, "--lang", "fr").code == 0
    assert out.is_file()
    with Workspace.open_existing(data) as workspace:
        assert any("contacts" in event.kind for event in workspace.store.events())


VERBS = [
    ["setup"], ["form"], ["form", "check"], ["form", "add"], ["form", "list"], ["status"],
    ["package"], ["merge"], ["export"], ["check"], ["screenshots"], ["demo"],
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_help_speaks_the_language_and_gives_an_example(
    type_verb: Type, monkeypatch: pytest.MonkeyPatch, verb: list[str], language: str
) -> None:
    monkeypatch.setenv("SURVEYAPP_LANG", language)
    shown = type_verb(*verb, "--help")
    assert shown.code == 0
    assert f"surveyapp {' '.join(verb)}" in shown.out
    if verb != ["form"]:
        assert {"ar": "مثال", "fr": "Exemple", "en": "Example"}[language] in shown.out
    if language != "en":
        for english in ("Usage", "Commands", "Show this", "default:", "required", "COMMAND"):
            assert english not in shown.out


@pytest.mark.parametrize(
    ("language", "said"), [("ar", "غير موجود"), ("fr", "n’existe pas"), ("en", "No such")]
)
def test_what_is_not_there_is_named(
    type_verb: Type, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    monkeypatch.setenv("SURVEYAPP_LANG", language)
    for typed in (["fly"], ["status", "--wings"]):
        shown = type_verb(*typed)
        assert shown.code == 2
        assert said in shown.err
    assert type_verb("merge").code == 2


def test_an_unknown_language_is_refused(type_verb: Type) -> None:
    shown = type_verb("status", "--lang", "tlh")
    assert shown.code == 2
    assert "tlh" in shown.err


def test_no_verb_but_the_drawing_ones_loads_qt_or_waits_for_libraries() -> None:
    program = (
        "import sys; from surveyapp import cli; "
        "code = cli.run(['form', 'list', '--help'], screenshots=None, show=None); "
        "heavy = {'PySide6', 'pyxform', 'openpyxl', 'sqlite_utils'} & set(sys.modules); "
        "sys.exit(code or (f'loaded {heavy}' if heavy else 0))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def test_the_whole_road_needs_no_qt(tmp_path: Path) -> None:
    program = (
        "import sys; from surveyapp import cli; "
        f"code = cli.run(['demo', '--out', {str(tmp_path / 'demo')!r}, '--stops', '1', "
        "'--devices', '1', '--responses', '2', '--json'], screenshots=None, show=None); "
        "sys.exit(code or ('PySide6 was loaded' if 'PySide6' in sys.modules else 0))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(("typed", "opened"), [("\n", True), ("no\n", False)])
def test_the_demo_offers_to_open_the_app(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typed: str, opened: bool
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(typed))
    shown: list[list[str]] = []

    def show(arguments: list[str]) -> int:
        shown.append(arguments)
        return 0

    sizes = ["--stops", "1", "--devices", "1", "--responses", "1"]
    out = tmp_path / "demo"
    code = cli.run(["demo", "--out", str(out), *sizes, "--lang", "ar"], screenshots=show, show=show)
    assert code == 0
    assert shown == ([[f"--data={out / 'consolidated'}", "--lang=ar"]] if opened else [])


def test_find_a_response_again(type_verb: Type, data: Path) -> None:
    decline_once(data)
    shown = type_verb("responses", "find", "dakhla", "--data", data, "--json", "--lang", "en").json
    assert shown["total"] == 1
    (row,) = shown["responses"]
    assert (row["operator"], row["refused"], row["place"]) == ("Nadia", True, "Dakhla")
    spoken = type_verb("responses", "find", row["code"], "--data", data, "--lang", "fr")
    assert "Questionnaire entreprises" in spoken.out
    assert type_verb("responses", "find", "zzz", "--data", data, "--json").json["total"] == 0
    assert type_verb("responses", "find", "--standing", "lost", "--data", data).code == 2


def test_a_response_is_deleted_brought_back_moved_and_erased(type_verb: Type, data: Path) -> None:
    decline_once(data)
    found = type_verb("responses", "find", "--data", data, "--json").json["responses"]
    code = found[0]["code"]
    why = ("--reason", "filled twice", "--staff", "Omar", "--data", data, "--lang", "en")
    assert type_verb("responses", "delete", code, *why).code == 0
    again = type_verb("responses", "delete", code, *why)
    assert (again.code, "deleted already" in again.err) == (2, True)
    assert type_verb("responses", "undelete", code, *why).code == 0
    assert type_verb("responses", "move", code, "--to", "MA-12_2026-12-27", *why).code == 0
    assert type_verb("responses", "move", code, "--to", "tomorrow", *why).code == 2
    there = ("--from", "MA-12_2026-12-27", "--to", "MA-12_2026-12-28")
    assert "1 response moved" in type_verb("responses", "move", *there, *why).out
    nobody = type_verb("responses", "move", *there, *why)
    assert (
        nobody.code,
        "MA-12_2026-12-27 has none" in nobody.err.replace("\u2068", "").replace("\u2069", ""),
    ) == (2, True)
    told = type_verb("responses", "history", code, "--data", data, "--lang", "fr")
    assert "filled twice" in told.out
    assert "2026-12-26 → " in told.out.replace("\u2068", "").replace("\u2069", "")
    states = type_verb("responses", "history", code, "--data", data, "--json").json["history"]
    assert [state["kind"] for state in states] == ["create", "delete", "edit", "edit", "edit"]
    first = states[0]["revision"]
    assert type_verb("responses", "restore", code, "--to", first, *why).code == 0
    stick = data.parent / "stick"
    stick.mkdir()
    package = type_verb("package", stick, "--data", data, "--json").json["path"]
    erased = type_verb("responses", "erase", code, *why)
    assert erased.code == 0
    assert package in erased.out
    assert "1 package made on this device still holds it" in erased.out
    assert type_verb("responses", "history", "nobody", "--data", data).code == 2


def test_what_a_disk_does_not_let_be_wiped_is_said(
    type_verb: Type, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decline_once(data)

    def refuse(*_: object, **__: object) -> bool:
        raise disk_full(data)

    monkeypatch.setattr(Link, "_emptied_log", refuse)
    with Workspace.open(data) as workspace:
        (shown,) = workspace.store.submissions()
    why = ("--reason", "asked for", "--staff", "Omar", "--data", data, "--lang", "en")
    done = type_verb("responses", "erase", shown.id, *why)
    assert (done.code, "does not let all of it be wiped yet" in done.out) == (0, True)
    assert "is full" in done.out
    monkeypatch.undo()
    with Workspace.open(data) as workspace:
        assert workspace.store.not_forgotten() is None
        assert workspace.store.counts().erased == 1


def test_a_conflict_is_seen_and_settled(type_verb: Type, data: Path) -> None:
    decline_once(data)
    with Workspace.open(data) as workspace:
        (shown,) = workspace.store.submissions()
        edits = [Interview.edit(workspace, shown.id, operator=name) for name in ("Nadia", "Omar")]
        for edit in edits:
            edit.finish(reason="looked at again")
        one, two = (each.hash for each in workspace.store.heads(shown.id))
    common = ("--data", data, "--lang", "en")
    told = type_verb("responses", "history", shown.id, *common).out
    assert told.count("one of the versions to settle") == 2
    assert "responses resolve settles it" in told
    why = ("--reason", "Omar asked her", "--staff", "Nadia", *common)
    bad = type_verb("responses", "resolve", shown.id, "--to", one, "--take", "consent", *why)
    assert (bad.code, "names no question and version" in bad.err) == (2, True)
    take = f"/data/welcome/consent={two}"
    done = type_verb("responses", "resolve", shown.id, "--to", one[:8], "--take", take, *why)
    assert (done.code, "has one version again" in done.out) == (0, True)
    assert "to settle" not in type_verb("responses", "history", shown.id, *common).out


def test_a_wrong_clock_is_shown(type_verb: Type, data: Path) -> None:
    with Workspace.open(data, now=lambda: datetime(1970, 1, 1, 0, 5, tzinfo=UTC)) as workspace:
        choose_stop(workspace, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
        form = form_for(workspace, "company_feedback")
        interview = Interview.start(workspace, form.hash, language="fr", operator="Nadia")
        interview.answer("/data/welcome/consent", "0")
        finished = interview.finish()
    common = ("--data", data, "--lang", "en")
    assert "(in doubt)" in type_verb("responses", "find", *common).out
    assert "(in doubt)" in type_verb("responses", "history", finished.submission, *common).out
    checked = type_verb("check", *common)
    assert "had a wrong clock: the time of 1 record is in doubt" in checked.out
    assert checked.code == 0
