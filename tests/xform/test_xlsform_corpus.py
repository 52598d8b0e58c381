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


@pytest.mark.skipif(not FORMS, reason=f"no XLSForms of other projects at {CORPUS}")
def test_whatever_is_told_of_them_has_a_place() -> None:
    told = 0
    for path in FORMS:
        try:
            problems = import_xlsform(path).warnings
        except FormRefused as error:
            problems = error.problems
        for problem in problems:
            if "form converter" in str(problem.message):
                continue  # pyxform does not always say where
            assert problem.sheet, (path.name, str(problem.message))
            # A sheet whose name is misspelt has no row that is read.
            misspelt = str(problem.message).startswith("There is no sheet")
            assert problem.row or misspelt, (path.name, str(problem.message))
            assert "{" not in str(problem.placed).replace("${", ""), (
                path.name,
                str(problem.placed),
            )
            told += 1
    assert told
