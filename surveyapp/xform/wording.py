"""How texts and choices are put into words, with or without answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from surveyapp.xform.fields import Choice
from surveyapp.xform.graph import ChoicesPlan
from surveyapp.xform.lists import ItemNode, column_at
from surveyapp.xform.model import Output, Text
from surveyapp.xform.texts import Parts, Texts
from surveyapp.xform.xpath.nodes import Node, string_value

UNKNOWN = "…"
"""What stands for an answer that is not there yet."""


def say(parts: Parts, output: Callable[[str], str]) -> str:
    """Return a text, its outputs put into words by ``output``."""
    return "".join(
        output(part.expression) if isinstance(part, Output) else part for part in parts
    ).strip()


def parts_of(texts: Texts, text: Text, language: str, form: str = "") -> Parts:
    """Return the parts of a text of the form."""
    found = texts.find(text.itext, language, form) if text.itext else ()
    return found if found or form else text.parts


def static_text(texts: Texts, text: Text, language: str) -> str:
    """Return a text without answers."""
    if text.expression:
        return UNKNOWN
    return say(parts_of(texts, text, language), lambda _expression: UNKNOWN)


def media_of(texts: Texts, text: Text, language: str) -> dict[str, str]:
    """Return the pictures and recordings of a text by kind."""
    return texts.media(text.itext, language) if text.itext else {}


def columns_of(node: Node) -> dict[str, str]:
    """Return the columns of a list's item by name."""
    if isinstance(node, ItemNode):
        return {child.tag.rpartition("}")[2]: child.text or "" for child in node.element}
    return {child.name: string_value(child) for child in node.children}


def _column(node: Node, columns: Mapping[str, str], name: str) -> str:
    found = columns.get(name)
    return column_at(node, name) if found is None else found


def choice_of(
    texts: Texts,
    plan: ChoicesPlan,
    node: Node,
    language: str,
    output: Callable[[str], str] = lambda _expression: UNKNOWN,
) -> Choice:
    """Return the choice that an item stands for; a label that is missing shows the value."""
    columns = columns_of(node)
    value = _column(node, columns, plan.value)
    media: dict[str, str] = {}
    if plan.itext:
        name = _column(node, columns, plan.itext)
        label = say(texts.find(name, language), output)
        media = texts.media(name, language)
    else:
        label = _column(node, columns, plan.label)
    if not isinstance(node, ItemNode):
        # A row of the form: its other answers are no columns, and what they are is told elsewhere.
        return Choice(value, label or value, media)
    used = (plan.value, plan.label, plan.itext)
    extra = {name: text for name, text in columns.items() if name not in used}
    return Choice(value, label or value, media, extra)
