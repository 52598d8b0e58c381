"""What makes a device this device."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from surveyapp.store import DeviceLabel, DeviceProfile
from tests.store.tablet import Tablet
from tests.support.keys import OURS


def profile_of(tablet: Tablet, label: str = "Tablette 3") -> DeviceProfile:
    return DeviceProfile(
        id=tablet.id,
        label=label,
        language="ar",
        staff=("سلمى", "Yassine"),
        idle_seconds=60,
        partials="keep",
        pin_set=True,
        recovery=OURS.public,
    )


def test_a_new_store_was_not_set_up(tablet: Tablet) -> None:
    assert tablet.store.profile() is None
    assert not tablet.store.check_pin("")


def test_set_up_is_remembered(tablet: Tablet) -> None:
    tablet.store.save_profile(profile_of(tablet), pin="4821")
    tablet.restarts()
    assert tablet.store.profile() == profile_of(tablet)


def test_only_the_pin_opens(tablet: Tablet) -> None:
    tablet.store.save_profile(profile_of(tablet))
    assert tablet.store.profile() == dataclasses.replace(profile_of(tablet), pin_set=False)
    tablet.store.set_pin("4821")
    assert tablet.store.check_pin("4821")
    assert not tablet.store.check_pin("4822")
    tablet.store.set_pin("7777")
    assert not tablet.store.check_pin("4821")


def test_the_same_pin_is_kept_differently_on_two_tablets(
    make_tablet: Callable[..., Tablet],
) -> None:
    kept = []
    for tablet in (make_tablet(), make_tablet()):
        tablet.store.set_pin("4821")
        with tablet.store._link.read() as connection:
            kept += connection.execute("SELECT value FROM settings WHERE name = 'pin'").fetchall()
    assert kept[0] != kept[1]
    assert "4821" not in str(kept)


def test_set_up_may_be_changed_but_not_whose_log_it_is(tablet: Tablet) -> None:
    given = dataclasses.replace(profile_of(tablet), id="given-at-set-up")
    tablet.store.save_profile(given)
    assert tablet.id == "given-at-set-up"
    tablet.fills()
    tablet.store.save_profile(dataclasses.replace(given, label="Tablette 4"))
    with pytest.raises(ValueError, match="given-at-set-up"):
        tablet.store.save_profile(dataclasses.replace(given, id="another"))


def test_a_partials_policy_nobody_knows_is_our_bug(tablet: Tablet) -> None:
    with pytest.raises(ValueError, match="perhaps"):
        tablet.store.save_profile(dataclasses.replace(profile_of(tablet), partials="perhaps"))


def test_devices_learn_each_others_latest_names(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    one.store.save_profile(profile_of(one, "Une"))
    one.fills()
    old = one.store.labels()
    one.store.save_profile(profile_of(one, "Première"))
    two.takes(one)
    two.store.union([], labels=old)  # an older package merged later
    assert [(label.device, label.label) for label in two.store.labels()] == [(one.id, "Première")]
    assert [(log.label, log.own, log.revisions) for log in two.store.devices()] == [
        ("Première", False, 1)
    ]


def test_a_device_never_named_stands_under_its_id(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    two.fills()
    one.fills()
    two.takes(one)
    assert [(log.device, log.own) for log in two.store.devices()] == [
        (two.id, True),
        (one.id, False),
    ]
    assert two.store.labels() == ()


def test_secrets_of_other_rooms_are_kept(tablet: Tablet) -> None:
    assert tablet.store.secret("signing") == b""
    tablet.store.set_secret("signing", b"\0\1")
    tablet.store.set_secret("signing", b"\0\2")
    tablet.restarts()
    assert tablet.store.secret("signing") == b"\0\2"


def test_what_happened_is_noted(tablet: Tablet) -> None:
    tablet.store.log_event("contacts", "contacts.xlsx")
    tablet.store.log_event("check", "")
    assert [(event.kind, event.detail) for event in tablet.store.events()] == [
        ("contacts", "contacts.xlsx"),
        ("check", ""),
    ]
    assert tablet.store.events()[0].at.endswith("+01:00")


def test_what_was_handed_over_is_no_longer_waiting(tablet: Tablet) -> None:
    first = tablet.fills()
    tablet.fills()
    assert tablet.store.counts().not_handed_over == 2
    tablet.store.mark_handed_over({tablet.id: 2}, "stick.svpkg")
    assert tablet.store.counts().not_handed_over == 0
    tablet.edits(first, "لا")
    tablet.edits(first, "ربما")
    assert tablet.store.counts().not_handed_over == 1
    tablet.store.mark_handed_over({tablet.id: 1}, "an older package, verified late")
    assert tablet.store.counts().not_handed_over == 1
    assert [event.kind for event in tablet.store.events()] == ["package", "package"]


def test_a_label_that_arrives_with_no_log_changes_no_log(tablet: Tablet) -> None:
    tablet.store.union([], labels=[DeviceLabel("other", "Autre", "000000000000001.00000")])
    assert tablet.store.devices() == ()
