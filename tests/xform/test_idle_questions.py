"""A question whose answer has no place in the form's data does not spoil the rest of the form."""

from __future__ import annotations

from surveyapp.xform import FormSession
from surveyapp.xform.xlsform import import_xlsform
from tests.xform.forms import noon, xform_source

_SOURCE = xform_source(
    "<name/><seen/>",
    "",
    """<input ref="/data/name"/>
    <group><input ref="/data/gone"><label>Gone</label>
      <setvalue event="xforms-value-changed" ref="/data/seen" value="1"/></input></group>""",
).encode()


def test_a_question_without_a_place_is_left_out_and_told() -> None:
    imported = import_xlsform(_SOURCE, name="old.xml")
    session = FormSession(imported.definition, now=noon)
    session.answer("/data/name", "Aïcha")

    assert [page.ref for page in session.pages()] == ["/data/name"]
    assert [str(each.message) for each in imported.warnings] == [
        "The form asks for /data/gone, which is not in its data: the question is left out. "
        "Correct the name in the form."
    ]
