"""A response as a document: our JSON and ODK's submission XML, both ways, losing nothing.

The JSON: ``{"form", "version", "instanceID", "data"}``; ``data`` nests by name, a repeat is a list
of objects, every leaf is its text. A name carries its prefix where the form writes one, an
attribute that the form computes an ``@``. Irrelevant nodes are left out of what is submitted (ODK
XForms) and kept in a draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias
from xml.etree.ElementTree import Element as Source
from xml.sax.saxutils import escape, quoteattr

from surveyapp.xform.instance import Element, Instance
from surveyapp.xform.loading import XFORMS, local
from surveyapp.xform.model import Model, NodeDef
from surveyapp.xform.xpath.nodes import Node

Json: TypeAlias = "str | list[Json] | dict[str, Json]"

TEXT = "#"
"""Key of the text of a leaf that also has computed attributes."""
_is_plain = attrgetter("definition.plain")
_NOT_AS_IT_IS = re.compile(r"[&<>]|[^\x00-\x7f]").search
OPENROSA = "http://openrosa.org/xforms"
META = "meta"


def to_json(instance: Instance, *, everything: bool) -> dict[str, Json]:
    """Return the values of a response; ``everything`` keeps irrelevant ones too."""
    value = _value(instance.root.node, everything)
    assert isinstance(value, dict)
    return value


def _value(element: Element, everything: bool) -> Json:
    definition = element.definition
    if not definition.children and not definition.attributes:
        return element.raw
    found: dict[str, Json] = {}
    for attribute in element.attributes:
        if isinstance(attribute, Element) and (everything or attribute.relevant):
            found[attribute.definition.key] = attribute.raw
    if not definition.children:
        found[TEXT] = element.raw
        return found
    for child in definition.children:
        if child.repeats and (everything or element.relevant):
            rows = element.row.nested[child.scope.index]
            found[child.key] = [
                _value(row.node, everything) for row in rows if everything or row.node.relevant
            ]
    children = [each for each in element.children if not each.definition.repeats]
    for each in children:
        if everything or each.relevant:
            found[each.definition.key] = _value(each, everything)
    order = {child.key: number for number, child in enumerate(definition.children)}
    return dict(sorted(found.items(), key=lambda pair: order.get(pair[0], -1)))


def to_source(model: Model, data: Mapping[str, object]) -> tuple[Source, dict[str, str]]:
    """Return the data of a document as the elements an instance is filled from.

    The second value holds what has no place in this form any more, by its path.
    """
    unplaced: dict[str, str] = {}
    source = _source(model.root, data, unplaced, model.root.ref)
    return source, unplaced


def _source(definition: NodeDef, value: object, unplaced: dict[str, str], path: str) -> Source:
    source = Source(definition.tag)
    if not isinstance(value, Mapping):
        if definition.children and value:
            unplaced[path] = str(value)
        source.text = "" if value is None else str(value)
        return source
    names = {child.key: child for child in definition.children}
    attributes = {each.key: each for each in definition.attributes}
    source.text = str(value.get(TEXT, ""))
    for key, inner in value.items():
        where = f"{path}/{key}"
        if key == TEXT:
            continue
        if key in attributes:
            source.set(attributes[key].tag, str(inner))
            continue
        child = names.get(key)
        if child is None:
            unplaced |= dict(_leaves(inner, where))
            continue
        rows = inner if isinstance(inner, list) else [inner]
        if not child.repeats and len(rows) > 1:
            unplaced |= dict(_leaves(rows[1:], where))
            rows = rows[:1]
        for each in rows:
            source.append(_source(child, each, unplaced, where))
    return source


def _leaves(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _leaves(inner, f"{path}[{number}]")
    elif value:
        yield path, str(value)


def from_xml(model: Model, top: Source) -> tuple[dict[str, Json], str]:
    """Return the data of a submission's XML as our JSON has it, and its identifier.

    A form without a place for the identifier has none in its data either.
    """
    value = _from_element(model.root, top)
    data = value if isinstance(value, dict) else {}
    identity = next((i for m in _named(top, META) for i in _named(m, "instanceID")), None)
    held = (identity.text or "" if identity is not None else "").strip()
    meta = data.get(META)
    if not _has_identity(model) and isinstance(meta, dict):
        meta.pop("instanceID", None)
        if not meta:
            del data[META]
    return data, held


def _named(element: Source, name: str) -> Iterator[Source]:
    return (each for each in element if local(each.tag) == name)


def _has_identity(model: Model) -> bool:
    return any(
        node.name == "instanceID" and node.parent is not None and node.parent.name == META
        for node in model.nodes.values()
    )


def _from_element(definition: NodeDef, element: Source) -> Json:
    if not definition.children and not definition.attributes:
        return element.text or ""
    found: dict[str, Json] = {}
    for attribute in definition.attributes:
        text = element.get(attribute.tag)
        if text is not None:
            found[attribute.key] = text
    if not definition.children:
        found[TEXT] = element.text or ""
        return found
    for child in definition.children:
        # Some clients write submissions without the form's namespace.
        same = [each for each in element if each.tag in (child.tag, child.name)]
        if child.repeats:
            found[child.key] = [_from_element(child, each) for each in same]
        elif same:
            found[child.key] = _from_element(child, same[0])
    for each in element:
        known = any(each.tag in (child.tag, child.name) for child in definition.children)
        if not known:
            found[local(each.tag)] = _unknown(each)
    return found


def _unknown(element: Source) -> Json:
    if not len(element):
        return element.text or ""
    return {local(child.tag): _unknown(child) for child in element}


def to_xml(instance: Instance, instance_id: str) -> bytes:
    """Return the submission: relevant nodes only, in the form's namespaces."""
    top = instance.root.node
    model = instance.model
    has_id = _has_identity(model)
    prefix = model_prefix(model)
    used = {top.prefix, *(each.prefix for each in top.attributes)}
    parts: list[str] = []
    _write_children(top.children, parts, used)
    if not has_id:
        used.add(prefix)
        parts.append(
            f"<{prefix}:meta><{prefix}:instanceID>{escape(instance_id)}</{prefix}:instanceID>"
            f"</{prefix}:meta>"
        )
    parts.append(f"</{_name(top)}>")
    return (_opening(top, model, used - {""}) + "".join(parts)).encode()


def _opening(top: Element, model: Model, used: set[str]) -> str:
    """Return all up to the first child, with the namespaces whose prefixes are ``used``."""
    parts = ["<?xml version='1.0' encoding='UTF-8'?>", f"<{_name(top)}"]
    if top.uri and top.uri != XFORMS and not top.prefix:
        parts.append(f" xmlns={quoteattr(top.uri)}")
    parts += [
        f" xmlns:{name}={quoteattr(model.namespaces.get(name, OPENROSA))}" for name in sorted(used)
    ]
    _attributes(top, parts, used)
    parts.append(">")
    return "".join(parts)


def model_prefix(model: Model) -> str:
    """Return the prefix of OpenRosa's namespace in a form."""
    return next((p for p, uri in model.namespaces.items() if uri == OPENROSA), "orx")


def _name(node: Node) -> str:
    return f"{node.prefix}:{node.name}" if node.prefix else node.name


def _attributes(element: Element, parts: list[str], used: set[str]) -> None:
    used.update(attribute.prefix for attribute in element.attributes)
    parts += [
        f" {_name(attribute)}={quoteattr(attribute.kept_text())}"
        for attribute in element.attributes
        if attribute.relevant
    ]


def _write(element: Element, parts: list[str], used: set[str]) -> None:
    used.add(element.prefix)
    name = _name(element)
    parts.append(f"<{name}")
    if element.attributes:
        _attributes(element, parts, used)
    if element.children:
        parts.append(">")
        _write_children(element.children, parts, used)
        parts.append(f"</{name}>")
    elif element.raw:
        parts.append(f">{escape(element.definition.composed(element.raw))}</{name}>")
    else:
        parts.append("/>")


def _write_children(children: Iterable[Element], parts: list[str], used: set[str]) -> None:
    for plain, run in groupby(children, _is_plain):
        if plain:
            _write_leaves(run, parts)
            continue
        for child in run:
            if child.relevant:
                _write(child, parts, used)


def _write_leaves(leaves: Iterable[Element], parts: list[str]) -> None:
    """Write what is nearly all of a form at once: names without prefix, no attributes."""
    shown = [each for each in leaves if each.relevant]
    texts = [each.raw for each in shown]
    if _NOT_AS_IT_IS("".join(texts)):
        texts = [escape(each.definition.composed(each.raw)) for each in shown]
    parts += [
        f"<{each.name}>{text}</{each.name}>" if text else f"<{each.name}/>"
        for each, text in zip(shown, texts, strict=True)
    ]
