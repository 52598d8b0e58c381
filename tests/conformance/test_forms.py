"""Every form of other projects' suites works, or is refused for a reason somebody looked at."""

from tests.conformance import forms, material
from tests.conformance.refusals import REVIEWED


def test_every_form_works_or_is_refused_for_a_reviewed_reason() -> None:
    material.required()
    results = list(forms.run())
    print("\n".join(forms.table(results)))
    refused = {f"{each.repository}/{each.path}" for each in results if each.refusals}
    assert refused == set(REVIEWED)
    assert [each for each in results if each.differences] == []
