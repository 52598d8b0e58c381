"""From (definitions, submissions) to typed tables: one row a response, all versions merged.

Every version of a form contributes its columns; they meet by ref, the newest version's words win,
and each column remembers the versions that had it. A repeat is a table of its own. Identifier
questions (``sa:pii``) are left out here, values and all, so that nothing built on these tables can
show them by mistake: ``contacts`` is the one place that reads them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from surveyapp.analysis.rates import Outcome
from surveyapp.analysis.values import CHOICE_KINDS, Kind, Value, kind_of, typed
from surveyapp.text.codes import short_code
from surveyapp.xform import LEAF_TEXT, Control, FieldDef

if TYPE_CHECKING:
    from surveyapp.store import Submission
    from surveyapp.xform import FormDefinition

CONSENT = "consent"
"""Name of the question that opens a questionnaire; "0" there is a refusal."""

Labels = Mapping[str, str]
"""Language tag -> text, the form's default language first."""

# What a device says of its owner is an identifier, whether a form marks it or not.
_PERSONAL_PRELOADS = ("phonenumber", "email", "username", "simserial", "subscriberid")

# Shown as columns of every response already.
_ROW_FILLS = ("stop", "language", "mode")


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A code that can be picked, and what it is called."""

    value: str
    labels: Labels

    def label(self, language: str) -> str:
        """Return its label in ``language``, else in the form's default language, else the code."""
        return pick(self.labels, language) or self.value


@dataclass(frozen=True, slots=True)
class Column:
    """One question, or one calculated or hidden value, over all versions of a form."""

    ref: str
    name: str
    kind: Kind
    labels: Labels
    choices: tuple[ColumnChoice, ...]
    pii: str
    asked: bool
    """Somebody answers it; otherwise the form works it out."""
    relevant: str
    appearance: str
    groups: tuple[str, ...]
    section: Labels
    """What the page or group around it is called."""
    repeat: str | None
    versions: tuple[str, ...]
    """Versions of the form that have it, oldest first."""

    def label(self, language: str) -> str:
        """Return its label in ``language``, else in the default language, else its name."""
        return pick(self.labels, language) or self.name


@dataclass(frozen=True, slots=True)
class Row:
    """One response: where it comes from, and its typed answers by ref (blanks left out)."""

    id: str
    code: str
    version: str
    stop: str
    region: str
    device: str
    operator: str
    language: str
    mode: str
    started: datetime | None
    finished: datetime | None
    seconds: float | None
    """Spent on the pages, pauses left out; ``None`` where nobody timed them."""
    changes: int | None
    """How often an answer that stood was changed; ``None`` where nobody counted."""
    switches: int | None
    """How often the language of the questions was changed; ``None`` likewise."""
    outcome: Outcome
    conflict: bool
    doubtful: bool
    """The clock of the device was wrong: its times cannot be right."""
    revision: str
    values: Mapping[str, Value]

    @property
    def minutes(self) -> float | None:
        """Return the minutes spent on the pages; else from start to finish, where that is sure."""
        if self.seconds is not None:
            return self.seconds / 60
        if self.started is None or self.finished is None:
            return None
        if (self.started.tzinfo is None) != (self.finished.tzinfo is None):
            return None
        span = (self.finished - self.started).total_seconds() / 60
        return span if span >= 0 else None  # a clock was set back in between

    @property
    def zone(self) -> tzinfo | None:
        """Return the offset from UTC that the row's times are given in."""
        known = self.started or self.finished
        return known.tzinfo if known else None


@dataclass(frozen=True, slots=True)
class RepeatRow:
    """One instance of a repeat; ``position`` counts from 1, a number a level of nesting."""

    id: str
    code: str
    stop: str
    position: tuple[int, ...]
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class RepeatTable:
    """All instances of one repeat, each tied to its response by ``id``."""

    ref: str
    name: str
    labels: Labels
    depth: int
    columns: tuple[Column, ...]
    rows: tuple[RepeatRow, ...]

    def label(self, language: str) -> str:
        """Return what the repeat is called in ``language``, else its name."""
        return pick(self.labels, language) or self.name


@dataclass(frozen=True, slots=True)
class ResponseTable:
    """All responses to one form. ``identifiers`` names the columns kept apart; no row has them."""

    form_id: str
    titles: Labels
    purpose: str
    versions: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    repeats: tuple[RepeatTable, ...]
    identifiers: tuple[Column, ...]

    def title(self, language: str) -> str:
        """Return what the form is called in ``language``, else its id."""
        return pick(self.titles, language) or self.form_id

    def column(self, name: str) -> Column | None:
        """Return the first column with this name, if there is one."""
        return next((column for column in self.columns if column.name == name), None)


def pick(labels: Labels, language: str) -> str:
    """Return the text of a language tag, else of its language, else the first there is."""
    for tag, text in labels.items():
        if tag == language and text:
            return text
    for tag, text in labels.items():
        if text and tag.split("-")[0] == language.split("-")[0]:
            return text
    return next((text for text in labels.values() if text), "")


def build_table(
    definitions: Mapping[str, FormDefinition], submissions: Iterable[Submission]
) -> ResponseTable:
    """Return the table of one form's responses.

    ``definitions`` maps form hashes to the versions of ONE form and names every hash that
    ``submissions`` carry (a ``KeyError`` otherwise). Rows keep the order of ``submissions``; their
    document must not be empty (deleted and erased submissions are no responses).
    """
    merged = merge_columns(definitions.values())
    shown = [column for column in merged if not column.pii]
    flat = [column for column in shown if column.repeat is None]
    nested: dict[str, list[Column]] = {}
    for column in shown:
        if column.repeat is not None:
            nested.setdefault(column.repeat, []).append(column)
    flat_reader = RootReader(flat)
    repeat_readers = {ref: RepeatReader(ref, columns) for ref, columns in nested.items()}
    readers = {key: _RowReader(definition) for key, definition in definitions.items()}
    rows: list[Row] = []
    instances: dict[str, list[RepeatRow]] = {ref: [] for ref in nested}
    for submission in submissions:
        document = Document.read(submission.document)
        row = readers[submission.form_hash].row(submission, document, flat_reader)
        rows.append(row)
        for ref, reader in repeat_readers.items():
            for position, values in reader.read(document.data, row.zone):
                instances[ref].append(RepeatRow(row.id, row.code, row.stop, position, values))
    newest = by_age(definitions.values())[-1]
    languages = _languages(newest)
    return ResponseTable(
        form_id=newest.form_id,
        titles={tag: newest.title(tag) for tag in languages},
        purpose=newest.purpose,
        versions=tuple(dict.fromkeys(d.version for d in by_age(definitions.values()))),
        columns=tuple(flat),
        rows=tuple(rows),
        repeats=tuple(
            RepeatTable(
                ref=ref,
                name=ref.rpartition("/")[2],
                labels=_group_labels(definitions.values(), ref),
                depth=max((len(row.position) for row in instances[ref]), default=1),
                columns=tuple(columns),
                rows=tuple(instances[ref]),
            )
            for ref, columns in nested.items()
        ),
        identifiers=tuple(column for column in merged if column.pii),
    )


def by_age(definitions: Iterable[FormDefinition]) -> list[FormDefinition]:
    """Return versions oldest first: by their version text, whose numbers count as numbers."""
    return sorted(definitions, key=lambda definition: _natural(definition.version))


def merge_columns(definitions: Iterable[FormDefinition]) -> list[Column]:
    """Return the columns of all versions, identifiers included, in the order of the newest.

    A column that newer versions dropped stands after the one it stood after. A question that is an
    identifier in any version is one in all: an old answer must not come out with a new form.
    """
    versions = by_age(definitions)
    merged: dict[str, Column] = {}
    order: list[str] = []
    for definition in reversed(versions):  # the newest first: its words and order win
        before: str | None = None
        for field in definition.fields:
            if not _is_column(field):
                continue
            known = merged.get(field.ref)
            fresh = _column(definition, field)
            if known is None:
                merged[field.ref] = fresh
                order.insert(order.index(before) + 1 if before else 0, field.ref)
            else:
                merged[field.ref] = _united(known, fresh)
            before = field.ref
    return [merged[ref] for ref in order]


@dataclass(frozen=True, slots=True)
class Document:
    """What a submission's JSON says: answers (nested names, lexical text) and how they came."""

    data: Mapping[str, object]
    outcome: str
    paradata: Mapping[str, object]

    @classmethod
    def read(cls, text: str) -> Document:
        """Read the JSON text; ``ValueError`` or ``KeyError`` where it is no document."""
        content = json.loads(text)
        return cls(content["data"], content.get("outcome", ""), content.get("paradata", {}))

    def para(self, name: str) -> str:
        """Return a piece of paradata as text, ``""`` where there is none."""
        value = self.paradata.get(name, "")
        return value if isinstance(value, str) else ""

    def count(self, name: str) -> int | None:
        """Return a number among the paradata, ``None`` where there is none."""
        value = self.paradata.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def seconds(self) -> float | None:
        """Return the seconds spent on all pages, where they were timed."""
        pages = self.paradata.get("seconds")
        return float(sum(pages.values())) if isinstance(pages, dict) and pages else None


class RootReader:
    """Reads the typed values of columns outside repeats, by ref; blanks are left out."""

    def __init__(self, columns: Iterable[Column], root: Sequence[str] = ()) -> None:
        self._plan = tuple((c.ref, c.kind, _path(c.ref)[len(root) :]) for c in columns)

    def read(self, node: Mapping[str, object], zone: tzinfo | None) -> Mapping[str, Value]:
        """Return the values below ``node``; moments are given in ``zone``."""
        values: dict[str, Value] = {}
        for ref, kind, path in self._plan:
            text = _leaf(node, path)
            if not text:
                continue
            value = typed(kind, text)
            if isinstance(value, datetime) and value.tzinfo and zone:
                value = value.astimezone(zone)  # the same moment, in the one offset the row names
            if value is not None:
                values[ref] = value
        return values


class RepeatReader:
    """Reads the instances of one repeat: position and typed values of each."""

    def __init__(self, ref: str, columns: Iterable[Column]) -> None:
        self._path = _path(ref)
        self._reader = RootReader(columns, self._path)

    def read(
        self, data: Mapping[str, object], zone: tzinfo | None
    ) -> Iterator[tuple[tuple[int, ...], Mapping[str, Value]]]:
        """Yield every instance in order."""
        for position, node in _instances(data, self._path, ()):
            # What is a repeat now may have been a plain group once: then it was filled one time.
            yield position or (1,), self._reader.read(node, zone)


class _RowReader:
    """Reads the metadata of a submission as one version of the form keeps it."""

    def __init__(self, definition: FormDefinition) -> None:
        self._version = definition.version
        self._fills = {field.fill: field.ref for field in definition.fields if field.fill}
        self._preloads = {field.preload: field.ref for field in definition.fields if field.preload}
        self._consent = next(
            (f.ref for f in definition.fields if f.name == CONSENT and f.repeat is None), None
        )

    def row(self, submission: Submission, document: Document, reader: RootReader) -> Row:
        """Return the row of a submission made with this version."""
        data = document.data
        started = _moment(
            self._text(data, self._preloads.get("timestamp/start")) or document.para("started")
        )
        finished = _moment(submission.finished) or _moment(
            self._text(data, self._preloads.get("timestamp/end"))
        )
        if started and finished and started.tzinfo and finished.tzinfo:
            finished = finished.astimezone(started.tzinfo)  # one offset a row
        zone = (started or finished or _NOWHERE).tzinfo
        return Row(
            id=submission.id,
            code=short_code(submission.id),
            version=self._version,
            stop=submission.stop,
            region=submission.stop.rpartition("_")[0],
            device=submission.device,
            operator=submission.operator,
            language=self._text(data, self._fills.get("language")) or document.para("language"),
            mode=self._text(data, self._fills.get("mode")) or document.para("mode"),
            started=started,
            finished=finished,
            seconds=document.seconds,
            changes=document.count("changes"),
            switches=document.count("switches"),
            outcome=self._outcome(document),
            conflict=submission.conflict,
            doubtful=submission.doubtful,
            revision=submission.revision,
            values=reader.read(data, zone),
        )

    def _outcome(self, document: Document) -> Outcome:
        if document.outcome in tuple(Outcome):
            return Outcome(document.outcome)
        # Made elsewhere, so nobody wrote it down: the form's own question says it.
        refused = self._text(document.data, self._consent) == "0"
        return Outcome.REFUSED if refused else Outcome.COMPLETED

    @staticmethod
    def _text(data: Mapping[str, object], ref: str | None) -> str:
        return _leaf(data, _path(ref)) if ref else ""


_NOWHERE = datetime.min  # noqa: DTZ901 - stands for "no offset known", never shown


def _moment(text: str) -> datetime | None:
    value = typed(Kind.DATETIME, text)
    return value if isinstance(value, datetime) else None


def _is_column(field: FieldDef) -> bool:
    """Say whether a field holds an answer worth a column."""
    if field.control is Control.NOTE or "label" in field.appearance.split():
        return False  # said, not asked: a note, or the head of a matrix
    if field.fill in _ROW_FILLS or field.preload in ("timestamp/start", "timestamp/end"):
        return False
    # instanceID, instanceName: the row knows the first, and the second may name somebody.
    return _path(field.ref)[0].rpartition(":")[2] != "meta"


def _column(definition: FormDefinition, field: FieldDef) -> Column:
    kind = kind_of(field)
    tags = _languages(definition)
    choices: tuple[ColumnChoice, ...] = ()
    if kind in CHOICE_KINDS:
        labels: dict[str, dict[str, str]] = {}
        for tag in tags:
            for choice in definition.choices(field.ref, tag):
                labels.setdefault(choice.value, {})[tag] = _clean(choice.label)
        choices = tuple(ColumnChoice(value, texts) for value, texts in labels.items())
    personal = field.preload.rpartition("/")[2] in _PERSONAL_PRELOADS
    return Column(
        ref=field.ref,
        name=field.name,
        kind=kind,
        labels={tag: _clean(definition.label(field.ref, tag)) for tag in tags},
        choices=choices,
        pii=field.pii or ("device" if personal else ""),
        asked=field.is_question,
        relevant=_plain(field.relevant),
        appearance=field.appearance,
        groups=field.groups,
        section=_group_labels((definition,), field.groups[-1]) if field.groups else {},
        repeat=field.repeat,
        versions=(definition.version,),
    )


def _united(newer: Column, older: Column) -> Column:
    """Return the newer column with what only the older one knew."""
    known = {choice.value for choice in newer.choices}
    gone = tuple(choice for choice in older.choices if choice.value not in known)
    versions = dict.fromkeys((*older.versions, *newer.versions))
    return Column(
        ref=newer.ref,
        name=newer.name,
        kind=newer.kind,
        labels={**newer.labels, **{t: x for t, x in older.labels.items() if t not in newer.labels}},
        choices=newer.choices + (gone if newer.kind in CHOICE_KINDS else ()),
        pii=newer.pii or older.pii,
        asked=newer.asked,
        relevant=newer.relevant,
        appearance=newer.appearance,
        groups=newer.groups,
        section=newer.section,
        repeat=newer.repeat or older.repeat,
        versions=tuple(versions),
    )


def _languages(definition: FormDefinition) -> tuple[str, ...]:
    """Return a form's language tags, the default one first."""
    return tuple(dict.fromkeys((definition.default_language, *definition.languages)))


def _group_labels(definitions: Iterable[FormDefinition], ref: str) -> Labels:
    for definition in reversed(by_age(definitions)):
        labels = {t: _clean(definition.group_label(ref, t)) for t in _languages(definition)}
        if any(labels.values()):
            return labels
    return {}


def _clean(text: str) -> str:
    """Return a label on one line: headers and lists have no room for more."""
    return " ".join(text.split())


def _plain(expression: str) -> str:
    """Return an expression with question names instead of paths, for the codebook."""
    return " ".join(_PATH.sub(lambda found: found[0].rpartition("/")[2], expression).split())


# An absolute path, not a slash inside a quoted text or after a step.
_PATH = re.compile(r"(?<![\w'\")\].])/[\w.:-]+(?:/[\w.:-]+)+")


def _natural(version: str) -> tuple[tuple[int, str], ...]:
    parts = re.findall(r"[0-9]+|[^0-9]+", version)
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def _path(ref: str) -> tuple[str, ...]:
    """Return the names below the root: ``/data/firm/share`` is ``("firm", "share")``."""
    return tuple(ref.split("/")[2:])


def _instances(
    node: object, path: Sequence[str], position: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], Mapping[str, object]]]:
    """Walk ``path`` down, one position number for every repeat met on the way."""
    if isinstance(node, list):
        for number, instance in enumerate(node, start=1):
            yield from _instances(instance, path, (*position, number))
    elif isinstance(node, dict):
        if not path:
            yield position, node
        else:
            yield from _instances(node.get(path[0]), path[1:], position)


def _leaf(node: object, path: Sequence[str]) -> str:
    for name in path:
        if not isinstance(node, dict):
            return ""
        node = node.get(name)
    if isinstance(node, dict):
        node = node.get(LEAF_TEXT)  # an answer that carries attributes
    return node if isinstance(node, str) else ""
