"""What an expression may ask of the world: the clock, chance, other lists, texts. Nothing else.

A session subclasses ``Environment`` and answers for its form; by itself it serves expressions over
plain documents.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Container, Sequence
from datetime import datetime, tzinfo
from typing import Protocol

from surveyapp.errors import UserError
from surveyapp.xform.xpath.nodes import Node

MAX_EFFORT = 1_500_000
"""Nodes that one expression may look at inside conditions, in all rows: two seconds or so."""


class Index(Protocol):
    """Items of a list by the text of one of their columns."""

    def get(self, key: str, default: Sequence[Node], /) -> Sequence[Node]:
        """Return the items with that text, in the list's order."""


class Environment:
    """Where an expression is evaluated.

    ``clock`` gives aware datetimes; ``zone`` is the device's time zone. ``position`` and ``size``
    are those of the predicate being tested; ``current`` is what ``current()`` gives. ``effort``
    counts the nodes that conditions looked at: whoever starts an expression sets it to 0.
    ``unsettled`` are nodes whose value ``once()`` may still replace: the form is being opened.
    """

    __slots__ = ("clock", "current", "effort", "position", "random", "size", "unsettled", "zone")

    def __init__(
        self,
        clock: Callable[[], datetime],
        zone: tzinfo | None = None,
        chance: random.Random | None = None,
    ) -> None:
        now_zone = zone or clock().tzinfo
        assert now_zone is not None, "the clock gives aware datetimes"
        self.clock = clock
        self.zone: tzinfo = now_zone
        self.random = chance or random.SystemRandom()
        self.position = 1
        self.size = 1
        self.current: Node | None = None
        self.effort = 0
        self.unsettled: Container[Node] = ()

    def spend(self, nodes: int) -> None:
        """Count nodes that a condition is held against; raises where they are too many."""
        self.effort += nodes
        if self.effort > MAX_EFFORT:
            raise UserError(
                "A condition in square brackets, or a choice_filter, compares too many rows with "
                "each other. Make it simpler, or the lists shorter."
            )

    @property
    def language(self) -> str:
        """Return the language tag in which dates are named."""
        return "en"

    def now(self) -> datetime:
        """Return this moment on the device."""
        return self.clock().astimezone(self.zone)

    def instance(self, name: str) -> Node | None:
        """Return the root element of a secondary instance, None where there is none."""
        del name
        return None

    def index(self, instance: str, top: str, item: str, key: str) -> Index | None:
        """Return the items of a list by the text of their ``key``, None where none is kept."""
        del instance, top, item, key
        return None

    def shuffler(self) -> random.Random:
        """Return what shuffles lists without a seed: the same draw as long as a session lives."""
        return self.random

    def itext(self, name: str) -> str:
        """Return the text with that id in the language of the moment."""
        return name

    def device(self, name: str) -> str:
        """Return a property of the device, ``""`` where it has none of that name."""
        del name
        return ""

    def choice_label(self, value: str, ref: str, node: Node) -> str:
        """Return the label of a choice of the question at ``ref``, ``""`` where it has none."""
        del value, ref, node
        return ""

    def lookup(self, name: str, wanted: str, key: str, value: str) -> str:
        """Return ``wanted`` of the first item of list ``name`` whose ``key`` is ``value``."""
        del name, wanted, key, value
        return ""
