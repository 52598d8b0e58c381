from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from surveyapp.errors import UserError
from surveyapp.store import Stop
from tests.store.tablet import FORM, draft


def test_two_tablets_agree_on_a_stop_without_talking() -> None:
    assert Stop("MA-12", date(2026, 12, 26), "Dakhla").key == "MA-12_2026-12-26"
    assert Stop("MA-12", date(2026, 12, 26), "الداخلة").key == "MA-12_2026-12-26"


def test_a_key_names_its_stop() -> None:
    assert Stop.parse_key("MA-12_2026-12-26") == Stop("MA-12", date(2026, 12, 26))


@pytest.mark.parametrize(
    "key", ["", "MA-12", "_2026-12-26", "MA-12_26/12/2026", "MA-12_2026-02-30"]
)
def test_what_names_no_stop_is_said(key: str) -> None:
    with pytest.raises(UserError, match="does not name a stop"):
        Stop.parse_key(key)


def test_records_do_not_change_under_ones_hands() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        FORM.title = "another"  # type: ignore[misc]
    assert draft("d").progress == (1, 30)
