"""Long choice lists, which pyxform writes one way a thousand times: it is shown each way once.

A country's localities are 50,000 rows and take pyxform ten seconds. Here rows that fill the same
columns are one *pattern*; pyxform gets a sample row of every pattern, its cells marked, and what
it writes for the sample (item, translations, media, columns of one's own) is written for every row
of that pattern. So pyxform alone decides what a choice looks like. Lists in which rows could be
written differently from their pattern stay with pyxform.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from surveyapp.xform.blueprint import Blueprint, is_yes
from surveyapp.xform.columns import CHOICES
from surveyapp.xform.sheets import Sheet, SheetRow

LONG = 500
"""Rows from which a list is long; below, pyxform is quick enough."""

_MAX_PATTERNS = 60
_OPEN, _CLOSE = "\ue100", "\ue101"
_MARK = re.compile(f"{_OPEN}[0-9]+-([0-9]+){_CLOSE}")
_PLAIN_NAME = re.compile(r"[\w.\-]+")
_ITEM = re.compile(r"<item>.*?</item>", re.DOTALL)
# A reference makes an expression of its text, and "-" is what pyxform writes for no text.
_UNUSUAL = ("${", "instance(", "\n-\n", _OPEN, _CLOSE)
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_STRAIGHT = _MARKUP | str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


@dataclass(frozen=True, slots=True)
class LongList:
    """A list to be written here.

    ``rows`` are its rows in order, each with the number of its pattern; ``patterns`` the columns
    that rows of a pattern fill; ``samples`` the row that pyxform gets for each.
    """

    name: str
    rows: tuple[tuple[int, SheetRow], ...]
    patterns: tuple[tuple[str, ...], ...]
    samples: tuple[SheetRow, ...]


def long_lists(form: Blueprint, sheet: Sheet) -> tuple[LongList, ...]:
    """Return the lists of the choices ``sheet`` that can be written here."""
    columns = {h.meaning.base: h.name for h in reversed(form.headers.get(CHOICES, ()))}
    if "list_name" not in columns or "name" not in columns or _adds_choices(form):
        return ()
    key = columns["list_name"]
    by_list: dict[str, list[SheetRow]] = {}
    for row in sheet.rows:
        by_list.setdefault(row.cells.get(key, ""), []).append(row)
    stay = _used_in_full(form)
    found = (
        _long_list(name, rows, key)
        for name, rows in by_list.items()
        if len(rows) > LONG and name not in stay and _PLAIN_NAME.fullmatch(name)
    )
    return tuple(each for each in found if each is not None)


def _adds_choices(form: Blueprint) -> bool:
    if form.settings is not None and is_yes(form.settings.text("add_none_option")):
        return True
    return any("loop" in line.text("type") for line in form.survey)


def _used_in_full(form: Blueprint) -> Collection[str]:
    """Return the lists whose choices pyxform writes elsewhere too, or adds one to."""
    return {
        element.select.list_name
        for element in form.elements
        if element.select is not None
        and (element.select.or_other or "search" in element.line.text("appearance"))
    }


def _long_list(name: str, rows: Sequence[SheetRow], key: str) -> LongList | None:
    patterns: dict[tuple[str, ...], int] = {}
    samples: list[SheetRow] = []
    numbered: list[tuple[int, SheetRow]] = []
    for row in rows:
        joined = "\n".join(("", *row.cells.values(), ""))
        if any(text in joined for text in _UNUSUAL):
            return None
        filled = tuple(row.cells)
        pattern = patterns.setdefault(filled, len(samples))
        if pattern == len(samples):
            if pattern == _MAX_PATTERNS:
                return None
            marks = {c: f"{_OPEN}{pattern}-{i}{_CLOSE}" for i, c in enumerate(filled)}
            samples.append(SheetRow(row.number, {**marks, key: name}))
        numbered.append((pattern, row))
    return LongList(name, tuple(numbered), tuple(patterns), tuple(samples))


def sampled(sheet: Sheet, lists: Iterable[LongList]) -> Sheet:
    """Return ``sheet`` with the samples of ``lists`` in place of their rows."""
    gone = {row.number for each in lists for _, row in each.rows}
    rows = [row for row in sheet.rows if row.number not in gone]
    rows += [sample for each in lists for sample in each.samples]
    rows.sort(key=lambda row: row.number)
    return Sheet(sheet.name, sheet.columns, tuple(rows), sheet.repeated)


def written(xform: str, lists: Iterable[LongList], texts: Collection[str]) -> str:
    """Return the XForm that pyxform made of the samples with every choice in it.

    ``texts`` are the columns whose typographic quotes stay; pyxform makes the others straight.
    """
    for each in lists:
        rows = _rows(each, texts)
        xform = _with_items(xform, each, rows)
        xform = _with_translations(xform, each, rows)
    return xform


_Row = tuple[int, tuple[str, ...]]
"""A row's pattern, and its texts as XML with its position in the list as the last one."""


def _rows(each: LongList, texts: Collection[str]) -> list[_Row]:
    tables = [
        [_MARKUP if column in texts else _STRAIGHT for column in pattern]
        for pattern in each.patterns
    ]
    return [
        (
            pattern,
            (*map(str.translate, row.cells.values(), tables[pattern]), str(position)),
        )
        for position, (pattern, row) in enumerate(each.rows)
    ]


class _Template:
    """What pyxform wrote for a sample, with places for the texts of a row."""

    def __init__(self, sample: str) -> None:
        pieces = _MARK.split(sample)
        self.form = "%s".join(piece.replace("%", "%%") for piece in pieces[::2])
        places = [int(place) for place in pieces[1::2]]
        self.pick = itemgetter(*places) if places else None

    def fill(self, texts: tuple[str, ...]) -> str:
        return self.form % self.pick(texts) if self.pick else self.form


def _position(each: LongList, pattern: int) -> str:
    return f"{_OPEN}{pattern}-{len(each.patterns[pattern])}{_CLOSE}"


def _with_items(xform: str, each: LongList, rows: Iterable[_Row]) -> str:
    start = xform.find(f'<instance id="{each.name}"><root>')
    if start < 0:  # an attached file has the list's name, and counts
        return xform
    end = xform.index("</instance>", start)
    samples = _ITEM.findall(xform, start, end)
    templates = [
        _Template(
            sample.replace(
                f"<itextId>{each.name}-{pattern}<",
                f"<itextId>{each.name}-{_position(each, pattern)}<",
            )
        )
        for pattern, sample in enumerate(samples)
    ]
    items = "".join([templates[pattern].fill(texts) for pattern, texts in rows])
    first = xform.index("<item>", start)
    return f"{xform[:first]}{items}</root>{xform[end:]}"


def _with_translations(xform: str, each: LongList, rows: Iterable[_Row]) -> str:
    by_pattern: dict[int, list[tuple[str, ...]]] = {}
    for pattern, texts in rows:
        by_pattern.setdefault(pattern, []).append(texts)

    def text(match: re.Match[str]) -> str:
        pattern = int(match[2])
        template = _Template(f"{match[1]}{_position(each, pattern)}{match[3]}")
        return "".join([template.fill(texts) for texts in by_pattern[pattern]])

    sample = rf'(<text id="{re.escape(each.name)}-)([0-9]+)(">.*?</text>|"/>)'
    return re.sub(sample, text, xform, flags=re.DOTALL)
