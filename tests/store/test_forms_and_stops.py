from __future__ import annotations

import dataclasses
import hashlib
from datetime import date

import pytest

from surveyapp.errors import UserError
from surveyapp.store import FormSummary, Stop
from tests.store.tablet import FORM, STOP, Tablet


def test_a_form_is_kept_by_its_content(tablet: Tablet) -> None:
    assert not tablet.store.add_form(FORM)  # the tablet has it
    assert tablet.store.form(FORM.hash) == FORM
    changed = b"another workbook"
    other = dataclasses.replace(
        FORM, source=changed, hash=hashlib.sha256(changed).hexdigest(), version="2"
    )
    assert tablet.store.add_form(other)
    assert [form.version for form in tablet.store.forms()] == ["1", "2"]
    assert type(tablet.store.forms()[0]) is FormSummary


def test_a_form_whose_bytes_changed_is_refused(tablet: Tablet) -> None:
    with pytest.raises(UserError, match=r"company_feedback\.xlsx was altered"):
        tablet.store.add_form(dataclasses.replace(FORM, source=b"a workbooK"))


def test_a_form_that_is_not_here_is_said(tablet: Tablet) -> None:
    with pytest.raises(UserError, match="not on this device"):
        tablet.store.form("0" * 64)


def test_a_stop_is_known_by_every_name_its_place_was_given(tablet: Tablet) -> None:
    assert not tablet.store.add_stop(STOP)
    assert tablet.store.add_stop(dataclasses.replace(STOP, place="Dakhla"))
    tablet.store.add_stop(Stop("MA-01", date(2026, 12, 1), "Tanger"))
    assert [stop.place for stop in tablet.store.stops()] == ["Tanger", "Dakhla", "الداخلة"]


def test_the_stop_is_chosen_until_another_is(tablet: Tablet) -> None:
    assert tablet.store.chosen_stop() is None
    tablet.store.choose_stop(STOP.key)
    tablet.restarts()
    assert tablet.store.chosen_stop() == STOP
    tablet.store.choose_stop("MA-01_2026-12-30", "Tanger")
    assert tablet.store.chosen_stop() == Stop("MA-01", date(2026, 12, 30), "Tanger")
    assert Stop("MA-01", date(2026, 12, 30), "Tanger") in tablet.store.stops()


def test_a_stop_may_be_chosen_before_anyone_named_its_place(tablet: Tablet) -> None:
    tablet.store.choose_stop("MA-05_2027-01-02")
    assert tablet.store.chosen_stop() == Stop("MA-05", date(2027, 1, 2))
