"""Opens a form from a file of any kind we know: an XLSForm workbook or an XForm."""

from __future__ import annotations

from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.xform.definition import FormDefinition, parse_xform


def open_form(path: Path) -> FormDefinition:
    """Return the form in ``path``; raises ``UserError`` with all its problems."""
    if path.suffix.lower() == ".xml":
        try:
            xml = path.read_bytes()
        except OSError as problem:
            raise UserError(
                "{file} cannot be read: {reason}", file=path.name, reason=problem.strerror
            ) from problem
        return parse_xform(xml)
    # pyxform takes 200 ms to import: only opening a workbook pays for it.
    from surveyapp.xform.xlsform import import_xlsform

    return import_xlsform(path).definition
