"""Expressions of other engines' own tests: never fewer right than today."""

import pytest

from tests.conformance import expressions, material

FLOORS = {"xforms": 0.99, "xpath1": 0.97, "javarosa": 0.99}


@pytest.mark.parametrize("mode", FLOORS)
def test_expressions_come_out_as_in_other_engines(mode: str) -> None:
    material.required()
    result = expressions.run(mode)
    print("\n".join(expressions.table(result)))
    assert result.right[mode] / result.total[mode] >= FLOORS[mode]


def test_every_function_of_the_specification_is_known() -> None:
    material.required()
    from surveyapp.xform.xpath import SIGNATURES

    named = {each["name"] for each in material.read("odk-spec-functions.json")["functions"]}
    assert named <= SIGNATURES.keys()
