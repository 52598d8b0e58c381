"""Reads any XML into the tree that expressions walk: comments, namespaces and all.

Safe by itself: a document type declaration is refused before anything is expanded.
"""

from __future__ import annotations

from xml.parsers import expat

from surveyapp.errors import UserError
from surveyapp.xform.xpath.axes import XML_NAMESPACE
from surveyapp.xform.xpath.nodes import (
    ATTRIBUTE,
    COMMENT,
    DOCUMENT,
    ELEMENT,
    INSTRUCTION,
    NAMESPACE,
    TEXT,
    Node,
)


class _Builder:
    def __init__(self) -> None:
        self.document = Node(DOCUMENT)
        self.document.children = []
        self.open: list[Node] = [self.document]
        self.scopes: list[dict[str, str]] = [{"xml": XML_NAMESPACE}]
        self.text: list[str] = []

    def flush(self) -> None:
        if self.text:
            self.add(Node(TEXT, "", self.open[-1], "".join(self.text)))
            self.text.clear()

    def add(self, node: Node) -> None:
        children = self.open[-1].children
        assert isinstance(children, list)
        children.append(node)

    def start(self, tag: str, attributes: list[str]) -> None:
        self.flush()
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        scope = dict(self.scopes[-1])
        for name, value in pairs:
            if name == "xmlns" or name.startswith("xmlns:"):
                scope[name.partition(":")[2]] = value
        self.scopes.append(scope)
        prefix, _, local = tag.rpartition(":")
        node = Node(ELEMENT, local, self.open[-1], "", scope.get(prefix, ""), prefix)
        node.children = []
        node.attributes = [self.attribute(node, name, value, scope) for name, value in pairs]
        self.add(node)
        self.open.append(node)

    def attribute(self, owner: Node, name: str, value: str, scope: dict[str, str]) -> Node:
        if name == "xmlns" or name.startswith("xmlns:"):
            return Node(NAMESPACE, name.partition(":")[2], owner, value)
        prefix, _, local = name.rpartition(":")
        return Node(ATTRIBUTE, local, owner, value, scope.get(prefix, "") if prefix else "", prefix)

    def end(self, tag: str) -> None:
        del tag
        self.flush()
        self.open.pop()
        self.scopes.pop()

    def comment(self, text: str) -> None:
        self.flush()
        self.add(Node(COMMENT, "", self.open[-1], text))

    def instruction(self, target: str, data: str) -> None:
        self.flush()
        self.add(Node(INSTRUCTION, target, self.open[-1], data))


def refuse_doctype(*_: object) -> None:
    """Refuse a document type declaration: entities are how small files become enormous."""
    raise UserError("The XML declares a document type. Remove the DOCTYPE line and try again.")


def read_document(xml: bytes | str) -> Node:
    """Return the document node of ``xml``; raises ``UserError`` where it is not well-formed."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text.append
    parser.CommentHandler = builder.comment
    parser.ProcessingInstructionHandler = builder.instruction
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as problem:
        raise UserError(
            "The XML is damaged at line {line}, column {column}. Make the file again.",
            line=problem.lineno,
            column=problem.offset,
        ) from problem
    return builder.document
