"""Functions over nodes and node-sets, and those that the compiler builds itself (declared here)."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

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
from surveyapp.xform.xpath.values import Value, to_string

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
    ("randomize", "Nn?", "N"),
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


def _park_miller(seed: int) -> Iterator[float]:
    # The remainder takes the sign of the seed, as in Java and JavaScript.
    state = int(math.fmod(seed, 2_147_483_647))
    if state <= 0:
        state += 2_147_483_646
    while True:
        state = state * 16_807 % 2_147_483_647
        yield (state - 1) / 2_147_483_646


def shuffled(nodes: list[Node], seed: float | None, chance: random.Random) -> list[Node]:
    """Return ``nodes`` in an order drawn by chance, or by ``seed`` (Park-Miller, ODK XForms)."""
    if seed is None or not math.isfinite(seed):
        return chance.sample(nodes, len(nodes))
    numbers = _park_miller(int(seed))
    result: list[Node] = []
    for index, node in enumerate(nodes):
        place = int(next(numbers) * (index + 1))
        if place == len(result):
            result.append(node)
        else:
            result.append(result[place])
            result[place] = node
    return result
