"""Evaluates the assertions of scenarios on our session: the same question, asked at our own door.

What an assertion looks at is recorded as a call of upstream's test harness (``answerOf`` a node),
or as the literal that came out of one. ``left_out`` says why an assertion has no subject here;
``difference`` what is not as expected, ``""`` where all is well. Types of JavaScript, upstream's
own objects (its cursor, its trees of Markdown, its files) and answers without a node are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree

from surveyapp.xform import Control, FieldProblem, FormSession, ProblemKind
from surveyapp.xform.fields import LIST_CONTROLS
from surveyapp.xform.xpath.values import number_text

Step = Mapping[str, Any]

_OUTCOMES = {
    None: "ANSWER_OK",
    ProblemKind.REQUIRED: "ANSWER_REQUIRED_BUT_EMPTY",
    ProblemKind.CONSTRAINT: "ANSWER_CONSTRAINT_VIOLATED",
}
_VALIDITY = {
    None: "OK",
    ProblemKind.REQUIRED: "REQUIRED_BUT_EMPTY",
    ProblemKind.CONSTRAINT: "CONSTRAINT_VIOLATED",
}
_NUMBERS = frozenset({"decimal", "geopoint", "geotrace", "geoshape"})
_IDENTIFIER = re.compile(r"instanceID$")
_EDITING = frozenset({"fork", "editCurrentInstance"})
_INTERNAL = {
    "refAtIndex": "upstream's cursor",
    "next": "upstream's cursor",
    "atTheEndOfForm": "upstream's cursor",
    "indexOf": "upstream's cursor",
    "getQuestionLabel": "upstream's tree of Markdown",
    "getQuestionHint": "upstream's tree of Markdown",
    "getSelectedOptionLabels": "upstream's tree of Markdown",
    "restoreWebFormsInstanceState": "the node it looks at is not recorded",
    "proposed_serializeAndRestoreInstanceState": "the node it looks at is not recorded",
}
_CALLS = frozenset(
    {
        "answer",
        "answerOf",
        "attributeOf",
        "choicesOf",
        "getInstanceNode",
        "prepareWebFormsInstancePayload",
        "proposed_getAvailableOptionLabels",
        "proposed_getSelectedOptionLabelsAsText",
        "removeRepeat",
    }
)
"""Calls whose subject we have too."""


def left_out(step: Step) -> str:
    """Return why an assertion cannot be asked here, ``""`` where it can."""
    of, matcher = step["of"], step["matcher"]
    call = of.get("call") or (of.get("after") or {}).get("call")
    if not step.get("pass", True):
        return "upstream fails it"
    if call in _EDITING:
        return "another response, edited from this one"
    if matcher == "toBeTypeOf":
        return "types of JavaScript"
    if matcher == "toEqualUploadedAnswer" or _is_object(of.get("literal"), "File"):
        return "files of a browser"
    if matcher == "toMatchObject" and "nodeType" in (step["expected"] or [{}])[0]:
        return "upstream's kinds of nodes"
    if "call" in of:
        return "" if call in _CALLS else _INTERNAL.get(call, f"upstream's {call}")
    return _literal_left_out(of["literal"], call, matcher)


def _literal_left_out(literal: Any, call: str | None, matcher: str) -> str:
    if matcher in ("toHaveSerializedSubmissionXML", "toBeReadyForSubmission") or _is_xml(literal):
        return ""
    if matcher == "toMatchObject" and isinstance(literal, dict) and "status" in literal:
        return ""
    if matcher == "toHaveComputedPreloadInstanceID":
        return ""
    if isinstance(literal, dict) and "$big" in literal and len(literal["$big"]) > 15:
        return "a reading of the clock"
    if matcher == "toMatch" and str(literal).startswith("uuid:"):
        return ""
    known = {
        "answerOf": literal is None or isinstance(literal, (str, int, float, dict)),
        "attributeOf": isinstance(literal, str),
        "choicesOf": type(literal) is int,
        "countRepeatInstancesOf": type(literal) is int,
        "getQuestionLabelText": True,
        "getValidationOutcome": True,
        "proposed_canCreateOrRemoveRepeat": True,
    }
    if known.get(str(call)):
        return ""
    return _INTERNAL.get(str(call), f"a value whose making is not recorded, after {call}")


def _is_object(value: Any, name: str) -> bool:
    return isinstance(value, dict) and value.get("$obj") == name


def _is_xml(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("<")


def difference(session: FormSession, step: Step, at: str) -> str:
    """Return what differs from what an assertion expects; ``at`` is the node answered last."""
    try:
        holds, seen = _evaluate(session, step, at)
    except KeyError as missing:
        holds, seen = False, f"no {missing}"
    if holds != bool(step.get("not")):
        return ""
    return f"{step['matcher']} {str(step['expected'])[:160]}: {str(seen)[:200]!r}"


def _evaluate(session: FormSession, step: Step, at: str) -> tuple[bool, object]:
    of, matcher, expected = step["of"], step["matcher"], step["expected"]
    wanted = expected[0] if expected else None
    source = of if "call" in of else of.get("after") or {}
    arguments = source.get("args") or []
    if matcher == "toMatch" and source["call"] != "answerOf":
        return _identifier_matches(session, wanted)
    if matcher in _ABOUT_ALL or _is_xml(of.get("literal")):
        return _ABOUT_ALL.get(matcher, _same_submission)(session, wanted)
    if matcher == "toMatchObject" and isinstance(wanted, dict) and "status" in wanted:
        ready = not session.problems()
        return (wanted["status"] == "ready") is ready, session.problems()
    call = source["call"]
    if call == "getValidationOutcome":
        problems = session.problems()
        kind = problems[0].kind if problems else None
        return (kind is None) if matcher == "toBeNull" else _OUTCOMES[kind] == wanted, kind
    ref = _ref(arguments, at)
    if call == "getInstanceNode":
        return _about_node(session, ref, matcher, wanted)
    if call == "choicesOf":
        return _about_choices(session, ref, matcher, wanted)
    if call == "attributeOf":
        return _about_value(session, f"{ref}/@{arguments[1]}", matcher, wanted)
    if call in _COUNTS:
        seen = _COUNTS[call](session, ref)
        return seen == (wanted.strip() if isinstance(wanted, str) else wanted), seen
    if matcher in _ABOUT_PROBLEM or (matcher == "toMatchObject" and "node" in wanted):
        problem = session.problem(ref)
        return _ABOUT_PROBLEM.get(matcher, _is_plainly_required)(problem, wanted), problem
    return _about_value(session, ref, matcher, wanted)


def _ref(arguments: list[Any], at: str) -> str:
    if arguments and isinstance(arguments[0], dict):
        return str(arguments[0]["assertCurrentReference"])
    if arguments and str(arguments[0]).startswith("/"):
        return str(arguments[0])
    return at


# --- values ---


def _about_value(session: FormSession, ref: str, matcher: str, wanted: Any) -> tuple[bool, object]:
    value = session.value(ref)
    if matcher == "toBeNull":
        return value == "", value
    if matcher == "toStartWith":
        return value.startswith(wanted), value
    if matcher == "toMatch":
        return re.search(wanted["$re"].strip("/"), value) is not None, value
    if matcher == "toHaveAnswerCloseTo":
        return abs(float(value) - float(wanted["string"])) < 0.5, value
    if isinstance(wanted, dict) and "latitude" in wanted:
        parts = [float(each) for each in value.split()]
        names = ("latitude", "longitude", "altitude", "accuracy")
        return parts == [float(wanted[name] or 0) for name in names[: len(parts)]], value
    text = as_text(wanted)
    if isinstance(wanted, dict) and wanted.get("$answer") == "ExpectedBooleanAnswer":
        return value == ("OK" if text == "1" else ""), value
    field = session.question(ref) if "@" not in ref else None
    if field is not None and field.control in LIST_CONTROLS - {Control.RANK}:
        return sorted(value.split()) == sorted(text.split()), value
    return value == text or same_numbers(session, ref, value, text), value


def same_numbers(session: FormSession, ref: str, value: str, wanted: str) -> bool:
    """Say whether two texts are the same number or place, written in two ways (10 and 10.0).

    Only for questions whose type is one: ours stay as they were typed.
    """
    if "@" in ref or session.question(ref).data_type not in _NUMBERS:
        return False
    try:
        pairs = [[float(n) for n in re.split(r"[\s;]+", t) if n] for t in (value, wanted)]
    except ValueError:
        return False
    return bool(value) == bool(wanted) and pairs[0] == pairs[1]


def as_text(value: Any) -> str:
    """Return what upstream writes for a value of its own."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        return number_text(float(value))
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return str(value.get("string", value.get("value", value.get("$big", ""))))
    return "" if value is None else str(value)


# --- nodes, choices, labels ---


def _about_node(session: FormSession, ref: str, matcher: str, wanted: Any) -> tuple[bool, object]:
    states: dict[str, Callable[[], bool]] = {
        "relevant": lambda: session.is_relevant(ref),
        "required": lambda: session.is_required(ref),
        "readonly": lambda: session.is_readonly(ref),
    }
    named = {
        "toBeRelevant": ("relevant", True),
        "toBeNonRelevant": ("relevant", False),
        "toBeRequired": ("required", True),
        "toBeOptional": ("required", False),
        "toBeReadonly": ("readonly", True),
        "toBeEnabled": ("readonly", False),
    }
    if matcher in named:
        state, value = named[matcher]
        return states[state]() is value, states[state]()
    if matcher == "toMatchObject":
        seen = {name: states[name]() for name in wanted["currentState"] if name in states}
        return seen == wanted["currentState"], seen
    appearances = _appearance(session, ref).split()
    if matcher == "toYieldAppearances":
        return sorted(appearances) == sorted(wanted), appearances
    return (wanted in appearances) is (matcher == "toHaveAppearance"), appearances


def _appearance(session: FormSession, ref: str) -> str:
    plain = re.sub(r"\[\d+\]", "", ref)
    # Groups are no questions: their appearance is in the form's body.
    return session.definition.model.shown[plain].appearance


def _about_choices(
    session: FormSession, ref: str, matcher: str, wanted: Any
) -> tuple[bool, object]:
    seen = [(each.value, each.label) for each in session.choices(ref)]
    if matcher == "toBe":
        return len(seen) == wanted, seen
    labels = dict(seen)
    found = [labels.get(each["value"]) for each in wanted]
    same = all(
        label is not None and each["label"] in (None, label)
        for each, label in zip(wanted, found, strict=True)
    )
    return same and (matcher == "toContainChoices" or len(seen) == len(wanted)), seen


def _chosen_labels(session: FormSession, ref: str) -> list[str]:
    picked = session.selected(ref)
    return [each.label for each in session.choices(ref) if each.value in picked]


def _can_add(session: FormSession, ref: str) -> bool:
    try:
        return session.can_add(ref)
    except KeyError:
        # Its row above is not there.
        return False


_COUNTS: dict[str, Callable[[FormSession, str], object]] = {
    "countRepeatInstancesOf": lambda session, ref: session.repeat_count(ref),
    # Upstream keeps the spaces at the end, which nobody sees.
    "getQuestionLabelText": lambda session, ref: session.label(ref).strip(),
    "proposed_canCreateOrRemoveRepeat": _can_add,
    "proposed_getAvailableOptionLabels": lambda session, ref: [
        each.label for each in session.choices(ref)
    ],
    "proposed_getSelectedOptionLabelsAsText": _chosen_labels,
}


# --- problems ---


def _is_plainly_required(problem: FieldProblem | None, wanted: Any) -> bool:
    return problem is not None and problem.kind is ProblemKind.REQUIRED and not problem.message


def _says(kind: ProblemKind | None) -> Callable[[FieldProblem | None, Any], bool]:
    def check(problem: FieldProblem | None, wanted: Any) -> bool:
        if problem is None or kind not in (None, problem.kind):
            return wanted is None
        return problem.message == (wanted or "")

    return check


_ABOUT_PROBLEM: dict[str, Callable[[FieldProblem | None, Any], bool]] = {
    "toHaveValidityStatus": lambda problem, wanted: (
        _VALIDITY[problem.kind if problem else None] == wanted
    ),
    "toHaveConstraintMessage": _says(ProblemKind.CONSTRAINT),
    "toHaveRequiredMessage": _says(ProblemKind.REQUIRED),
    "toHaveValidityMessage": _says(None),
    "toHaveDefaultRequiredMessage": _is_plainly_required,
}


# --- the whole response ---


def _same_submission(session: FormSession, wanted: Any) -> tuple[bool, object]:
    seen = session.to_xml().decode()
    return _shape(ElementTree.fromstring(seen)) == _shape(ElementTree.fromstring(wanted)), seen


def _shape(element: ElementTree.Element) -> tuple[Any, ...]:
    name = element.tag.rpartition("}")[2]
    # Every response has an identifier of its own.
    text = "" if _IDENTIFIER.search(name) else (element.text or "").strip()
    return (name, sorted(element.attrib.items()), text, [_shape(child) for child in element])


def _has_identifier(session: FormSession, wanted: Any) -> tuple[bool, object]:
    xml = session.to_xml().decode()
    held = [
        each.text for each in ElementTree.fromstring(xml).iter() if _IDENTIFIER.search(each.tag)
    ]
    return held == [session.instance_id] and session.instance_id.startswith("uuid:"), held


def _identifier_matches(session: FormSession, wanted: Any) -> tuple[bool, object]:
    return re.search(wanted["$re"].strip("/"), session.instance_id) is not None, session.instance_id


_ABOUT_ALL: dict[str, Callable[[FormSession, Any], tuple[bool, object]]] = {
    "toHaveSerializedSubmissionXML": _same_submission,
    "toHavePreparedSubmissionXML": _same_submission,
    "toHaveComputedPreloadInstanceID": _has_identifier,
    "toBeReadyForSubmission": lambda session, _: (not session.problems(), session.problems()),
    "toBePendingSubmissionWithViolations": lambda session, _: (
        bool(session.problems()),
        session.problems(),
    ),
}
