"""Replays the scenarios of another engine's own tests: what its form showed, ours shows.

Compared after every step: the value and the relevance of every node, and what the test asserts;
what is saved after it, taken up again, must be the same response.
Identifiers and clock readings differ by nature, the order in which several choices were picked is
ours to keep, and so is how somebody writes a number (89, not 89.0).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from surveyapp.errors import UserError
from surveyapp.xform import Control, FormSession, parse_xform
from tests.conformance import assertions, exclusions, material

_ROW = re.compile(r"\[\d+\]$")
_MOVING = re.compile(r"uuid:|^\d{4}-\d{2}-\d{2}T|^[0-9a-f-]{36}$")
_ADDS = frozenset({"createNewRepeat", "proposed_addExplicitCreateNewRepeatCallHere"})


@dataclass
class Replay:
    """What came of all scenarios, by file.

    Snapshots ``right`` of ``total``, assertions ``held`` of ``asserted``; ``unasked`` counts the
    assertions without a subject here by reason.
    """

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    asserted: Counter[str] = field(default_factory=Counter)
    unasked: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    notes: list[str] = field(default_factory=list)


def _noon() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("America/Phoenix"))


def files() -> list[Path]:
    """Return the files of scenarios."""
    base = material.folder()
    assert base is not None
    return sorted((base / "scenarios").glob("*.json"))


def run() -> Replay:
    """Replay every scenario that the upstream engine itself passes."""
    replay = Replay()
    for path in files():
        for scenario in material.read(f"scenarios/{path.name}"):
            if not scenario.get("upstream_fails"):
                name = path.name.removeprefix("test_").removesuffix(".test.ts.json")
                _replay(scenario, name, replay)
    return replay


def _replay(scenario: Mapping[str, Any], name: str, replay: Replay) -> None:
    reason = exclusions.reason(scenario)
    if reason:
        replay.excluded[reason] += 1
        return
    steps = scenario["steps"]
    where = f"{name} :: {scenario['test'][-80:]}"
    try:
        definition = parse_xform(scenario["form_xml"].encode())
        session = FormSession(definition, now=_noon)
    except UserError as problem:
        replay.total[name] += 1
        if scenario.get("init_throws"):
            replay.right[name] += 1
        else:
            replay.notes.append(f"{where}: refused: {problem}")
        return
    if scenario.get("init_throws"):
        replay.total[name] += 1
        replay.notes.append(f"{where}: should have been refused")
        return
    at, broken = "", ""
    moving = exclusions.changes_when_opened(scenario)
    for number, step in enumerate([{"op": "open", "after": scenario.get("initial")}, *steps]):
        if step["op"] == "assert":
            _assert(session, step, at, broken, name, f"{where}: step {number}", replay)
            continue
        at = step.get("at") or at
        if not broken:
            try:
                _do(session, step)
            except (KeyError, UserError) as problem:
                broken = f"after step {number} {step['op']}: {problem!r}"
                replay.total[name] += 1
                replay.notes.append(f"{where}: {broken}")
        if isinstance(step.get("after"), list) and not broken:
            replay.total[name] += 1
            differences = list(_differences(session, step["after"]))
            if not moving:
                differences += _taken_up_again(session)
            replay.right[name] += not differences
            if differences:
                replay.notes.append(f"{where}: step {number} {step['op']}: {differences[:3]}")


def _taken_up_again(session: FormSession) -> Iterator[str]:
    """Yield what differs where a response is saved and opened again, as a draft or as XML."""
    options: Any = {"now": _noon, "language": session.language}
    draft = session.to_draft()
    if FormSession.resume(session.definition, draft, **options).to_draft() != draft:
        yield "a draft taken up again is another"
    xml = session.to_xml()
    if FormSession.resume_xml(session.definition, xml, **options).to_xml() != xml:
        yield "a submission taken up again is another"


def _assert(
    session: FormSession,
    step: Mapping[str, Any],
    at: str,
    broken: str,
    name: str,
    where: str,
    replay: Replay,
) -> None:
    reason = assertions.left_out(step)
    if reason:
        replay.unasked[name][reason] += 1
        return
    replay.asserted[name] += 1
    wrong = broken or assertions.difference(session, step, at)
    replay.held[name] += not wrong
    if wrong:
        replay.notes.append(f"{where}: {wrong}")


def _do(session: FormSession, step: Mapping[str, Any]) -> None:
    operation, arguments, at = step["op"], step.get("args") or [], step.get("at")
    if operation == "answer":
        # A step without a place is one that upstream refused.
        if at is not None:
            _answer(session, at, arguments)
    elif operation in _ADDS:
        if arguments and isinstance(arguments[0], dict):
            arguments = [re.sub(r"\[\d+\]$", "", str(at)), *arguments]
        grows = len(arguments) < 2 or arguments[1].get("explicitRepeatCreation", True)
        if grows:
            session.add_repeat(arguments[0])
    elif operation == "removeRepeat":
        session.remove_repeat(arguments[0])
    elif operation == "setLanguage":
        session.set_language(arguments[0])


def _answer(session: FormSession, at: str, arguments: list[Any]) -> None:
    values = arguments[1:] if arguments and isinstance(arguments[0], str) else arguments
    if len(arguments) == 1:
        values = arguments
    if session.question(at).control is Control.TRIGGER:
        session.answer(at, "OK" if values[-1] in (True, "OK") else "")
        return
    session.answer(at, " ".join(assertions.as_text(each) for each in values))


def _differences(session: FormSession, snapshot: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for node in snapshot:
        ref = node["ref"]
        if node["t"].startswith("repeat-range") or "meta/" in ref or ref.endswith("meta"):
            continue
        try:
            relevant = session.is_relevant(ref)
            value = session.value(ref) if "v" in node else ""
        except KeyError:
            yield f"{ref} is absent"
            continue
        if relevant != node["rel"]:
            yield f"{ref} relevant {relevant}"
        wanted = node.get("v", "")
        wanted = " ".join(wanted) if isinstance(wanted, list) else assertions.as_text(wanted)
        same = value == wanted
        if not same and "v" in node and node["t"] not in ("select", "rank"):
            same = assertions.same_numbers(session, ref, value, wanted)
        elif node["t"] == "select":
            same = sorted(value.split()) == sorted(wanted.split())
        if "v" in node and not same and not _MOVING.search(wanted):
            yield f"{ref} is {value!r}, not {wanted!r}"


def table(replay: Replay) -> Iterator[str]:
    """Yield the lines of a report."""
    right, total = sum(replay.right.values()), sum(replay.total.values())
    held, asserted = sum(replay.held.values()), sum(replay.asserted.values())
    yield f"snapshots {right} of {total}  {100 * right / total:.2f} %"
    yield f"assertions {held} of {asserted}  {100 * held / asserted:.2f} %"
    yield f"{'':44} {'snapshots':>12} {'assertions':>14}  not recorded"
    for name in sorted(replay.total | replay.asserted):
        shown = f"{replay.right[name]:4} of {replay.total[name]:4}"
        told = f"{replay.held[name]:4} of {replay.asserted[name]:4}"
        mark = "" if shown[:4] == shown[8:] and told[:4] == told[8:] else "  <<<"
        yield f"{name:44} {shown:>12} {told:>14} {replay.unasked[name].total():5}{mark}"
    for reason, count in sum(replay.unasked.values(), Counter[str]()).most_common():
        yield f"not recorded {count:4}  {reason}"
    for reason, count in replay.excluded.most_common():
        yield f"left out {count:4}  {reason}"
    yield from replay.notes
