"""What form authors write into labels, made into words and stretches set apart.

XLSForm knows a little Markdown (headings, emphasis, links, lists, escaped characters) and a little
HTML (``<b>``, ``<span style="color:…">``, ``<br>``). What comes back is plain text with runs over
it: nothing of it is ever shown as HTML, so a label runs no script and fetches no picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import unescape


class Style(StrEnum):
    """How a stretch is set apart."""

    STRONG = "strong"
    EMPHASIS = "emphasis"
    HEADING = "heading"
    COLOUR = "colour"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the text: ``value`` is a heading's level, a colour's name, a link's address."""

    start: int
    length: int
    style: Style
    value: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """Words to read, and the stretches of them that are set apart."""

    text: str
    runs: tuple[Run, ...] = ()


_MARKED = re.compile(r"[*_#<\[\\&]|^\s*[-+]\s", re.MULTILINE)
_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]+(.*?)[ \t]*#*")
_BULLET = re.compile(r"[ \t]*[-+*][ \t]+")
_TOKEN = re.compile(
    r"""\\(?P<escaped>[!-/:-@\[-`{-~])
    | !?\[(?P<words>[^\[\]]*)\]\((?P<address>[^()\s]*)\)
    | <(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>(?:\s[^<>]*)?/?)>
    | (?P<marks>\*+|_+)""",
    re.VERBOSE,
)
_COLOUR = re.compile(r"color\s*[:=]\s*[\"']?\s*(#[0-9a-fA-F]{3,8}|[a-zA-Z]+)")
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SAFE = re.compile(r"(?:https?://|mailto:|tel:)\S+", re.IGNORECASE)
_SILENT = re.compile(r"<(script|style)\b[^>]*>(?:[^<]|<(?!/\1\b))*(?:</\1\s*>|\Z)", re.IGNORECASE)
_STYLES = {
    "b": Style.STRONG,
    "strong": Style.STRONG,
    "i": Style.EMPHASIS,
    "em": Style.EMPHASIS,
    **{f"h{level}": Style.HEADING for level in range(1, 7)},
}
_BREAKS = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6"})


def read_markup(source: str) -> Marked:
    """Return what a label says; what is no markup stays as it was written."""
    if not _MARKED.search(source):
        return Marked(source)
    reader = _Reader()
    for number, line in enumerate(_SILENT.sub("", source).split("\n")):
        if number:
            reader.pieces.append("\n")
        reader.line(line)
    return reader.marked()


def unmarked(source: str) -> str:
    """Return the words of a label alone, for where nothing can be set apart."""
    return read_markup(source).text


class _Reader:
    """Collects pieces of text; a mark is a piece of its own until its partner is found."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.runs: list[tuple[int, int, Style, str]] = []
        self.open_tags: list[tuple[str, int, Style | None, str]] = []

    def line(self, line: str) -> None:
        first = len(self.pieces)
        heading = _HEADING.fullmatch(line)
        if heading:
            self.words(heading[2])
            self.runs.append((first, len(self.pieces), Style.HEADING, str(len(heading[1]))))
            return
        bullet = _BULLET.match(line)
        if bullet:
            self.pieces.append("• ")
            line = line[bullet.end() :]
        self.words(line)

    def words(self, line: str) -> None:
        waiting: dict[str, int] = {}
        at = 0
        for token in _TOKEN.finditer(line):
            self.pieces.append(unescape(line[at : token.start()]))
            at = token.end()
            if token["escaped"]:
                self.pieces.append(token["escaped"])
            elif token["words"] is not None:
                self.link(token[0], token["words"], token["address"])
            elif token["tag"]:
                self.tag(token)
            else:
                self.mark(token, line, waiting)
        self.pieces.append(unescape(line[at:]))

    def mark(self, token: re.Match[str], line: str, waiting: dict[str, int]) -> None:
        marks = token["marks"]
        start, end = token.span()
        before, after = line[max(start - 1, 0) : start], line[end : end + 1]
        begun = waiting.get(marks)
        # An underscore inside a word is part of it: snake_case.
        inside = marks[0] == "_" and (after if begun is not None else before).isalnum()
        if begun is not None and before.strip() and not inside:
            self.pieces[begun] = ""
            style = Style.EMPHASIS if len(marks) == 1 else Style.STRONG
            self.runs.append((begun, len(self.pieces), style, ""))
            del waiting[marks]
            return
        if len(marks) <= 3 and after.strip() and not inside:
            waiting[marks] = len(self.pieces)
        self.pieces.append(marks)

    def link(self, whole: str, words: str, address: str) -> None:
        first = len(self.pieces)
        self.pieces.append(unescape(words))
        if not whole.startswith("!") and _SAFE.fullmatch(address):
            self.runs.append((first, first + 1, Style.LINK, address))

    def tag(self, token: re.Match[str]) -> None:
        name, rest = token["tag"].lower(), token["rest"]
        if name in _BREAKS and (name == "br" or token["close"]):
            self.pieces.append("\n")
        if name == "li" and not token["close"]:
            self.pieces.append("• ")
        if not token["close"]:
            style, value = _meaning(name, rest)
            if not rest.endswith("/"):
                self.open_tags.append((name, len(self.pieces), style, value))
            return
        for index in range(len(self.open_tags) - 1, -1, -1):
            opened, first, style, value = self.open_tags[index]
            if opened == name:
                del self.open_tags[index:]
                if style is not None:
                    self.runs.append((first, len(self.pieces), style, value))
                return

    def marked(self) -> Marked:
        text = "".join(self.pieces)
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        starts = [-lead]
        for piece in self.pieces:
            starts.append(starts[-1] + len(piece))
        return Marked(text, tuple(self._placed(starts, len(text))))

    def _placed(self, starts: list[int], size: int) -> Iterator[Run]:
        for first, last, style, value in sorted(self.runs):
            start, end = max(starts[first], 0), min(starts[last], size)
            if end > start:
                yield Run(start, end - start, style, value)


def _meaning(name: str, rest: str) -> tuple[Style | None, str]:
    if name in ("span", "font") and (colour := _COLOUR.search(rest)):
        return Style.COLOUR, colour[1]
    if name == "a" and (found := _HREF.search(rest)):
        address = found[1] or found[2] or ""
        return (Style.LINK, address) if _SAFE.fullmatch(address) else (None, "")
    style = _STYLES.get(name)
    return style, name[1:] if style is Style.HEADING else ""
