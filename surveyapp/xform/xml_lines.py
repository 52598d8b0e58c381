"""On which line of its XML an XForm binds, asks and offers what it does.

The engine reads without lines; this is a second reading, for whoever is told what to mend. Knows
tags and attributes only; paths stand as the form writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

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


@dataclass(slots=True)
class XmlLines:
    """Lines by path; ``items`` are those of each list (by instance id, or by question)."""

    binds: dict[str, int] = field(default_factory=dict)
    controls: dict[str, int] = field(default_factory=dict)
    items: dict[str, list[int]] = field(default_factory=dict)

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
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.depth = 0
        self.instance = ""
        self.items_at = 0
        self.controls: list[tuple[int, str]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.items_at:
            if self.depth == self.items_at:
                self.note_item(self.instance)
            return
        name = tag.rpartition(":")[2]
        if name == "instance":
            self.instance = attributes.get("id", "")
            self.items_at = self.depth + 2
        elif name == "bind":
            ref = (attributes.get("nodeset") or attributes.get("ref") or "").strip()
            self.found.binds.setdefault(ref, self.parser.CurrentLineNumber)
        elif name in _CONTROLS:
            ref = (attributes.get("ref") or attributes.get("nodeset") or "").strip()
            self.found.controls.setdefault(ref, self.parser.CurrentLineNumber)
            self.controls.append((self.depth, ref))
        elif name == "item" and self.controls:
            self.note_item(self.controls[-1][1])

    def note_item(self, name: str) -> None:
        self.found.items.setdefault(name, []).append(self.parser.CurrentLineNumber)

    def end(self, _tag: str) -> None:
        if self.controls and self.controls[-1][0] == self.depth:
            self.controls.pop()
        if self.items_at == self.depth + 2:
            self.items_at = 0
        self.depth -= 1
