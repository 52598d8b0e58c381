"""Splits an expression into tokens (XPath 1.0, section 3.7). Knows no grammar.

Whether ``*`` multiplies or stands for any name, and whether ``and`` joins or is a question's name,
is left to the parser, which knows from where it stands. A run of plain steps is one token: forms
are full of them, and each is read into a path only once.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from surveyapp.text import N_
from surveyapp.xform.xpath.syntax import XPathSyntaxError

NUMBER = "number"
LITERAL = "literal"
NAME = "name"
PATH = "path"
END = "end"

_NAME = r"[^\W\d][\w.\-\u00b7]*"
# ``/data/person/age`` as a whole: nothing that a step may still carry follows it.
PLAIN_PATH = r"(?:/[^\W\d][\w.\-\u00b7]*+)++(?!\s*[/\[(:])"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<literal>"[^"]*"|'[^']*')
    | (?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
    | (?P<path>{PLAIN_PATH})
    | (?P<symbol>::|//|\.\.|<=|>=|!=|[()\[\]@,|+=<>/*.\-])
    )""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """``kind`` is ``number``, ``literal``, ``name``, ``path``, ``end`` or the symbol itself."""

    kind: str
    text: str
    position: int


def tokenize(text: str) -> list[Token]:
    """Return the tokens of ``text``, an ``end`` token last."""
    tokens: list[Token] = []
    position = 0
    add = tokens.append
    make = tuple.__new__  # a named tuple's own way of making one takes twice the time
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        if start != position:
            break
        position = end
        kind = found.lastgroup
        assert kind is not None
        part = found[kind]
        add(make(Token, (part if kind == "symbol" else kind, part, end - len(part))))
    rest = text[position:].lstrip()
    if rest:
        at = len(text) - len(rest)
        if rest[0] in "'\"":
            raise XPathSyntaxError(
                N_("The quotation mark {mark} is opened and never closed."), at, mark=rest[0]
            )
        if rest[0] == "$":
            raise XPathSyntaxError(
                N_("{part} is left in the expression: write question names as ${{name}}."),
                at,
                part=rest.split()[0],
            )
        raise XPathSyntaxError(
            N_("The character {character} has no meaning here."), at, character=rest[0]
        )
    add(Token(END, "", len(text)))
    return tokens
