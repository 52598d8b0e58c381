"""The form as the engine sees it: its tree of nodes, where each sits, what is asked in what order.

Made once by ``loading``, then never changed. Every node has a *scope*: the nearest repeat around it
(or the whole form) and a *slot* in it, so that a path known beforehand is one look into a row's
list. Knows no XML and no answers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from surveyapp.xform.fields import CHOICE_CONTROLS, Control, FieldDef


@dataclass(slots=True, eq=False)
class Scope:
    """The form, or one repeat: what exists once for each of its rows.

    ``members`` are its nodes by slot, its own node first; ``nested`` are the repeats directly in
    it, of which this one is number ``index`` in its ``parent``.
    """

    parent: Scope | None
    index: int = 0
    members: list[NodeDef] = field(default_factory=list)
    nested: list[Scope] = field(default_factory=list)
    count: str = ""
    fixed: bool = False

    @property
    def node(self) -> NodeDef:
        """Return the node that repeats; for the form, its root."""
        return self.members[0]

    @property
    def depth(self) -> int:
        """Return how many repeats this scope is in, itself included."""
        return 0 if self.parent is None else self.parent.depth + 1

    def path_from(self, above: Scope) -> tuple[int, ...]:
        """Return which nested repeat to enter, from ``above`` down to this scope."""
        if self is above:
            return ()
        assert self.parent is not None
        return (*self.parent.path_from(above), self.index)

    def chain(self) -> list[Scope]:
        """Return the scopes from the form down to this one."""
        found: list[Scope] = []
        current: Scope | None = self
        while current is not None:
            found.append(current)
            current = current.parent
        return found[::-1]

    def within(self, other: Scope) -> bool:
        """Say whether this scope is ``other`` or inside it."""
        current: Scope | None = self
        while current is not None:
            if current is other:
                return True
            current = current.parent
        return False


@dataclass(slots=True, eq=False)
class NodeDef:
    """One node of the form: an element, or an attribute that a bind names.

    ``number`` is its place in document order. ``text`` is its default. Expressions are source
    text; a leaf's other facts are in ``field``. ``fits`` says whether a text is a value of the
    node's type, None where every text is. A ``plain`` node is a leaf that happens once, without
    prefix and attributes.
    """

    name: str
    prefix: str
    uri: str
    ref: str
    parent: NodeDef | None
    scope: Scope
    slot: int
    number: int
    text: str = ""
    children: list[NodeDef] = field(default_factory=list)
    attributes: list[NodeDef] = field(default_factory=list)
    fixed_attributes: list[tuple[str, str, str, str]] = field(default_factory=list)
    is_attribute: bool = False
    plain: bool = False
    bind: Bind | None = None
    field: FieldDef | None = None
    fits: Callable[[str], object] | None = None

    @property
    def tag(self) -> str:
        """Return the name as ElementTree writes it."""
        return f"{{{self.uri}}}{self.name}" if self.uri else self.name

    def composed(self, text: str) -> str:
        """Return an answer as it is submitted: its accents composed (NFC).

        Words that look the same are then the same wherever responses are counted. The names of
        choices stay as the form writes them.
        """
        if text.isascii() or (self.field is not None and self.field.control in CHOICE_CONTROLS):
            return text
        return unicodedata.normalize("NFC", text)

    @property
    def repeats(self) -> bool:
        """Say whether this node is a repeat."""
        return self.scope.parent is not None and self.slot == 0

    @property
    def key(self) -> str:
        """Return the name as written, with its prefix."""
        name = f"{self.prefix}:{self.name}" if self.prefix else self.name
        return f"@{name}" if self.is_attribute else name

    def below(self) -> Iterator[NodeDef]:
        """Yield this node and all below it in document order."""
        yield self
        yield from self.attributes
        for child in self.children:
            yield from child.below()


class Text(NamedTuple):
    """A text of the form: an itext id, or what stands in the element itself, or both.

    ``expression`` is set where the id itself is computed (``jr:itext(itextId)``) or where the text
    is an expression.
    """

    itext: str = ""
    parts: tuple[str | Output, ...] = ()
    expression: str = ""

    def __bool__(self) -> bool:
        return bool(self.itext or self.parts or self.expression)


NO_TEXT = Text()


class Output(NamedTuple):
    """A value inside a text: ``<output value="expression"/>``."""

    expression: str


class Bind(NamedTuple):
    """What the model says of a node; expressions are source text, ``""`` where there is none."""

    data_type: str = ""
    relevant: str = ""
    required: str = ""
    readonly: str = ""
    constraint: str = ""
    calculate: str = ""
    constraint_message: Text = NO_TEXT
    required_message: Text = NO_TEXT
    preload: str = ""
    preload_parameters: str = ""
    pii: str = ""
    fill: str = ""
    max_pixels: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A choice written into the body itself."""

    value: str
    label: Text


class Itemset(NamedTuple):
    """Where the choices of a question come from: a node-set, and what to read of each node."""

    nodeset: str
    value: str
    label: Text
    instance: str = ""


@dataclass(frozen=True, slots=True)
class SetValue:
    """An action: write ``value`` (an expression) into ``ref`` when one of ``events`` comes.

    ``literal`` is the text to write where there is no expression; ``source`` is the question or
    repeat in which the action stands. ``path`` is the whole target where it chooses among rows.
    """

    ref: str
    value: str
    events: frozenset[str]
    source: str = ""
    literal: str = ""
    path: str = ""


@dataclass(slots=True, eq=False)
class BodyNode:
    """What the form shows, in order: a question, a group or a repeat.

    ``ref`` is ``""`` for a group that only gathers. ``kind`` is ``question``, ``group`` or
    ``repeat``.
    """

    kind: str
    ref: str
    parent: BodyNode | None
    appearance: str = ""
    label: Text = NO_TEXT
    hint: Text = NO_TEXT
    control: Control | None = None
    itemset: Itemset | None = None
    items: tuple[Item, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    children: list[BodyNode] = field(default_factory=list)

    @property
    def field_list(self) -> bool:
        """Say whether all of it stands on one page."""
        return "field-list" in self.appearance.split()


META = "meta"
"""The element in which ODK XForms keeps what a response knows of itself."""


@dataclass(slots=True, eq=False)
class Model:
    """All of a form. ``nodes`` by ref without positions; ``binds`` and ``body`` likewise."""

    root: NodeDef
    form_id: str
    version: str
    purpose: str
    title: str
    nodes: dict[str, NodeDef]
    scopes: list[Scope]
    namespaces: dict[str, str]
    body: list[BodyNode]
    shown: dict[str, BodyNode]
    actions: list[SetValue]
    primary_id: str = ""
    idle_binds: tuple[str, ...] = ()
    idle_questions: tuple[str, ...] = ()  # asked for, but not in the data
    idle_actions: tuple[str, ...] = ()  # written to, but not in the data
    titles: Mapping[str, str] = field(default_factory=dict)  # by language tag, where given
    meta: Mapping[str, str] = field(init=False)  # refs of the form's metadata by name

    def __post_init__(self) -> None:
        """Note where the form keeps its metadata; the first place of a name counts."""
        self.meta = {
            node.name: node.ref
            for node in reversed(self.nodes.values())
            if node.parent is not None and node.parent.name == META
        }
