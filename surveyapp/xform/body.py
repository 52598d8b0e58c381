"""Reads the body of a form: what is asked and shown in what order, and what happens meanwhile.

Knows no data: refs are made absolute and looked up by ``loading``, once both are read.
"""

from __future__ import annotations

import re
from collections.abc import Container
from xml.etree.ElementTree import Element

from surveyapp.errors import UserError
from surveyapp.xform.fields import Control
from surveyapp.xform.model import NO_TEXT, BodyNode, Item, Itemset, SetValue, Text
from surveyapp.xform.safe_xml import JR, local
from surveyapp.xform.texts import text_in

_PLAIN = re.compile(r"/[\w./:@-]*").fullmatch
_NO_PART = re.compile(r"\[[^\]]*\]|\s+")
_INSTANCE = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
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
CONTROLS = {
    "input": Control.INPUT,
    "secret": Control.INPUT,
    "select1": Control.SELECT_ONE,
    "select": Control.SELECT_MANY,
    "rank": Control.RANK,
    "range": Control.RANGE,
    "trigger": Control.TRIGGER,
    "upload": Control.UPLOAD,
}
TRUE = ("true()", "true", "1")
"""How forms write that something holds."""
MASKED = "masked"
"""The appearance that says what the control ``secret`` of XForms says."""
_NOT_PARAMETERS = frozenset({"ref", "bind", "appearance", "nodeset", "class"})


class Body:
    """What the body of a form says.

    ``shown`` are its nodes by ref, ``top`` those that stand in no other; ``counts`` gives each
    repeat's count and whether its rows are fixed.
    """

    def __init__(self, form: Element) -> None:
        self.form = form
        self.top: list[BodyNode] = []
        self.shown: dict[str, BodyNode] = {}
        self.counts: dict[str, tuple[str, bool]] = {}
        self.actions: list[SetValue] = []
        self._bind_refs: dict[str, str] = {}

    def read(self, body: Element, root: str) -> None:
        """Read the body element of a form whose data begins at ``root``."""
        self.top = self._nodes(body, None, root)

    def read_actions(self, model: Element) -> None:
        """Read the actions that stand in the model."""
        for each in model:
            if local(each.tag) == "setvalue":
                self._action(each, "", "")

    def leave_out(self, there: Container[str]) -> set[str]:
        """Take questions out that have no place for their answer, and what they would set off.

        Return their refs.
        """
        idle = {ref for ref, node in self.shown.items() if _is_idle(node, there)}
        if idle:
            for ref in idle:
                del self.shown[ref]
            self.actions = [each for each in self.actions if each.source not in idle]
            todo = [self.top]
            while todo:
                nodes = todo.pop()
                nodes[:] = [each for each in nodes if not _is_idle(each, there)]
                todo += [each.children for each in nodes]
        return idle

    def leave_out_actions(self, there: Container[str]) -> set[str]:
        """Take actions out whose target is named and not there; return their refs."""
        lost = {each.ref for each in self.actions if each.ref and each.ref not in there}
        self.actions = [each for each in self.actions if each.ref not in lost]
        return lost

    def _nodes(self, element: Element, parent: BodyNode | None, context: str) -> list[BodyNode]:
        shown: list[BodyNode] = []
        for each in element:
            name = local(each.tag)
            if name in CONTROLS:
                shown.append(self._question(each, CONTROLS[name], parent, context))
            elif name == "group":
                shown += self._group(each, parent, context)
            elif name == "repeat":
                shown.append(self._repeat(each, parent, context, None))
            elif name == "setvalue":
                self._action(each, context, parent.ref if parent else "")
        return shown

    def _group(self, element: Element, parent: BodyNode | None, context: str) -> list[BodyNode]:
        ref = self._ref_of(element, context)
        inner = ref or context
        repeats = [each for each in element if local(each.tag) == "repeat"]
        if len(repeats) == 1 and (not ref or self._ref_of(repeats[0], inner) == ref):
            others = [e for e in element if local(e.tag) not in ("repeat", "label", "hint")]
            if not others:
                return [self._repeat(repeats[0], parent, context, element)]
        node = BodyNode(
            "group",
            ref,
            parent,
            element.get("appearance", ""),
            label=self._text_of(element, "label"),
        )
        if ref:
            self.shown[ref] = node
        node.children = self._nodes(element, node, inner)
        return [node]

    def _repeat(
        self, element: Element, parent: BodyNode | None, context: str, around: Element | None
    ) -> BodyNode:
        ref = absolute(element.get("nodeset") or element.get("ref") or "", context)
        appearance = element.get("appearance", "")
        label = NO_TEXT
        if around is not None:
            appearance = f"{around.get('appearance', '')} {appearance}".strip()
            label = self._text_of(around, "label")
        node = BodyNode("repeat", ref, parent, appearance, label=label)
        self.shown[ref] = node
        fixed = element.get(f"{JR}noAddRemove", "").strip() in TRUE
        self.counts[ref] = (element.get(f"{JR}count", "").strip(), fixed)
        node.children = self._nodes(element, node, ref)
        return node

    def _question(
        self, element: Element, control: Control, parent: BodyNode | None, context: str
    ) -> BodyNode:
        ref = self._ref_of(element, context)
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
                items.append(Item(value.strip(), self._text_of(each, "label")))
            elif name == "itemset":
                itemset = self._itemset(each)
            elif name == "setvalue":
                self._action(each, context, ref)
        appearance = element.get("appearance", "")
        if local(element.tag) == "secret":
            appearance = f"{appearance} {MASKED}".strip()
        node = BodyNode(
            "question",
            ref,
            parent,
            appearance,
            texts.get("label", NO_TEXT),
            texts.get("hint", NO_TEXT),
            control,
            itemset,
            tuple(items),
            {
                local(name): value
                for name, value in element.items()
                if name not in _NOT_PARAMETERS and local(name) not in _NOT_PARAMETERS
            },
        )
        self.shown.setdefault(ref, node)
        return node

    def _itemset(self, element: Element) -> Itemset:
        value, label = "name", Text(expression="label")
        for each in element:
            if local(each.tag) == "value":
                value = each.get("ref", "name")
            elif local(each.tag) == "label":
                label = Text(expression=each.get("ref", "label"))
        nodeset = element.get("nodeset", "")
        found = _INSTANCE.search(nodeset)
        return Itemset(nodeset, value, label, found[1] if found else "")

    def _text_of(self, element: Element, name: str) -> Text:
        for each in element:
            if local(each.tag) == name:
                return text_in(each)
        return NO_TEXT

    # refs

    def _ref_of(self, element: Element, context: str) -> str:
        if element.get("bind"):
            return self._bind_ref(element.get("bind", ""))
        ref = element.get("ref") or element.get("nodeset")
        return absolute(ref, context) if ref else ""

    def _bind_ref(self, name: str) -> str:
        if not self._bind_refs:
            for each in self.form.iter():
                if local(each.tag) == "bind" and each.get("id"):
                    self._bind_refs[each.get("id", "")] = absolute(each.get("nodeset", ""), "")
        return self._bind_refs.get(name, "")

    # actions

    def _action(self, element: Element, context: str, source: str) -> None:
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
                self._ref_of(element, context),
                element.get("value", ""),
                frozenset(events.split()),
                source,
                literal,
                path if "[" in path else "",
            )
        )


def _is_idle(node: BodyNode, there: Container[str]) -> bool:
    return node.kind == "question" and bool(node.ref) and node.ref not in there


def absolute(ref: str, context: str) -> str:
    """Return a ref from the root, without positions and blanks."""
    if not _PLAIN(ref):
        ref = _NO_PART.sub("", ref).removeprefix("current()/")
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
