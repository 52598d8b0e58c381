"""Which forms of the material are refused, and why that is right: reviewed one by one."""

from __future__ import annotations

_CIRCLE = "a calculation that reads itself (JavaRosa refuses it too)"
_UNKNOWN = "calls a function that the ODK XForms specification does not have"
_INCLUDE = "the row type include, which pyxform itself gave up"

_COMMCARE = "commcare-core/src/test/resources"
_CORE = "enketo/packages/enketo-core/test/forms"
_BUGS = "pyxform/tests/bug_example_xls"
_EXAMPLES = "pyxform/tests/example_xls"
_WEB_FORMS = "web-forms/packages/common/src/fixtures"

REVIEWED = {
    f"{_COMMCARE}/test_constraints.xml": "the XML is not well-formed",
    f"{_COMMCARE}/CustomFunctionTest.xhtml": _UNKNOWN,
    f"{_COMMCARE}/xform_tests/group_cyclic_reference.xml": "the test of a circle",
    f"{_CORE}/setvalue-template.xml": (
        "an action waits for some-unsupported-event (JavaRosa and ODK Web Forms refuse it too)"
    ),
    f"{_BUGS}/calculate_without_calculation.xls": "the test of a calculation left empty",
    f"{_BUGS}/group_name_test.xls": "the test of a group without a name",
    f"{_BUGS}/duplicate_columns.xlsx": "the test of a column that stands twice",
    f"{_BUGS}/xl_date_ambiguous.xlsx": "its instance_name is no expression",
    f"{_EXAMPLES}/include.xls": _INCLUDE,
    f"{_EXAMPLES}/include.xlsx": _INCLUDE,
    f"{_EXAMPLES}/include_json.xls": _INCLUDE,
    f"{_EXAMPLES}/include_json.xlsx": _INCLUDE,
    f"{_EXAMPLES}/table-list.xls": "a misspelt column, which pyxform lets through",
    f"{_EXAMPLES}/unknown_question_type.xls": "the test of an unknown type",
    f"{_EXAMPLES}/or_other.xlsx": "a filter names a column that its choices lack",
    f"{_WEB_FORMS}/geolocation/geotrace.xml": _CIRCLE,
    f"{_WEB_FORMS}/geolocation/geopoint-with-maps.xml": _CIRCLE,
    f"{_WEB_FORMS}/test-web-forms/xpath-unknown-function.xml": "the test of an unknown function",
    f"{_WEB_FORMS}/test-web-forms/simple-dag-cycle.xml": "the test of a circle",
}
"""Every form that is refused, by repository and path."""
