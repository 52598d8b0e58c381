"""Real XLSForms from other projects' suites: what pyxform takes we take, or say why not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from surveyapp.xform.problems import FormRefused
from surveyapp.xform.xlsform import import_xlsform

CORPUS = Path(
    os.environ.get("SURVEYAPP_CONFORMANCE")
    or Path(__file__).resolve().parents[3] / "shared" / "conformance"
)
FORMS = sorted((CORPUS / "forms").rglob("*.xls*")) if CORPUS.is_dir() else []

# Forms that pyxform lets through and we refuse, with the reason a person reads.
REFUSED = {
    "xl_date_ambiguous.xlsx": "label is not an axis of XPath",
    "or_other.xlsx": "The sheet choices has no column yes",
    "table-list.xls": "constraint-msg is not a column of this sheet",
}


@pytest.mark.skipif(not FORMS, reason=f"no XLSForms of other projects at {CORPUS}")
# pyxform's own reading, for comparison, goes through openpyxl, which warns of Excel's extensions.
@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_forms_of_other_projects() -> None:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    surprises = []
    for path in FORMS:
        try:
            convert(path.read_bytes(), warnings=[], file_type=path.suffix)
            taken = True
        except PyXFormError:
            taken = False
        try:
            import_xlsform(path)
        except FormRefused as error:
            reason = REFUSED.get(path.name, "" if not taken else "\0")
            if reason not in str(error):
                surprises.append(f"{path.name}: {error}")
        else:
            if path.name in REFUSED:
                surprises.append(f"{path.name}: taken")
    assert surprises == []
