"""Reads XForm XML into a ``Model``: binds, body, texts, lists. Knows no answers, evaluates nothing.

The XML comes from outside: a document type declaration is refused before anything is expanded, and
nothing is ever fetched. Parsing is the standard library's C parser: an XForm of 2,000 questions is
some megabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from surveyapp.errors import UserError
from surveyapp.xform.checking import cast, check_of
from surveyapp.xform.fields import Control, DataType, FieldDef
from surveyapp.xform.model import (
    NO_TEXT,
    Bind,
    BodyNode,
    Item,
    Itemset,
    Model,
    NodeDef,
    Scope,
    SetValue,
    Text,
)
from surveyapp.xform.texts import Texts, read_parts
from surveyapp.xform.xpath.document import refuse_doctype

JR = "{http://openrosa.org/javarosa}"
XFORMS = "http://www.w3.org/2002/xforms"
SURVEYAPP = "{urn:surveyapp:xforms}"

MAX_NESTING = 120
"""Levels of elements; forms have some twenty, and the loader goes down them by calling itself."""

_ITEXT = re.compile(r"\s*jr:itext\(\s*(['\"])(.*)\1\s*\)\s*", re.DOTALL)
_DECLARED = re.compile(r"""xmlns(?::([\w.\-]+))?\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PLAIN_REF = re.compile(r"/[\w./:@-]*").fullmatch
_NO_PART_OF_REF = re.compile(r"\[[^\]]*\]|\s+")
_INSTANCE = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")

_CONSTRAINT_MESSAGE = f"{JR}constraintMsg"
_REQUIRED_MESSAGE = f"{JR}requiredMsg"
# The last three are older names, which forms of JavaRosa's first years use.
EVENTS = frozenset(
    [
        "odk-instance-first-load",
        "odk-instance-load",
        "odk-new-repeat",
        "xforms-value-changed",
        "xforms-ready",
        "xforms-revalidate",
        "jr-insert",
    ]
)
_PRELOAD = f"{JR}preload"
_PRELOAD_PARAMETERS = f"{JR}preloadParams"
_PII = f"{SURVEYAPP}pii"
_FILL = f"{SURVEYAPP}fill"
_NO_BIND = Bind()

_TYPES = {
    "int": DataType.INT,
    "integer": DataType.INT,
    "long": DataType.INT,
    "decimal": DataType.DECIMAL,
    "double": DataType.DECIMAL,
    "float": DataType.DECIMAL,
    "boolean": DataType.BOOLEAN,
    "date": DataType.DATE,
    "time": DataType.TIME,
    "datetime": DataType.DATETIME,
    "geopoint": DataType.GEOPOINT,
    "geotrace": DataType.GEOTRACE,
    "geoshape": DataType.GEOSHAPE,
    "binary": DataType.BINARY,
    "barcode": DataType.BARCODE,
    "intent": DataType.INTENT,
}
_CONTROLS = {
    "input": Control.INPUT,
    "secret": Control.INPUT,
    "select1": Control.SELECT_ONE,
    "select": Control.SELECT_MANY,
    "rank": Control.RANK,
    "range": Control.RANGE,
    "trigger": Control.TRIGGER,
    "upload": Control.UPLOAD,
}
_TRUE = ("true()", "true", "1")
_NOT_PARAMETERS = frozenset({"ref", "bind", "appearance", "nodeset", "class"})


class _Enough(Exception):
    pass


def _stop(*_: object) -> None:
    raise _Enough


def damaged(problem: expat.ExpatError | ElementTree.ParseError) -> UserError:
    """Return what to tell about XML that is not well-formed."""
    # ElementTree's problems are also Python syntax errors, whose own line is None.
    line, column = getattr(problem, "position", None) or (problem.lineno, problem.offset)
    return UserError(
        "The XML is damaged at line {line}, column {column}. Make the file again.",
        line=line,
        column=column,
    )


def read_xml(xml: bytes) -> Element:
    """Return the root element of ``xml``; raises ``UserError`` where it cannot be trusted."""
    guard = expat.ParserCreate()
    guard.StartDoctypeDeclHandler = refuse_doctype
    guard.StartElementHandler = _stop
    try:
        guard.Parse(xml, True)  # noqa: FBT003 - expat's own signature
    except _Enough:
        pass
    except expat.ExpatError as problem:
        raise damaged(problem) from problem
    try:
        # Entities cannot be declared once the root element has begun.
        root = ElementTree.fromstring(xml)  # noqa: S314
    except ElementTree.ParseError as problem:
        raise damaged(problem) from problem
    level = [root]
    for _ in range(MAX_NESTING):
        level = list(chain.from_iterable(level))
        if not level:
            return root
    raise UserError(
        "The XML is nested more than {limit} levels deep. No form is; make the file again.",
        limit=MAX_NESTING,
    )


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file holds: the model, its texts, the data as the form begins, its other lists."""

    model: Model
    texts: Texts
    data: Element
    templates: Mapping[str, Element]
    lists: Mapping[str, Element]
    sources: Mapping[str, str]


@lru_cache(maxsize=1024)
def local(tag: str) -> str:
    """Return a tag without its namespace."""
    return tag.rpartition("}")[2]


def version_of(top: Element) -> str:
    """Return the version of the form that the root element of its data names."""
    return top.get("version") or top.get("{http://openrosa.org/xforms}version") or ""


def load(xml: bytes) -> Loaded:
    """Return everything that ``xml`` says; raises ``UserError`` where it is no form."""
    top = read_xml(xml)
    return _Loader(top, _declarations(xml)).load()


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


class _Loader:
    def __init__(self, top: Element, declared: dict[str, str]) -> None:
        self.top = top
        self.namespaces = {prefix: uri for prefix, uri in declared.items() if prefix}
        self.prefixes = {uri: prefix for prefix, uri in reversed(self.namespaces.items())}
        self.prefixes |= {declared.get("", ""): "", XFORMS: "", "": ""}
        self.nodes: dict[str, NodeDef] = {}
        self.scopes: list[Scope] = []
        self.repeats: dict[str, BodyNode] = {}
        self.counts: dict[str, tuple[str, bool]] = {}
        self.shown: dict[str, BodyNode] = {}
        self.actions: list[SetValue] = []
        self.templates: dict[str, Element] = {}
        self.binds: dict[str, Bind] = {}
        self.bind_refs: dict[str, str] = {}
        self.idle_binds: list[str] = []
        self.groups: dict[NodeDef, tuple[str, ...]] = {}
        self.number = 0

    def load(self) -> Loaded:
        model, body, title = self.parts()
        data, lists, sources, primary_id = self.instances(model)
        texts = self.texts(model)
        shown = [] if body is None else self.body(body, None, f"/{self.key(data)}")
        self.data_prefix(data)
        root = self.tree(data)
        self.read_binds(model)
        self.model_actions(model)
        for action in self.actions:
            if action.ref not in self.nodes:
                self.attribute_node(action.ref)
        idle = {ref for ref, body in self.shown.items() if self.is_idle(body)}
        self.leave_out(idle, shown)
        lost = {each.ref for each in self.actions} - self.nodes.keys() - {""}
        self.actions = [each for each in self.actions if each.ref not in lost]
        self.finish_fields(data)
        return Loaded(
            Model(
                root=root,
                form_id=data.get("id", "") or data.tag.partition("}")[0].lstrip("{"),
                version=version_of(data),
                purpose=data.get(f"{SURVEYAPP}purpose", ""),
                title=title,
                nodes=self.nodes,
                scopes=self.scopes,
                namespaces=self.namespaces,
                body=shown,
                shown=self.shown,
                actions=self.actions,
                primary_id=primary_id,
                idle_binds=tuple(self.idle_binds),
                idle_questions=tuple(sorted(idle)),
                idle_actions=tuple(sorted(lost)),
                titles=_titles(data),
            ),
            texts,
            data,
            self.templates,
            lists,
            sources,
        )

    def parts(self) -> tuple[Element, Element | None, str]:
        model: Element | None = None
        body: Element | None = None
        title = ""
        for part in self.top:
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

    def instances(self, model: Element) -> tuple[Element, dict[str, Element], dict[str, str], str]:
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

    def texts(self, model: Element) -> Texts:
        texts = Texts()
        for part in model:
            if local(part.tag) != "itext":
                continue
            for each in part:
                if local(each.tag) == "translation":
                    default = each.get("default", "false").strip() in ("", *_TRUE)
                    texts.add_language(each.get("lang", ""), list(each), default=default)
        return texts

    # names

    def data_prefix(self, data: Element) -> None:
        # The data may live in a default namespace of its own.
        uri = data.tag.partition("}")[0].lstrip("{") if "}" in data.tag else ""
        self.prefixes[uri] = ""

    def name(self, tag: str) -> tuple[str, str, str]:
        uri, _, name = tag.rpartition("}")
        uri = uri.lstrip("{")
        return name, self.prefixes.get(uri, ""), uri

    def key(self, element: Element) -> str:
        return local(element.tag)

    # the data

    def tree(self, data: Element) -> NodeDef:
        scope = Scope(None)
        self.scopes.append(scope)
        return self.node(data, None, scope)

    def node(self, element: Element, parent: NodeDef | None, scope: Scope) -> NodeDef:
        name, prefix, uri = self.name(element.tag)
        key = f"{prefix}:{name}" if prefix else name
        ref = f"{parent.ref}/{key}" if parent else f"/{key}"
        if ref in self.repeats and parent is not None:
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
        for tag, value in element.attrib.items():
            if tag != f"{JR}template":
                node.fixed_attributes.append((*self.name(tag), value))
        if has_children:
            self.children(element, node, scope)
        return node

    def children(self, element: Element, node: NodeDef, scope: Scope) -> None:
        done: dict[str, Element] = {}
        for child in element:
            first = done.get(child.tag)
            if first is None or (
                child.get(f"{JR}template") is not None and first.get(f"{JR}template") is None
            ):
                done[child.tag] = child
        for child in done.values():
            made = self.node(child, node, scope)
            if made.repeats:
                self.templates[made.ref] = child

    def finish_fields(self, data: Element) -> None:
        for node in list(self.nodes.values()):
            body = self.shown.get(node.ref)
            is_group = body is not None and body.kind != "question"
            if not node.is_attribute and (node.children or node.repeats or is_group):
                continue
            node.field = self.field(node)
            node.fits = check_of(node.field.data_type)
            node.plain = not (
                node.is_attribute or node.prefix or node.attributes or node.fixed_attributes
            )
            if node.text and not node.is_attribute:
                self.cast_default(node, node.field.data_type, data)

    @staticmethod
    def cast_default(node: NodeDef, data_type: DataType, data: Element) -> None:
        # What a form itself sets is cast, as what it computes is; also in rows it begins with.
        node.text = cast(data_type, node.text)
        tags: list[str] = []
        above = node
        while above.parent is not None:
            tags.append(above.tag)
            above = above.parent
        for each in data.iterfind("/".join(reversed(tags))) if tags else ():
            each.text = cast(data_type, each.text or "")

    def groups_around(self, node: NodeDef | None) -> tuple[str, ...]:
        if node is None or node.parent is None:
            return ()
        known = self.groups.get(node)
        if known is None:
            known = self.groups[node] = (*self.groups_around(node.parent), node.ref)
        return known

    def field(self, node: NodeDef) -> FieldDef:
        bind = node.bind or _NO_BIND
        body = self.shown.get(node.ref)
        control = body.control if body else None
        if control is Control.INPUT and bind.readonly == "true()" and not bind.calculate:
            control = Control.NOTE
        kind = bind.data_type.rpartition(":")[2].lower()
        repeat = node.scope.node.ref if node.scope.parent is not None else None
        return FieldDef(
            ref=node.ref,
            name=node.name,
            data_type=_TYPES.get(kind, DataType.STRING),
            control=control,
            appearance=body.appearance if body else "",
            parameters=body.parameters if body else {},
            required=bind.required,
            relevant=bind.relevant,
            constraint=bind.constraint,
            calculate=bind.calculate,
            readonly=bind.readonly,
            pii=bind.pii,
            fill=bind.fill,
            preload=f"{bind.preload}/{bind.preload_parameters}".rstrip("/") if bind.preload else "",
            repeat=repeat,
            groups=self.groups_around(node.parent),
        )

    # binds

    def read_binds(self, model: Element) -> None:
        for each in model:
            if local(each.tag) != "bind":
                continue
            ref = self.absolute(each.get("nodeset") or each.get("ref") or "", "")
            node = self.nodes.get(ref) or self.attribute_node(ref)
            if node is None:
                # JavaRosa passes over it too; whatever it says concerns nothing.
                self.idle_binds.append(ref)
                continue
            bind = _read_bind(each)
            node.bind = bind if node.bind is None else _merged(node.bind, bind)

    def attribute_node(self, ref: str) -> NodeDef | None:
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

    # the body

    def absolute(self, ref: str, context: str) -> str:
        """Return a ref from the root, without positions and blanks."""
        if not _PLAIN_REF(ref):
            ref = _NO_PART_OF_REF.sub("", ref).removeprefix("current()/")
        if ref.startswith("/"):
            return ref
        parts = context.split("/") if context else []
        for part in ref.split("/"):
            if part == "..":
                parts = parts[:-1]
            elif part not in ("", "."):
                parts.append(part)
        path = "/".join(parts)
        return path if path.startswith("/") or not path else f"/{path}"

    def ref_of(self, element: Element, context: str) -> str:
        if element.get("bind"):
            return self.bind_ref(element.get("bind", ""))
        ref = element.get("ref") or element.get("nodeset")
        return self.absolute(ref, context) if ref else ""

    def bind_ref(self, name: str) -> str:
        if not self.bind_refs:
            for each in self.top.iter():
                if local(each.tag) == "bind" and each.get("id"):
                    self.bind_refs[each.get("id", "")] = self.absolute(each.get("nodeset", ""), "")
        return self.bind_refs.get(name, "")

    def body(self, element: Element, parent: BodyNode | None, context: str) -> list[BodyNode]:
        shown: list[BodyNode] = []
        for each in element:
            name = local(each.tag)
            if name in _CONTROLS:
                shown.append(self.question(each, _CONTROLS[name], parent, context))
            elif name == "group":
                shown += self.group(each, parent, context)
            elif name == "repeat":
                shown.append(self.repeat(each, parent, context, None))
            elif name == "setvalue":
                self.action(each, context, parent.ref if parent else "")
        return shown

    def group(self, element: Element, parent: BodyNode | None, context: str) -> list[BodyNode]:
        ref = self.ref_of(element, context)
        inner = ref or context
        repeats = [each for each in element if local(each.tag) == "repeat"]
        if len(repeats) == 1 and (not ref or self.ref_of(repeats[0], inner) == ref):
            others = [e for e in element if local(e.tag) not in ("repeat", "label", "hint")]
            if not others:
                return [self.repeat(repeats[0], parent, context, element)]
        node = BodyNode(
            "group",
            ref,
            parent,
            element.get("appearance", ""),
            label=self.text_of(element, "label"),
        )
        if ref:
            self.shown[ref] = node
        node.children = self.body(element, node, inner)
        return [node]

    def repeat(
        self, element: Element, parent: BodyNode | None, context: str, around: Element | None
    ) -> BodyNode:
        ref = self.absolute(element.get("nodeset") or element.get("ref") or "", context)
        appearance = element.get("appearance", "")
        label = NO_TEXT
        if around is not None:
            appearance = f"{around.get('appearance', '')} {appearance}".strip()
            label = self.text_of(around, "label")
        node = BodyNode("repeat", ref, parent, appearance, label=label)
        self.shown[ref] = node
        self.repeats[ref] = node
        fixed = element.get(f"{JR}noAddRemove", "").strip() in _TRUE
        self.counts[ref] = (element.get(f"{JR}count", "").strip(), fixed)
        node.children = self.body(element, node, ref)
        return node

    def question(
        self, element: Element, control: Control, parent: BodyNode | None, context: str
    ) -> BodyNode:
        ref = self.ref_of(element, context)
        items: list[Item] = []
        itemset: Itemset | None = None
        texts: dict[str, Text] = {}
        for each in element:
            name = local(each.tag)
            if name in ("label", "hint"):
                if name not in texts:
                    texts[name] = text_in(each)
            elif name == "item":
                value = next((c.text or "" for c in each if local(c.tag) == "value"), "")
                items.append(Item(value.strip(), self.text_of(each, "label")))
            elif name == "itemset":
                itemset = self.itemset(each)
            elif name == "setvalue":
                self.action(each, context, ref)
        node = BodyNode(
            "question",
            ref,
            parent,
            element.get("appearance", ""),
            texts.get("label", NO_TEXT),
            texts.get("hint", NO_TEXT),
            control,
            itemset,
            tuple(items),
            {
                local(name): value
                for name, value in element.attrib.items()
                if local(name) not in _NOT_PARAMETERS
            },
        )
        self.shown.setdefault(ref, node)
        return node

    def itemset(self, element: Element) -> Itemset:
        value, label = "name", Text(expression="label")
        for each in element:
            if local(each.tag) == "value":
                value = each.get("ref", "name")
            elif local(each.tag) == "label":
                label = Text(expression=each.get("ref", "label"))
        nodeset = element.get("nodeset", "")
        found = _INSTANCE.search(nodeset)
        return Itemset(nodeset, value, label, found[1] if found else "")

    def text_of(self, element: Element, name: str) -> Text:
        for each in element:
            if local(each.tag) == name:
                return text_in(each)
        return NO_TEXT

    def is_idle(self, body: BodyNode) -> bool:
        """Say whether a question has no place for its answer."""
        return body.kind == "question" and bool(body.ref) and body.ref not in self.nodes

    def leave_out(self, idle: set[str], shown: list[BodyNode]) -> None:
        """Take questions out of the form, and what answering them would have set off."""
        if not idle:
            return
        for ref in idle:
            self.shown.pop(ref, None)
        self.actions = [each for each in self.actions if each.source not in idle]
        todo = [shown]
        while todo:
            nodes = todo.pop()
            nodes[:] = [each for each in nodes if not self.is_idle(each)]
            todo += [each.children for each in nodes]

    # actions

    def model_actions(self, model: Element) -> None:
        for each in model:
            if local(each.tag) == "setvalue":
                self.action(each, "", "")

    def action(self, element: Element, context: str, source: str) -> None:
        events = element.get("event") or next(
            (value for name, value in element.attrib.items() if local(name) == "event"), ""
        )
        unknown = sorted(set(events.split()) - EVENTS)
        if unknown:
            raise UserError(
                "An action of the form waits for {event}, which never happens. Correct the name "
                "of the event in the form.",
                event=unknown[0],
            )
        literal = "".join(element.itertext())
        path = (element.get("ref") or "").strip()
        self.actions.append(
            SetValue(
                self.ref_of(element, context),
                element.get("value", ""),
                frozenset(events.split()),
                source,
                literal,
                path if "[" in path else "",
            )
        )


def _merged(first: Bind, second: Bind) -> Bind:
    """Return two binds of one node as one; what the second says counts."""
    return first._replace(**{name: value for name, value in second._asdict().items() if value})


def text_in(element: Element) -> Text:
    """Return the text of a label or hint: what it refers to, else what stands in it."""
    ref = element.get("ref")
    if not ref:
        return Text(parts=read_parts(element))
    text = read_reference(ref)
    if len(element) or element.text:
        # What stands in the element itself counts where the text it refers to is missing.
        return text._replace(parts=read_parts(element))
    return text


def read_reference(reference: str) -> Text:
    """Return what a label's ``ref`` or a message means: an itext id, or an expression."""
    found = _ITEXT.fullmatch(reference)
    return Text(itext=found[2]) if found else Text(expression=reference.strip())


def _message(text: str | None) -> Text:
    if not text:
        return NO_TEXT
    found = _ITEXT.fullmatch(text)
    return Text(itext=found[2]) if found else Text(parts=(text.strip(),))


def _read_bind(element: Element) -> Bind:
    get = element.get
    return Bind(
        get("type", "").strip(),
        get("relevant", "").strip(),
        get("required", "").strip(),
        get("readonly", "").strip(),
        get("constraint", "").strip(),
        get("calculate", "").strip(),
        _message(get(_CONSTRAINT_MESSAGE)),
        _message(get(_REQUIRED_MESSAGE)),
        get(_PRELOAD, "").strip(),
        get(_PRELOAD_PARAMETERS, "").strip(),
        get(_PII, "").strip(),
        get(_FILL, "").strip(),
    )


def elements_named(parent: Element, name: str) -> Iterator[Element]:
    """Yield the children of ``parent`` with that local name."""
    return (each for each in parent if local(each.tag) == name)
