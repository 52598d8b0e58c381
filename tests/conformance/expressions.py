"""Runs the expression cases of other engines' own tests against ours.

A case is right, wrong, or excluded for a stated reason: it tests the host of its suite (JavaScript
dates, the browser's DOM, function handlers of the test itself), or contradicts other suites where
our choice is written in the engine.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from surveyapp.errors import UserError
from surveyapp.xform.xpath.compiled import PlainPaths, as_condition, as_nodes, as_number, as_text
from surveyapp.xform.xpath.compiler import Compiler
from surveyapp.xform.xpath.document import read_document
from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.nodes import (
    ATTRIBUTE,
    COMMENT,
    DOCUMENT,
    ELEMENT,
    INSTRUCTION,
    NAMESPACE,
    TEXT,
    Node,
    descendants,
    string_value,
)
from surveyapp.xform.xpath.parser import parse
from tests.conformance import material

XFORMS = "http://www.w3.org/2002/xforms"
XHTML = "http://www.w3.org/1999/xhtml"
# What the suites' own resolvers know without the document saying so.
KNOWN = {"xhtml": XHTML, "html": XHTML, "jr": "http://openrosa.org/javarosa"}

_KINDS = {
    "text()": TEXT,
    "comment()": COMMENT,
    "processing-instruction()": INSTRUCTION,
    "*": ELEMENT,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}

_HANDLERS = frozenset(
    [
        "convertible",
        "inconvertible",
        "add",
        "proto",
        "raw",
        "check-types",
        "get-custom",
        "read",
        "explode-d",
    ]
)

_BLANK_HERE = frozenset(
    [
        "geofence('', '')",
        "geofence('0 0 0 0', '')",
        "normalize-space()",
        "string-length()",
        "date('not a date')",
        "date(true())",
    ]
)
"""What JavaRosa stops at: a place or a date that is none, and what XPath 1.0 itself allows."""


@dataclass
class Result:
    """What came of all cases."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)
    functions: dict[str, list[int]] = field(default_factory=dict)
    wrong: list[tuple[Mapping[str, Any], object]] = field(default_factory=list)


class Host(Environment):
    """An environment that finds lists and texts in an XForm document."""

    def __init__(self, zone: ZoneInfo, form: Node | None, tongue: str | None) -> None:
        super().__init__(lambda: datetime(2026, 11, 23, 12, tzinfo=zone))
        self.form = form
        self.tongue = tongue

    def instance(self, name: str) -> Node | None:
        if self.form is None:
            return None
        for node in descendants(self.form):
            if node.kind == ELEMENT and node.name == "instance" and _attribute(node, "id") == name:
                return node
        return None

    def itext(self, name: str) -> str:
        translations = [
            each for each in descendants(self.form or Node(DOCUMENT)) if each.name == "translation"
        ]
        chosen = [each for each in translations if _attribute(each, "lang") == self.tongue]
        for translation in chosen or translations[:1]:
            for text in translation.children:
                if text.name == "text" and _attribute(text, "id") == name:
                    return next(string_value(v) for v in text.children if v.name == "value")
        return ""


def _attribute(node: Node, name: str) -> str:
    return next((each.text for each in node.attributes if each.name == name), "")


def exclusion(case: Mapping[str, Any]) -> str:
    """Return why a case is not counted, ``""`` where it is."""
    expression, expected = case["expression"], case["expected"]
    if case["mode"] == "javarosa":
        return _javarosa_exclusion(case)
    if expected == "Invalid Date" or "GMT-0700" in expression:
        return "JavaScript's own date texts"
    if case["assert"] == "throws" and (str(expected) == "9" or "Cannot" in str(expected)):
        return "the browser's result types"
    if isinstance(expected, list) and None in expected:
        return "the document type as a node: such documents are refused"
    if isinstance(expected, list) and any("/@xmlns" in each for each in expected):
        return "namespaces as the browser's attributes"
    if case["assert"].startswith("nodeset") and _splits_text(case):
        return "CDATA as a node of its own: XPath 1.0 joins it to the text around it"
    if expression.startswith(("round(-1.5)", "round(-1.5,", 'round("-1.5', 'round("-1.475"')) and (
        expected in (-2, -1.48)
    ):
        return "contradicts XPath 1.0 and JavaRosa: halves go up"
    if expression in ("sum(*)", "max(*)", "min(*)") and expected == {"$num": "NaN"}:
        return "contradicts JavaRosa: a blank node counts as nothing"
    if expression.startswith('"2018-06-25" = "2018-06-25T') and expected is True:
        return "contradicts the other suite: two texts are compared as texts"
    return ""


def _splits_text(case: Mapping[str, Any]) -> bool:
    source = material.read("xpath.json")["docs"][case["doc"]]
    if "<![CDATA[" not in source:
        return False
    document = read_document(re.sub(r"<!DOCTYPE[^>]*>", "", source))
    try:
        for path in case["expected"]:
            _locate(document, path)
    except IndexError:
        return True
    return False


def _javarosa_exclusion(case: Mapping[str, Any]) -> str:
    if _HANDLERS & set(case["functions"]) or "$var" in case["expression"]:
        return "functions and variables that the test itself supplies"
    if case["assert"] == "throws" and case["expected"] == "XPathUnsupportedException":
        return "what JavaRosa does not support and we do"
    if case["expression"] in _BLANK_HERE:
        return "a fault in JavaRosa where we give a blank value"
    return ""


def _locate(document: Node, path: str) -> Node:
    node = document
    for part in filter(None, path.strip("/").split("/")):
        if part.startswith("@"):
            node = next(each for each in node.attributes if _written(each) == part[1:])
            continue
        name, _, number = part.rstrip("]").partition("[")
        same = [child for child in node.children if child.kind == _KINDS[name]]
        node = same[int(number) - 1]
    return node


def _written(node: Node) -> str:
    return f"{node.prefix}:{node.name}" if node.prefix else node.name


def _path(node: Node) -> str:
    parts: list[str] = []
    while node.parent is not None:
        if node.kind == ATTRIBUTE:
            parts.append(f"@{_written(node)}")
        elif node.kind == NAMESPACE:
            parts.append(f"namespace::{node.name}")
        else:
            same = [child for child in node.parent.children if child.kind == node.kind]
            place = next(i for i, child in enumerate(same, 1) if child is node)
            parts.append(f"{_NAMES[node.kind]}[{place}]")
        node = node.parent
    return "/" + "/".join(reversed(parts))


def _split_form(document: Node) -> Node | None:
    """Give an XForm's data a document of its own, as engines do; return the form, if it is one."""
    top = next((child for child in document.children if child.kind == ELEMENT), None)
    if top is None or top.name != "html":
        return None
    instances = [each for each in descendants(document) if each.name == "instance"]
    if not instances or not any(each.name == "model" for each in descendants(document)):
        return None
    form = Node(DOCUMENT)
    form.children = document.children
    for instance in instances[:1]:
        for child in instance.children:
            if child.kind == ELEMENT:
                root = Node(DOCUMENT)
                root.children = [child]
                child.parent = root
                return form
    return None


def evaluate(case: Mapping[str, Any], docs: Mapping[str, str]) -> tuple[bool, object]:
    """Return whether a case comes out right, and what came out."""
    source = docs[case["doc"]] if case["doc"] else "<nothing/>"
    document = read_document(re.sub(r"<!DOCTYPE[^>]*>", "", source))
    node = _locate(document, case["context"])
    spaces = {"": XFORMS, **KNOWN}
    for each in descendants(document):
        for attribute in each.attributes:
            if attribute.kind == NAMESPACE and attribute.name:
                spaces.setdefault(attribute.name, attribute.text)
    form = _split_form(document)
    if form is not None and node.name == "instance":
        # The suite stands on the element around the data: for us that is the data's document.
        node = next(child for child in node.children if child.kind == ELEMENT).parent or node
    env = Host(ZoneInfo(case["tz"]), form, case["language"])
    kind = case["assert"]
    try:
        compiled = Compiler(PlainPaths(spaces)).compile(parse(case["expression"]))
        got: Any
        if kind == "boolean":
            got = as_condition(compiled)(node, env)
        elif kind.startswith("number"):
            got = as_number(compiled)(node, env)
        elif kind.startswith("nodeset"):
            got = [_path(each) for each in as_nodes(compiled)(node, env)]
        elif kind == "throws":
            got = compiled.run(node, env)
        else:
            got = as_text(compiled)(node, env)
    except UserError as problem:
        return kind == "throws", problem
    return _is_right(case, got), got


def _is_right(case: Mapping[str, Any], got: Any) -> bool:
    kind, expected = case["assert"], case["expected"]
    match kind:
        case "throws":
            return False
        case "number" | "number_rounded":
            wanted = _NUMBERS[expected["$num"]] if isinstance(expected, dict) else float(expected)
            if kind == "number_rounded" and got == got:
                got = round(got * case["factor"]) / case["factor"]
            return bool(got == wanted or (got != got and wanted != wanted)) or (
                abs(got - wanted) < 1e-9 * max(1.0, abs(wanted))
            )
        case "string_regex":
            return re.search(expected.strip("/"), got) is not None
        case "date":
            return bool(got[:10] == expected)
        case "nodeset_unordered":
            return sorted(got) == sorted(expected)
        case _:
            return bool(got == expected)


def run(mode: str | None = None) -> Result:
    """Run all cases, or those of one mode."""
    data = material.read("xpath.json")
    result = Result()
    for case in data["cases"]:
        if mode is not None and case["mode"] != mode:
            continue
        reason = exclusion(case)
        if reason:
            result.excluded[reason] += 1
            continue
        right, got = evaluate(case, data["docs"])
        result.total[case["mode"]] += 1
        result.right[case["mode"]] += right
        for name in case["functions"]:
            tally = result.functions.setdefault(name, [0, 0])
            tally[0] += right
            tally[1] += 1
        if not right:
            result.wrong.append((case, got))
    return result


def table(result: Result) -> Iterator[str]:
    """Yield the lines of a report."""
    for mode, total in sorted(result.total.items()):
        right = result.right[mode]
        yield f"{mode:10} {right:5} of {total:5}  {100 * right / total:6.2f} %"
    yield ""
    for name, (right, total) in sorted(result.functions.items()):
        yield f"{name:24} {right:4} of {total:4}{'' if right == total else '  <<<'}"
    yield ""
    for reason, count in result.excluded.most_common():
        yield f"left out {count:4}  {reason}"
    for case, got in result.wrong:
        yield (
            f"wrong {case['mode']:8} {case['id']:16} {case['expression'][:90]!r} "
            f"expected {str(case['expected'])[:60]!r} got {str(got)[:60]!r}"
        )
