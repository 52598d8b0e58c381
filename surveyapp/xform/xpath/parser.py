"""Reads an expression into a syntax tree (XPath 1.0, section 3). Knows no form and no functions.

Precedence climbing over the token list: one Python frame per level of brackets, not one per level
of precedence. Brackets deeper than ``MAX_DEPTH`` are refused, so that a hostile form ends in a
clear message and not in the interpreter's recursion limit.
"""

from __future__ import annotations

import re
from functools import lru_cache

from surveyapp.text import N_
from surveyapp.xform.xpath.syntax import (
    Binary,
    Call,
    Expr,
    Filter,
    Literal,
    Negate,
    Number,
    Path,
    Step,
    XPathSyntaxError,
)
from surveyapp.xform.xpath.tokens import END, LITERAL, NAME, NUMBER, PATH, Token, tokenize

MAX_DEPTH = 150
MAX_LENGTH = 100_000

_PRECEDENCE = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
_UNARY = 7
_GLUED = re.compile(r"(and|or|div|mod)(\d+(?:\.\d*)?)", re.ASCII)
_NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})
AXES = frozenset(
    {
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "namespace",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    }
)
_DESCEND = Step("descendant-or-self", "node()")
_SELF = Step("self", "node()")
_PARENT = Step("parent", "node()")


@lru_cache(maxsize=4096)
def parse(text: str) -> Expr:
    """Return the syntax tree of ``text``; raises ``XPathSyntaxError`` with its position."""
    if len(text) > MAX_LENGTH:
        raise XPathSyntaxError(
            N_("The expression is longer than {limit} characters. Split it."), 0, limit=MAX_LENGTH
        )
    parser = _Parser(tokenize(text))
    expression = parser.expression(0)
    parser.expect_end()
    return expression


@lru_cache(maxsize=4096)
def plain_path(text: str) -> Path:
    """Return the absolute path that ``/a/b/c`` means."""
    return Path(absolute=True, steps=tuple(Step("child", name) for name in text[1:].split("/")))


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def expect_end(self) -> None:
        token = self.tokens[self.at]
        if token.kind != END:
            raise self.unexpected(token)

    def unexpected(self, token: Token) -> XPathSyntaxError:
        if token.kind == END:
            return XPathSyntaxError(N_("The expression ends too early."), token.position)
        return XPathSyntaxError(N_("{part} is not expected here."), token.position, part=token.text)

    def take(self, kind: str) -> Token:
        token = self.tokens[self.at]
        if token.kind != kind:
            if token.kind == END and kind in (")", "]"):
                raise XPathSyntaxError(
                    N_("A bracket is opened and never closed: {bracket} is missing."),
                    token.position,
                    bracket=kind,
                )
            raise self.unexpected(token)
        self.at += 1
        return token

    def expression(self, least: int) -> Expr:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise XPathSyntaxError(
                N_("Brackets are nested more than {limit} deep. Split the expression."),
                self.tokens[self.at].position,
                limit=MAX_DEPTH,
            )
        left = self.unary()
        tokens = self.tokens
        while True:
            operator = tokens[self.at].text
            precedence = _PRECEDENCE.get(operator, 0)
            if not precedence and tokens[self.at].kind == NAME:
                precedence = self.split_operator()
                operator = tokens[self.at].text
            if precedence <= least:
                self.depth -= 1
                return left
            self.at += 1
            left = Binary(operator, left, self.expression(precedence))

    def split_operator(self) -> int:
        """Split ``div2`` where an operator must stand: a name may hold digits, an operator not."""
        token = self.tokens[self.at]
        found = _GLUED.fullmatch(token.text)
        if not found:
            return 0
        operator, number = found.groups()
        end = token.position + len(operator)
        self.tokens[self.at : self.at + 1] = [
            Token(NAME, operator, token.position),
            Token(NUMBER, number, end),
        ]
        return _PRECEDENCE[operator]

    def unary(self) -> Expr:
        minuses = 0
        while self.tokens[self.at].kind == "-":
            self.at += 1
            minuses += 1
        if not minuses:
            return self.operand()
        operand = self.expression(_UNARY)
        # Two minuses are a number and nothing more; one keeps -0 and NaN right.
        return Negate(operand) if minuses % 2 else Negate(Negate(operand))

    def operand(self) -> Expr:
        token = self.tokens[self.at]
        kind = token.kind
        primary: Expr
        if kind == PATH:
            return self.path()
        if kind == NUMBER:
            self.at += 1
            primary = Number(float(token.text))
        elif kind == LITERAL:
            self.at += 1
            primary = Literal(token.text[1:-1])
        elif kind == "(":
            self.at += 1
            primary = self.expression(0)
            self.take(")")
        elif (
            kind == NAME and self.tokens[self.at + 1].kind == "(" and token.text not in _NODE_TYPES
        ):
            primary = self.call(token)
        else:
            return self.path()
        following = self.tokens[self.at].kind
        if following not in ("[", "/", "//", PATH):
            return primary
        predicates = self.predicates()
        steps: list[Step] = []
        self.more_steps(steps)
        return Filter(primary, predicates, tuple(steps))

    def call(self, token: Token) -> Call:
        self.at += 2
        arguments: list[Expr] = []
        if self.tokens[self.at].kind != ")":
            arguments.append(self.expression(0))
            while self.tokens[self.at].kind == ",":
                self.at += 1
                arguments.append(self.expression(0))
        self.take(")")
        return Call(token.text, tuple(arguments), token.position)

    def path(self) -> Path:
        token = self.tokens[self.at]
        if token.kind == PATH:
            # Nothing that belongs to a path follows such a token.
            self.at += 1
            return plain_path(token.text)
        steps: list[Step] = []
        if token.kind == "/":
            self.at += 1
            if self.starts_step():
                steps.append(self.step())
                self.more_steps(steps)
            return Path(absolute=True, steps=tuple(steps))
        if token.kind == "//":
            self.more_steps(steps)
            return Path(absolute=True, steps=tuple(steps))
        steps.append(self.step())
        self.more_steps(steps)
        return Path(absolute=False, steps=tuple(steps))

    def starts_step(self) -> bool:
        return self.tokens[self.at].kind in (NAME, "*", ".", "..", "@")

    def more_steps(self, steps: list[Step]) -> None:
        while True:
            kind = self.tokens[self.at].kind
            if kind == PATH:
                steps += plain_path(self.tokens[self.at].text).steps
                self.at += 1
                return
            if kind == "//":
                steps.append(_DESCEND)
            elif kind != "/":
                return
            self.at += 1
            steps.append(self.step())

    def step(self) -> Step:
        token = self.tokens[self.at]
        kind = token.kind
        self.at += 1
        if kind in (".", ".."):
            step = _SELF if kind == "." else _PARENT
            predicates = self.predicates()
            # ".[...]" is no XPath 1.0, but forms in the field carry it and every engine reads it.
            return step._replace(predicates=predicates) if predicates else step
        if kind == "@":
            return self.test("attribute")
        if kind == NAME and self.tokens[self.at].kind == "::":
            if token.text not in AXES:
                raise XPathSyntaxError(
                    N_("{axis} is not an axis of XPath."), token.position, axis=token.text
                )
            self.at += 1
            return self.test(token.text)
        self.at -= 1
        return self.test("child")

    def test(self, axis: str) -> Step:
        token = self.tokens[self.at]
        if token.kind == "*":
            self.at += 1
            return Step(axis, "*", self.predicates())
        if token.kind != NAME:
            raise self.unexpected(token)
        self.at += 1
        if self.tokens[self.at].kind == "(" and token.text in _NODE_TYPES:
            self.at += 1
            target = ""
            if token.text == "processing-instruction" and self.tokens[self.at].kind == LITERAL:
                target = self.tokens[self.at].text[1:-1]
                self.at += 1
            self.take(")")
            return Step(axis, token.text + "()", self.predicates(), target)
        return Step(axis, token.text, self.predicates())

    def predicate(self) -> Expr:
        # Twice the calls of a bracket lead down here, so it counts twice.
        self.depth += 1
        inner = self.expression(0)
        self.depth -= 1
        return inner

    def predicates(self) -> tuple[Expr, ...]:
        if self.tokens[self.at].kind != "[":
            return ()
        found: list[Expr] = []
        while self.tokens[self.at].kind == "[":
            self.at += 1
            found.append(self.predicate())
            self.take("]")
        return tuple(found)
