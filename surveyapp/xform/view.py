"""A response put into words: labels, hints, media and choices, in one language at a time.

Looking changes nothing. What is wrong with an answer is ``judging``'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveyapp.xform.definition import FormDefinition
from surveyapp.xform.evaluation import Evaluation
from surveyapp.xform.fields import CHOICE_CONTROLS, Choice
from surveyapp.xform.instance import Element, Instance, Row, ref_of
from surveyapp.xform.lists import ItemList, column_at
from surveyapp.xform.model import BodyNode, NodeDef, Text
from surveyapp.xform.wording import choice_of, media_of, parts_of, say, static_text
from surveyapp.xform.xpath.nodes import Node

_LOOKED_AT = 200
"""Choices: a list that lacks a language lacks it from the start."""


class View:
    """How a response looks in ``language``."""

    def __init__(
        self,
        definition: FormDefinition,
        instance: Instance,
        lists: Mapping[str, ItemList],
        evaluation: Evaluation,
        language: str,
    ) -> None:
        self.definition = definition
        self.instance = instance
        self.lists = lists
        self.evaluation = evaluation
        self.language = language
        self._choices_kept: dict[tuple[NodeDef, Row], tuple[int, str, tuple[Choice, ...]]] = {}

    def speak(self, language: str) -> None:
        """Speak another language from the present tick on."""
        self.language = language
        self.evaluation.language_tick = self.evaluation.work.tick

    def shown_refs(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the refs of all that has a label, and of those that have choices."""
        shown = self.definition.model.shown
        labels = {
            ref_of(element): shown[element.definition.ref].control in CHOICE_CONTROLS
            for element in self.instance.elements()
            if element.definition.ref in shown
        }
        return frozenset(labels), frozenset(ref for ref, listed in labels.items() if listed)

    # texts

    def text(self, ref: str, pick: Callable[[BodyNode], Text], form: str = "") -> str:
        """Return a text of what the form shows at ``ref``, its values filled in.

        A repeat without a row has no values: they show as ``…``.
        """
        body = self.definition.model.shown.get(self.instance.definition(ref).ref)
        if body is None:
            return ""
        element = self.instance.find(ref)
        if element is None:
            return "" if form else static_text(self.definition.texts, pick(body), self.language)
        return self.say(pick(body), element, form)

    def body_label(self, body: BodyNode, element: Element) -> str:
        """Return the label of a group or repeat as it is seen from ``element``."""
        node = self.definition.model.nodes.get(body.ref)
        if node is not None and element.definition is not node:
            return static_text(self.definition.texts, body.label, self.language)
        return self.say(body.label, element)

    def say(self, text: Text, element: Element, form: str = "") -> str:
        """Return a text of the form that stands at ``element``."""
        if text.expression:
            return self.evaluation.output(text.expression, element)
        parts = parts_of(self.definition.texts, text, self.language, form)
        return say(parts, lambda source: self.evaluation.output(source, element))

    def itext(self, name: str) -> str:
        """Return a text by its id."""
        parts = self.definition.texts.find(name, self.language)
        return say(parts, lambda source: self.evaluation.output(source, self.instance.root.node))

    def spoken(self, ref: str) -> str:
        """Return the language in which a label is said."""
        body = self.definition.model.shown.get(self.instance.definition(ref).ref)
        return self.language if body is None else self._source(body.label)

    def _source(self, text: Text) -> str:
        """Return the language of a text; one that no language has is the form's own, ``""``."""
        if text.itext:
            return self.definition.texts.source(text.itext, self.language)
        return "" if text.parts else self.language

    def borrowed(self, ref: str) -> frozenset[str]:
        """Return the other languages that stand in for what a question does not say in this one."""
        body = self.definition.model.shown.get(self.instance.definition(ref).ref)
        if body is None or len(self.definition.languages) < 2:
            return frozenset()
        shown = (body.label, body.hint, *(item.label for item in body.items))
        found = {self._source(text) for text in shown}
        element = self.instance.find(ref)
        plan = self.definition.graph.choices.get(element.definition) if element else None
        if element is not None and plan is not None and plan.itext and not plan.says_answers:
            self.evaluation.environment.effort = 0
            nodes = plan.nodes(element, self.evaluation.environment)[:_LOOKED_AT]
            texts = self.definition.texts
            found |= {texts.source(column_at(node, plan.itext), self.language) for node in nodes}
        return frozenset(found - {self.language})

    def media(self, ref: str) -> Mapping[str, str]:
        """Return pictures and recordings of a label: kind to ``jr://`` address."""
        body = self.definition.model.shown.get(self.instance.definition(ref).ref)
        return media_of(self.definition.texts, body.label, self.language) if body else {}

    # choices

    def choices(self, element: Element) -> tuple[Choice, ...]:
        """Return the choices that can be picked now."""
        node = element.definition
        plan = self.definition.graph.choices.get(node)
        if plan is None:
            return self.definition.choices(node.ref, self.language)
        evaluation = self.evaluation
        key = (node, element.row)
        kept = self._choices_kept.get(key)
        now = evaluation.work.tick
        tick = now if plan.says_answers else evaluation.latest(plan.expression)
        if kept is not None and kept[0] >= tick and kept[1] == self.language:
            return kept[2]
        evaluation.environment.effort = 0
        nodes = plan.nodes(element, evaluation.environment)
        texts = self.definition.texts

        def output(source: str) -> str:
            return evaluation.output(source, element)

        if plan.says_answers:
            found = tuple(choice_of(texts, plan, each, self.language, output) for each in nodes)
        else:
            known = self.definition.worded(node, self.language)
            found = tuple(
                known.get(each)
                or known.setdefault(each, choice_of(texts, plan, each, self.language))
                for each in nodes
            )
        self._choices_kept[key] = (now, self.language, found)
        return found

    def choice_label(self, value: str, ref: str, node: Node) -> str:
        """Return the label of a choice of the question at ``ref``, seen from ``node``."""
        definition = self._related(ref.strip(), node)
        if definition is None:
            return ""
        plan = self.definition.graph.choices.get(definition)
        if plan is None:
            shown = self.definition.choices(definition.ref, self.language)
            return next((each.label for each in shown if each.value == value), "")
        items = self.lists.get(plan.itemset.instance)
        if items is None or not len(items):
            return ""
        found = items.with_value(plan.value, value)
        if not found:
            return ""
        return choice_of(self.definition.texts, plan, found[0], self.language).label

    def _related(self, ref: str, node: Node) -> NodeDef | None:
        nodes = self.definition.model.nodes
        if ref.startswith("/") or not isinstance(node, Element):
            return nodes.get(ref)
        parts = node.definition.ref.split("/")
        for part in ref.split("/"):
            if part == "..":
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        return nodes.get("/".join(parts))
