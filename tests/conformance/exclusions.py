"""Which scenarios are left out, one by one under their full names, and why.

``by_content`` leaves out what no replay can know, wherever it occurs; everything else is a choice
of ours that differs on purpose, or a part of upstream that a desktop does not have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_FILES = "files of a browser, whose names are not recorded"
_NOT_GIVEN = "the test opens a response that it does not give"
_BLANK_ROWS = "a blank row counts as nothing in a sum (JavaRosa)"
_NO_PLACE = "what is no place gives no distance; upstream stops"

_REPEATS = "Tests ported from JavaRosa - repeats > TriggerableDagTest.java > //region"
_DISTANCE = "XPath function support: `distance` >"

EXACT = {
    "OdkNewRepeatEventTest.java > setvalue other than integer value, on repeat with count >"
    " casts a decimal/fractional value to an integer": (
        "2.5 is no whole number: told, not cut to 2 without a word"
    ),
    "OdkNewRepeatEventTest.java > new repeat instance >"
    " does not fire when editing an existing instance": _NOT_GIVEN,
    "Value evaluation order > editing instance": _NOT_GIVEN,
    "setvalue action > `setvalue` > does not update after field becomes relevant": (
        "a default is set even while hidden (JavaRosa)"
    ),
    'Data (<bind type>) type support > inputs > type="int" > setting int values >'
    " fails to set when out of bounds > 2147483648n ('bigint')": (
        "whole numbers may be longer than 32 bits: identifiers of enterprises are"
    ),
    "jr:itext function in calculate expressions > should retrieve the correct itext value": (
        "a calculated text follows the language at once, not at the next change"
    ),
    "JavaRosa ports: ChoiceNameTest.java > error conditions >"
    " throws when value is invalid element type": (
        "the label of a choice that cannot be found is blank; upstream stops"
    ),
    "Instance attachments: binary output > support for distinct file names >"
    " populates metadata about when the file was written": _FILES,
    "Instance attachments: upload controls > form-defined media types >"
    " fails to parse a `mediatype` attribute specifying a file extension": (
        "a kind of file that nobody knows lets every file through; upstream stops"
    ),
    "Rank > should order options correctly when the rank question becomes relevant": (
        "a rank holds what somebody ranked: an option that comes later is not added by itself"
    ),
    f"{_REPEATS} Adding or deleting repeats > adding or removing repeat instance >"
    " with reference to repeat in repeat, and outer sum > updates": _BLANK_ROWS,
    f"{_REPEATS} Deleting repeats > [deleting] delete third repeat group >"
    " evaluates triggerables dependent on the repeat group's number": _BLANK_ROWS,
    "Secondary instances > CSV parsing > unsupported column delimiter: $": (
        "the list it reads is not given"
    ),
    "Form submission > submission payload > submission meta >"
    " fails to load when form specifies unsupported submission method": (
        "forms are handed over as packages, not sent: how does not matter"
    ),
    f"{_DISTANCE} GeoDistanceTest.java > produces an error when the string value is not a valid"
    " point": _NO_PLACE,
    f"{_DISTANCE} multiple arguments, mixed value types > produces an error for a non-geopoint"
    " value in a multiple argument call": _NO_PLACE,
}
"""Full names of tests, and why each is left out."""


def reason(scenario: Mapping[str, Any]) -> str:
    """Return why a scenario is left out, ``""`` where it counts."""
    return EXACT.get(scenario["test"], "") or by_content(scenario)


def by_content(scenario: Mapping[str, Any]) -> str:
    """Return what of a scenario no replay can know, ``""`` where nothing is."""
    if "random()" in scenario["form_xml"]:
        return "the test puts its own random() in place"
    answered = [step.get("args") for step in scenario["steps"] if step["op"] == "answer"]
    if '"$obj": "File"' in json.dumps(answered):
        return _FILES
    return ""


def changes_when_opened(scenario: Mapping[str, Any]) -> bool:
    """Say whether a form computes something else when it is opened again, as it should."""
    if scenario["test"].endswith("recalculates, overwriting manually entered values"):
        return True
    moving = ("random()", "now()", "uuid()", "odk-instance-load", "xforms-ready")
    return any(each in scenario["form_xml"] for each in moving)
