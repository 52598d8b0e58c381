"""What an XForm gets wrong is told: what has no place to write to, an event nobody knows."""

from __future__ import annotations

import pytest

from surveyapp.errors import UserError
from surveyapp.xform import FormSession
from surveyapp.xform.xlsform import import_xlsform
from tests.xform.forms import noon, xform_source

_SOURCE = xform_source(
    "<name/><seen/>",
    "",
    """<input ref="/data/name"><label>Firm</label></input>
    <group><input ref="/data/gone"><label>Gone</label>
      <setvalue event="xforms-value-changed" ref="/data/seen" value="1"/></input></group>""",
).encode()


def test_a_question_without_a_place_is_left_out_and_told() -> None:
    imported = import_xlsform(_SOURCE, name="old.xml")
    session = FormSession(imported.definition, now=noon)
    session.answer("/data/name", "Aïcha")

    assert [page.ref for page in session.pages()] == ["/data/name"]
    (told,) = imported.warnings
    assert str(told.placed) == (
        "Line 9, /data/gone: The data of the form have no place for this answer: the question is "
        "left out. Correct its name in the form."
    )


def test_an_action_without_a_place_is_left_out_and_told() -> None:
    source = xform_source(
        "<name/><seen/>",
        """<setvalue event="odk-instance-first-load" ref="/data/meta/deviceID" value="'a'"/>
        <setvalue event="odk-instance-first-load" ref="/data/seen" value="'yes'"/>""",
        '<input ref="/data/name"/>',
    )
    imported = import_xlsform(source.encode(), name="old.xml")
    assert FormSession(imported.definition, now=noon).value("/data/seen") == "yes"
    (told,) = [each for each in imported.warnings if each.path == "/data/meta/deviceID"]
    assert str(told.message) == (
        "The data of the form have no place for what an action writes: the action is left out. "
        "Correct the name in the form."
    )


def test_an_event_that_does_not_exist_is_told() -> None:
    source = _SOURCE.replace(b"xforms-value-changed", b"odk-inftance-first-load")
    with pytest.raises(UserError, match="waits for odk-inftance-first-load"):
        import_xlsform(source, name="old.xml")
