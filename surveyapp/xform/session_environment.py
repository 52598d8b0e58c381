"""What the expressions of a form may ask of the response in which they are computed."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime

from surveyapp.xform.instance import Instance
from surveyapp.xform.lists import ItemList
from surveyapp.xform.paths import FormEnvironment
from surveyapp.xform.view import View
from surveyapp.xform.xpath.environment import Index
from surveyapp.xform.xpath.nodes import Node


class SessionEnvironment(FormEnvironment):
    """The values, lists and texts of one response; ``view`` is set once it can be looked at."""

    __slots__ = ("document", "lists", "primary_id", "properties", "shuffle_seed", "view")
    view: View

    def __init__(
        self,
        instance: Instance,
        lists: Mapping[str, ItemList],
        now: Callable[[], datetime],
        properties: Callable[[str], str],
    ) -> None:
        super().__init__(now)
        self.top = instance.root
        self.slots = instance.root.slots
        self.document = instance.document
        self.primary_id = instance.model.primary_id
        self.lists = lists
        self.properties = properties
        self.shuffle_seed = random.SystemRandom().getrandbits(64)

    @property
    def language(self) -> str:
        """Return the language in which dates are named."""
        return self.view.language or "en"

    def shuffler(self) -> random.Random:
        """Return the session's own draw: a list keeps its order while it is looked at."""
        return random.Random(self.shuffle_seed)  # noqa: S311 - an order, not a secret

    def instance(self, name: str) -> Node | None:
        """Return the document node of a list, or of the form itself."""
        found = self.lists.get(name)
        if found is not None:
            return found.document
        return self.document if name == self.primary_id else None

    def index(self, instance: str, top: str, item: str, key: str) -> Index | None:
        """Return the items of a list by the text of a column."""
        found = self.lists.get(instance)
        return None if found is None else found.index(top, item, key)

    def itext(self, name: str) -> str:
        """Return a text of the form in the session's language."""
        return self.view.itext(name)

    def device(self, name: str) -> str:
        """Return what the device says of itself."""
        return self.properties(name)

    def choice_label(self, value: str, ref: str, node: Node) -> str:
        """Return the label of a choice, whether or not a filter leaves it."""
        return self.view.choice_label(value, ref, node)

    def lookup(self, name: str, wanted: str, key: str, value: str) -> str:
        """Return a column of the first item whose ``key`` is ``value``."""
        found = self.lists.get(name)
        return "" if found is None else found.lookup(wanted, key, value)
