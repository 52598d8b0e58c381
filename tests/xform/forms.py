"""Forms for tests: written as Markdown tables, read by pyxform, opened by the engine."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import cache

from pyxform.xls2xform import convert

from surveyapp.xform import FormDefinition, parse_xform

NOON = datetime(2026, 12, 26, 12, 0, tzinfo=timezone(timedelta(hours=1)))


def noon() -> datetime:
    """Return the moment at which every test happens."""
    return NOON


@cache
def form(table: str) -> FormDefinition:
    """Return the form that a Markdown table describes."""
    converted = convert(xlsform=table.encode(), file_type=".md", validate=False)
    return parse_xform(converted.xform.encode())


def xform(data: str, binds: str = "", body: str = "", model: str = "") -> FormDefinition:
    """Return a form from the pieces of an XForm; ``data`` stands in ``<data id="t">``."""
    return parse_xform(xform_source(data, binds, body, model).encode())


def xform_source(data: str, binds: str = "", body: str = "", model: str = "") -> str:
    """Return the XML of a form from its pieces."""
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"
        xmlns:odk="http://www.opendatakit.org/xforms" xmlns:sa="urn:surveyapp:xforms">
  <h:head><h:title>A form</h:title>
    <model>{model}<instance><data id="t" version="1">{data}</data></instance>{binds}</model>
  </h:head>
  <h:body>{body}</h:body>
</h:html>"""
