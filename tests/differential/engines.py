"""The engines: ours, JavaRosa (in one run of Java for many forms), and rxeval.

Each plays a script and gives, for the form as it opens and after every step, every leaf by its
ref: its value, whether it is relevant, and its states as far as the engine tells them.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from surveyapp.xform import FormSession, ProblemKind, parse_xform
from surveyapp.xform.definition import FormDefinition
from tests.differential.forms import LISTS, Part, Placed, files, placed, to_xml
from tests.differential.generation import Op, perform, refs_of
from tests.xform.forms import noon


class Leaf(NamedTuple):
    """What an engine says of a leaf; None where it does not tell, or there is nothing to tell.

    ``valid`` is what the constraint says of an answer; ``choices`` what can be picked.
    """

    value: str
    relevant: bool
    required: bool | None = None
    readonly: bool | None = None
    valid: bool | None = None
    choices: str | None = None


Leaves = dict[str, Leaf]
LACKING = {
    "JavaRosa": frozenset({"lower-case", "upper-case"}),
    "rxeval": frozenset(
        {
            "checklist",
            "count-non-empty",
            "current",
            "date",
            "decimal-date-time",
            "decimal-time",
            "digest",
            "format-date",
            "indexed-repeat",
            "join",
            "lower-case",
            "jr:choice-name",
            "jr:count",
            "once",
            "position",
            "setvalue",
            "upper-case",
        }
    ),
}
"""What an engine does not know, or not in the version that is tried: functions, counts, actions."""

REPLAY = Path(__file__).with_name("Replay.java")
FRESH: Op = ("fresh", "", "")


def definition_of(parts: tuple[Part, ...]) -> FormDefinition:
    """Return the form in our engine."""
    return parse_xform(to_xml(parts).encode())


def session_of(parts: tuple[Part, ...]) -> FormSession:
    """Return a new response in our engine, the lists beside the form at hand."""
    return FormSession(definition_of(parts), now=noon, resources=files())


def ours(parts: tuple[Part, ...], ops: Iterable[Op]) -> list[Leaves]:
    """Play a script in our engine; KeyError where a step has no place."""
    session = session_of(parts)
    places = [each for each in placed(parts) if each.part.is_leaf]
    seen = [leaves(session, places)]
    for op in ops:
        perform(session, op)
        seen.append(leaves(session, places))
    return seen


def leaves(session: FormSession, places: Sequence[Placed]) -> Leaves:
    """Return every leaf of a session."""
    return {
        ref: leaf_of(session, place, ref)
        for place in places
        for ref in refs_of(session, place, rows=False)
    }


def leaf_of(session: FormSession, place: Placed, ref: str) -> Leaf:
    """Return what a session says of one leaf."""
    value, relevant = session.value(ref), session.is_relevant(ref)
    if place.part.kind == "calculate" or not relevant:
        return Leaf(value, relevant)
    problem = session.problem(ref)
    kind = problem.kind if problem else None
    told = value and kind in (None, ProblemKind.CONSTRAINT)
    choices = None
    if place.part.holds in LISTS:
        choices = " ".join(choice.value for choice in session.choices(ref))
    return Leaf(
        value,
        relevant,
        session.is_required(ref),
        session.is_readonly(ref),
        kind is None if told else None,
        choices,
    )


def ours_from_scratch(parts: tuple[Part, ...], ops: Iterable[Op]) -> Leaves:
    """Play a script, and return what a session computes that only gets its answers."""
    session = session_of(parts)
    for op in ops:
        perform(session, op)
    again = FormSession.resume(
        definition_of(parts), session.to_draft(), now=noon, resources=files()
    )
    return leaves(again, [each for each in placed(parts) if each.part.is_leaf])


def validator() -> Path | None:
    """Return the ODK_Validate.jar that came with pyxform (JavaRosa is in it), None without."""
    found = find_spec("pyxform")
    if found is None or found.origin is None:
        return None
    jar = Path(found.origin).parent / "validators/odk_validate/bin/ODK_Validate.jar"
    return jar if jar.is_file() else None


class JavaRosa:
    """JavaRosa, compiled against once; every ``play`` is one run of Java."""

    def __init__(self) -> None:
        jar, javac, java = validator(), shutil.which("javac"), shutil.which("java")
        if jar is None or javac is None or java is None:
            raise FileNotFoundError("JavaRosa needs java, javac and pyxform's ODK_Validate.jar")
        self._folder = tempfile.TemporaryDirectory(prefix="replay-")
        subprocess.run(
            [javac, "-nowarn", "-encoding", "UTF-8", "-cp", jar, "-d", self._folder.name, REPLAY],
            check=True,
            capture_output=True,
        )
        for name, content in files().items():
            Path(self._folder.name, name).write_bytes(content)
        path = f"{self._folder.name}:{jar}"
        flags = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Duser.timezone=GMT+1"]
        self._command = [
            java,
            *flags,
            "-Duser.language=en",
            "-cp",
            path,
            "Replay",
            self._folder.name,
        ]

    def __enter__(self) -> JavaRosa:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def play(
        self, cases: Sequence[tuple[tuple[Part, ...], Sequence[Op]]]
    ) -> list[tuple[list[Leaves], str]]:
        """Return for each form the leaves after every step, and why it stopped, ``""`` if not."""
        if not cases:
            return []
        lines = [json.dumps({"xml": to_xml(parts), "ops": ops}) for parts, ops in cases]
        ran = subprocess.run(
            self._command,
            input="\n".join(lines) + "\n",
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        answers = [json.loads(line) for line in ran.stdout.splitlines()]
        return [
            (
                [{ref: Leaf(*leaf) for ref, leaf in step.items()} for step in each["steps"]],
                each.get("refused", ""),
            )
            for each in answers
        ]


class Rxeval:
    """One form in rxeval, and what it says it cannot compute."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        import rxeval

        self._session = rxeval.Session(
            to_xml(parts, inline=True), today=noon().date().isoformat(), now=noon().isoformat()
        )
        self.repeats = {each.ref for each in placed(parts) if each.part.kind == "repeat"}
        self._asked = {
            each.ref
            for each in placed(parts)
            if each.part.is_leaf and each.part.kind != "calculate"
        }
        self.failed: dict[str, str] = {}
        self.leaves: Leaves = {}
        self._look()

    def act(self, op: Op) -> None:
        """Do one step."""
        what, ref, value = op
        match what:
            case "set":
                self._session.set(ref, value)
            case "add":
                self._session.add_row(ref[: ref.rindex("[")])
            case "remove":
                row, _, position = ref.rpartition("[")
                self._session.remove_row(row, int(position[:-1]))
        self._look()

    def _look(self) -> None:
        told = self._session.recompute()
        self.failed = {plain(ref): why for ref, why in told["failed"]}
        root = ElementTree.fromstring(self._session.instance_xml())
        self.leaves = {}
        irrelevant = {key for key, relevant in told["relevant"].items() if not relevant}
        self._missing = set(told["missing"])
        self._invalid = {ref for ref, _ in told["invalid"]}
        self._walk(root, f"/{root.tag}", f"/{root.tag}", irrelevant, relevant=True)

    def _walk(
        self, at: ElementTree.Element, ref: str, key: str, irrelevant: set[str], *, relevant: bool
    ) -> None:
        """Note the leaves; a ``key`` has positions only where there is more than one row."""
        relevant = relevant and key not in irrelevant
        if not len(at) and plain(ref) not in self.repeats:
            self.leaves[ref] = self._leaf(at.text or "", key, relevant=relevant)
        amounts = Counter(child.tag for child in at)
        counted: Counter[str] = Counter()
        for child in at:
            counted[child.tag] += 1
            repeats = plain(f"{ref}/{child.tag}") in self.repeats
            position = f"[{counted[child.tag]}]" if repeats else ""
            self._walk(
                child,
                f"{ref}/{child.tag}{position}",
                f"{key}/{child.tag}{position if amounts[child.tag] > 1 else ''}",
                irrelevant,
                relevant=relevant,
            )

    def _leaf(self, value: str, key: str, *, relevant: bool) -> Leaf:
        if not relevant or plain(key) not in self._asked:
            return Leaf(value, relevant)
        if not value:
            return Leaf(value, relevant, required=key in self._missing)
        return Leaf(value, relevant, valid=key not in self._invalid)


def plain(ref: str) -> str:
    """Return a ref without positions."""
    return re.sub(r"\[\d+\]", "", ref)
