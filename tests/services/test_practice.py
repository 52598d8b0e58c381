"""Practice: rehearsed in a store of its own, so that nothing of it counts or leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.exchange import write_package
from surveyapp.services.export import export_contacts, export_workbook
from surveyapp.services.export_files import export_files
from surveyapp.services.handoff import apply_merge, hand_over, plan_merge
from surveyapp.services.paradata import Mode
from surveyapp.services.plain_copy import export_sqlite
from surveyapp.services.practice import has_practice, open_practice, wipe_practice
from surveyapp.services.setup import setup_device
from surveyapp.services.workspace import Workspace
from surveyapp.store import RevisionKind
from tests.services.conftest import SETUP, Clock
from tests.services.test_collect import begin
from tests.services.test_paradata import finish


def rehearse(practice: Workspace) -> None:
    interview = begin(practice)
    interview.answer("/data/welcome/consent", "1")
    interview.answer("/data/solutions/sol", "Essai de la veille")
    finish(interview)


def test_practice_knows_the_device_and_nothing_that_was_answered(device: Workspace) -> None:
    rehearse(device)  # a true one
    with open_practice(device) as practice:
        assert practice.practice
        assert not device.practice
        profile, own = practice.profile(), device.profile()
        assert (profile.label, profile.staff) == (own.label, own.staff)
        assert practice.store.check_pin("2580")
        assert practice.store.chosen_stop() == device.store.chosen_stop()
        assert [f.hash for f in practice.store.forms()] == [f.hash for f in device.store.forms()]
        assert practice.store.device_id != device.store.device_id
        assert not list(practice.store.submissions())


def test_what_is_rehearsed_is_marked_and_counted_nowhere(device: Workspace) -> None:
    with open_practice(device) as practice:
        rehearse(practice)
        [submission] = practice.store.submissions()
        assert json.loads(submission.document)["paradata"]["mode"] == Mode.PRACTICE
    assert not list(device.store.submissions())
    assert device.store.counts().submissions == 0
    assert device.store.not_handed_over() == 0


def test_practice_is_still_there_the_next_time_and_follows_the_set_up(
    device: Workspace, clock: Clock
) -> None:
    with open_practice(device) as practice:
        rehearse(practice)
    setup_device(device, type(SETUP)("Tablet 09", "fr", ("Imane",), "9999"))
    with open_practice(device) as practice:
        assert practice.profile().label == "Tablet 09"
        assert practice.store.check_pin("9999")
        assert len(list(practice.store.submissions())) == 1


def test_nothing_of_practice_leaves_and_nothing_comes_in(device: Workspace, tmp_path: Path) -> None:
    package = hand_over(device, tmp_path).path
    with open_practice(device) as practice:
        rehearse(practice)
        for attempt in (
            lambda: hand_over(practice, tmp_path),
            lambda: plan_merge(practice, [package]),
            lambda: apply_merge(practice, [package]),
            lambda: export_workbook(practice, tmp_path / "w.xlsx", "fr"),
            lambda: export_contacts(practice, tmp_path / "c.xlsx", "fr"),
            lambda: export_sqlite(practice, tmp_path / "p.db", "fr"),
            lambda: export_files(practice, tmp_path / "files"),
        ):
            with pytest.raises(UserError, match="This is practice"):
                attempt()
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == [package.name]


def test_a_package_refuses_practice_wherever_it_lies(device: Workspace, tmp_path: Path) -> None:
    with open_practice(device) as practice:
        rehearse(practice)
        [rehearsed] = practice.store.submissions()
    form = device.store.forms()[0]
    device.store.append(
        kind=RevisionKind.CREATE,
        submission="uuid:smuggled",
        parents=(),
        document=rehearsed.document,
        form_id=form.form_id,
        form_hash=form.hash,
        stop=rehearsed.stop,
        operator="",
    )
    with pytest.raises(UserError, match="answers of a practice"):
        write_package(device.store, tmp_path / "smuggled.svpkg")
    assert not (tmp_path / "smuggled.svpkg").exists()


def test_an_answer_that_speaks_of_practice_is_no_practice(
    device: Workspace, tmp_path: Path
) -> None:
    interview = begin(device)
    interview.answer("/data/welcome/consent", "1")
    interview.answer("/data/solutions/sol", '{"paradata":{"mode":"practice"}}')
    finish(interview)
    assert hand_over(device, tmp_path).responses == 1


def test_wiping_leaves_nothing_and_touches_nothing_else(device: Workspace, tmp_path: Path) -> None:
    rehearse(device)
    with open_practice(device) as practice:
        rehearse(practice)
        folder = practice.store.data_dir
        key = (folder / "survey.key").read_bytes()
        with pytest.raises(UserError, match="already"):
            wipe_practice(device)  # it is open
    assert has_practice(device)
    wipe_practice(device)
    assert not folder.exists()
    assert not has_practice(device)
    for file in device.store.data_dir.rglob("*"):
        assert file.is_dir() or key.strip() not in file.read_bytes()
    assert len(list(device.store.submissions())) == 1
    wipe_practice(device)  # twice is once
    with open_practice(device) as practice:
        assert not list(practice.store.submissions())


def test_a_practice_opened_by_its_folder_is_practice_still(device: Workspace, clock: Clock) -> None:
    with open_practice(device) as practice:
        folder = practice.store.data_dir
    with Workspace.open(folder, now=clock) as found:
        assert found.practice
