"""Opens a form from a file of any kind we know: an XLSForm workbook or an XForm."""

from __future__ import annotations

from pathlib import Path

from surveyapp.xform.definition import FormDefinition


def open_form(path: Path) -> FormDefinition:
    """Return the form in ``path``; raises ``UserError`` with all its problems."""
    # The importer brings pyxform, 0.2 s: only who opens a file pays for it.
    from surveyapp.xform.xlsform import import_xlsform

    return import_xlsform(path).definition
