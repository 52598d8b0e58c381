"""First-run set-up: forty tablets set up alike, and each mistake named at its field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveyapp.errors import UserError
from surveyapp.services.forms import list_forms
from surveyapp.services.setup import DeviceSetup, Partials, field_problems, setup_device
from surveyapp.services.workspace import Workspace
from tests.services.conftest import SETUP


def test_a_new_device_gets_its_name_staff_pin_and_forms(empty: Workspace) -> None:
    assert not empty.is_set_up
    profile = setup_device(empty, SETUP)
    assert empty.is_set_up
    assert (profile.label, profile.language, profile.staff) == (
        "Tablet 03",
        "fr",
        ("Nadia", "Omar"),
    )
    assert empty.store.check_pin("2580")
    assert not empty.store.check_pin("0000")
    assert [form.form_id for form in list_forms(empty, "fr")] == ["company_feedback"]


def test_setting_up_again_changes_the_set_up_and_keeps_the_device(empty: Workspace) -> None:
    first = setup_device(empty, SETUP)
    second = setup_device(
        empty, replace(SETUP, label="Tablet 04", pin="13579", partials=Partials.ERASE)
    )
    assert second.id == first.id
    assert second.label == "Tablet 04"
    assert second.partials == "erase"
    assert empty.store.check_pin("13579")
    assert len(list_forms(empty, "fr")) == 1


def test_names_are_trimmed_and_kept_once(empty: Workspace) -> None:
    profile = setup_device(empty, replace(SETUP, staff=(" Nadia ", "", "Omar", "Nadia")))
    assert profile.staff == ("Nadia", "Omar")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("label", replace(SETUP, label="  ")),
        ("label", replace(SETUP, label="x" * 61)),
        ("label", replace(SETUP, label="Tablet\n03")),
        ("language", replace(SETUP, language="de")),
        ("staff", replace(SETUP, staff=())),
        ("staff", replace(SETUP, staff=("x" * 81,))),
        ("pin", replace(SETUP, pin="12")),
        ("pin", replace(SETUP, pin="12a4")),
        ("pin", replace(SETUP, pin="٢٥٨٠")),
        ("idle_seconds", replace(SETUP, idle_seconds=14)),
    ],
)
def test_each_mistake_is_named_at_its_field(field: str, wrong: DeviceSetup) -> None:
    assert list(field_problems(wrong)) == [field]


def test_all_mistakes_are_said_at_once_and_nothing_is_stored(empty: Workspace) -> None:
    wrong = DeviceSetup("", "xx", (), "1", 1)
    with pytest.raises(UserError) as caught:
        setup_device(empty, wrong)
    assert len(caught.value.details) == 5
    assert not empty.is_set_up
    assert not list_forms(empty, "fr")


def test_a_device_without_set_up_says_so(empty: Workspace) -> None:
    with pytest.raises(UserError, match="no name"):
        empty.profile()
