"""Calls that look at their arguments and not only at their values: the compiler's special cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from surveyapp.text import N_
from surveyapp.xform.xpath.compiled import (
    Compiled,
    Nodes,
    Numbers,
    Paths,
    Place,
    Run,
    Texts,
    as_condition,
    as_nodes,
    as_number,
    as_text,
    constant,
)
from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.functions.nodesets import (
    local_name,
    qualified_name,
    seed_of,
    shuffled,
)
from surveyapp.xform.xpath.nodes import DOCUMENT, Node
from surveyapp.xform.xpath.syntax import Call, Expr, Path, Step, XPathSyntaxError
from surveyapp.xform.xpath.values import NAN, Value


class PartCompiler(Protocol):
    """What a special call needs of the compiler."""

    paths: Paths

    def expression(self, expression: Expr, place: Place) -> Compiled:
        """Return the closure of a part, whose context node stands at ``place``."""

    def from_origin(self, path: Path) -> Compiled:
        """Return the closure of a path that starts where the whole expression stands."""

    def node_set(self, call: Call, place: Place) -> Nodes:
        """Return the closure of a call's first argument, which must be nodes."""


_SELF = Step("self", "node()")
Build = Callable[[PartCompiler, Call, Place], Compiled]


def _if(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    condition, then, otherwise = (compiler.expression(each, place) for each in call.arguments)
    holds = as_condition(condition)
    yes, no = then.run, otherwise.run
    kinds = {"s" if each.kind == "p" else each.kind for each in (then, otherwise)}
    kind = kinds.pop() if len(kinds) == 1 else "v"
    return Compiled(kind, lambda node, env: yes(node, env) if holds(node, env) else no(node, env))


def _cond(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    parts = [compiler.expression(each, place) for each in call.arguments]
    tests = [as_condition(each) for each in parts[:-1:2]]
    values = [each.run for each in parts[1:-1:2]]
    default = parts[-1].run

    def run(node: Node, env: Environment) -> Value:
        for test, value in zip(tests, values, strict=True):
            if test(node, env):
                found: Value = value(node, env)
                return found
        fallback: Value = default(node, env)
        return fallback

    return Compiled("v", run)


def _once(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    text = as_text(compiler.expression(call.arguments[0], place))

    def run(node: Node, env: Environment) -> str:
        kept = node.kept_text()
        return kept if kept and node not in env.unsettled else text(node, env)

    return Compiled("s", run)


def _position(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    if not call.arguments:
        return Compiled("n", lambda _node, env: float(env.position))
    nodes = compiler.node_set(call, place)

    def run(node: Node, env: Environment) -> float:
        found = nodes(node, env)
        return float(found[0].place()) if found else NAN

    return Compiled("n", run)


def _last(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    del compiler, call, place
    return Compiled("n", lambda _node, env: float(env.size))


def _current(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    del call, place
    return compiler.from_origin(Path(absolute=False, steps=(_SELF,)))


def _instance(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    name = as_text(compiler.expression(call.arguments[0], place))

    def run(node: Node, env: Environment) -> list[Node]:
        found = env.instance(name(node, env))
        return [] if found is None else [found]

    return Compiled("N", run)


def _choice_name(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    value = as_text(compiler.expression(call.arguments[0], place))
    where = compiler.expression(call.arguments[1], place)
    ref = as_text(where)
    compiler.paths.reads_language()
    if isinstance(where.constant, str):
        compiler.paths.reads_choices(where.constant, place)
    return Compiled("s", lambda node, env: env.choice_label(value(node, env), ref(node, env), node))


def _itext(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    name = as_text(compiler.expression(call.arguments[0], place))
    compiler.paths.reads_language()
    return Compiled("s", lambda node, env: env.itext(name(node, env)))


def _pulldata(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    name, wanted, key, value = (
        as_text(compiler.expression(each, place)) for each in call.arguments
    )
    return Compiled(
        "s",
        lambda node, env: env.lookup(
            name(node, env), wanted(node, env), key(node, env), value(node, env)
        ),
    )


def _randomize(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    nodes = as_nodes(compiler.expression(call.arguments[0], place))
    if len(call.arguments) == 1:

        def by_chance(node: Node, env: Environment) -> list[Node]:
            found = nodes(node, env)
            return env.shuffler().sample(found, len(found))

        return Compiled("N", by_chance)
    seed = compiler.expression(call.arguments[1], place).run
    return Compiled(
        "N", lambda node, env: shuffled(nodes(node, env), seed_of(seed(node, env), env.zone))
    )


def _of_node(read: Callable[[Node], str]) -> Build:
    def build(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
        if not call.arguments:
            return Compiled("s", lambda node, _env: read(node))
        nodes = compiler.node_set(call, place)

        def run(node: Node, env: Environment) -> str:
            found = nodes(node, env)
            return read(found[0]) if found else ""

        return Compiled("s", run)

    return build


def _as_context(turn: Callable[[Compiled], Run], kind: str) -> Build:
    def build(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
        if call.arguments:
            compiled = compiler.expression(call.arguments[0], place)
        else:
            compiled = compiler.expression(Path(absolute=False, steps=(_SELF,)), place)
        return Compiled(kind, turn(compiled))

    return build


_BLANKS = re.compile(r"[ \t\r\n]+")


def _normalize_text(text: str) -> str:
    # XPath's white space only: a no-break space is part of a word.
    return _BLANKS.sub(" ", text).strip(" ")


def _length(compiled: Compiled) -> Numbers:
    text = as_text(compiled)
    return lambda node, env: float(len(text(node, env)))


def _normalized(compiled: Compiled) -> Texts:
    text = as_text(compiled)
    return lambda node, env: _normalize_text(text(node, env))


def _indexed_repeat(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    """Compile a walk from the root that takes one row at each repeat that is given an index.

    A repeat without index that holds the context node stays in its row, like any path.
    """
    paths = [_plain_path(call, each) for each in (call.arguments[0], *call.arguments[1::2])]
    names = [compiler.paths.names(each, place) for each in paths]
    for each in paths:
        compiler.expression(each, place)  # notes what is read
    indexes = [as_number(compiler.expression(index, place)) for index in call.arguments[2::2]]

    def run(node: Node, env: Environment) -> list[Node]:
        chain = _chain(node)
        target, *repeats = [
            _names_from(path, chain) if known is None else known
            for path, known in zip(paths, names, strict=True)
        ]
        picks = {
            len(repeat): index(node, env)
            for repeat, index in zip(repeats, indexes, strict=True)
            if target[: len(repeat)] == repeat
        }
        return _walk_rows(chain, target, picks)

    return Compiled("N", run)


def _plain_path(call: Call, expression: Expr) -> Path:
    plain = isinstance(expression, Path) and not any(
        step.predicates or step.axis not in ("child", "parent", "self") for step in expression.steps
    )
    if not plain:
        raise XPathSyntaxError(
            N_("{name}() needs the question and its repeat as plain names."),
            call.position,
            name=call.name,
        )
    assert isinstance(expression, Path)
    return expression


def _chain(node: Node) -> list[Node]:
    """Return the nodes from the document's element down to ``node``."""
    chain = [node]
    while (above := chain[-1].parent) is not None:
        chain.append(above)
    return chain[::-1][1:] if chain[-1].kind == DOCUMENT else chain[::-1]


def _names_from(path: Path, chain: list[Node]) -> tuple[str, ...]:
    names = [] if path.absolute else [node.name for node in chain]
    for step in path.steps:
        if step.axis == "parent":
            del names[-1:]
        elif step.axis == "child":
            names.append(step.test.rpartition(":")[2])
    return tuple(names)


def _walk_rows(chain: list[Node], names: tuple[str, ...], picks: Mapping[int, float]) -> list[Node]:
    if not chain or chain[0].name != names[0]:
        return []
    current, inside = [chain[0]], True
    for level, name in enumerate(names[1:], 1):
        mine = chain[level] if inside and level < len(chain) else None
        pick = picks.get(level + 1)
        found: list[Node] = []
        for each in current:
            rows = [child for child in each.children if child.name == name and child.relevant]
            if pick is not None:
                rows = [rows[int(pick) - 1]] if 1 <= pick <= len(rows) else []
            elif mine is not None and any(row is mine for row in rows):
                rows = [mine]
            found += rows
        current = found
        inside = len(found) == 1 and found[0] is mine
    return current


SPECIAL: Mapping[str, Build] = {
    "true": lambda _compiler, _call, _place: constant(value=True),
    "false": lambda _compiler, _call, _place: constant(value=False),
    "if": _if,
    "cond": _cond,
    "once": _once,
    "position": _position,
    "last": _last,
    "current": _current,
    "instance": _instance,
    "indexed-repeat": _indexed_repeat,
    "jr:choice-name": _choice_name,
    "jr:itext": _itext,
    "pulldata": _pulldata,
    "randomize": _randomize,
    "normalize-space": _as_context(_normalized, "s"),
    "string-length": _as_context(_length, "n"),
    "number": _as_context(as_number, "n"),
    "string": _as_context(as_text, "s"),
    "local-name": _of_node(local_name),
    "name": _of_node(qualified_name),
    "namespace-uri": _of_node(lambda node: node.uri),
}
