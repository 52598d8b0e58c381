"""FormSession: one response being filled. The only door to the engine for everyone else.

Values are lexical text, as in XForms: ``""`` is blank, several choices are separated by spaces,
dates are ISO. What somebody typed is kept even where it is no value of its question's type:
``typed`` returns it, and it is a problem of that question; to ``value`` and expressions it is
blank. Labels, choices, constraints and states are computed when looked at and kept until something
they read changes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Self
from xml.etree.ElementTree import Element as Source

from surveyapp.xform.collecting import collector_paused
from surveyapp.xform.definition import FormDefinition
from surveyapp.xform.fields import CHOICE_CONTROLS, LIST_CONTROLS, Choice, FieldDef
from surveyapp.xform.graph import Expression
from surveyapp.xform.instance import Element, Instance, Row, ref_of
from surveyapp.xform.lists import ItemList
from surveyapp.xform.loading import read_xml
from surveyapp.xform.metadata import INSTANCE_NAME, Metadata
from surveyapp.xform.model import Bind, BodyNode, NodeDef, Scope, Text
from surveyapp.xform.outcomes import Changes, FieldProblem, Page, ProblemKind, Progress
from surveyapp.xform.pages import Pagination
from surveyapp.xform.paths import FormEnvironment
from surveyapp.xform.recalculation import Recalculation
from surveyapp.xform.resources import LAST_SAVED, Resource, read_list
from surveyapp.xform.resuming import UNPLACED, ResumeReport, carried, lost, report
from surveyapp.xform.submission import (
    DEPRECATED_ID,
    INSTANCE_ID,
    Json,
    from_xml,
    storable,
    to_json,
    to_source,
    to_xml,
)
from surveyapp.xform.texts import Parts
from surveyapp.xform.wording import choice_of, media_of, parts_of, say, static_text
from surveyapp.xform.xpath.compiled import as_condition, as_text
from surveyapp.xform.xpath.environment import Index
from surveyapp.xform.xpath.nodes import Node

FIRST_LOAD = frozenset({"odk-instance-first-load", "xforms-ready", "odk-instance-load"})
LOAD = frozenset({"odk-instance-load"})


_PLAIN = Bind()


def local_now() -> datetime:
    """Return this moment in the device's time zone."""
    return datetime.now().astimezone()


class SessionEnvironment(FormEnvironment):
    """What expressions may ask of a session."""

    __slots__ = ("session", "shuffle_seed")

    def __init__(self, session: FormSession, now: Callable[[], datetime]) -> None:
        super().__init__(now)
        self.session = session
        self.shuffle_seed = random.SystemRandom().getrandbits(64)

    @property
    def language(self) -> str:
        """Return the language in which dates are named."""
        return self.session.language or "en"

    def shuffler(self) -> random.Random:
        """Return the session's own draw: a list keeps its order while it is looked at."""
        return random.Random(self.shuffle_seed)  # noqa: S311 - an order, not a secret

    def instance(self, name: str) -> Node | None:
        """Return the document node of a list, or of the form itself."""
        found = self.session.lists.get(name)
        if found is not None:
            return found.document
        if name == self.session.definition.model.primary_id:
            return self.session.document_node
        return None

    def index(self, instance: str, top: str, item: str, key: str) -> Index | None:
        """Return the items of a list by the text of a column."""
        found = self.session.lists.get(instance)
        return None if found is None else found.index(top, item, key)

    def itext(self, name: str) -> str:
        """Return a text of the form in the session's language."""
        return self.session.itext(name)

    def choice_label(self, value: str, ref: str, node: Node) -> str:
        """Return the label of a choice, whether or not a filter leaves it."""
        return self.session.choice_label(value, ref, node)

    def lookup(self, name: str, wanted: str, key: str, value: str) -> str:
        """Return a column of the first item whose ``key`` is ``value``."""
        found = self.session.lists.get(name)
        return "" if found is None else found.lookup(wanted, key, value)


class FormSession:
    """One response, from its first question to its submission.

    ``presets`` (ref to value) are there before any default is computed; ``resources`` are external
    lists by instance id or file name; ``device`` answers the form's ``property`` preloads
    (``deviceid``, ``username``, ``email``, ``phonenumber``). The submission sent before is the
    resource ``last-saved``. ``now`` gives aware datetimes.
    """

    @collector_paused()
    def __init__(
        self,
        definition: FormDefinition,
        *,
        language: str | None = None,
        now: Callable[[], datetime] = local_now,
        presets: Mapping[str, str] | None = None,
        resources: Mapping[str, Resource] | None = None,
        device: Mapping[str, str] | None = None,
    ) -> None:
        self._prepare(definition, language, now, resources, device)
        loaded = definition.loaded
        self._open(Instance(definition.model, loaded.data, loaded.templates))
        for ref, value in (presets or {}).items():
            self._element(ref).write(value)
        self._bring_rows()
        self._metadata.preload(self._instance, now())
        self._work.quietly()
        self._metadata.identify(self._instance, self._work, "")
        self._fire(FIRST_LOAD)

    def _prepare(
        self,
        definition: FormDefinition,
        language: str | None,
        now: Callable[[], datetime],
        resources: Mapping[str, Resource] | None,
        device: Mapping[str, str] | None,
    ) -> None:
        self.definition = definition
        self.language = definition.texts.choose(language)
        self.resumed = ResumeReport(definition.version, definition.version)
        self._metadata = Metadata(definition.model, device)
        self._environment = SessionEnvironment(self, now)
        self._kept: dict[tuple[int, Row], tuple[int, Any]] = {}
        self._choices_kept: dict[tuple[NodeDef, Row], tuple[int, str, tuple[Choice, ...]]] = {}
        self._pages_kept: tuple[Page, ...] | None = None
        self._language_tick = 0
        self._pagination = Pagination(definition.model, self._body_label)
        self.missing_lists = self._read_lists({**definition.resources, **(resources or {})})

    def _read_lists(self, resources: Mapping[str, Resource]) -> tuple[str, ...]:
        self.lists: dict[str, ItemList] = dict(self.definition.lists)
        missing: list[str] = []
        for name, source in self.definition.loaded.sources.items():
            file = source.rpartition("/")[2]
            resource = resources.get(name, resources.get(file))
            if resource is None and source == LAST_SAVED:
                self.lists[name] = ItemList(Source(self.definition.model.root.tag), name)
            elif resource is None:
                missing.append(file)
            else:
                self.lists[name] = read_list(file, resource)
        return tuple(missing)

    def _open(self, instance: Instance) -> None:
        self._instance = instance
        environment = self._environment
        environment.top = instance.root
        environment.slots = instance.root.slots
        missing = frozenset(self.definition.loaded.sources) - self.lists.keys()
        self._work = Recalculation(instance, self.definition.graph, environment, missing)

    def _bring_rows(self) -> None:
        # A repeat that nobody may add to, and whose data holds only its template, has one row.
        for scope in self.definition.model.scopes:
            if scope.fixed and not scope.count and scope.parent is not None:
                for above in self._instance.rows(scope.parent):
                    if not above.nested[scope.index]:
                        self._instance.add_row(scope, above)

    def _fire(self, events: frozenset[str]) -> None:
        for action in self.definition.graph.actions:
            if events & action.events:
                rows = self._instance.rows(action.target.scope)
                for row in [self._instance.root] if action.nodes else rows:
                    self._work.act(action, row)
        self._work.run()
        self._work.begin()

    # --- answering ---

    def answer(self, ref: str, value: str) -> Changes:
        """Give a question an answer, ``""`` to clear it; return everything that changed."""
        element = self._element(ref)
        work = self._work
        work.begin()
        work.set_text(element, storable(value))
        work.run()
        return self._changes()

    def _changes(self) -> Changes:
        changes = self._work.changes()
        if changes.relevance or changes.repeats or changes.labels:
            self._pages_kept = None
        return changes

    def add_repeat(self, ref: str) -> Changes:
        """Add a row at the end of the repeat at ``ref``."""
        scope, above = self._repeat(ref)
        self._work.begin()
        self._work.add_row(scope, above)
        self._work.run()
        return self._changes()

    def remove_repeat(self, ref: str) -> Changes:
        """Remove the row at ``ref`` (``/data/person[2]``)."""
        element = self._element(ref)
        if element.row.node is not element or element.row.parent is None:
            raise KeyError(ref)
        self._work.begin()
        self._work.remove_row(element.row)
        self._work.run()
        return self._changes()

    def repeat_count(self, ref: str) -> int:
        """Return how many rows the repeat at ``ref`` has."""
        scope, above = self._repeat(ref)
        return len(above.nested[scope.index])

    def can_add(self, ref: str) -> bool:
        """Say whether somebody may add and remove rows of the repeat at ``ref``."""
        scope, _ = self._repeat(ref)
        return not scope.count and not scope.fixed

    def _repeat(self, ref: str) -> tuple[Scope, Row]:
        node = self._definition(ref)
        above = self._instance.row_above(ref, node.scope) if node.repeats else None
        if above is None:
            raise KeyError(ref)
        return node.scope, above

    def set_language(self, tag: str) -> Changes:
        """Speak another of the form's languages; answers and place stay."""
        chosen = self.definition.texts.choose(tag)
        if chosen == self.language:
            return Changes()
        self.language = chosen
        work = self._work
        work.begin()
        self._language_tick = work.tick
        self._pages_kept = None
        for edge in self.definition.graph.language_edges:
            for row in edge.rows(self._instance.root):
                work.wait(edge.rank, row)
        work.run()
        changes = self._changes()
        shown = [
            element
            for element in self._instance.elements()
            if element.definition.ref in self.definition.model.shown
        ]
        labels = frozenset(ref_of(element) for element in shown)
        lists = frozenset(
            ref_of(element)
            for element in shown
            if self.definition.model.shown[element.definition.ref].control in CHOICE_CONTROLS
        )
        return Changes(
            changes.values,
            changes.relevance,
            changes.choices | lists,
            changes.labels | labels,
            changes.repeats,
            changes.states,
        )

    # --- looking ---

    def value(self, ref: str) -> str:
        """Return an answer, ``""`` where there is none that fits or the question is irrelevant."""
        return self._element(ref).text

    def typed(self, ref: str) -> str:
        """Return what stands in a question's field: its answer, or what is not yet one."""
        element = self._element(ref)
        return element.raw if element.relevant else ""

    def selected(self, ref: str) -> tuple[str, ...]:
        """Return the chosen values of a select."""
        element = self._element(ref)
        body = self.definition.model.shown.get(element.definition.ref)
        if body is not None and body.control in LIST_CONTROLS:
            return tuple(element.text.split())
        return (element.text,) if element.text else ()

    def question(self, ref: str) -> FieldDef:
        """Return what a question is; ``ref`` may carry positions."""
        node = self._definition(ref)
        if node.field is None:
            raise KeyError(ref)
        return node.field

    def is_relevant(self, ref: str) -> bool:
        """Say whether a question, group, row, or repeat without a row applies."""
        element = self._instance.find(ref)
        if element is not None:
            return element.relevant
        scope, above = self._repeat(ref)
        return self._instance.parent_of(scope, above).relevant

    def is_required(self, ref: str) -> bool:
        """Say whether a question must be answered."""
        return self._condition("required", self._element(ref))

    def is_readonly(self, ref: str) -> bool:
        """Say whether a question, or a group around it, only shows its value."""
        element: Node | None = self._element(ref)
        while isinstance(element, Element):
            if self._condition("readonly", element):
                return True
            element = element.parent
        return False

    def label(self, ref: str) -> str:
        """Return the label of a question, group or row, its values filled in."""
        return self._text_at(ref, lambda body: body.label)

    def hint(self, ref: str) -> str:
        """Return a question's hint, ``""`` where it has none."""
        return self._text_at(ref, lambda body: body.hint)

    def guidance(self, ref: str) -> str:
        """Return the longer help behind a hint, ``""`` where there is none."""
        return self._text_at(ref, lambda body: body.hint, "guidance")

    def media(self, ref: str) -> Mapping[str, str]:
        """Return pictures and recordings of a question's label: kind to ``jr://`` address."""
        body = self.definition.model.shown.get(self._definition(ref).ref)
        return media_of(self.definition.texts, body.label, self.language) if body else {}

    def _text_at(self, ref: str, pick: Callable[[BodyNode], Text], form: str = "") -> str:
        node = self._definition(ref)
        body = self.definition.model.shown.get(node.ref)
        if body is None:
            return ""
        element = self._instance.find(ref)
        if element is None:
            return "" if form else static_text(self.definition.texts, pick(body), self.language)
        return self._say(pick(body), element, form)

    def _body_label(self, body: BodyNode, element: Element) -> str:
        node = self.definition.model.nodes.get(body.ref)
        if node is not None and element.definition is not node:
            return static_text(self.definition.texts, body.label, self.language)
        return self._say(body.label, element)

    def _say(self, text: Text, element: Element, form: str = "") -> str:
        if text.expression:
            return self._output(text.expression, element)
        parts = parts_of(self.definition.texts, text, self.language, form)
        return self._say_parts(parts, element)

    def _say_parts(self, parts: Parts, element: Element) -> str:
        return say(parts, lambda source: self._output(source, element))

    def _output(self, source: str, element: Element) -> str:
        expression = self.definition.graph.outputs.get((element.definition, source))
        if expression is None:
            return ""
        value: str = self._evaluate(expression, as_text, element)
        return value

    def itext(self, name: str) -> str:
        """Return a text by its id in the session's language."""
        parts = self.definition.texts.find(name, self.language)
        return say(parts, lambda source: self._output(source, self._instance.root.node))

    def choices(self, ref: str) -> tuple[Choice, ...]:
        """Return the choices that can be picked now, in the session's language."""
        element = self._element(ref)
        node = element.definition
        plan = self.definition.graph.choices.get(node)
        if plan is None:
            return self.definition.choices(node.ref, self.language)
        key = (node, element.row)
        kept = self._choices_kept.get(key)
        tick = self._work.tick if plan.says_answers else self._latest(plan.expression)
        if kept is not None and kept[0] >= tick and kept[1] == self.language:
            return kept[2]
        nodes = plan.nodes(element, self._environment)
        texts = self.definition.texts

        def output(source: str) -> str:
            return self._output(source, element)

        if plan.says_answers:
            found = tuple(choice_of(texts, plan, each, self.language, output) for each in nodes)
        else:
            known = self.definition.worded(node, self.language)
            found = tuple(
                known.get(each)
                or known.setdefault(each, choice_of(texts, plan, each, self.language))
                for each in nodes
            )
        self._choices_kept[key] = (self._work.tick, self.language, found)
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

    # --- problems ---

    def problem(self, ref: str) -> FieldProblem | None:
        """Return what is wrong with an answer, None where nothing is or it is irrelevant."""
        return self._problem(self._element(ref))

    def problems(self) -> tuple[FieldProblem, ...]:
        """Return what is wrong, in the order of the form; irrelevant questions have no problem."""
        found = (
            self._problem(element)
            for element in self._instance.elements()
            if element.relevant and element.definition.field is not None
        )
        return tuple(each for each in found if each is not None)

    def _problem(self, element: Element) -> FieldProblem | None:
        field = element.definition.field
        bind = element.definition.bind or _PLAIN
        if field is None or not element.relevant:
            return None
        if not element.raw.strip():
            if field.control is not None and self._condition("required", element):
                return self._told(element, ProblemKind.REQUIRED, bind.required_message)
            return None
        if not element.text:
            return FieldProblem(ref_of(element), ProblemKind.TYPE)
        if field.control in CHOICE_CONTROLS and not self._all_chosen(element):
            return FieldProblem(ref_of(element), ProblemKind.CHOICE)
        if bind.constraint and not self._condition("constraint", element):
            return self._told(element, ProblemKind.CONSTRAINT, bind.constraint_message)
        return None

    def _told(self, element: Element, kind: ProblemKind, message: Text) -> FieldProblem:
        return FieldProblem(ref_of(element), kind, self._say(message, element))

    def _all_chosen(self, element: Element) -> bool:
        field = element.definition.field
        assert field is not None
        allowed = {choice.value for choice in self.choices(ref_of(element))}
        if not allowed and self.missing_lists:
            return True
        words = element.raw.split() if field.control in LIST_CONTROLS else [element.raw]
        return all(word in allowed for word in words)

    # --- computing what is looked at ---

    def _condition(self, name: str, element: Element) -> bool:
        expression = self.definition.graph.conditions.get((name, element.definition))
        if expression is None:
            return False
        if expression.constant is not None:
            return bool(expression.constant)
        value: bool = self._evaluate(expression, as_condition, element)
        return value

    def _latest(self, expression: Expression) -> int:
        changed = self._work.changed
        latest = self._language_tick if expression.language else 0
        for number in expression.numbers:
            if changed[number] > latest:
                latest = changed[number]
        return latest

    def _evaluate(
        self,
        expression: Expression,
        turn: Callable[[Any], Callable[[Node, SessionEnvironment], Any]],
        element: Element,
    ) -> Any:
        key = (id(expression), element.row)
        kept = self._kept.get(key)
        if kept is not None and kept[0] >= self._latest(expression):
            return kept[1]
        value = turn(expression.compiled)(element, self._environment)
        if not expression.volatile:
            self._kept[key] = (self._work.tick, value)
        return value

    # --- pages ---

    def pages(self) -> tuple[Page, ...]:
        """Return the pages with something to see, in order."""
        if self._pages_kept is None:
            self._pages_kept = self._pagination.pages(self._instance.root)
        return self._pages_kept

    def next_page(self, page_ref: str) -> Page | None:
        """Return the page after ``page_ref``, None after the last."""
        pages = self.pages()
        at = self._page_at(page_ref)
        return pages[at + 1] if at + 1 < len(pages) else None

    def previous_page(self, page_ref: str) -> Page | None:
        """Return the page before ``page_ref``, None before the first."""
        at = self._page_at(page_ref)
        return self.pages()[at - 1] if at > 0 else None

    def _page_at(self, page_ref: str) -> int:
        for at, page in enumerate(self.pages()):
            if page.ref == page_ref:
                return at
        # The page itself went away: stand just before whatever follows it in the form.
        order = self._order(page_ref)
        before = [at for at, page in enumerate(self.pages()) if self._order(page.ref) <= order]
        return before[-1] if before else -1

    def _order(self, ref: str) -> int:
        return self._definition(ref).number

    def progress(self) -> Progress:
        """Count the questions that apply and those of them that are answered; notes don't count."""
        asked = answered = 0
        for element in self._instance.elements():
            field = element.definition.field
            if field is not None and field.is_question and element.relevant:
                asked += 1
                answered += bool(element.raw)
        return Progress(answered, asked)

    # --- the whole ---

    def finalize(self) -> tuple[FieldProblem, ...]:
        """Check every answer again; where nothing is wrong, fix the end time."""
        problems = self.problems()
        if problems:
            return problems
        self._metadata.finish(self._instance, self._work, self._environment.now())
        return ()

    @property
    def instance_id(self) -> str:
        """Return the response's own identifier, ``uuid:…``."""
        return self._metadata.instance_id

    @property
    def deprecated_id(self) -> str:
        """Return the identifier of the submission that this one replaces, ``""`` if none."""
        return self._metadata.deprecated_id

    @property
    def instance_name(self) -> str:
        """Return the name the form gives this response, ``""`` where it gives none."""
        return self._metadata.held(self._instance, INSTANCE_NAME)

    @property
    def document_node(self) -> Node:
        """Return the node above the response's root, for expressions."""
        return self._instance.document

    def to_xml(self) -> bytes:
        """Return the ODK submission; irrelevant nodes are left out."""
        return to_xml(self._instance, self.instance_id, self.deprecated_id)

    def to_document(self) -> dict[str, Json]:
        """Return the submission as JSON; irrelevant nodes are left out."""
        return self._document(everything=False)

    def to_draft(self) -> dict[str, Json]:
        """Return the response with irrelevant answers too, so that resuming gives all back."""
        return self._document(everything=True)

    def _document(self, *, everything: bool) -> dict[str, Json]:
        document: dict[str, Json] = {
            "form": self.definition.form_id,
            "version": self.definition.version,
            INSTANCE_ID: self.instance_id,
            "data": to_json(self._instance, everything=everything),
        }
        if self.deprecated_id:
            document[DEPRECATED_ID] = self.deprecated_id
        if self.resumed.unplaced:
            document[UNPLACED] = dict(self.resumed.unplaced)
        return document

    @classmethod
    @collector_paused()
    def resume(
        cls,
        definition: FormDefinition,
        document: Mapping[str, Any],
        *,
        language: str | None = None,
        now: Callable[[], datetime] = local_now,
        resources: Mapping[str, Resource] | None = None,
        device: Mapping[str, str] | None = None,
        editing: bool = False,
    ) -> Self:
        """Take up a draft or a submission again; defaults and start time stay as they were.

        ``editing`` a submission gives the response a new identifier, and the old one becomes its
        ``deprecatedID``, as servers of ODK submissions expect. ``resumed`` then tells what no
        longer fits the form.
        """
        session = cls.__new__(cls)
        session._prepare(definition, language, now, resources, device)
        data = document["data"]
        source, unplaced = to_source(definition.model, data)
        session._open(Instance(definition.model, source, definition.loaded.templates))
        instance, work, metadata = session._instance, session._work, session._metadata
        held = metadata.held(instance, INSTANCE_ID) or str(document.get(INSTANCE_ID) or "")
        identity = metadata.find(instance, INSTANCE_ID)
        if identity is not None and held:
            identity.write(held)
        work.quietly()
        metadata.identify(instance, work, held)
        deprecated = metadata.held(instance, DEPRECATED_ID) or document.get(DEPRECATED_ID)
        metadata.deprecated_id = str(deprecated or "")
        if editing:
            metadata.deprecate(instance, work)
        versions = (str(document.get("version", definition.version)), definition.version)
        session.resumed = report(
            versions,
            carried(document) | unplaced,
            lost(instance, data),
            session.problems() if versions[0] != versions[1] else (),
            instance,
        )
        session._fire(LOAD)
        return session

    @classmethod
    def resume_xml(cls, definition: FormDefinition, xml: bytes, **options: Any) -> Self:
        """Take up a submission from its XML; ``options`` are those of ``resume``."""
        return cls.resume(definition, from_xml(definition.model, read_xml(xml)), **options)

    # --- finding ---

    def _definition(self, ref: str) -> NodeDef:
        nodes = self.definition.model.nodes
        node = nodes.get(ref)
        if node is None and "[" in ref:
            node = nodes.get(self._instance.plain(ref))
        if node is None:
            raise KeyError(ref)
        return node

    def _element(self, ref: str) -> Element:
        element = self._instance.find(ref)
        if element is None:
            raise KeyError(ref)
        return element
