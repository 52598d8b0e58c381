"""The stop of the day."""

from __future__ import annotations

from datetime import date

import pytest

from surveyapp.errors import UserError
from surveyapp.services.regions import is_region, provinces, region_name, regions
from surveyapp.services.stops import choose_stop, chosen_stop, clock_warning, known_stops
from surveyapp.services.workspace import Workspace
from tests.services.conftest import Clock

DAKHLA = date(2026, 12, 26)


def test_two_tablets_agree_on_a_stop_without_talking(empty: Workspace) -> None:
    stop = choose_stop(empty, region="MA-12", first_day=DAKHLA, place=" Dakhla ")
    assert stop.key == "MA-12_2026-12-26"
    chosen = chosen_stop(empty)
    assert chosen is not None
    assert (chosen.key, chosen.place) == (stop.key, "Dakhla")


def test_known_stops_come_latest_first(empty: Workspace) -> None:
    choose_stop(empty, region="MA-02", first_day=date(2026, 12, 5), place="Nador")
    choose_stop(empty, region="MA-12", first_day=DAKHLA, place="Dakhla")
    assert [stop.region for stop in known_stops(empty)] == ["MA-12", "MA-02"]


def test_what_is_missing_is_said_field_by_field(empty: Workspace) -> None:
    with pytest.raises(UserError) as caught:
        choose_stop(empty, region="XX", first_day=date(1926, 12, 26), place="")
    assert len(caught.value.details) == 3
    assert chosen_stop(empty) is None


@pytest.mark.parametrize("days", [0, 1, 2])
def test_on_the_stops_days_the_clock_is_right(device: Workspace, clock: Clock, days: int) -> None:
    clock.pass_by(days=days)
    assert clock_warning(device) is None


@pytest.mark.parametrize("days", [-1, 3, -365])
def test_a_clock_that_disagrees_with_the_stop_is_said(
    device: Workspace, clock: Clock, days: int
) -> None:
    clock.pass_by(days=days)
    warning = clock_warning(device)
    assert warning is not None
    assert warning.parameters["day"] == DAKHLA


def test_without_a_stop_there_is_nothing_to_warn_about(empty: Workspace) -> None:
    assert clock_warning(empty) is None


def test_the_twelve_regions_are_named_in_each_language() -> None:
    for language in ("ar", "fr", "en"):
        assert len(regions(language)) == 12
    assert region_name("MA-12", "ar") == "الداخلة-وادي الذهب"
    assert region_name("ZZ-01", "fr") == "ZZ-01"
    assert is_region("MA-01")
    assert not is_region("MA-13")


def test_every_province_lies_in_a_region() -> None:
    everywhere = [p for region in regions("fr") for p in provinces(region.code, "fr")]
    assert len(everywhere) == 75
    assert len({p.code for p in everywhere}) == 75
