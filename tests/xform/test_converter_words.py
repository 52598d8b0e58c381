"""Whatever pyxform can tell of a form is told in our words, with its place.

What it can tell is read from the source of the pyxform that is installed: a new version with a new
message fails here until somebody finds words for it.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import pyxform
from pyxform.errors import ErrorCode, PyXFormError

from surveyapp.xform.converter_table import OF_CODES, UNHEARD
from surveyapp.xform.converter_texts import OF_TEXTS, SAID_BY_US
from surveyapp.xform.converter_words import hear_refusal, hear_warning
from tests.support.problems import survey, told, warned

SOURCE = Path(pyxform.__file__).parent

# Modules that do not turn sheets into an XForm: other directions, downloads, files, validators.
ELSEWHERE = (
    "xform2json",
    "xform_instance_parser",
    "instance",
    "xls2json_backends",
    "errors",
    "util/",
    "elements/",
    "validators/updater",
    "validators/util",
    "validators/odk_validate",
    "validators/enketo_validate",
)

# What pyxform says to itself; no form brings it about.
INTERNAL = (
    r"Invalid value for `",
    r"Arguments 'itemset' and 'list_name' must not both be None",
    r"Expected a sequence of columns, got a string",
    r"Control not implemented",
    r"^$",  # NotImplementedError()
)
# Validators and their warnings are not run by an import.
NOT_RUN = ("odk_validate.check_xform", "enketo_validate.check_xform")


def test_every_code_of_the_converter_has_our_words() -> None:
    assert {code.name for code in ErrorCode} == {*OF_CODES, *UNHEARD}


@pytest.mark.parametrize("name", OF_CODES)
def test_a_code_is_known_by_its_text_and_fills_every_place(name: str) -> None:
    template = ErrorCode[name].value.msg
    context = {field: f"<{field}>" for _, field, _, _ in Formatter().parse(template) if field}
    text = template.format(**{**context, **({"row": 7} if "row" in context else {})})
    heard = hear_refusal(PyXFormError(text))
    assert heard.message.message == OF_CODES[name].message
    assert "–" not in str(heard.message)
    assert heard.row == (1 if "[row : 1]" in template else 7 if "row" in context else 0)


def _texts() -> Iterator[tuple[str, str]]:
    """Yield what each ``raise`` and each warning without a code says, with its place."""
    for file in sorted(SOURCE.rglob("*.py")):
        part = file.relative_to(SOURCE).as_posix()
        if part.startswith(ELSEWHERE):
            continue
        module = "pyxform." + part.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        known = vars(importlib.import_module(module.removesuffix(".__init__")))
        for function in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for call in _calls(function):
                    if "ErrorCode" not in (said := _said(call, function, known)):
                        yield f"{part}:{call.lineno}", said


def _calls(function: ast.FunctionDef) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            if "Error" in ast.unparse(node.exc.func):
                yield node.exc
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("append", "extend")
            and "warning" in ast.unparse(node.func.value)
        ):
            yield node


def _said(call: ast.Call, function: ast.FunctionDef, known: dict[str, object]) -> str:
    if any("ErrorCode" in ast.unparse(each) for each in (*call.args, *call.keywords)):
        return "ErrorCode"
    return _text(call.args[0], call, function, known) if call.args else ""


def _text(  # noqa: C901  # one arm for each way to write a text
    node: ast.expr, call: ast.Call, function: ast.FunctionDef, known: dict[str, object]
) -> str:
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(values):
            return "".join(_text(value, call, function, known) for value in values)
        case ast.FormattedValue(value):
            return _text(value, call, function, known)
        case ast.BinOp(left, ast.Add(), right):
            return _text(left, call, function, known) + _text(right, call, function, known)
        case ast.BinOp(ast.Name("ROW_FORMAT_STRING"), ast.Mod()):
            return "[row : 7]"
        case ast.Call(ast.Attribute(ast.Name(name), "format")) if isinstance(known.get(name), str):
            return str(known[name])
        case ast.Call(ast.Attribute(ast.Constant("\n"), "join"), [ast.Name(name)]):
            return " ".join(_appended(name, call, function, known))
        case ast.Name(name) if isinstance(known.get(name), str):
            return str(known[name])
        case ast.Name(name):
            return _assigned(name, call, function, known)
    spelt = ast.unparse(node)
    if any(part in spelt for part in NOT_RUN):
        return "ErrorCode"
    if found := re.match(r"qt_params\.([A-Z_]+)", spelt):
        return found[1].lower().replace("_", "-")
    found = re.fullmatch(r"(?:constants|const|co)\.([A-Z_]+)", spelt)
    if found:
        return str(getattr(importlib.import_module("pyxform.constants"), found[1]))
    return "x"


def _assigned(
    name: str, call: ast.Call, function: ast.FunctionDef, known: dict[str, object]
) -> str:
    """Return what was last put into a variable before ``call``."""
    before = [
        node
        for node in ast.walk(function)
        if isinstance(node, (ast.Assign, ast.AugAssign))
        and node.lineno < call.lineno
        and ast.unparse(node).startswith((f"{name} =", f"{name} +="))
    ]
    text = ""
    for node in sorted(before, key=lambda each: each.lineno):
        if "ErrorCode" in ast.unparse(node.value):
            text = "ErrorCode"
        elif isinstance(node, ast.AugAssign):
            text += _text(node.value, call, function, known)
        elif name not in {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}:
            text = _text(node.value, call, function, known)
    return text or "x"


def _appended(
    name: str, call: ast.Call, function: ast.FunctionDef, known: dict[str, object]
) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == f"{name}.append":
            yield _said(node, function, known)


# Where the words come out of another function, what that one says; "x" is what a form fills in.
FURTHER = {
    ("validators/pyxform/translations_checks.py", "x"): (
        "Language 'x' is missing the survey x column."
    ),
    ("xls2json.py", "[row : 7] x"): "[row : 7] Parameter 'app' has an invalid Android package name",
    ("xls2json.py", "[row : 7] x has no label: x"): "[row : 7] Group has no label: {'name': 'x'}",
}
TEXTS = {
    place: FURTHER.get((place.partition(":")[0], text), text)
    for place, text in _texts()
    if not text.startswith("x If you do not mean to include a sheet")  # behind NAMES_013
}


@pytest.mark.parametrize("place", TEXTS)
def test_every_text_of_the_converter_has_our_words(place: str) -> None:
    text = TEXTS[place]
    patterns = (*OF_TEXTS, *SAID_BY_US, *INTERNAL)
    assert any(re.search(pattern, text, re.DOTALL) for pattern in patterns), text


def test_there_are_no_words_for_what_the_converter_does_not_say() -> None:
    patterns = (*OF_TEXTS, *SAID_BY_US, *INTERNAL)
    said = TEXTS.values()
    assert [p for p in patterns if not any(re.search(p, t, re.DOTALL) for t in said)] == []


@pytest.mark.parametrize("place", TEXTS)
def test_a_text_fills_every_place(place: str) -> None:
    heard = hear_refusal(PyXFormError(TEXTS[place]))
    assert "–" not in str(heard.message)


AUDIT = "location-priority=balanced location-min-interval={} location-max-age={}"


@pytest.mark.parametrize(
    ("kind", "parameters", "expected"),
    [
        ("text", "rows=many", "The parameter rows must be a whole number, 0 or larger."),
        ("text", "rows 5", "Parameters are written as name=value, with a space between them."),
        (
            "text",
            "columns=5",
            "Questions of this type do not know these parameters: columns. They know: rows.",
        ),
        ("image", "max-pixels=big", "The parameter max-pixels must be a whole number"),
        ("image", "app=paint", "The parameter app must be the name of an Android app, such as"),
        ("audio", "quality=best", "must be one of these: voice-only, low, normal, external."),
        ("background-audio", "quality=external", "The parameter quality must be one of these: "),
        ("geopoint", "capture-accuracy=near", "The parameter capture-accuracy must be a number."),
        ("geopoint", "allow-mock-accuracy=1", "allow-mock-accuracy must be one of these: true, f"),
        ("geoshape", "incremental=no", "The parameter incremental must be one of these: true."),
        ("geotrace", "reference-geometry=nothing", "reference-geometry names nothing the form "),
        ("range", "start=1 end=x", "The parameter end must be a number."),
        ("range", "start=1 end=9 step=0", "The parameter step must not be 0."),
        ("range", "start=1 end=9 step=20", "The parameter step is larger than the range"),
        ("range", "step=2 tick_interval=3", "tick_interval must be a multiple of step."),
        ("range", "placeholder=99", "The parameter placeholder must lie between start and end."),
        ("range", "tick_labelset=none", "The parameter tick_labelset names no list"),
        ("range", "start=1 end=9 tick_labelset=far", "must lie between start and end."),
        ("range", "start=1 end=9 tick_labelset=abc", "The names of the choices of tick_labelset"),
        ("range", "start=1 end=9 step=2 tick_labelset=few", "start plus a multiple of step."),
        ("audit", "track-changes=often", "The parameter track-changes must be one of these: true"),
        ("audit", "track-changes-reasons=any", "track-changes-reasons must be one of these: on-f"),
        ("audit", "location-priority=balanced", "Where an audit records places, it needs"),
        ("audit", AUDIT.format("-1", "9"), "location-min-interval must be a whole number"),
        ("audit", AUDIT.format("9", "1"), "location-max-age must not be less than location-min-"),
        ("select_one abc", "randomize=maybe", "The parameter randomize must be one of these: true"),
        ("select_one abc", "seed=4", "A seed needs randomize=true beside it."),
        ("select_one abc", "randomize=true seed=x", "The parameter seed must be a number or a ref"),
        ("select_one_from_file a.csv", "value=1x", "This cannot be a name. Begin with a letter"),
    ],
)
def test_parameters_are_told_with_their_cell(kind: str, parameters: str, expected: str) -> None:
    name, label = ("", "") if kind == "audit" else ("q", "Q")
    rows = f"""
        | | type   | name   | label   | parameters   |
        | | {kind} | {name} | {label} | {parameters} |
        | | text   | t      | T       |              |
        """
    lists = """
| choices |
| | list_name | name | label |
| | abc       | a    | A     |
| | abc       | b    | B     |
| | far       | 99   | Far   |
| | few       | 2    | Two   |
"""
    (problem, *_) = told(survey(rows) + lists)
    assert problem.startswith("survey:2:D ")
    assert expected in problem


def test_parameters_that_fit_are_not_spoken_of() -> None:
    rows = f"""
        | | type                       | name | label | parameters                         |
        | | audit                      |      |       | {AUDIT.format(10, 60)}             |
        | | text                       | a    | A     | rows = 5                           |
        | | image                      | b    | B     | max-pixels=640, app=org.example.a  |
        | | select_one abc             | c    | C     | randomize=true;seed=${{a}}         |
        | | select_one_from_file f.csv | d    | D     | value=Id label=Name                |
        | | range                      | e    | E     | start=0 end=1 step=0.5             |
        | | geopoint                   | f    | F     | capture-accuracy=2.5               |
        | | background-audio           | g    |       | quality=low                        |
        """
    assert told(survey(rows) + CHOICES) == []


CHOICES = """
| choices |
| | list_name | name | label |
| | abc       | a    | A     |
| | abc       | b    | B     |
"""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            """
            | | type                     | name | label | choice_filter |
            | | select_one abc or_other  | a    | A     | name = 'a'    |
            """,
            "survey:2:D A choice_filter does not go with or_other.",
        ),
        (
            """
            | | type           | name | label | appearance | choice_filter |
            | | begin_group    | g    | G     | table-list |               |
            | | select_one abc | a    | A     |            | name = 'a'    |
            | | end_group      |      |       |            |               |
            """,
            "survey:3:E A choice_filter does not go with the appearance table-list of its group.",
        ),
        (
            """
            | | type           | name | label | appearance |
            | | begin_group    | g    | G     | table-list |
            | | select_one abc | a    | A     |            |
            | | select_one b   | b    | B     |            |
            | | end_group      |      |       |            |
            """,
            "survey:4:A The questions of a group with the appearance table-list share one list:",
        ),
        (
            """
            | | type                | name | label | trigger |
            | | text                | t    | T     |         |
            | | background-geopoint | a    | A     |         |
            """,
            "survey:3: A row of the type background-geopoint needs a trigger.",
        ),
        (
            """
            | | type                | name | label | trigger | calculation |
            | | text                | t    | T     |         |             |
            | | background-geopoint | a    | A     | ${t}    | 1 + 1       |
            """,
            "survey:3:E A row of the type background-geopoint calculates nothing.",
        ),
        (
            """
            | | type  | name | label |
            | | text  | t    | T     |
            | | audit | log  |       |
            """,
            "survey:3:B A row of the type audit is always called audit.",
        ),
        (
            """
            | | type      | name | label | calculation | trigger |
            | | calculate | t    |       | 1           |         |
            | | calculate | u    |       | 2           | ${t}    |
            | | text      | v    | V     |             |         |
            """,
            "survey:3: Nobody answers t, so that it never triggers u.",
        ),
        (
            """
            | | type                       | name | label | appearance  |
            | | select_one_from_file f.csv | a    | A     | search('f') |
            """,
            "survey:2: a takes its choices from a file and with search() at once.",
        ),
        (
            """
            | | type           | name | label | appearance  |
            | | select_one abc | a    | A     | search('f') |
            | | select_one abc | b    | B     |             |
            """,
            "survey:2: a uses the list abc with search(), others use it without.",
        ),
        (
            """
            | | type           | name | label | media::big-image |
            | | text           | a    | A     | large.png        |
            """,
            "survey:2: a has a big-image and no image.",
        ),
        (
            """
            | | type         | name | label |
            | | begin_repeat | r    | R     |
            | | text         | a    | A     |
            | | end_repeat   |      |       |
            | | begin_group  | g    | G     |
            | | begin_repeat | r    | R     |
            | | text         | b    | B     |
            | | end_repeat   |      |       |
            | | end_group    |      |       |
            """,
            "survey:6:B There is another repeat called r.",
        ),
        (
            """
            | | type         | name | label |
            | | text         | meta | A     |
            """,
            "survey:2:B The name meta is kept for what every response carries.",
        ),
        (
            """
            | | type         | name | label | save_to |
            | | text         | a    | A     | a       |
            """,
            "survey:2:D This row saves a property of an entity, but the form declares no list",
        ),
    ],
)
def test_what_only_the_converter_finds_is_told_in_our_words(rows: str, expected: str) -> None:
    lists = CHOICES + "| | b | a | A |\n| | b | c | C |\n"
    assert any(each.startswith(expected) for each in told(survey(rows) + lists)), told(
        survey(rows) + lists
    )


ENTITIES = """
| entities |
| | list_name | label | entity_id | create_if | update_if |
"""


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("| | __trees | x | | | |", "entities:2: A name of an entity must not begin with two"),
        ("| | a.b | x | | | |", "entities:2: A name of a list of entities must not hold a full"),
        ("| | trees | | | | |", "entities:2: New entities of trees need a label."),
        ("| | trees | | | | true() |", "entities:2: trees updates entities, but does not say"),
        ("| | trees | x | ${a} | true() | |", "entities:2: trees creates entities and updates"),
        (
            "| | trees | x | | | |\n| | trees | x | | | |",
            "entities:3: This list of entities is declared twice.",
        ),
    ],
)
def test_the_sheet_entities_is_told_in_our_words(rows: str, expected: str) -> None:
    form = survey("""
        | | type | name | label |
        | | text | a    | A     |
        """)
    (problem, *_) = told(form + ENTITIES + rows + "\n")
    assert problem.startswith(expected)


def test_settings_that_do_not_go_together() -> None:
    form = survey("""
        | | type | name | label |
        | | text | a    | A     |
        """)
    settings = "| settings |\n| | form_id | omit_instanceID | public_key |\n| | f | yes | k |\n"
    assert any("needs an instanceID" in each for each in told(form + settings))


def test_an_old_column_is_mentioned() -> None:
    form = survey("""
        | | type | name | label | disabled |
        | | text | a    | A     | no       |
        """)
    assert any("The column disabled belongs to older forms." in each for each in warned(form))


def test_an_unknown_text_is_passed_on_in_one_piece() -> None:
    assert str(hear_refusal(PyXFormError("Bad  form.")).message) == (
        "The form converter stopped at this form and says: “\u2066Bad form.\u2069”. Correct what "
        "it speaks of, or give the form to somebody who writes forms."
    )
    warning = hear_warning("Odd form.")
    assert warning is not None
    assert str(warning.message) == "The form converter says: \u2066Odd form.\u2069"
