"""What a store must hold, in memory: revisions as nodes, everything else as plain values.

Written from what the store promises, not from how it keeps it: no SQL, no hash, no clock. Our own
device is called ``OWN`` here whatever its id is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from surveyapp.store import RevisionKind

OWN = "own"

State = dict[str, object]
"""Names of what can be seen through the store's doors, and what is seen. Compared with ``==``."""

Place = tuple[str, int]
"""Device and place in its log."""


@dataclass(frozen=True)
class Node:
    """A revision."""

    device: str
    seq: int
    submission: str
    kind: RevisionKind
    operator: str
    stop: str
    document: str
    reason: str
    parents: frozenset[Place]
    clock: str = ""
    """When, for other devices' work."""

    @property
    def place(self) -> Place:
        return self.device, self.seq

    @property
    def age(self) -> tuple[bool, str, str, int]:
        """Sort by moment: in the script other devices' work is always older than ours."""
        return self.device == OWN, self.clock, self.device, self.seq


@dataclass
class Model:
    """The whole store."""

    profile: tuple[object, ...] | None = None
    stop: str = ""
    stops: set[str] = field(default_factory=set)
    forms: dict[str, object] = field(default_factory=dict)
    """By hash: the hashes of what it consists of."""
    drafts: dict[str, tuple[object, ...]] = field(default_factory=dict)
    discarded: dict[str, tuple[object, ...]] = field(default_factory=dict)
    nodes: dict[Place, Node] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, bytes] = field(default_factory=dict)
    backed_up: bool = False
    handed_over: int = 0
    """How far our own log was handed over."""

    @property
    def last_seq(self) -> int:
        return sum(device == OWN for device, _ in self.nodes)

    def submissions(self) -> dict[str, list[Node]]:
        """Return the nodes of each submission, oldest first."""
        found: dict[str, list[Node]] = {}
        for node in sorted(self.nodes.values(), key=lambda node: node.age):
            found.setdefault(node.submission, []).append(node)
        return found

    def heads(self, submission: str) -> list[Node]:
        """Return what nothing replaces, oldest first."""
        return _heads(self.submissions()[submission])

    def is_erased(self, submission: str) -> bool:
        return any(
            node.kind == RevisionKind.ERASE and node.submission == submission
            for node in self.nodes.values()
        )

    def create(self, submission: str, operator: str, stop: str, document: str) -> None:
        """Write a submission's first revision at the end of our own log."""
        self._write(submission, RevisionKind.CREATE, operator, stop, document, "", [])

    def append(
        self, kind: RevisionKind, submission: str, operator: str, document: str, reason: str
    ) -> None:
        """Write a later one: onto what is shown, or onto every head."""
        heads = self.heads(submission)
        shown = _shown(heads)
        every = kind in {RevisionKind.RESOLVE, RevisionKind.ERASE}
        onto = heads if every else [shown]
        self._write(submission, kind, operator, shown.stop, document, reason, onto)

    def _write(
        self,
        submission: str,
        kind: RevisionKind,
        operator: str,
        stop: str,
        document: str,
        reason: str,
        onto: list[Node],
    ) -> None:
        parents = frozenset(node.place for node in onto)
        seq = self.last_seq + 1
        node = Node(OWN, seq, submission, kind, operator, stop, document, reason, parents)
        self.nodes[node.place] = node

    def state(self) -> State:
        """Return what must be seen through the store's doors."""
        histories = self.submissions()
        log: dict[Place, tuple[object, ...]] = {}
        lines: dict[str, tuple[object, ...]] = {}
        removed = {RevisionKind.DELETE: "deleted", RevisionKind.ERASE: "erased"}
        counts = {"living": 0, "deleted": 0, "erased": 0, "conflicts": 0}
        for submission, history in histories.items():
            erased = any(node.kind == RevisionKind.ERASE for node in history)
            for node in history:
                emptied = erased and node.kind != RevisionKind.ERASE
                log[node.place] = (
                    submission,
                    node.kind,
                    node.operator,
                    node.stop,
                    "" if emptied else node.document,
                    "" if emptied else node.reason,
                )
            heads = _heads(history)
            shown = _shown(heads)
            origin = min(history, key=lambda node: (node.kind != RevisionKind.CREATE, node.age))
            kind = RevisionKind.ERASE if erased else shown.kind
            conflict = len(heads) > 1 and not erased
            document = "" if erased else shown.document
            lines[submission] = (kind, document, conflict, shown.stop, origin.operator)
            counts[removed.get(kind, "living")] += 1
            counts["conflicts"] += conflict
        named = [str(each[3]) for each in (*self.drafts.values(), *self.discarded.values())]
        named += [str(line[4]) for line in log.values()]
        counts["not handed over"] = len(
            {
                node.submission
                for node in self.nodes.values()
                if node.device == OWN and node.seq > self.handed_over
            }
        )
        return {
            "profile": self.profile,
            "stop": self.stop,
            "stops": set(self.stops),
            "forms": dict(self.forms),
            "drafts": dict(self.drafts),
            "discarded": dict(self.discarded),
            "files": {sha256 for each in named for sha256 in files_named(each).values()},
            "log": log,
            "submissions": lines,
            "listed": {name for name, line in lines.items() if line[0] not in removed},
            "labels": dict(self.labels),
            "events": tuple(self.events),
            "kept": dict(self.kept),
            "secrets": dict(self.secrets),
            "backed up": self.backed_up,
            "counts": counts,
        }


def files_named(document: str) -> dict[str, str]:
    """Return the files that the answers of a document name, name to hash."""
    named = json.loads(document).get("media", {}) if document else {}
    assert isinstance(named, dict)
    return named


def _heads(history: list[Node]) -> list[Node]:
    replaced = {place for node in history for place in node.parents}
    return [node for node in history if node.place not in replaced]


def _shown(heads: list[Node]) -> Node:
    """Return the head that is shown: the living before tombstones, then the latest."""
    return max(heads, key=lambda node: (node.kind != RevisionKind.DELETE, node.age))
