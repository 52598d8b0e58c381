"""Prints the conformance report: ``python -m tests.conformance``."""

from tests.conformance import expressions, forms, material, scenarios

if __name__ == "__main__":
    if material.folder() is None:
        print("conformance material is absent (set SURVEYAPP_CONFORMANCE)")
    else:
        print("\n".join(expressions.table(expressions.run())))
        print("\n".join(scenarios.table(scenarios.run())))
        print("\n".join(forms.table(list(forms.run()))))
