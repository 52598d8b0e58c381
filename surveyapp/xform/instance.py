"""The values of one response: a tree of elements, cut into rows where a repeat repeats.

Holds what moves and nothing else: kept text, relevance, rows. Who must be recomputed when something
moves is ``recalculation``'s business. Knows no XML beyond the elements it is first filled from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element as Source

from surveyapp.xform.model import Model, NodeDef, Scope
from surveyapp.xform.xpath.nodes import ATTRIBUTE, DOCUMENT, ELEMENT, Node

TEMPLATE = "{http://openrosa.org/javarosa}template"
_POSITION = re.compile(r"\[(\d+)\]")


class Element(Node):
    """A node of the form with its answer.

    ``raw`` is what was answered or calculated; ``text`` is what expressions see of it: nothing
    while the node is irrelevant or what was answered is no value of its type. ``own`` is its own
    relevance, ``relevant`` that of all above too.
    """

    __slots__ = ("definition", "own", "raw", "row")
    children: list[Element]
    attributes: list[Node]

    def __init__(self, definition: NodeDef, parent: Node | None, row: Row, text: str) -> None:
        self.kind = ATTRIBUTE if definition.is_attribute else ELEMENT
        self.name = definition.name
        self.uri = definition.uri
        self.prefix = definition.prefix
        self.parent = parent
        self.raw = text
        self.children = []
        self.attributes = []
        self.relevant = self.own = True
        self.definition = definition
        self.row = row
        self.show()

    def show(self) -> None:
        """Let expressions see what they may of ``raw``."""
        raw = self.raw
        fits = self.definition.fits
        if not self.relevant:
            self.text = ""
        elif not raw or fits is None:
            self.text = raw
        elif fits(raw):
            # A number may be typed with its plus, which XPath does not read.
            self.text = raw[1:] if raw[0] == "+" else raw
        else:
            self.text = ""

    def write(self, text: str) -> None:
        """Put a value there that nobody depends on yet."""
        self.raw = text
        self.show()

    def place(self) -> int:
        """Return the position among the siblings of the same name, from 1."""
        return self.row.index + 1 if self.row.node is self else 1

    def kept_text(self) -> str:
        """Return the answer, relevant or not."""
        return self.raw


class Row:
    """One row of a repeat (or the whole form): its elements by slot, the rows nested in it."""

    __slots__ = ("dead", "index", "nested", "parent", "scope", "slots")

    def __init__(self, scope: Scope, parent: Row | None, index: int) -> None:
        self.scope = scope
        self.parent = parent
        self.index = index
        self.dead = False
        self.slots: list[Element] = [_NOWHERE] * len(scope.members)
        self.nested: list[list[Row]] = [[] for _ in scope.nested]

    @property
    def node(self) -> Element:
        """Return the element that repeats."""
        return self.slots[0]

    @property
    def alive(self) -> bool:
        """Say whether neither this row nor one around it was removed."""
        row: Row | None = self
        while row is not None:
            if row.dead:
                return False
            row = row.parent
        return True

    def rows(self, scope: Scope) -> list[Row]:
        """Return the rows of ``scope`` inside this one (itself, if it is one of them)."""
        if scope is self.scope:
            return [self]
        assert scope.parent is not None
        return [row for above in self.rows(scope.parent) for row in above.nested[scope.index]]

    def size(self) -> int:
        """Count the nodes of this row and of all rows in it."""
        inner = sum(row.size() for rows in self.nested for row in rows)
        return len(self.slots) + inner


_NOWHERE: Element = Element.__new__(Element)


class Instance:
    """All values of a response; ``size`` counts its nodes."""

    def __init__(self, model: Model, data: Source, templates: Mapping[str, Source]) -> None:
        self.model = model
        self.templates = templates
        self.document = Node(DOCUMENT)
        self.root = Row(model.root.scope, None, 0)
        self.size = len(self.root.slots)
        top = self._fill(model.root, data, self.document, self.root)
        self.document.children = [top]

    # building

    def _fill(self, definition: NodeDef, source: Source | None, parent: Node, row: Row) -> Element:
        text = definition.text if source is None or len(source) else (source.text or "")
        if definition.children:
            text = ""
        element = Element(definition, parent, row, text)
        row.slots[definition.slot] = element
        for name, prefix, uri, value in definition.fixed_attributes:
            tag = f"{{{uri}}}{name}" if uri else name
            # Rows that a form begins with may differ in their attributes.
            own = value if source is None or element.parent is self.document else source.get(tag)
            text = value if own is None else own
            element.attributes.append(Node(ATTRIBUTE, name, element, text, uri, prefix))
        for attribute in definition.attributes:
            written = None if source is None else source.get(attribute.tag)
            made = Element(attribute, element, row, attribute.text if written is None else written)
            row.slots[attribute.slot] = made
            element.attributes.append(made)
        if definition.children:
            self._fill_children(definition, source, element, row)
        return element

    def _fill_children(
        self, definition: NodeDef, source: Source | None, element: Element, row: Row
    ) -> None:
        found: dict[str, list[Source]] = {}
        if source is not None:
            for child in source:
                found.setdefault(child.tag, []).append(child)
        for child_def in definition.children:
            sources = found.get(child_def.tag)
            if not child_def.repeats:
                first = sources[0] if sources else None
                element.children.append(self._fill(child_def, first, element, row))
                continue
            rows = row.nested[child_def.scope.index]
            for each in sources or ():
                if each.get(TEMPLATE) is None:
                    made = self._row(child_def.scope, row, element, each, len(rows))
                    rows.append(made)
                    element.children.append(made.node)

    def _row(
        self, scope: Scope, above: Row, parent: Element, source: Source | None, index: int
    ) -> Row:
        row = Row(scope, above, index)
        self.size += len(row.slots)
        self._fill(scope.node, source, parent, row)
        return row

    # rows

    def parent_of(self, scope: Scope, above: Row) -> Element:
        """Return the element in which the rows of ``scope`` stand."""
        owner = scope.node.parent
        assert owner is not None
        return above.slots[owner.slot]

    def add_row(self, scope: Scope, above: Row) -> Row:
        """Append a row made from the repeat's template."""
        rows = above.nested[scope.index]
        parent = self.parent_of(scope, above)
        row = self._row(scope, above, parent, self.templates.get(scope.node.ref), len(rows))
        children = parent.children
        if rows:
            last, at = rows[-1].node, len(children) - 1
            while children[at] is not last:
                at -= 1
            children.insert(at + 1, row.node)
        else:
            children.insert(self._first_place(scope, parent), row.node)
        rows.append(row)
        return row

    @staticmethod
    def _first_place(scope: Scope, parent: Element) -> int:
        number = scope.node.number
        for at, child in enumerate(parent.children):
            if child.definition.number > number:
                return at
        return len(parent.children)

    def remove_row(self, row: Row) -> None:
        """Take a row out; those after it move up."""
        assert row.parent is not None
        rows = row.parent.nested[row.scope.index]
        del rows[row.index]
        for index in range(row.index, len(rows)):
            rows[index].index = index
        parent = row.node.parent
        assert isinstance(parent, Element)
        at = len(parent.children) - 1
        while parent.children[at] is not row.node:
            at -= 1
        del parent.children[at]
        row.dead = True
        self.size -= row.size()

    def put_back_row(self, row: Row) -> None:
        """Put a row that was taken out back where it stood, or last where there are fewer now."""
        assert row.parent is not None
        rows = row.parent.nested[row.scope.index]
        row.index = min(row.index, len(rows))
        parent = self.parent_of(row.scope, row.parent)
        if row.index < len(rows):
            after = rows[row.index].node
            at = next(at for at, child in enumerate(parent.children) if child is after)
        elif rows:
            last = rows[-1].node
            at = 1 + next(at for at, child in enumerate(parent.children) if child is last)
        else:
            at = self._first_place(row.scope, parent)
        parent.children.insert(at, row.node)
        rows.insert(row.index, row)
        for index in range(row.index + 1, len(rows)):
            rows[index].index = index
        row.dead = False
        self.size += row.size()

    # finding

    def find(self, ref: str) -> Element | None:
        """Return the element at ``ref``; a repeat without position means its first row."""
        definition = self.model.nodes.get(ref)
        if definition is None:
            definition = self.model.nodes.get(_POSITION.sub("", ref))
            if definition is None:
                return None
        row = self._row_at(ref, definition.scope)
        return None if row is None else row.slots[definition.slot]

    def element(self, ref: str) -> Element:
        """Return the element at ``ref``; raises ``KeyError`` where there is none."""
        element = self.find(ref)
        if element is None:
            raise KeyError(ref)
        return element

    def definition(self, ref: str) -> NodeDef:
        """Return what the form says of ``ref``, whether or not there is such a row."""
        nodes = self.model.nodes
        node = nodes.get(ref)
        if node is None and "[" in ref:
            node = nodes.get(_POSITION.sub("", ref))
        if node is None:
            raise KeyError(ref)
        return node

    def repeat(self, ref: str) -> tuple[Scope, Row]:
        """Return the repeat at ``ref`` and the row in which its rows stand; may raise KeyError."""
        node = self.definition(ref)
        above = self.row_above(ref, node.scope) if node.repeats else None
        if above is None:
            raise KeyError(ref)
        return node.scope, above

    def _row_at(self, ref: str, scope: Scope) -> Row | None:
        if scope.parent is None:
            return self.root
        above = self._row_at(ref, scope.parent)
        if above is None:
            return None
        rows = above.nested[scope.index]
        position = position_in(ref, scope)
        return rows[position - 1] if 1 <= position <= len(rows) else None

    def row_above(self, ref: str, scope: Scope) -> Row | None:
        """Return the row in which the rows of ``scope`` that ``ref`` means stand."""
        assert scope.parent is not None
        return self._row_at(ref, scope.parent)

    def rows(self, scope: Scope) -> list[Row]:
        """Return every row of a scope, in document order."""
        return self.root.rows(scope)

    def elements(self) -> Iterator[Element]:
        """Yield every element in document order, irrelevant ones too."""
        todo: list[Element] = list(self.document.children)  # type: ignore[arg-type]
        while todo:
            element = todo.pop()
            yield element
            todo += reversed(element.children)


def position_in(ref: str, scope: Scope) -> int:
    """Return the position that ``ref`` gives for a repeat, 1 where it gives none."""
    depth = scope.node.ref.count("/")
    parts = ref.split("/")
    found = _POSITION.search(parts[depth]) if depth < len(parts) else None
    return int(found[1]) if found else 1


def ref_of(element: Element) -> str:
    """Return an element's ref, with the position of every row around it."""
    row = element.row
    if row.parent is None:
        return element.definition.ref
    return row_ref(row) + element.definition.ref[len(row.scope.node.ref) :]


def row_ref(row: Row) -> str:
    """Return a row's ref: ``/data/person[2]``."""
    above = row.parent
    if above is None:
        return row.scope.node.ref
    base = row_ref(above) if above.parent is not None else above.scope.node.ref
    rest = row.scope.node.ref[len(above.scope.node.ref) :]
    return f"{base}{rest}[{row.index + 1}]"
