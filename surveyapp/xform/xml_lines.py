"""On which line of its XML an XForm binds, asks and offers what it does, and by what means.

The engine reads without lines and passes over what it does not know; this is a second reading, for
whoever is told what to mend. Knows tags and attributes only; paths stand as the form writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from surveyapp.xform.supported import PAGES, Kind

_XML_EVENTS = "http://www.w3.org/2001/xml-events"
_PREFIXES = {
    "": "",
    "http://www.w3.org/2002/xforms": "",
    _XML_EVENTS: "",
    "http://openrosa.org/javarosa": "jr:",
    "http://openrosa.org/xforms": "orx:",
    "http://openrosa.org/xforms/": "orx:",
    "http://www.opendatakit.org/xforms": "odk:",
    "http://www.opendatakit.org/xforms/entities": "entities:",
}
_WITHOUT_PARAMETERS = frozenset({"uid", "patient", "context"})
_AROUND = frozenset({"body", "group", "repeat"})
_NO_CONTROLS = frozenset({"label", "hint", "help", "alert"})
_CONTROLS = frozenset(
    {
        "input",
        "secret",
        "select",
        "select1",
        "rank",
        "range",
        "trigger",
        "upload",
        "group",
        "repeat",
    }
)
_IN_BODY = _CONTROLS | {"body"}


@dataclass(frozen=True, slots=True)
class Use:
    """Something of the specification that a form uses, where it is no type and no appearance."""

    kind: Kind
    name: str
    path: str
    line: int


@dataclass(slots=True)
class XmlLines:
    """Lines by path; ``items`` are those of each list (by instance id, or by question)."""

    binds: dict[str, int] = field(default_factory=dict)
    controls: dict[str, int] = field(default_factory=dict)
    items: dict[str, list[int]] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)

    def of(self, ref: str) -> int:
        """Return the line where a node is asked, or else bound, or 0."""
        return self.controls.get(ref) or self.binds.get(ref, 0)

    def of_item(self, name: str, number: int) -> int:
        """Return the line of an item of a list, counted from 0, or 0."""
        lines: Sequence[int] = self.items.get(name, ())
        return lines[number] if number < len(lines) else 0


def xml_lines(xml: bytes) -> XmlLines:
    """Return the lines of an XForm that has been read, and so is well-formed."""
    reader = _Reader()
    reader.parser.Parse(xml, True)  # noqa: FBT003 - expat's own signature
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found = XmlLines()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.depth = 0
        self.instance = ""
        self.items_at = 0
        self.controls: list[tuple[int, str]] = []
        self.open: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.items_at:
            if self.depth == self.items_at:
                self.note_item(self.instance)
            return
        uri, _, name = tag.rpartition(" ")
        ref = (attributes.get("ref") or attributes.get("nodeset") or "").strip()
        around = self.open[-1] if self.open else ""
        self.open.append(name)
        if name == "instance":
            self.list(attributes)
        elif name == "bind":
            ref = (attributes.get("nodeset") or ref).strip()
            self.found.binds.setdefault(ref, self.parser.CurrentLineNumber)
            self.bind(ref, attributes)
        elif name == "submission":
            self.each(Kind.SUBMISSION, attributes, name)
        elif event := _event(attributes):
            self.action(tag, event, ref)
        elif name == "item" and self.controls:
            self.note_item(self.controls[-1][1])
        elif around in _AROUND and uri in _PREFIXES and name not in _NO_CONTROLS:
            self.use(Kind.CONTROL, name, ref)
        if name in _IN_BODY:
            plain = [key for key, value in attributes.items() if (key, value) != ("class", PAGES)]
            self.each(Kind.ATTRIBUTE, plain, ref)
        if name in _CONTROLS:
            self.found.controls.setdefault(ref, self.parser.CurrentLineNumber)
            self.controls.append((self.depth, ref))

    def list(self, attributes: Mapping[str, str]) -> None:
        self.instance = attributes.get("id", "")
        self.items_at = self.depth + 2
        self.use(Kind.INSTANCE, attributes.get("src", ""), f"instance('{self.instance}')")

    def action(self, tag: str, event: str, ref: str) -> None:
        self.use(Kind.ACTION, _named(tag), ref)
        for each in event.split():
            self.use(Kind.EVENT, each, ref)

    def bind(self, ref: str, attributes: Mapping[str, str]) -> None:
        named = {_named(key): value.strip() for key, value in attributes.items()}
        for name in named:
            self.use(Kind.BIND, name, ref)
        if kind := named.get("type"):
            self.use(Kind.DATA, kind.rpartition(":")[2].lower(), ref)
        if preload := named.get("jr:preload"):
            parameters = named.get("jr:preloadParams", "").removeprefix("uri:")
            takes_none = preload in _WITHOUT_PARAMETERS or not parameters
            self.use(Kind.PRELOAD, preload if takes_none else f"{preload}/{parameters}", ref)

    def each(self, kind: Kind, names: Iterable[str], path: str) -> None:
        for key in names:
            self.use(kind, _named(key), path)

    def use(self, kind: Kind, name: str, path: str) -> None:
        if name:
            self.found.uses.append(Use(kind, name, path, self.parser.CurrentLineNumber))

    def note_item(self, name: str) -> None:
        self.found.items.setdefault(name, []).append(self.parser.CurrentLineNumber)

    def end(self, _tag: str) -> None:
        if self.controls and self.controls[-1][0] == self.depth:
            self.controls.pop()
        if self.items_at == self.depth + 2:
            self.items_at = 0
        if not self.items_at:
            self.open.pop()
        self.depth -= 1


def _named(name: str) -> str:
    """Return a name with the prefix of the specification, "" where it is none of its names."""
    uri, _, local = name.rpartition(" ")
    prefix = _PREFIXES.get(uri)
    return "" if prefix is None else prefix + local


def _event(attributes: Mapping[str, str]) -> str:
    return attributes.get("event") or attributes.get(f"{_XML_EVENTS} event", "")
