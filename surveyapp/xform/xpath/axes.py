"""Steps over nodes: thirteen axes, node tests (XPath 1.0, section 2). Knows no expressions.

Every axis leaves out irrelevant nodes and gives its nodes in its own order: nearest first for
those that look back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from surveyapp.xform.xpath.nodes import (
    ATTRIBUTE,
    COMMENT,
    DOCUMENT,
    ELEMENT,
    INSTRUCTION,
    NAMESPACE,
    TEXT,
    Node,
    children_of,
    descendants,
)
from surveyapp.xform.xpath.syntax import Step

Axis = Callable[[Node], Iterable[Node]]
Test = Callable[[Node], bool]

REVERSE = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})
"""Axes whose nodes come nearest first."""

SAFE = frozenset({"child", "attribute", "self"})
"""Axes that keep document order, each node once, when the nodes they start from do."""

XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"


def _child(node: Node) -> Iterable[Node]:
    return [child for child in children_of(node) if child.relevant]


def _parent(node: Node) -> Iterable[Node]:
    return () if node.parent is None else (node.parent,)


def _ancestors(node: Node) -> Iterator[Node]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _ancestors_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _ancestors(node)


def _descendants_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from descendants(node)


def _split_siblings(node: Node) -> tuple[list[Node], list[Node]]:
    parent = node.parent
    if parent is None or node.kind in (ATTRIBUTE, NAMESPACE):
        return [], []
    siblings = [child for child in parent.children if child.relevant or child is node]
    place = next((i for i, child in enumerate(siblings) if child is node), 0)
    return siblings[:place], siblings[place + 1 :]


def _following_siblings(node: Node) -> Iterable[Node]:
    return _split_siblings(node)[1]


def _preceding_siblings(node: Node) -> Iterable[Node]:
    return reversed(_split_siblings(node)[0])


def _following(node: Node) -> Iterator[Node]:
    if node.kind in (ATTRIBUTE, NAMESPACE) and node.parent is not None:
        yield from descendants(node.parent)
        node = node.parent
    for each in _ancestors_or_self(node):
        for sibling in _following_siblings(each):
            yield sibling
            yield from descendants(sibling)


def _preceding(node: Node) -> Iterator[Node]:
    if node.kind in (ATTRIBUTE, NAMESPACE) and node.parent is not None:
        node = node.parent
    for each in _ancestors_or_self(node):
        for sibling in _preceding_siblings(each):
            yield from reversed(list(descendants(sibling)))
            yield sibling


def _attributes(node: Node) -> Iterable[Node]:
    return [each for each in node.attributes if each.kind == ATTRIBUTE and each.relevant]


def _namespaces(node: Node) -> Iterable[Node]:
    if node.kind != ELEMENT:
        return
    seen = {"xml"}
    for each in _ancestors_or_self(node):
        for attribute in each.attributes:
            if attribute.kind == NAMESPACE and attribute.name not in seen:
                seen.add(attribute.name)
                if attribute.text:
                    yield Node(NAMESPACE, attribute.name, node, attribute.text)
    yield Node(NAMESPACE, "xml", node, XML_NAMESPACE)


def _self(node: Node) -> Iterable[Node]:
    return (node,)


AXES: Mapping[str, Axis] = {
    "ancestor": _ancestors,
    "ancestor-or-self": _ancestors_or_self,
    "attribute": _attributes,
    "child": _child,
    "descendant": descendants,
    "descendant-or-self": _descendants_or_self,
    "following": _following,
    "following-sibling": _following_siblings,
    "namespace": _namespaces,
    "parent": _parent,
    "preceding": _preceding,
    "preceding-sibling": _preceding_siblings,
    "self": _self,
}

_TYPES = {
    "text()": TEXT,
    "comment()": COMMENT,
}


def node_test(step: Step, namespaces: Mapping[str, str]) -> Test | None:
    """Return the test of a step, None where every node passes.

    A name without prefix meets nodes written without prefix, whatever their default namespace:
    that is what forms mean, and what JavaRosa does. Where ``namespaces`` has an entry for ``""``,
    it meets nodes of that namespace and of none.
    """
    test = step.test
    if test == "node()":
        return None
    if test in _TYPES:
        wanted = _TYPES[test]
        return lambda node: node.kind == wanted
    if test == "processing-instruction()":
        target = step.target
        return lambda node: node.kind == INSTRUCTION and (not target or node.name == target)
    kind = {"attribute": ATTRIBUTE, "namespace": NAMESPACE}.get(step.axis, ELEMENT)
    if test == "*":
        return lambda node: node.kind == kind
    prefix, _, name = test.rpartition(":")
    if not prefix and kind == ELEMENT and "" in namespaces:
        known = ("", namespaces[""])
        return lambda node: node.name == name and node.kind == kind and node.uri in known
    if not prefix:
        return lambda node: node.name == name and node.kind == kind and not node.prefix
    uri = XML_NAMESPACE if prefix == "xml" else namespaces.get(prefix)

    def named(node: Node) -> bool:
        if node.kind != kind or (name not in ("*", node.name)):
            return False
        return node.uri == uri if uri is not None else node.prefix == prefix

    return named


def axis_step(step: Step, namespaces: Mapping[str, str]) -> Callable[[Node], list[Node]]:
    """Return the walk of one step, its predicates left to the caller."""
    axis = AXES[step.axis]
    test = node_test(step, namespaces)
    if test is None:
        return lambda node: list(axis(node))
    plain = "" not in namespaces and ":" not in step.test and step.test[-1] not in "*)"
    if step.axis == "child" and plain:
        name = step.test

        def children_named(node: Node) -> list[Node]:
            return [
                child
                for child in node.children
                if child.name == name
                and child.relevant
                and child.kind == ELEMENT
                and not child.prefix
            ]

        return children_named
    passes = test
    return lambda node: [each for each in axis(node) if passes(each)]


__all__ = ["AXES", "DOCUMENT", "REVERSE", "SAFE", "Axis", "Test", "axis_step", "node_test"]
