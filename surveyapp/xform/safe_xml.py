"""Parses XML that comes from outside: forms, lists, submissions.

A document type declaration is refused before anything is expanded, nothing is ever fetched, and
what is nested beyond reason is refused before anybody goes down it. Parsing is the standard
library's C parser: an XForm of 2,000 questions is some megabytes.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from surveyapp.errors import UserError
from surveyapp.xform.xpath.document import refuse_doctype

JR = "{http://openrosa.org/javarosa}"
ROSA = "{http://openrosa.org/xforms}"
XFORMS = "http://www.w3.org/2002/xforms"
SURVEYAPP = "{urn:surveyapp:xforms}"

MAX_NESTING = 120
"""Levels of elements; forms have some twenty, and the loader goes down them by calling itself."""


class _Enough(Exception):
    pass


def _stop(*_: object) -> None:
    raise _Enough


def damaged(problem: expat.ExpatError | ElementTree.ParseError) -> UserError:
    """Return what to tell about XML that is not well-formed."""
    # ElementTree's problems are also Python syntax errors, whose own line is None.
    line, column = getattr(problem, "position", None) or (problem.lineno, problem.offset)
    return UserError(
        "The XML is damaged at line {line}, column {column}. Make the file again.",
        line=line,
        column=column,
    )


def read_xml(xml: bytes) -> Element:
    """Return the root element of ``xml``; raises ``UserError`` where it cannot be trusted."""
    guard = expat.ParserCreate()
    guard.StartDoctypeDeclHandler = refuse_doctype
    guard.StartElementHandler = _stop
    try:
        guard.Parse(xml, True)  # noqa: FBT003 - expat's own signature
    except _Enough:
        pass
    except expat.ExpatError as problem:
        raise damaged(problem) from problem
    try:
        # Entities cannot be declared once the root element has begun.
        root = ElementTree.fromstring(xml)  # noqa: S314
    except ElementTree.ParseError as problem:
        raise damaged(problem) from problem
    level = [root]
    for _ in range(MAX_NESTING):
        level = list(chain.from_iterable(level))
        if not level:
            return root
    raise UserError(
        "The XML is nested more than {limit} levels deep. No form is; make the file again.",
        limit=MAX_NESTING,
    )


@lru_cache(maxsize=1024)
def local(tag: str) -> str:
    """Return a tag without its namespace."""
    return tag.rpartition("}")[2]
