"""Reads the data of a form as it begins: every element a node, every repeat a scope of its own.

Sorts names into namespaces too: the engine writes a ref with the prefixes that the form declares.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from surveyapp.xform.model import NodeDef, Scope
from surveyapp.xform.safe_xml import JR, XFORMS


class DataTree:
    """The nodes of a form by ref, its scopes, and the templates of its repeats.

    ``declared`` are the namespaces by prefix, ``counts`` what each repeat says of its rows: how
    many, as an expression, and whether they are fixed.
    """

    def __init__(
        self, data: Element, declared: Mapping[str, str], counts: Mapping[str, tuple[str, bool]]
    ) -> None:
        self.counts = counts
        self.namespaces = {prefix: uri for prefix, uri in declared.items() if prefix}
        self.prefixes = {uri: prefix for prefix, uri in reversed(self.namespaces.items())}
        self.prefixes |= {declared.get("", ""): "", XFORMS: "", "": ""}
        # The data may live in a default namespace of its own.
        self.prefixes[data.tag.rpartition("}")[0].lstrip("{")] = ""
        self.nodes: dict[str, NodeDef] = {}
        self.templates: dict[str, Element] = {}
        self.number = 0
        self.scopes = [Scope(None)]
        self.root = self._node(data, None, self.scopes[0])

    def _name(self, tag: str) -> tuple[str, str, str]:
        uri, _, name = tag.rpartition("}")
        uri = uri.lstrip("{")
        return name, self.prefixes.get(uri, ""), uri

    def _node(self, element: Element, parent: NodeDef | None, scope: Scope) -> NodeDef:
        name, prefix, uri = self._name(element.tag)
        key = f"{prefix}:{name}" if prefix else name
        ref = f"{parent.ref}/{key}" if parent else f"/{key}"
        if ref in self.counts and parent is not None:
            inner = Scope(scope, len(scope.nested))
            inner.count, inner.fixed = self.counts[ref]
            scope.nested.append(inner)
            self.scopes.append(inner)
            scope = inner
        has_children = len(element) > 0
        text = "" if has_children else (element.text or "")
        node = NodeDef(name, prefix, uri, ref, parent, scope, len(scope.members), self.number, text)
        self.number += 1
        scope.members.append(node)
        self.nodes[ref] = node
        if parent is not None:
            parent.children.append(node)
        for tag, value in element.items():
            if tag != f"{JR}template":
                node.fixed_attributes.append((*self._name(tag), value))
        if has_children:
            self._children(element, node, scope)
        return node

    def _children(self, element: Element, node: NodeDef, scope: Scope) -> None:
        done: dict[str, Element] = {}
        for child in element:
            first = done.get(child.tag)
            if first is None or (
                child.get(f"{JR}template") is not None and first.get(f"{JR}template") is None
            ):
                done[child.tag] = child
        for child in done.values():
            made = self._node(child, node, scope)
            if made.repeats:
                self.templates[made.ref] = child

    def attribute(self, ref: str) -> NodeDef | None:
        """Return a node made for the attribute at ``ref``, None where no element carries it."""
        owner_ref, _, name = ref.rpartition("/@")
        owner = self.nodes.get(owner_ref)
        if owner is None or not name:
            return None
        prefix, _, plain = name.rpartition(":")
        text = next((v for n, p, _, v in owner.fixed_attributes if (n, p) == (plain, prefix)), "")
        owner.fixed_attributes[:] = [
            each for each in owner.fixed_attributes if (each[0], each[1]) != (plain, prefix)
        ]
        node = NodeDef(
            plain,
            prefix,
            self.namespaces.get(prefix, ""),
            ref,
            owner,
            owner.scope,
            len(owner.scope.members),
            self.number,
            text,
            is_attribute=True,
        )
        self.number += 1
        owner.scope.members.append(node)
        owner.attributes.append(node)
        self.nodes[ref] = node
        return node
