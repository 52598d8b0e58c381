"""What the terminal says of data that was copied."""

from __future__ import annotations

import shutil
from pathlib import Path

from surveyapp.store import Store
from tests.cli.conftest import Type
from tests.cli.test_verbs import decline_once
from tests.support.copies import unseen_copy


def test_status_and_check_say_that_data_was_copied(
    type_verb: Type, data: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(data, tmp_path / "copy"))
    for verb in ("status", "check"):
        assert "an identity of its own" in type_verb(verb, "--data", copy, "--lang", "en").out
        assert "an identity of its own" not in type_verb(verb, "--data", data, "--lang", "en").out
    devices = {
        type_verb("status", "--data", folder, "--json").json["device"] for folder in (data, copy)
    }
    assert len(devices) == 2


def test_two_devices_that_wrote_as_one_are_named(
    type_verb: Type, data: Path, tmp_path: Path
) -> None:
    double = unseen_copy(data, tmp_path / "double")
    decline_once(data)
    decline_once(double)
    with Store.open(double) as store:
        theirs = list(store.revisions())
    with Store.open(data) as store:
        store.union(theirs)
    for verb in ("status", "check"):
        out = type_verb(verb, "--data", data, "--lang", "en").out
        assert "was two devices for a while" in out
        assert "Another device wrote under the same identity" in out
