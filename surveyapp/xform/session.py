"""FormSession: one response being filled. The only door to the engine for everyone else.

Values are lexical text, as in XForms: ``""`` is blank, several choices are separated by spaces,
dates are ISO. What somebody typed is kept even where it is no value of its question's type:
``typed`` returns it, and it is a problem of that question; to ``value`` and expressions it is
blank. Labels, choices, constraints and states are computed when looked at and kept until something
they read changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from surveyapp.xform.collecting import collector_paused
from surveyapp.xform.definition import FormDefinition
from surveyapp.xform.evaluation import Evaluation
from surveyapp.xform.fields import Choice, FieldDef, chosen_values
from surveyapp.xform.instance import Element, Instance, Row
from surveyapp.xform.judging import Judge
from surveyapp.xform.metadata import INSTANCE_NAME, Metadata
from surveyapp.xform.outcomes import Changes, FieldProblem, Page, Progress
from surveyapp.xform.pages import Pages
from surveyapp.xform.recalculation import Recalculation
from surveyapp.xform.resources import Resource, read_lists
from surveyapp.xform.resuming import Arrival, ResumeReport
from surveyapp.xform.safe_xml import read_xml
from surveyapp.xform.session_environment import SessionEnvironment
from surveyapp.xform.submission import (
    DEPRECATED_ID,
    INSTANCE_ID,
    UNPLACED,
    Json,
    from_xml,
    storable,
    to_json,
    to_xml,
)
from surveyapp.xform.unplaced import Unplaced
from surveyapp.xform.view import View
from surveyapp.xform.xpath.nodes import Node

FIRST_LOAD = frozenset({"odk-instance-first-load", "xforms-ready", "odk-instance-load"})
LOAD = frozenset({"odk-instance-load"})


def local_now() -> datetime:
    """Return this moment in the device's time zone."""
    return datetime.now().astimezone()


class FormSession:
    """One response, from its first question to its submission.

    ``presets`` (ref to value) are there before any default is computed; ``resources`` are external
    lists by instance id or file name, in place of those that came with the form; ``device`` answers
    the form's ``property`` preloads (``deviceid``, ``username``, ``email``, ``phonenumber``). The
    submission sent before is the resource ``last-saved``. ``now`` gives aware datetimes.
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
        loaded = definition.loaded
        instance = Instance(definition.model, loaded.data, loaded.templates)
        self._open(definition, instance, language, now, resources, device)
        for ref, value in (presets or {}).items():
            instance.element(ref).write(value)
        self._bring_rows()
        self._metadata.preload(instance, now())
        self._work.quietly()
        computed = frozenset(self._work.values)
        self._metadata.identify(instance, self._work, "")
        # What once() drew without the defaults is drawn again where it reads one.
        self._work.environment.unsettled = computed
        self._fire(FIRST_LOAD)
        self._work.environment.unsettled = ()

    def _open(
        self,
        definition: FormDefinition,
        instance: Instance,
        language: str | None,
        now: Callable[[], datetime],
        resources: Mapping[str, Resource] | None,
        device: Mapping[str, str] | None,
    ) -> None:
        self.definition = definition
        self.resumed = ResumeReport(definition.version, definition.version)
        sources = definition.loaded.sources
        lists, self.missing_lists = read_lists(
            definition.lists,
            sources,
            resources or {},
            definition.model.root.tag,
        )
        self._metadata = Metadata(definition.model, device)
        environment = SessionEnvironment(instance, lists, now, self._metadata.told)
        absent = frozenset(sources) - lists.keys()
        self._now = now
        self._instance = instance
        self._unplaced = Unplaced(instance, {})
        self._removed: Row | None = None
        self._work = Recalculation(instance, definition.graph, environment, absent)
        self._evaluation = Evaluation(definition.graph, self._work, environment)
        self._view = environment.view = View(
            definition, instance, lists, self._evaluation, definition.texts.choose(language)
        )
        self._judge = Judge(
            instance, self._view, self._evaluation, lists_missing=bool(self.missing_lists)
        )
        self._pages = Pages(instance, self._view.body_label)

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
        element = self._instance.element(ref)
        work = self._work
        work.begin()
        work.answer(element, storable(value))
        work.run()
        return self._changes()

    def _changes(self) -> Changes:
        changes = self._work.changes()
        if changes.relevance or changes.repeats or changes.labels:
            self._pages.forget()
        return changes

    def add_repeat(self, ref: str) -> Changes:
        """Add a row at the end of the repeat at ``ref``."""
        scope, above = self._instance.repeat(ref)
        self._work.begin()
        self._work.add_row(scope, above)
        self._work.run()
        return self._changes()

    def remove_repeat(self, ref: str) -> Changes:
        """Remove the row at ``ref`` (``/data/person[2]``); ``restore_repeat`` takes that back."""
        element = self._instance.element(ref)
        if element.row.node is not element or element.row.parent is None:
            raise KeyError(ref)
        self._work.begin()
        self._work.remove_row(element.row)
        self._removed = element.row
        self._work.run()
        return self._changes()

    def restore_repeat(self) -> Changes:
        """Put the row removed last back at its place, with all it held.

        Raises ``KeyError`` where there is none, or where the row around it is gone.
        """
        row, self._removed = self._removed, None
        if row is None or row.parent is None or not row.parent.alive:
            raise KeyError("there is no row to put back")
        self._work.begin()
        self._work.put_back_row(row)
        self._work.run()
        return self._changes()

    def repeat_count(self, ref: str) -> int:
        """Return how many rows the repeat at ``ref`` has."""
        scope, above = self._instance.repeat(ref)
        return len(above.nested[scope.index])

    def can_add(self, ref: str) -> bool:
        """Say whether somebody may add and remove rows of the repeat at ``ref``."""
        scope, _ = self._instance.repeat(ref)
        return not scope.count and not scope.fixed

    @property
    def language(self) -> str:
        """Return the language spoken, ``""`` where the form has only one."""
        return self._view.language

    def set_language(self, tag: str) -> Changes:
        """Speak another of the form's languages; answers and place stay."""
        chosen = self.definition.texts.choose(tag)
        if chosen == self.language:
            return Changes()
        work = self._work
        work.begin()
        self._view.speak(chosen)
        self._pages.forget()
        for edge in self.definition.graph.language_edges:
            for row in edge.rows(self._instance.root):
                work.wait(edge.rank, row)
        work.run()
        changes = self._changes()
        labels, lists = self._view.shown_refs()
        return replace(changes, choices=changes.choices | lists, labels=changes.labels | labels)

    # --- looking ---

    def value(self, ref: str) -> str:
        """Return an answer, ``""`` where there is none that fits or the question is irrelevant."""
        return self._instance.element(ref).text

    def typed(self, ref: str) -> str:
        """Return what stands in a question's field: its answer, or what is not yet one."""
        element = self._instance.element(ref)
        return element.raw if element.relevant else ""

    def selected(self, ref: str) -> tuple[str, ...]:
        """Return the chosen values of a select."""
        element = self._instance.element(ref)
        body = self.definition.model.shown.get(element.definition.ref)
        return tuple(chosen_values(None if body is None else body.control, element.text))

    def now(self) -> datetime:
        """Return this moment by the session's clock, in the zone its expressions count in."""
        return self._now()

    def question(self, ref: str) -> FieldDef:
        """Return what a question is; ``ref`` may carry positions."""
        node = self._instance.definition(ref)
        if node.field is None:
            raise KeyError(ref)
        return node.field

    def is_relevant(self, ref: str) -> bool:
        """Say whether a question, group, row, or repeat without a row applies."""
        element = self._instance.find(ref)
        if element is not None:
            return element.relevant
        scope, above = self._instance.repeat(ref)
        return self._instance.parent_of(scope, above).relevant

    def is_required(self, ref: str) -> bool:
        """Say whether a question must be answered."""
        return self._evaluation.condition("required", self._instance.element(ref))

    def is_readonly(self, ref: str) -> bool:
        """Say whether a question, or a group around it, only shows its value."""
        element: Node | None = self._instance.element(ref)
        while isinstance(element, Element):
            if self._evaluation.condition("readonly", element):
                return True
            element = element.parent
        return False

    def label(self, ref: str) -> str:
        """Return the label of a question, group or row, its values filled in."""
        return self._view.text(ref, lambda body: body.label)

    def hint(self, ref: str) -> str:
        """Return a question's hint, ``""`` where it has none."""
        return self._view.text(ref, lambda body: body.hint)

    def guidance(self, ref: str) -> str:
        """Return the longer help behind a hint, ``""`` where there is none."""
        return self._view.text(ref, lambda body: body.hint, "guidance")

    def label_language(self, ref: str) -> str:
        """Return the language in which a label is said: another one where it lacks this."""
        return self._view.spoken(ref)

    def borrowed_languages(self, ref: str) -> frozenset[str]:
        """Return the languages that stand in where a question is not all in this one."""
        return self._view.borrowed(ref)

    def media(self, ref: str) -> Mapping[str, str]:
        """Return pictures and recordings of a question's label: kind to ``jr://`` address."""
        return self._view.media(ref)

    def choices(self, ref: str) -> tuple[Choice, ...]:
        """Return the choices that can be picked now, in the session's language."""
        return self._view.choices(self._instance.element(ref))

    # --- problems ---

    def problem(self, ref: str) -> FieldProblem | None:
        """Return what is wrong with an answer, None where nothing is or it is irrelevant."""
        return self._judge.problem(self._instance.element(ref))

    def problems(self) -> tuple[FieldProblem, ...]:
        """Return what is wrong, in the order of the form; irrelevant questions have no problem."""
        return self._judge.problems()

    def progress(self) -> Progress:
        """Count the questions that apply and those of them that are answered; notes don't count."""
        return self._judge.progress()

    # --- pages ---

    def pages(self) -> tuple[Page, ...]:
        """Return the pages with something to see, in order."""
        return self._pages.all()

    def next_page(self, page_ref: str) -> Page | None:
        """Return the page after ``page_ref``, None after the last."""
        return self._pages.after(page_ref)

    def previous_page(self, page_ref: str) -> Page | None:
        """Return the page before ``page_ref``, None before the first."""
        return self._pages.before(page_ref)

    # --- the whole ---

    def finalize(self) -> tuple[FieldProblem, ...]:
        """Check every answer again; where nothing is wrong, fix the end time."""
        problems = self.problems()
        if problems:
            return problems
        self._metadata.finish(self._instance, self._work, self._now())
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

    def to_xml(self) -> bytes:
        """Return the ODK submission; irrelevant nodes are left out.

        Values without a place stand at its end, in a namespace of ours that servers pass over.
        """
        unplaced = self._unplaced.values(everything=False)
        return to_xml(self._instance, self.instance_id, self.deprecated_id, unplaced)

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
        unplaced = self._unplaced.values(everything=everything)
        if unplaced:
            document[UNPLACED] = dict(unplaced)
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
        arrival = Arrival(definition, document, complete=editing)
        instance = arrival.instance
        session._open(definition, instance, language, now, resources, device)
        session._metadata.take_up(instance, session._work, document, editing=editing)
        session.resumed = arrival.report(session.problems() if arrival.other_version else ())
        session._unplaced = Unplaced(instance, session.resumed.unplaced)
        session._fire(LOAD)
        return session

    @classmethod
    def resume_xml(cls, definition: FormDefinition, xml: bytes, **options: Any) -> Self:
        """Take up a submission from its XML; ``options`` are those of ``resume``."""
        return cls.resume(definition, from_xml(definition.model, read_xml(xml)), **options)
