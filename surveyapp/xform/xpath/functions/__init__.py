"""All functions of ODK XForms and XPath 1.0, one module a topic; ``SIGNATURES`` counts arguments.

Importing this package fills the table.
"""

from surveyapp.xform.xpath.functions import dates, geo, nodesets, numbers, patterns, strings
from surveyapp.xform.xpath.functions.table import FUNCTIONS, Function, signatures

SIGNATURES = signatures()
"""Least and most arguments (None: no limit) of every function, by name."""

__all__ = [
    "FUNCTIONS",
    "SIGNATURES",
    "Function",
    "dates",
    "geo",
    "nodesets",
    "numbers",
    "patterns",
    "strings",
]
