"""Functions over nodes and node-sets, and those that the compiler builds itself (declared here)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, tzinfo
from hashlib import sha256

from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.functions.table import declare, function
from surveyapp.xform.xpath.nodes import (
    ATTRIBUTE,
    ELEMENT,
    INSTRUCTION,
    NAMESPACE,
    Node,
    descendants,
    ordered,
    root_of,
    string_value,
)
from surveyapp.xform.xpath.values import Value, read_moment, to_number, to_string

_MODULUS = 2_147_483_647

# Built by the compiler: they look at their arguments, not at values.
for _name, _signature, _result in (
    ("true", "", "b"),
    ("false", "", "b"),
    ("if", "bvv", "v"),
    ("cond", "bvv(bv)*", "v"),
    ("once", "s", "s"),
    ("position", "N?", "n"),
    ("last", "", "n"),
    ("current", "", "N"),
    ("instance", "s", "N"),
    ("indexed-repeat", "NNnN?nNn", "N"),
    ("jr:choice-name", "ss", "s"),
    ("jr:itext", "s", "s"),
    ("pulldata", "ssss", "s"),
    ("randomize", "Nv?", "N"),
    ("normalize-space", "s?", "s"),
    ("string-length", "s?", "n"),
    ("number", "n?", "n"),
    ("string", "s?", "s"),
    ("local-name", "N?", "s"),
    ("name", "N?", "s"),
    ("namespace-uri", "N?", "s"),
):
    declare(_name, _signature, _result)


@function("count", "N", "n")
def count(nodes: list[Node]) -> float:
    """Count nodes."""
    return float(len(nodes))


@function("count-non-empty", "N", "n")
def count_non_empty(nodes: list[Node]) -> float:
    """Count nodes that hold something."""
    return float(sum(1 for node in nodes if string_value(node)))


def local_name(node: Node) -> str:
    """Return a node's name without prefix."""
    return node.name if node.kind in (ELEMENT, ATTRIBUTE, INSTRUCTION, NAMESPACE) else ""


def qualified_name(node: Node) -> str:
    """Return a node's name as written."""
    name = local_name(node)
    return f"{node.prefix}:{name}" if name and node.prefix else name


@function("id", "v", "N", with_node=True)
def by_id(node: Node, value: Value) -> list[Node]:
    """Return the elements with these ids (XPath 1.0)."""
    texts = (
        [string_value(each) for each in value] if isinstance(value, list) else [to_string(value)]
    )
    wanted = {word for text in texts for word in text.split()}
    found: list[Node] = []
    for each in descendants(root_of(node)):
        ids = [attribute.text for attribute in each.attributes if attribute.name == "id"]
        if ids and ids[0] in wanted:
            wanted.discard(ids[0])
            found.append(each)
    return ordered(found)


@function("lang", "s", "b", with_node=True)
def lang(node: Node, tag: str) -> bool:
    """Say whether the context node is in that language (XPath 1.0)."""
    current: Node | None = node
    while current is not None:
        for attribute in current.attributes:
            if attribute.name == "lang" and attribute.prefix == "xml":
                own, asked = attribute.text.lower(), tag.lower()
                return own == asked or own.startswith(asked + "-")
        current = current.parent
    return False


@function("version", "", "s", with_node=True)
def version(node: Node) -> str:
    """Return the version of the form, as its root element says."""
    top = root_of(node)
    top = top if top.attributes or not top.children else top.children[0]
    return next((each.text for each in top.attributes if each.name == "version"), "")


@function("property", "s", "s", with_env=True)
def device_property(env: Environment, name: str) -> str:
    """Return what the device says of itself, as the preload of that name (JavaRosa)."""
    return env.device(name)


_MOST = 2.0**63
_EPOCH = date(1970, 1, 1).toordinal()


def seed_of(value: Value, zone: tzinfo) -> float:
    """Return the whole number that a seed means, as JavaRosa reads it.

    A number loses its fraction, a date counts in days of the calendar. Blank is 0; any other text
    is what the first 8 bytes of its SHA-256 make, rounded to what a float holds (ODK Web Forms
    does not round).
    """
    text = "" if isinstance(value, (bool, float)) else to_string(value)
    moment = read_moment(text, zone) if text else None
    if moment is not None:
        return float(moment.astimezone(zone).date().toordinal() - _EPOCH)
    number = to_number(value, zone)
    if number == number:
        return float(math.trunc(max(min(number, _MOST), -_MOST)))
    if not text:
        return 0.0
    return float(int.from_bytes(sha256(text.encode()).digest()[:8], "big", signed=True))


def _park_miller(seed: float) -> Iterator[float]:
    # The remainder takes the sign of the seed, as in Java and JavaScript.
    state = int(math.fmod(seed, _MODULUS))
    if state <= 0:
        state += _MODULUS - 1
    while True:
        state = state * 16_807 % _MODULUS
        yield (state - 1) / (_MODULUS - 1)


def shuffled(nodes: list[Node], seed: float) -> list[Node]:
    """Return ``nodes`` in the order that ``seed`` gives (Park-Miller, ODK XForms)."""
    numbers = _park_miller(seed)
    result: list[Node] = []
    for index, node in enumerate(nodes):
        place = int(next(numbers) * (index + 1))
        if place == len(result):
            result.append(node)
        else:
            result.append(result[place])
            result[place] = node
    return result
