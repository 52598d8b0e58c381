"""Expressions: read (``parse``), checked, compiled to closures and evaluated. Knows no form."""

from surveyapp.xform.xpath.functions import SIGNATURES
from surveyapp.xform.xpath.parser import parse
from surveyapp.xform.xpath.syntax import Expr, XPathSyntaxError, walk

__all__ = ["SIGNATURES", "Expr", "XPathSyntaxError", "parse", "walk"]
