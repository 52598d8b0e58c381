"""Reads XForm XML into a ``Model``: binds, body, texts, lists. Knows no answers, evaluates nothing.

The parts of a form are read by modules of their own; here they find each other: binds and questions
their nodes, repeats their scopes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from surveyapp.errors import UserError
from surveyapp.xform.binds import merged, read_bind
from surveyapp.xform.body import TRUE, Body, absolute
from surveyapp.xform.data_tree import DataTree
from surveyapp.xform.describing import describe
from surveyapp.xform.model import Model
from surveyapp.xform.safe_xml import SURVEYAPP, local, read_xml
from surveyapp.xform.texts import Texts

_DECLARED = re.compile(r"""xmlns(?::([\w.\-]+))?\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file holds: the model, its texts, the data as the form begins, its other lists."""

    model: Model
    texts: Texts
    data: Element
    templates: Mapping[str, Element]
    lists: Mapping[str, Element]
    sources: Mapping[str, str]


def version_of(top: Element) -> str:
    """Return the version of the form that the root element of its data names."""
    return top.get("version") or top.get("{http://openrosa.org/xforms}version") or ""


def load(xml: bytes) -> Loaded:
    """Return everything that ``xml`` says; raises ``UserError`` where it is no form."""
    top = read_xml(xml)
    model, body_element, title = _parts(top)
    data, lists, sources, primary_id = _instances(model)
    texts = _texts(model)
    body = Body(top)
    if body_element is not None:
        body.read(body_element, f"/{local(data.tag)}")
    tree = DataTree(data, _declarations(xml), body.counts)
    idle_binds = _read_binds(model, tree)
    body.read_actions(model)
    for action in body.actions:
        if action.ref not in tree.nodes:
            tree.attribute(action.ref)
    idle = body.leave_out(tree.nodes)
    lost = body.leave_out_actions(tree.nodes)
    describe(tree.nodes, body.shown, data)
    return Loaded(
        Model(
            root=tree.root,
            form_id=data.get("id", "") or data.tag.partition("}")[0].lstrip("{"),
            version=version_of(data),
            purpose=data.get(f"{SURVEYAPP}purpose", ""),
            title=title,
            nodes=tree.nodes,
            scopes=tree.scopes,
            namespaces=tree.namespaces,
            body=body.top,
            shown=body.shown,
            actions=body.actions,
            primary_id=primary_id,
            idle_binds=idle_binds,
            idle_questions=tuple(sorted(idle)),
            idle_actions=tuple(sorted(lost)),
            titles=_titles(data),
        ),
        texts,
        data,
        tree.templates,
        lists,
        sources,
    )


def _declarations(xml: bytes) -> dict[str, str]:
    encoding = "utf-16" if xml[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    found: dict[str, str] = {}
    for prefix, double, single in _DECLARED.findall(xml.decode(encoding, "replace")):
        found.setdefault(prefix, double or single)
    return found


def _titles(data: Element) -> dict[str, str]:
    """Return the titles by language: ``sa:title-fr`` and the like, for XForms know one title."""
    prefix = f"{SURVEYAPP}title-"
    return {
        key.removeprefix(prefix): text.strip()
        for key, text in data.attrib.items()
        if key.startswith(prefix) and text.strip()
    }


def _parts(top: Element) -> tuple[Element, Element | None, str]:
    model: Element | None = None
    body: Element | None = None
    title = ""
    for part in top:
        name = local(part.tag)
        if name == "head":
            for each in part:
                if local(each.tag) == "title":
                    title = "".join(each.itertext()).strip()
                elif local(each.tag) == "model" and model is None:
                    model = each
        elif name == "body":
            body = part
    if model is None:
        raise UserError(
            "This XML is not a form: it has no model. Open an XLSForm or an XForm instead."
        )
    return model, body, title


def _instances(model: Element) -> tuple[Element, dict[str, Element], dict[str, str], str]:
    data: Element | None = None
    primary_id = ""
    lists: dict[str, Element] = {}
    sources: dict[str, str] = {}
    for each in model:
        if local(each.tag) != "instance":
            continue
        name = each.get("id", "")
        if data is None and each.get("src") is None and len(each):
            data, primary_id = each[0], name
        elif each.get("src") is not None:
            sources[name] = each.get("src", "")
        elif len(each):
            lists[name] = each[0]
    if data is None:
        raise UserError("The form has no data to fill in: its first instance is empty.")
    return data, lists, sources, primary_id


def _texts(model: Element) -> Texts:
    texts = Texts()
    for part in model:
        if local(part.tag) != "itext":
            continue
        for each in part:
            if local(each.tag) == "translation":
                default = each.get("default", "false").strip() in ("", *TRUE)
                texts.add_language(each.get("lang", ""), list(each), default=default)
    return texts


def _read_binds(model: Element, tree: DataTree) -> tuple[str, ...]:
    """Give every node its bind; return the refs of binds that have no node."""
    idle: list[str] = []
    for each in model:
        if local(each.tag) != "bind":
            continue
        ref = each.get("nodeset") or each.get("ref") or ""
        node = tree.nodes.get(ref)
        if node is None:
            ref = absolute(ref, "")
            node = tree.nodes.get(ref) or tree.attribute(ref)
        if node is None:
            # JavaRosa passes over it too; whatever it says concerns nothing.
            idle.append(ref)
            continue
        bind = read_bind(each)
        node.bind = bind if node.bind is None else merged(node.bind, bind)
    return tuple(idle)
