"""An XForm drawn as its author might have written it on sheets, so that the same checks read both.

Nodes become rows of a survey, items rows of choices; types are called as XLSForm calls them and
paths are ``${…}`` again. The place of everything is its path and its line in the XML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from surveyapp.xform.blueprint import Blueprint, Columns, Element, Header, Line
from surveyapp.xform.columns import CHOICES, SURVEY, TEXTS, TRANSLATED, Meaning
from surveyapp.xform.definition import FormDefinition
from surveyapp.xform.fields import Control, DataType, FieldDef
from surveyapp.xform.model import META, BodyNode, NodeDef, Output, Text
from surveyapp.xform.references import with_references
from surveyapp.xform.supported import question_type
from surveyapp.xform.texts import PLACEHOLDER, Parts
from surveyapp.xform.xml_lines import XmlLines

_PII = "bind::sa:pii"
_FORMS = {"": "label", "guidance": "guidance_hint"} | {kind: kind for kind in TRANSLATED - TEXTS}
_TYPES = {
    DataType.INT: "integer",
    DataType.DECIMAL: "decimal",
    DataType.DATE: "date",
    DataType.TIME: "time",
    DataType.DATETIME: "dateTime",
    DataType.GEOPOINT: "geopoint",
    DataType.GEOTRACE: "geotrace",
    DataType.GEOSHAPE: "geoshape",
    DataType.BARCODE: "barcode",
}
_COMMANDS = {
    Control.SELECT_ONE: "select_one",
    Control.SELECT_MANY: "select_multiple",
    Control.RANK: "rank",
}
_KINDS = {
    Control.NOTE: "note",
    Control.RANGE: "range",
    Control.TRIGGER: "acknowledge",
    Control.UPLOAD: "file",
}
_MEDIA = ("image", "audio", "video", "osm")
_PRELOADS = {"date/today": "today", "timestamp/start": "start", "timestamp/end": "end"}
_UNKNOWN_LIST = "$"  # as ${…} after a select on a sheet: choices that nobody knows beforehand


def redraw(definition: FormDefinition, lines: XmlLines) -> Blueprint:
    """Return ``definition`` as the checks look at it; ``lines`` are those of its XML."""
    return _Redrawing(definition, lines).blueprint()


class _Redrawing:
    def __init__(self, definition: FormDefinition, lines: XmlLines) -> None:
        self.definition = definition
        self.model = definition.model
        self.texts = definition.texts
        self.lines = lines
        self.keys = _keys(_shown(self.model.root))
        self.set_later = {action.ref for action in self.model.actions}
        self.survey = self.headers(_PLAIN)
        self.choices = self.headers(("list_name", "name"))
        self.survey_columns = Columns(self.survey)
        self.choice_columns = Columns(self.choices)
        self.lists: dict[str, list[Line]] = {}
        self.item_columns: dict[str, frozenset[str]] = {}

    def headers(self, plain: Iterable[str]) -> tuple[Header, ...]:
        """Return the columns that a sheet may have: plain ones, and texts in every language."""
        languages = dict.fromkeys(("", *self.texts.languages))
        return (
            *(Header("", b, "", Meaning("attribute" if b == _PII else b)) for b in plain),
            *(
                Header("", _column(base, language), "", Meaning(base, language))
                for base in sorted(TRANSLATED)
                for language in languages
            ),
        )

    def blueprint(self) -> Blueprint:
        elements = tuple(self.element(node) for node in _shown(self.model.root))
        survey = tuple(element.line for element in elements)
        choices = tuple(line for lines in self.lists.values() for line in lines)
        default = self.texts.default
        root = self.model.root.ref
        return Blueprint(
            headers={SURVEY: _filled(self.survey, survey), CHOICES: _filled(self.choices, choices)},
            survey=survey,
            choices=choices,
            settings=Line("", 0, {"default_language": default}, _SETTINGS, root)
            if default
            else None,
            drawn=elements,
            item_columns=self.item_columns,
            uses=tuple(
                (use.kind, use.name, Line("", use.line, {}, _SETTINGS, use.path or root))
                for use in self.lines.uses
            ),
        )

    # questions and groups

    def element(self, node: NodeDef) -> Element:
        body = self.model.shown.get(node.ref)
        kind, opens = "begin_group", "group"
        if node.repeats:
            kind, opens = "begin_repeat", "repeat"
        if node.field is not None:
            kind, opens = self.type_of(node, node.field, body), ""
        texts = {"type": kind, "name": node.name, **self.wording(body), **self.facts(node, body)}
        line = Line(
            "",
            self.lines.of(node.ref),
            {name: text for name, text in texts.items() if text},
            self.survey_columns,
            node.ref,
            self.lines.binds.get(node.ref, 0),
        )
        around = node.field.groups if node.field is not None else _groups(node)
        parents = tuple(self.keys[ref] for ref in around if ref in self.keys)
        return Element(line, kind, node.name, parents, opens, self.keys[node.ref])

    def type_of(self, node: NodeDef, field: FieldDef, body: BodyNode | None) -> str:
        control = field.control
        if control is None:
            return _asked_of_nobody(field)
        if control in _COMMANDS and body is not None:
            command = _COMMANDS[control]
            name = self.list_of(node, body)
            if name.startswith("jr://"):
                return f"{command}_from_file {name.rpartition('/')[2]}"
            return f"{command} {name}"
        if control is Control.UPLOAD:
            kind = field.parameters.get("mediatype", "").partition("/")[0]
            return kind if kind in _MEDIA else "file"
        return _KINDS.get(control) or _TYPES.get(field.data_type, "text")

    def facts(self, node: NodeDef, body: BodyNode | None) -> dict[str, str]:
        bind = node.bind
        found: dict[str, str] = {}
        if bind is not None:
            found = {
                "relevant": bind.relevant,
                "required": bind.required,
                "readonly": bind.readonly,
                "constraint": bind.constraint,
                "calculation": bind.calculate,
            }
        if node.repeats:
            found["repeat_count"] = node.scope.count
        if body is not None and body.itemset is not None:
            _, _, rest = body.itemset.nodeset.partition("[")
            found["choice_filter"] = rest.rpartition("]")[0]
        found = {
            base: with_references(text, node, self.keys) if text else ""
            for base, text in found.items()
        }
        found["default"] = node.text
        found["appearance"] = body.appearance if body is not None else ""
        if node.ref in self.set_later:
            found["trigger"] = "setvalue"
        if bind is not None:
            found[_PII] = bind.pii
            found |= self.worded(bind.constraint_message, "constraint_message")
            found |= self.worded(bind.required_message, "required_message")
        return found

    # texts

    def wording(self, body: BodyNode | None) -> dict[str, str]:
        if body is None:
            return {}
        return {**self.worded(body.label, "label"), **self.worded(body.hint, "hint")}

    def worded(self, text: Text, base: str) -> dict[str, str]:
        """Return a text by column, one a language where it has several."""
        if not text.itext:
            said = self.said(text.parts) or text.expression
            return {_column(base, self.texts.default): said} if said else {}
        return self.translated(text.itext, base)

    def translated(self, name: str, base: str) -> dict[str, str]:
        found: dict[str, str] = {}
        standing_in: dict[str, str] = {}
        for language in self.texts.languages:
            for form, parts in self.texts.forms(name, language).items():
                column = base if form in ("", "long", "short") else _FORMS.get(form, "")
                if column and parts:
                    into = standing_in if parts == PLACEHOLDER else found
                    into.setdefault(_column(column, language), self.said(parts))
        return found or standing_in

    def said(self, parts: Parts) -> str:
        return "".join(
            with_references(part.expression, None, self.keys) if isinstance(part, Output) else part
            for part in parts
        ).strip()

    # choices

    def list_of(self, node: NodeDef, body: BodyNode) -> str:
        """Return the name of a question's list, entered if it is new; its address if it is a file.

        It has no blanks: it stands in the question's type.
        """
        if body.itemset is None:
            name = node.ref
            if name not in self.lists:
                self.lists[name] = [
                    self.choice(name, node.ref, n, item.value, self.worded(item.label, "label"))
                    for n, item in enumerate(body.items)
                ]
            return name
        source = self.definition.loaded.sources.get(body.itemset.instance, "")
        if source:
            return source
        plan = self.definition.graph.choices.get(node)
        items = self.definition.lists.get(body.itemset.instance)
        if items is None or plan is None:
            return _UNKNOWN_LIST
        name = "_".join(f"{body.itemset.instance} {plan.value}".removesuffix(" name").split())
        if name not in self.lists:
            instance = body.itemset.instance
            ref = f"instance('{instance}')"
            lines, held = [], set[str]()
            for n, item in enumerate(items.element):
                columns = {each.tag.rpartition("}")[2]: each.text or "" for each in item}
                label = (
                    self.translated(columns.get(plan.itext, ""), "label")
                    if plan.itext
                    else {_column("label", self.texts.default): columns.get(plan.label, "")}
                )
                held |= columns.keys()
                value = columns.get(plan.value, "")
                lines.append(self.choice(name, ref, n, value, label, instance))
            self.lists[name] = lines
            self.item_columns[name] = frozenset(held)
        return name

    def choice(
        self,
        list_name: str,
        ref: str,
        number: int,
        value: str,
        label: Mapping[str, str],
        instance: str = "",
    ) -> Line:
        texts = {"list_name": list_name, "name": value, **label}
        return Line(
            "",
            self.lines.of_item(instance or ref, number),
            {name: text for name, text in texts.items() if text},
            self.choice_columns,
            ref,
        )


_PLAIN = (
    "type",
    "name",
    "relevant",
    "required",
    "readonly",
    "constraint",
    "calculation",
    "repeat_count",
    "choice_filter",
    "default",
    "appearance",
    "trigger",
    _PII,
)
_SETTINGS = Columns([Header("", "default_language", "", Meaning("default_language"))])


def _filled(headers: Iterable[Header], lines: Iterable[Line]) -> tuple[Header, ...]:
    """Return the columns in which anything stands."""
    names = {name for line in lines for name in line.texts}
    return tuple(header for header in headers if header.name in names)


def _column(base: str, language: str) -> str:
    return f"{base}::{language}" if language else base


def _shown(root: NodeDef) -> Iterator[NodeDef]:
    """Yield every node that a sheet would have a row for, in document order."""
    for child in root.children:
        if child.name != META:
            yield child
            yield from _shown(child)


def _groups(node: NodeDef) -> Sequence[str]:
    found: list[str] = []
    above = node.parent
    while above is not None and above.parent is not None:
        found.append(above.ref)
        above = above.parent
    return found[::-1]


def _keys(nodes: Iterable[NodeDef]) -> dict[str, str]:
    """Return a key for every node by ref: its name, with a number where others have it too."""
    taken: set[str] = set()
    keys: dict[str, str] = {}
    for node in nodes:
        key = node.name
        number = 1
        while key in taken:
            number += 1
            key = f"{node.name}.{number}"
        taken.add(key)
        keys[node.ref] = key
    return keys


def _asked_of_nobody(field: FieldDef) -> str:
    if field.preload:
        known = _PRELOADS.get(field.preload)
        name = known or field.preload.removeprefix("property/").removeprefix("uri:")
        return name if question_type(name) else "hidden"
    return "calculate" if field.calculate else "hidden"
