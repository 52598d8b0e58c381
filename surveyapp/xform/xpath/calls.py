"""Calls that look at their arguments and not only at their values: the compiler's special cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from surveyapp.text import N_
from surveyapp.xform.xpath.compiled import (
    Compiled,
    Paths,
    Place,
    as_condition,
    as_nodes,
    as_number,
    as_text,
    constant,
)
from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.functions.nodesets import local_name, qualified_name, shuffled
from surveyapp.xform.xpath.nodes import Node, string_value
from surveyapp.xform.xpath.syntax import Call, Expr, Path, Step, XPathSyntaxError
from surveyapp.xform.xpath.values import NAN, Value


class PartCompiler(Protocol):
    """What a special call needs of the compiler."""

    paths: Paths

    def expression(self, expression: Expr, place: Place) -> Compiled:
        """Return the closure of a part, whose context node stands at ``place``."""

    def from_origin(self, path: Path) -> Compiled:
        """Return the closure of a path that starts where the whole expression stands."""


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
    return Compiled("s", lambda node, env: node.kept_text() or text(node, env))


def _position(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    if not call.arguments:
        return Compiled("n", lambda _node, env: float(env.position))
    nodes = as_nodes(compiler.expression(call.arguments[0], place))

    def run(node: Node, env: Environment) -> float:
        found = nodes(node, env)
        return float(found[0].place()) if found else NAN

    return Compiled("n", run)


def _last(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    del compiler, call, place
    return Compiled("n", lambda _node, env: float(env.size))


def _current(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    del call, place
    return compiler.from_origin(Path(absolute=False, steps=(Step("self", "node()"),)))


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
        return Compiled("N", lambda node, env: shuffled(nodes(node, env), None, env.shuffler()))
    seed = as_number(compiler.expression(call.arguments[1], place))
    return Compiled(
        "N", lambda node, env: shuffled(nodes(node, env), seed(node, env), env.shuffler())
    )


def _of_node(read: Callable[[Node], str]) -> Build:
    def build(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
        if not call.arguments:
            return Compiled("s", lambda node, _env: read(node))
        nodes = as_nodes(compiler.expression(call.arguments[0], place))

        def run(node: Node, env: Environment) -> str:
            found = nodes(node, env)
            return read(found[0]) if found else ""

        return Compiled("s", run)

    return build


def _normalize(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    if not call.arguments:
        return Compiled("s", lambda node, _env: " ".join(string_value(node).split()))
    text = as_text(compiler.expression(call.arguments[0], place))
    return Compiled("s", lambda node, env: " ".join(text(node, env).split()))


def _indexed_repeat(compiler: PartCompiler, call: Call, place: Place) -> Compiled:
    """Compile a walk from the root that takes one row at each repeat that is given an index.

    A repeat without index that holds the context node stays in its row, like any path.
    """
    paths = [call.arguments[0], *call.arguments[1::2]]
    names: list[tuple[str, ...]] = []
    for each in paths:
        found = compiler.paths.names(each, place) if isinstance(each, Path) else None
        if found is None:
            raise XPathSyntaxError(
                N_("{name}() needs the question and its repeat as plain names."),
                call.position,
                name=call.name,
            )
        names.append(found)
        compiler.expression(each, place)  # notes what is read
    target = names[0]
    picks = {
        len(repeat): as_number(compiler.expression(index, place))
        for repeat, index in zip(names[1:], call.arguments[2::2], strict=True)
        if target[: len(repeat)] == repeat
    }

    def run(node: Node, env: Environment) -> list[Node]:
        chain: list[Node] = []
        up: Node | None = node
        while up is not None:
            chain.append(up)
            up = up.parent
        chain.reverse()
        top = chain[0]
        current, depth = [top], 0
        if top.name == target[0]:
            depth = 1
        inside = True
        for level in range(depth, len(target)):
            name = target[level]
            place_in_chain = level + 1 - depth
            mine = chain[place_in_chain] if inside and place_in_chain < len(chain) else None
            step: list[Node] = []
            for each in current:
                named = [c for c in each.children if c.name == name and c.relevant]
                pick = picks.get(level + 1)
                if pick is not None:
                    index = pick(node, env)
                    named = [named[int(index) - 1]] if 1 <= index <= len(named) else []
                elif mine is not None and any(each is mine for each in named):
                    named = [mine]
                step += named
            inside = mine is not None and len(step) == 1 and step[0] is mine
            current = step
        return current

    return Compiled("N", run)


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
    "normalize-space": _normalize,
    "local-name": _of_node(local_name),
    "name": _of_node(qualified_name),
    "namespace-uri": _of_node(lambda node: node.uri),
}
