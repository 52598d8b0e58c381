"""Which pages a response has, and which follows which: decided here and not in widgets.

A page is a field-list group, or one question, or one row of a field-list repeat; where a repeat may
grow, a page of its own asks for another row. The text that ``or_other`` adds to a question stands
on its page, right below the choice that asks for it. Groups and questions that are irrelevant, and
pages with nothing to see, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from surveyapp.xform.instance import Element, Instance, Row, ref_of, row_ref
from surveyapp.xform.model import BodyNode, Model
from surveyapp.xform.outcomes import Item, ItemKind, Page

_IF_OTHER = re.compile(r"\s*selected\(\s*[^ ,]+\s*,\s*'other'\s*\)\s*")


class Pages:
    """The pages of one response, kept until one may have come or gone."""

    def __init__(self, instance: Instance, label: Callable[[BodyNode, Element], str]) -> None:
        self.instance = instance
        self._pagination = Pagination(instance.model, label)
        self._kept: tuple[Page, ...] | None = None

    def forget(self) -> None:
        """Lay the pages out again when they are asked for next."""
        self._kept = None

    def all(self) -> tuple[Page, ...]:
        """Return the pages with something to see, in order."""
        if self._kept is None:
            self._kept = self._pagination.pages(self.instance.root)
        return self._kept

    def after(self, page_ref: str) -> Page | None:
        """Return the page after ``page_ref``, None after the last."""
        at = self._at(page_ref) + 1
        return self.all()[at] if at < len(self.all()) else None

    def before(self, page_ref: str) -> Page | None:
        """Return the page before ``page_ref``, None before the first."""
        at = self._at(page_ref)
        return self.all()[at - 1] if at > 0 else None

    def _at(self, page_ref: str) -> int:
        pages = self.all()
        for at, page in enumerate(pages):
            if page.ref == page_ref:
                return at
        # The page itself went away: stand just before whatever follows it in the form.
        order = self._order(page_ref)
        before = [at for at, page in enumerate(pages) if self._order(page.ref) <= order]
        return before[-1] if before else -1

    def _order(self, ref: str) -> int:
        return self.instance.definition(ref).number


class Pagination:
    """Lays a response out in pages; ``label`` gives the label of a body node in its row."""

    def __init__(self, model: Model, label: Callable[[BodyNode, Element], str]) -> None:
        self.model = model
        self.label = label

    def pages(self, root: Row) -> tuple[Page, ...]:
        """Return all pages of a response.

        A page is known by its ref: a question that the form shows twice has one, its first.
        """
        pages: dict[str, Page] = {}
        for page in self._pages(self.model.body, root, ""):
            pages.setdefault(page.ref, page)
        return tuple(pages.values())

    def _element(self, node: BodyNode, row: Row) -> Element | None:
        definition = self.model.nodes.get(node.ref)
        if definition is None or definition.scope is not row.scope:
            return None
        return row.slots[definition.slot]

    def _rows(self, node: BodyNode, row: Row) -> list[Row]:
        scope = self.model.nodes[node.ref].scope
        return [each for each in row.nested[scope.index] if each.node.relevant]

    def _can_grow(self, node: BodyNode, row: Row) -> bool:
        definition = self.model.nodes[node.ref]
        scope = definition.scope
        parent = definition.parent
        assert parent is not None
        return not scope.count and not scope.fixed and row.slots[parent.slot].relevant

    def _pages(self, nodes: Sequence[BodyNode], row: Row, title: str) -> Iterator[Page]:
        for node, before, after in zip(nodes, (None, *nodes), (*nodes[1:], None), strict=False):
            if node.kind == "repeat":
                yield from self._repeat_pages(node, row, title)
                continue
            element = self._element(node, row)
            if element is not None and not element.relevant:
                continue
            if node.kind == "question":
                if element is not None and not self._specifies(node, before):
                    ref = ref_of(element)
                    asked = [node, after] if after and self._specifies(after, node) else [node]
                    yield Page(ref, title, node.appearance, tuple(self._items(asked, row, 0)))
                continue
            name = self.label(node, element or row.node) or title
            if node.field_list:
                items = tuple(self._items(node.children, row, 0))
                if any(item.kind is not ItemKind.GROUP for item in items):
                    ref = ref_of(element) if element is not None else items[0].ref
                    yield Page(ref, name, node.appearance, items)
            else:
                yield from self._pages(node.children, row, name)

    def _specifies(self, node: BodyNode, choice: BodyNode | None) -> bool:
        """Say whether a question is the text that ``or_other`` added to the one before it."""
        if choice is None or node.kind != "question" or node.ref != f"{choice.ref}_other":
            return False
        definition = self.model.nodes.get(node.ref)
        asked = definition.field if definition is not None else None
        return asked is not None and _IF_OTHER.fullmatch(asked.relevant) is not None

    def _repeat_pages(self, node: BodyNode, row: Row, title: str) -> Iterator[Page]:
        for inner in self._rows(node, row):
            name = self.label(node, inner.node) or title
            if node.field_list:
                items = tuple(self._items(node.children, inner, 0))
                if items:
                    yield Page(row_ref(inner), name, node.appearance, items)
            else:
                yield from self._pages(node.children, inner, name)
        if self._can_grow(node, row):
            ref = repeat_ref(node.ref, row)
            name = self.label(node, row.node) or title
            yield Page(ref, name, node.appearance, (Item(ref, ItemKind.REPEAT),))

    def _items(self, nodes: Sequence[BodyNode], row: Row, depth: int) -> Iterator[Item]:
        for node in nodes:
            if node.kind == "repeat":
                for inner in self._rows(node, row):
                    yield Item(row_ref(inner), ItemKind.GROUP, depth)
                    yield from self._items(node.children, inner, depth + 1)
                if self._can_grow(node, row):
                    yield Item(repeat_ref(node.ref, row), ItemKind.REPEAT, depth)
                continue
            element = self._element(node, row)
            if element is not None and not element.relevant:
                continue
            if node.kind == "question":
                if element is not None:
                    yield Item(ref_of(element), ItemKind.QUESTION, depth)
                continue
            inner_items = tuple(self._items(node.children, row, depth + 1))
            if any(item.kind is not ItemKind.GROUP for item in inner_items):
                if element is not None:
                    yield Item(ref_of(element), ItemKind.GROUP, depth)
                yield from inner_items


def repeat_ref(ref: str, row: Row) -> str:
    """Return the ref of a repeat inside ``row``, without a position of its own."""
    if row.parent is None:
        return ref
    return row_ref(row) + ref[len(row.scope.node.ref) :]
