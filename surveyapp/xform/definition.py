"""One form, as everybody else sees it: frozen, shared by all sessions, free of answers.

``parse_xform`` is the only way to make one. What only the engine needs (model, graph, texts, lists)
is in here too, in private: everything that moves lives in a session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from surveyapp.xform.building import build
from surveyapp.xform.collecting import collector_paused
from surveyapp.xform.fields import Choice, Control, DataType, FieldDef
from surveyapp.xform.graph import Graph
from surveyapp.xform.lists import ItemList
from surveyapp.xform.loading import Loaded, load
from surveyapp.xform.model import Model, NodeDef
from surveyapp.xform.resources import LISTS, file_name
from surveyapp.xform.texts import Texts
from surveyapp.xform.wording import choice_of, media_of, static_text
from surveyapp.xform.xpath.nodes import Node

__all__ = ["Choice", "Control", "DataType", "FieldDef", "FormDefinition", "parse_xform"]


@dataclass(frozen=True, eq=False)
class FormDefinition:
    """A form. Refs are paths without positions, such as ``/data/person/age``.

    ``languages`` are BCP 47 tags in the form's order, ``("",)`` where nothing is translated.
    ``fields`` are all leaves in document order, calculated and metadata ones included.
    ``lists`` are its lists by instance id; those of files once they were given (``with_lists``).
    """

    form_id: str
    version: str
    purpose: str
    languages: tuple[str, ...]
    default_language: str
    fields: tuple[FieldDef, ...]
    loaded: Loaded = field(repr=False)
    graph: Graph = field(repr=False)
    lists: dict[str, ItemList] = field(repr=False)
    wordings: dict[tuple[NodeDef, str], dict[Node, Choice]] = field(
        default_factory=dict, repr=False
    )

    @property
    def list_files(self) -> Mapping[str, str]:
        """Return the names of the files that the form reads lists from, by instance id."""
        sources = self.loaded.sources.items()
        return {name: file_name(each) for name, each in sources if each.startswith(LISTS)}

    def with_lists(self, files: Mapping[str, ItemList]) -> FormDefinition:
        """Return the form with the lists that it reads from files, by the files' names.

        All sessions share them; a session may be given others.
        """
        named = self.list_files.items()
        found = {instance: files[name] for instance, name in named if name in files}
        return replace(self, lists=self.lists | found, wordings={})

    @property
    def model(self) -> Model:
        """Return the form as the engine sees it."""
        return self.loaded.model

    @property
    def texts(self) -> Texts:
        """Return the form's texts."""
        return self.loaded.texts

    @cached_property
    def _by_ref(self) -> dict[str, FieldDef]:
        return {each.ref: each for each in self.fields}

    def field(self, ref: str) -> FieldDef:
        """Return a leaf by its ref; raises ``KeyError`` where the form has none."""
        return self._by_ref[ref]

    def title(self, language: str) -> str:
        """Return the form's title in a language, where the form gives it, or the only one it has.

        XForms know one title; a form gives others as root attributes ``sa:title-fr``
        (``attribute::sa:title-fr`` on the settings sheet).
        """
        titles = self.model.titles
        own = titles.get(language) or titles.get(language.partition("-")[0])
        return own or self.model.title or self.form_id

    def label(self, ref: str, language: str) -> str:
        """Return a question's label without answers: what depends on them shows as ``…``."""
        body = self.model.shown.get(ref)
        return static_text(self.texts, body.label, language) if body else ""

    def hint(self, ref: str, language: str) -> str:
        """Return a question's hint, ``""`` where it has none."""
        body = self.model.shown.get(ref)
        return static_text(self.texts, body.hint, language) if body else ""

    def group_label(self, ref: str, language: str) -> str:
        """Return the label of a group or repeat, ``""`` where it has none."""
        return self.label(ref, language)

    def media(self, ref: str, language: str) -> dict[str, str]:
        """Return the pictures and recordings of a question's label by kind."""
        body = self.model.shown.get(ref)
        return media_of(self.texts, body.label, language) if body else {}

    def worded(self, node: NodeDef, language: str) -> dict[Node, Choice]:
        """Return the choices of a question already put into words, by their item."""
        return self.wordings.setdefault((node, language), {})

    def choices(self, ref: str, language: str) -> tuple[Choice, ...]:
        """Return all choices of a question, whatever its filter would leave."""
        body = self.model.shown.get(ref)
        if body is None:
            return ()
        if body.items:
            return tuple(
                Choice(
                    item.value,
                    static_text(self.texts, item.label, language) or item.value,
                    media_of(self.texts, item.label, language),
                )
                for item in body.items
            )
        plan = self.graph.choices.get(self.model.nodes[ref])
        items = self.lists.get(plan.itemset.instance) if plan else None
        if plan is None or items is None:
            return ()
        return tuple(choice_of(self.texts, plan, node, language) for node in items.items())


@collector_paused(lasting=True)
def parse_xform(xml: bytes) -> FormDefinition:
    """Return the form that XForm ``xml`` describes; raises ``UserError`` where it is none."""
    loaded = load(xml)
    graph = build(loaded.model, loaded.texts, loaded.lists)
    texts = loaded.texts
    ordered = sorted(loaded.model.nodes.values(), key=lambda node: node.number)
    return FormDefinition(
        form_id=loaded.model.form_id,
        version=loaded.model.version,
        purpose=loaded.model.purpose,
        languages=tuple(texts.languages) or ("",),
        default_language=texts.default,
        fields=tuple(node.field for node in ordered if node.field is not None),
        loaded=loaded,
        graph=graph,
        lists={name: ItemList(element, name) for name, element in loaded.lists.items()},
    )
