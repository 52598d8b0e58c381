"""Secondary instances: the lists a form looks things up in, kept as they were parsed.

Nodes are made when an expression looks at an item, and remembered; an index by column turns
``[region = …]`` over ten thousand items into one look. Shared by all sessions of a form, since
nothing in a list ever changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from surveyapp.xform.xpath.environment import Index
from surveyapp.xform.xpath.nodes import ATTRIBUTE, DOCUMENT, ELEMENT, Node, string_value


class ItemNode(Node):
    """An element of a list, its children made when first walked."""

    __slots__ = ("_made", "element", "owner")

    def __init__(self, element: Element, parent: Node, owner: ItemList) -> None:
        self.kind = ELEMENT
        uri, _, self.name = element.tag.rpartition("}")
        self.uri = uri.lstrip("{")
        self.prefix = ""
        self.parent = parent
        self.text = "" if len(element) else (element.text or "")
        self.relevant = True
        self.element = element
        self.owner = owner
        self._made: Sequence[Node] | None = None
        self.attributes = ()
        if element.attrib:
            self.attributes = [
                Node(ATTRIBUTE, name.rpartition("}")[2], self, value)
                for name, value in element.attrib.items()
            ]

    @property
    def children(self) -> Sequence[Node]:  # type: ignore[override]
        """Return the child nodes, made on first sight."""
        if self._made is None:
            self._made = [self.owner.node(child, self) for child in self.element]
        return self._made

    def column(self, name: str) -> str:
        """Return the text of the child with that name (``@name``: attribute), else ``""``."""
        if name.startswith("@"):
            return self.element.get(name[1:], "")
        for child in self.element:
            if child.tag == name or child.tag.rpartition("}")[2] == name:
                return child.text or ""
        return ""


def column_at(node: Node, path: str) -> str:
    """Return the text that a path leads to from an item: ``name``, ``@id``, ``name/fr``, ``.``."""
    current = node
    for step in path.split("/"):
        if step in ("", "."):
            continue
        among = current.attributes if step[0] == "@" else current.children
        name = step.removeprefix("@").rpartition(":")[2]
        found = next((each for each in among if each.name == name), None)
        if found is None:
            return ""
        current = found
    return string_value(current)


def _texts(element: Element, key: str) -> list[str]:
    if key.startswith("@"):
        text = element.get(key[1:])
        return [] if text is None else [text]
    first, _, rest = key.partition("/")
    if rest:
        below = [child for child in element if child.tag.rpartition("}")[2] == first]
        return [text for child in below for text in _texts(child, rest)]
    return [child.text or "" for child in element if child.tag.rpartition("}")[2] == key]


class _Index:
    def __init__(self, owner: ItemList, parent: Node, rows: Mapping[str, list[Element]]) -> None:
        self.owner = owner
        self.parent = parent
        self.rows = rows

    def get(self, key: str, default: Sequence[Node], /) -> Sequence[Node]:
        found = self.rows.get(key)
        if found is None:
            return default
        return [self.owner.node(element, self.parent) for element in found]


class ItemList:
    """One secondary instance."""

    def __init__(self, element: Element, name: str = "") -> None:
        self.element = element
        self._nodes: dict[int, ItemNode] = {}
        self.document = Node(DOCUMENT)
        self.root = self.node(element, self.document)
        self.document.children = (self.root,)
        self.document.attributes = (Node(ATTRIBUTE, "id", self.document, name),)
        self._indexes: dict[tuple[str, str, str], Index] = {}

    def __len__(self) -> int:
        return len(self.element)

    def node(self, element: Element, parent: Node) -> ItemNode:
        """Return the node of an element, always the same."""
        found = self._nodes.get(id(element))
        if found is None:
            found = self._nodes[id(element)] = ItemNode(element, parent, self)
        return found

    def items(self) -> list[ItemNode]:
        """Return every item in order."""
        return [self.node(element, self.root) for element in self.element]

    def index(self, top: str, item: str, key: str) -> Index:
        """Return the items ``/top/item`` by the text of their child ``key``."""
        name = (top, item, key)
        if name not in self._indexes:
            rows: dict[str, list[Element]] = {}
            if self.root.name == top:
                for each in self.element:
                    if each.tag.rpartition("}")[2] == item:
                        for text in _texts(each, key):
                            same = rows.setdefault(text, [])
                            if not same or same[-1] is not each:
                                same.append(each)
            self._indexes[name] = _Index(self, self.root, rows)
        return self._indexes[name]

    def with_value(self, column: str, value: str) -> Sequence[Node]:
        """Return the items whose ``column`` is ``value``."""
        item = self.element[0].tag.rpartition("}")[2] if len(self.element) else ""
        return self.index(self.root.name, item, column).get(value, ())

    def lookup(self, wanted: str, key: str, value: str) -> str:
        """Return column ``wanted`` of the first item whose column ``key`` is ``value``."""
        found = self.with_value(key, value)
        first = found[0] if found else None
        return first.column(wanted) if isinstance(first, ItemNode) else ""
