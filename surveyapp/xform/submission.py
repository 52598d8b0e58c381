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
from types import MappingProxyType
from typing import TypeAlias
from xml.etree.ElementTree import Element as Source
from xml.sax.saxutils import escape, quoteattr

from surveyapp.xform.instance import Element, Instance
from surveyapp.xform.loading import version_of
from surveyapp.xform.model import META, Model, NodeDef
from surveyapp.xform.safe_xml import SURVEYAPP, XFORMS, local
from surveyapp.xform.xpath.nodes import Node

Json: TypeAlias = "str | list[Json] | dict[str, Json]"

LEAF_TEXT = "#"
"""Key of the text of a leaf that also has attributes of its own in a document."""
_is_plain = attrgetter("definition.plain")
_NOT_AS_IT_IS = re.compile(r"[&<>\r\x80-\U0010ffff]").search
OPENROSA = "http://openrosa.org/xforms"
INSTANCE_ID = "instanceID"
DEPRECATED_ID = "deprecatedID"
UNPLACED = "unplaced"
"""Key of a document, and element of a submission, that hold values without a place by their path.
The element is in a namespace of ours: servers of ODK submissions know nothing of it."""
_UNPLACED = f"{SURVEYAPP}{UNPLACED}"

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_json(instance: Instance, *, everything: bool) -> dict[str, Json]:
    """Return the values of a response; ``everything`` keeps irrelevant ones too."""
    value = _value(instance.root.node, everything)
    assert isinstance(value, dict)
    return value


def _value(element: Element, everything: bool) -> Json:
    definition = element.definition
    text = element.raw if everything else definition.composed(element.raw)
    found: dict[str, Json] = {}
    for attribute in element.attributes:
        if not isinstance(attribute, Element):
            if attribute.text != _fixed(definition)[_name(attribute)]:
                found[f"@{_name(attribute)}"] = attribute.text
        elif everything or attribute.relevant:
            found[attribute.definition.key] = (
                attribute.raw if everything else attribute.definition.composed(attribute.raw)
            )
    if not definition.children:
        if not found and not definition.attributes:
            return text
        found[LEAF_TEXT] = text
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


def _fixed(definition: NodeDef) -> dict[str, str]:
    """Return the attributes that a form writes on a node and never computes, by name."""
    return {
        f"{prefix}:{name}" if prefix else name: value
        for name, prefix, _, value in definition.fixed_attributes
    }


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
        source.text = "" if value is None else storable(str(value))
        return source
    names = {child.key: child for child in definition.children}
    attributes = {each.key: each.tag for each in definition.attributes}
    if definition.parent is not None:
        attributes |= {
            f"@{prefix}:{name}" if prefix else f"@{name}": f"{{{uri}}}{name}" if uri else name
            for name, prefix, uri, _ in definition.fixed_attributes
        }
    source.text = str(value.get(LEAF_TEXT, ""))
    for key, inner in value.items():
        where = f"{path}/{key}"
        if key == LEAF_TEXT:
            continue
        if key in attributes:
            source.set(attributes[key], str(inner))
            continue
        child = names.get(key)
        if child is None:
            unplaced |= dict(_leaves(inner, where))
            continue
        rows = inner if isinstance(inner, list) else [inner]
        for number, each in enumerate(rows, 1):
            row = f"{where}[{number}]"
            if child.repeats:
                source.append(_source(child, each, unplaced, row))
            elif number == 1:
                source.append(_source(child, each, unplaced, where))
            else:
                unplaced |= dict(_leaves(each, row))
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


def from_xml(model: Model, top: Source) -> dict[str, Json]:
    """Return a submission's XML as the document ``to_json`` and its session would make of it.

    Metadata for which the form has no place stands beside its data.
    """
    document: dict[str, Json] = {"version": version_of(top)}
    for meta in [each for each in top if local(each.tag) == META]:
        for each in list(meta):
            name = local(each.tag)
            if name in (INSTANCE_ID, DEPRECATED_ID):
                document[name] = (each.text or "").strip()
                if name not in model.meta:
                    meta.remove(each)
                    if not len(meta):
                        top.remove(meta)
    kept = top.find(_UNPLACED)
    if kept is not None:
        top.remove(kept)
        document[UNPLACED] = {each.get("ref", ""): each.text or "" for each in kept}
    value = _from_element(model.root, top)
    document["data"] = value if isinstance(value, dict) else {}
    return document


def _from_element(definition: NodeDef, element: Source) -> Json:
    found: dict[str, Json] = {}
    attributes = {attribute.tag: attribute.key for attribute in definition.attributes}
    written: dict[str, str] = {}
    for name, prefix, uri, value in definition.fixed_attributes:
        tag = f"{{{uri}}}{name}" if uri else name
        attributes[tag] = f"@{prefix}:{name}" if prefix else f"@{name}"
        # Identifier and version of the form are read elsewhere.
        written[tag] = value if definition.parent else element.get(tag, value)
    for tag, text in element.attrib.items():
        if written.get(tag) != text:
            found[attributes.get(tag, f"@{local(tag)}")] = text
    if not definition.children:
        for each in element:
            _add(found, local(each.tag), _unknown(each))
        if not found and not definition.attributes:
            return element.text or ""
        found[LEAF_TEXT] = element.text or ""
        return found
    # Some clients write submissions without the form's namespace.
    known = {name: child for child in definition.children for name in (child.name, child.tag)}
    for child in definition.children:
        if child.repeats:
            found[child.key] = []
    for each in element:
        definition_of = known.get(each.tag)
        if definition_of is None:
            _add(found, local(each.tag), _unknown(each))
        else:
            _add(found, definition_of.key, _from_element(definition_of, each))
    return found


def _add(found: dict[str, Json], key: str, value: Json) -> None:
    """Put a value beside those of the same name: none is lost."""
    there = found.get(key)
    if isinstance(there, list):
        there.append(value)
    else:
        found[key] = value if there is None else [there, value]


def _unknown(element: Source) -> Json:
    found: dict[str, Json] = {f"@{local(tag)}": text for tag, text in element.attrib.items()}
    for child in element:
        _add(found, local(child.tag), _unknown(child))
    if not found:
        return element.text or ""
    if not len(element) and element.text:
        found[LEAF_TEXT] = element.text
    return found


def storable(text: str) -> str:
    """Return a text without the characters that no XML can hold: a submission could not be read."""
    return text if text.isprintable() else _UNSTORABLE.sub("", text)


def to_xml(
    instance: Instance,
    instance_id: str,
    deprecated_id: str = "",
    unplaced: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """Return the submission: relevant nodes only, in the form's namespaces.

    ``deprecated_id`` is the identifier of the submission that this one replaces, ``unplaced`` are
    values that the form has no place for, by their path.
    """
    top = instance.root.node
    model = instance.model
    has_id = INSTANCE_ID in model.meta
    if DEPRECATED_ID in model.meta:
        deprecated_id = ""
    prefix = model_prefix(model)
    used = {top.prefix, *(each.prefix for each in top.attributes)}
    parts: list[str] = []
    replaces = bool(deprecated_id) and has_id
    for run in [[child] for child in top.children] if replaces else [top.children]:
        _write_children(run, parts, used)
        if replaces and run[0].definition.name == META and run[0].relevant:
            own = next(e for e in run[0].children if e.definition.name == INSTANCE_ID)
            parts.insert(-1, _leaf(own.prefix, DEPRECATED_ID, deprecated_id))
    if not has_id:
        used.add(prefix)
        parts.append(f"<{prefix}:{META}>{_leaf(prefix, INSTANCE_ID, instance_id)}")
        if deprecated_id:
            parts.append(_leaf(prefix, DEPRECATED_ID, deprecated_id))
        parts.append(f"</{prefix}:{META}>")
    parts += _kept_aside(unplaced)
    parts.append(f"</{_name(top)}>")
    return (_opening(top, model, used - {""}) + "".join(parts)).encode()


def _kept_aside(unplaced: Mapping[str, str]) -> Iterator[str]:
    if unplaced:
        yield f'<sa:{UNPLACED} xmlns:sa="{SURVEYAPP[1:-1]}">'
        for path, text in unplaced.items():
            escaped = escape(text).replace("\r", "&#13;")
            yield f"<sa:value ref={quoteattr(path)}>{escaped}</sa:value>"
        yield f"</sa:{UNPLACED}>"


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


def _leaf(prefix: str, name: str, text: str) -> str:
    name = f"{prefix}:{name}" if prefix else name
    return f"<{name}>{escape(text)}</{name}>"


def model_prefix(model: Model) -> str:
    """Return the prefix of OpenRosa's namespace in a form."""
    return next((p for p, uri in model.namespaces.items() if uri == OPENROSA), "orx")


def _name(node: Node) -> str:
    return f"{node.prefix}:{node.name}" if node.prefix else node.name


def _attributes(element: Element, parts: list[str], used: set[str]) -> None:
    used.update(attribute.prefix for attribute in element.attributes)
    parts += [
        f" {_name(attribute)}={quoteattr(_composed(attribute))}"
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
        parts.append(f">{_escaped(element)}</{name}>")
    else:
        parts.append("/>")


def _composed(attribute: Node) -> str:
    text = attribute.kept_text()
    return attribute.definition.composed(text) if isinstance(attribute, Element) else text


def _escaped(element: Element) -> str:
    text = escape(element.definition.composed(element.raw))
    # A bare carriage return would be read as a line feed.
    return text.replace("\r", "&#13;") if "\r" in text else text


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
        texts = [_escaped(each) for each in shown]
    parts += [
        f"<{each.name}>{text}</{each.name}>" if text else f"<{each.name}/>"
        for each, text in zip(shown, texts, strict=True)
    ]
