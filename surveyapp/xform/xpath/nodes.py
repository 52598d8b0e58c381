"""The tree that expressions walk: XPath 1.0's data model, as small as it can be.

Knows no form. A form's instance adds what it needs in a subclass (``instance.Element``). A leaf of
a form holds its text itself; documents read from outside hold text nodes. ``relevant`` lets every
walk leave out what the form says does not apply (JavaRosa's rule: an irrelevant node is in no
node-set).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

DOCUMENT, ELEMENT, ATTRIBUTE, TEXT, COMMENT, INSTRUCTION, NAMESPACE = range(7)


class Node:
    """A node: ``name`` is local, ``uri`` its namespace, ``prefix`` as written."""

    __slots__ = (
        "attributes",
        "children",
        "kind",
        "name",
        "parent",
        "prefix",
        "relevant",
        "text",
        "uri",
    )

    def __init__(
        self,
        kind: int,
        name: str = "",
        parent: Node | None = None,
        text: str = "",
        uri: str = "",
        prefix: str = "",
    ) -> None:
        self.kind = kind
        self.name = name
        self.parent = parent
        self.text = text
        self.uri = uri
        self.prefix = prefix
        self.children: Sequence[Node] = ()
        self.attributes: Sequence[Node] = ()
        self.relevant = True

    def place(self) -> int:
        """Return the position among the siblings of the same name, from 1."""
        if self.parent is None:
            return 1
        place = 0
        for sibling in self.parent.children:
            if sibling.name == self.name and sibling.kind == self.kind:
                place += 1
                if sibling is self:
                    return place
        return 1

    def kept_text(self) -> str:
        """Return the text a node holds whether it is relevant or not."""
        return string_value(self)

    def __repr__(self) -> str:
        """Return what a person debugging wants to see."""
        return f"<{self.name or self.kind} {string_value(self)!r}>"


def string_value(node: Node) -> str:
    """Return a node's text: its own, or that of all text below it that is relevant."""
    if not node.children:
        return node.text
    parts: list[str] = []
    todo = list(reversed(node.children))
    while todo:
        current = todo.pop()
        if not current.relevant:
            continue
        if current.children:
            todo += reversed(current.children)
        elif current.kind in (ELEMENT, TEXT):
            parts.append(current.text)
    return "".join(parts)


def root_of(node: Node) -> Node:
    """Return the topmost node above ``node``."""
    while node.parent is not None:
        node = node.parent
    return node


def descendants(node: Node) -> Iterator[Node]:
    """Yield the nodes below ``node`` in document order, irrelevant branches left out."""
    todo = list(reversed(children_of(node)))
    while todo:
        current = todo.pop()
        if current.relevant:
            yield current
            if current.kind == ELEMENT:
                todo += reversed(children_of(current))


def children_of(node: Node) -> Sequence[Node]:
    """Return a node's children, the text of a form's leaf as a text node."""
    if node.children or node.kind != ELEMENT or not node.text:
        return node.children
    return (Node(TEXT, "", node, node.text),)


def ordered(nodes: list[Node]) -> list[Node]:
    """Return ``nodes`` once each and in document order."""
    if len(nodes) < 2:
        return nodes
    unique = list({id(node): node for node in nodes}.values())
    places: dict[int, dict[int, int]] = {}

    def key(node: Node) -> tuple[tuple[int, int], ...]:
        path: list[tuple[int, int]] = []
        while (parent := node.parent) is not None:
            if id(parent) not in places:
                places[id(parent)] = {id(child): i for i, child in enumerate(parent.children)}
            if node.kind in (ATTRIBUTE, NAMESPACE):
                own = [id(attribute) for attribute in parent.attributes]
                # Namespaces come before attributes, attributes before children.
                path.append((node.kind == ATTRIBUTE, own.index(id(node)) if id(node) in own else 0))
            else:
                path.append((2, places[id(parent)].get(id(node), 0)))
            node = parent
        path.reverse()
        return tuple(path)

    if any(node.parent is None for node in unique) or len(unique) > 1:
        unique.sort(key=key)
    return unique
