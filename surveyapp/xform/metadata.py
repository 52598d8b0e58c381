"""What a response knows of itself: its identifiers, its name, when and where it was filled.

ODK XForms calls the first three ``meta`` and asks for the others by ``jr:preload``. Knows nothing
of what is answered.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from surveyapp.xform.instance import Element, Instance
from surveyapp.xform.model import Bind, Model
from surveyapp.xform.recalculation import Recalculation
from surveyapp.xform.submission import DEPRECATED_ID, INSTANCE_ID
from surveyapp.xform.xpath.values import date_text, datetime_text

INSTANCE_NAME = "instanceName"
_END = ("timestamp", "end")


class Metadata:
    """The metadata of one response; ``device`` answers ``property`` preloads by their name."""

    __slots__ = ("deprecated_id", "device", "instance_id", "places")

    def __init__(self, model: Model, device: Mapping[str, str] | None) -> None:
        self.device = dict(device or {})
        self.instance_id = f"uuid:{uuid.uuid4()}"
        self.deprecated_id = ""
        self.places = model.meta

    def find(self, instance: Instance, name: str) -> Element | None:
        """Return the form's place for a piece of metadata, None where it has none."""
        ref = self.places.get(name)
        return None if ref is None else instance.find(ref)

    def held(self, instance: Instance, name: str) -> str:
        """Return what stands in that place, ``""`` where there is none."""
        element = self.find(instance, name)
        return element.raw if element is not None else ""

    def preload(self, instance: Instance, now: datetime) -> None:
        """Write what is known before the first question."""
        for node in instance.model.nodes.values():
            if node.bind is None or not node.bind.preload:
                continue
            text = self._preloaded(node.bind, now)
            if text:
                for row in instance.rows(node.scope):
                    row.slots[node.slot].write(text)
        identity = self.find(instance, INSTANCE_ID)
        if identity is not None:
            if not identity.raw:
                identity.write(self.instance_id)
            self.instance_id = identity.raw

    def _preloaded(self, bind: Bind, now: datetime) -> str:
        match bind.preload, bind.preload_parameters:
            case "timestamp", "start":
                return datetime_text(now)
            case "date", "today":
                return date_text(now)
            case "uid", _:
                return self.instance_id
            case "property", name:
                return self.told(name)
            case _:
                return ""

    def told(self, name: str) -> str:
        """Return a property of the device, ``""`` where it has none of that name."""
        # The specification writes "phone number", pyxform "phonenumber".
        return self.device.get(name.removeprefix("uri:").replace(" ", ""), "")

    def identify(self, instance: Instance, work: Recalculation, held: str) -> None:
        """Know the response by the identifier it holds: forms may compute it with ``uuid()``.

        One that is ``held`` already stays, whatever the form computes when it is opened again.
        """
        identity = self.find(instance, INSTANCE_ID)
        there = identity.raw if identity is not None else ""
        self.instance_id = held or there or self.instance_id
        if identity is not None:
            _write(work, identity, self.instance_id)

    def take_up(
        self,
        instance: Instance,
        work: Recalculation,
        document: Mapping[str, object],
        *,
        editing: bool,
    ) -> None:
        """Compute a response that is opened again, and know it as ``document`` does.

        What stands in the form's own places counts before what stands beside the data.
        """
        held = self.held(instance, INSTANCE_ID) or str(document.get(INSTANCE_ID) or "")
        identity = self.find(instance, INSTANCE_ID)
        if identity is not None and held:
            identity.write(held)
        work.quietly()
        self.identify(instance, work, held)
        deprecated = self.held(instance, DEPRECATED_ID) or document.get(DEPRECATED_ID)
        self.deprecated_id = str(deprecated or "")
        if editing:
            self.deprecate(instance, work)

    def deprecate(self, instance: Instance, work: Recalculation) -> None:
        """Give the response a new identifier; the one it had becomes its ``deprecatedID``."""
        self.deprecated_id = self.instance_id
        self.identify(instance, work, f"uuid:{uuid.uuid4()}")
        place = self.find(instance, DEPRECATED_ID)
        if place is not None:
            _write(work, place, self.deprecated_id)

    def finish(self, instance: Instance, work: Recalculation, now: datetime) -> None:
        """Write when the response was finished."""
        work.begin()
        for node in instance.model.nodes.values():
            bind = node.bind
            if bind and (bind.preload, bind.preload_parameters) == _END:
                for row in instance.rows(node.scope):
                    work.set_text(row.slots[node.slot], datetime_text(now))
        work.run()


def _write(work: Recalculation, element: Element, text: str) -> None:
    if element.raw != text:
        work.begin()
        work.set_text(element, text)
        work.run()
