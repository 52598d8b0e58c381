"""Turns a syntax tree into a closure, once; evaluating is then calling it with a node.

Every expression becomes a ``Compiled``: a kind and a function ``(node, environment) -> value``.
No form text is ever run as Python: closures only call each other and the functions of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from surveyapp.text import N_
from surveyapp.xform.xpath.axes import REVERSE, SAFE, axis_step
from surveyapp.xform.xpath.calls import SPECIAL
from surveyapp.xform.xpath.compiled import (
    Compiled,
    Found,
    Nodes,
    Paths,
    Place,
    Run,
    as_condition,
    as_kind,
    as_nodes,
    as_number,
    as_text,
    constant,
)
from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.functions import FUNCTIONS, Function
from surveyapp.xform.xpath.functions.dates import NAMES_DATES
from surveyapp.xform.xpath.nodes import Node, ordered, root_of, string_value
from surveyapp.xform.xpath.operators import CHAINS, pair
from surveyapp.xform.xpath.syntax import (
    Binary,
    Call,
    Expr,
    Filter,
    Literal,
    Negate,
    Path,
    Step,
    XPathSyntaxError,
    walk,
)
from surveyapp.xform.xpath.values import to_boolean


class Compiler:
    """Compiles expressions of one form.

    A call that cannot be (unknown function, too many arguments) fails when it is evaluated, as in
    every engine; ``faults`` holds them all, for whoever wants a form without any. ``calls`` are the
    names of the functions that the expression calls.
    """

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.origin: Place = None
        self.uses_current = False
        self.faults: list[XPathSyntaxError] = []
        self.calls: set[str] = set()
        self._nested = 0

    def compile(self, expression: Expr, place: Place = None) -> Compiled:
        """Return the closure of a whole expression; ``place`` is that of its context node."""
        self.origin = place
        self.uses_current = False
        self.faults = []
        self.calls = set()
        compiled = self.expression(expression, place)
        if not self.uses_current:
            return compiled
        run = compiled.run

        def from_current(node: Node, env: Environment) -> Any:
            outer, env.current = env.current, node
            try:
                return run(node, env)
            finally:
                env.current = outer

        found = compiled.found if compiled.kind != "p" else None
        kind = "s" if compiled.kind == "p" else compiled.kind
        return Compiled(kind, from_current, found)

    def expression(self, expression: Expr, place: Place) -> Compiled:
        """Return the closure of a part, whose context node stands at ``place``."""
        if isinstance(expression, Path):
            return self._path(expression, place)
        if isinstance(expression, Binary):
            return self._binary(expression, place)
        if isinstance(expression, Call):
            return self._call(expression, place)
        if isinstance(expression, Filter):
            return self._filter(expression, place)
        if isinstance(expression, Negate):
            number = as_number(self.expression(expression.operand, place))
            return Compiled("n", lambda node, env: -number(node, env))
        return constant(expression.value)

    def _binary(self, expression: Binary, place: Place) -> Compiled:
        # Chains lean left: a sum of a thousand terms is walked in a loop, not in recursion.
        chain: list[tuple[str, Expr]] = []
        current: Expr = expression
        while isinstance(current, Binary):
            chain.append((current.operator, current.right))
            current = current.left
        left = self.expression(current, place)
        while chain:
            operator, right = chain.pop()
            if operator in ("and", "or", "+"):
                run_of_same = [left, self.expression(right, place)]
                while chain and chain[-1][0] == operator:
                    run_of_same.append(self.expression(chain.pop()[1], place))
                left = CHAINS[operator](run_of_same)
            else:
                left = pair(operator, left, self.expression(right, place))
        return left

    def _path(self, path: Path, place: Place) -> Compiled:
        if path.absolute and place is None and self.origin is not None:
            # Inside a list's predicate the path still starts where the expression stands.
            found = self.paths.resolve(path, self.origin)
            if found is None or not found.rooted:
                return self.from_origin(path)
        else:
            found = self.paths.resolve(path, place)
        if found is None:
            if path.absolute and self._nested:
                # Inside a predicate the root is still that of where the expression stands.
                self.uses_current = True
                return self._steps(_form, path.steps, self.paths.everything())
            if path.absolute:
                return self._steps(_document, path.steps, self.paths.everything())
            return self._steps(_context, path.steps, place)
        if found.rest:
            start = found.nodes
            if start is None:
                one = found.node
                assert one is not None

                def start_at(node: Node, env: Environment) -> list[Node]:
                    first = one(node, env)
                    return [first] if first.relevant else []

                start = start_at
            return self._steps(start, found.rest, found.place)
        if found.nodes is not None:
            nodes = _spending(found.nodes) if self._nested else found.nodes
            return Compiled("N", nodes, found)
        if found.text is not None:
            return Compiled("p", found.text, found)
        node_of = found.node
        assert node_of is not None
        return Compiled("p", lambda node, env: _shown(node_of(node, env)), found)

    def _steps(self, start: Nodes, steps: Sequence[Step], place: Place) -> Compiled:
        if not steps:
            return Compiled("N", start, Found(None, start, (), place))
        walks: list[tuple[Callable[[Node, Environment], list[Node]], bool]] = []
        orderly = True
        for step in steps:
            place = self.paths.advance(place, step)
            walk_one = self._step(step, place)
            walks.append((walk_one, orderly and step.axis in SAFE))
            orderly = orderly and step.axis in SAFE
        self.paths.arrive(place)

        def run(node: Node, env: Environment) -> list[Node]:
            current = start(node, env)
            for walk_one, keeps_order in walks:
                if len(current) == 1:
                    current = walk_one(current[0], env)
                    continue
                gathered: list[Node] = []
                for each in current:
                    gathered += walk_one(each, env)
                current = gathered if keeps_order else ordered(gathered)
            return current

        if len(walks) == 1 and start is _context:
            return Compiled("N", walks[0][0], Found(None, walks[0][0], (), place))
        return Compiled("N", run, Found(None, run, (), place))

    def _step(self, step: Step, place: Place) -> Callable[[Node, Environment], list[Node]]:
        walk_axis = axis_step(step, self.paths.namespaces)
        back = step.axis in REVERSE
        if not step.predicates:
            if back:
                return lambda node, _env: walk_axis(node)[::-1]
            if self._nested and step.axis not in _NARROW:
                return _spending(lambda node, _env: walk_axis(node))
            return lambda node, _env: walk_axis(node)
        picks = [self._predicate(each, place) for each in step.predicates]

        def walk_and_pick(node: Node, env: Environment) -> list[Node]:
            nodes = walk_axis(node)
            for pick in picks:
                nodes = pick(nodes, env)
            return nodes[::-1] if back else nodes

        return walk_and_pick

    def _predicate(
        self, expression: Expr, place: Place
    ) -> Callable[[list[Node], Environment], list[Node]]:
        self._nested += 1
        compiled = self.expression(expression, place)
        self._nested -= 1
        if compiled.kind in "bspN" and not _uses_position(expression):
            holds = as_condition(compiled)

            def filtered(nodes: list[Node], env: Environment) -> list[Node]:
                env.spend(len(nodes))
                return [node for node in nodes if holds(node, env)]

            return filtered
        kind, run = compiled.kind, compiled.run

        def pick(nodes: list[Node], env: Environment) -> list[Node]:
            outer = env.position, env.size
            env.size = len(nodes)
            env.spend(2 * env.size)  # a position takes longer than a comparison
            kept: list[Node] = []
            for position, node in enumerate(nodes, 1):
                env.position = position
                value = run(node, env)
                if kind in "nv" and isinstance(value, float):
                    if value == position:
                        kept.append(node)
                elif to_boolean(value):
                    kept.append(node)
            env.position, env.size = outer
            return kept

        return pick

    def _filter(self, expression: Filter, place: Place) -> Compiled:
        quick = self._indexed_items(expression, place)
        if quick is not None:
            return quick
        if (
            isinstance(expression.primary, Call)
            and expression.primary.name == "current"
            and not expression.predicates
        ):
            # current()/../a is a path from where the whole expression stands.
            return self.from_origin(Path(absolute=False, steps=expression.steps))
        primary = self.expression(expression.primary, place)
        if primary.kind not in "Npv":
            raise XPathSyntaxError(N_("Only questions can be followed by / or [ ]."), 0)
        start = as_nodes(primary)
        inner = primary.found.place if primary.found else None
        picks = [self._predicate(each, inner) for each in expression.predicates]
        if picks:

            def picked(node: Node, env: Environment) -> list[Node]:
                nodes = start(node, env)
                for pick in picks:
                    nodes = pick(nodes, env)
                return nodes

            return self._steps(picked, expression.steps, inner)
        return self._steps(start, expression.steps, inner)

    def from_origin(self, path: Path) -> Compiled:
        """Return the closure of a path that starts where the whole expression stands."""
        self.uses_current = True
        compiled = self._path(path, self.origin)
        run = compiled.run

        def at_current(node: Node, env: Environment) -> Any:
            return run(env.current or node, env)

        found = compiled.found
        if found is not None and found.node is not None:
            one = found.node
            found = found._replace(node=lambda node, env: one(env.current or node, env))
        return Compiled(compiled.kind, at_current, found)

    def _indexed_items(self, expression: Filter, place: Place) -> Compiled | None:
        """Compile ``instance('a')/root/item[key = value]…`` to a look-up instead of a search."""
        primary, steps = expression.primary, expression.steps
        if not (isinstance(primary, Call) and primary.name == "instance"):
            return None
        if expression.predicates or len(primary.arguments) != 1 or len(steps) < 2:
            return None
        name = primary.arguments[0]
        path, item, rest = steps[0], steps[1], steps[2:]
        plain = isinstance(name, Literal) and path.axis == item.axis == "child"
        if not plain or path.predicates or not item.predicates:
            return None
        key = _key_of(item.predicates[0])
        if key is None:
            return None
        child, wanted, others = key
        value = self.expression(wanted, place)
        if value.kind not in "sp":
            return None
        text = as_text(value)
        assert isinstance(name, Literal)
        instance_name = name.value
        picks = [self._predicate(each, None) for each in (*others, *item.predicates[1:])]
        item_only = Step("child", item.test)
        walk_path = self._steps(_context, (path, item_only), None).run

        def look_up(node: Node, env: Environment) -> list[Node]:
            wanted_text = text(node, env)
            index = env.index(instance_name, path.test, item.test, child)
            if index is not None:
                nodes = list(index.get(wanted_text, ()))
            else:
                top = env.instance(instance_name)
                nodes = [] if top is None else walk_path(top, env)
                nodes = [each for each in nodes if _has(each, child, wanted_text)]
            for pick in picks:
                nodes = pick(nodes, env)
            return nodes

        return self._steps(look_up, rest, None)

    def node_set(self, call: Call, place: Place) -> Nodes:
        """Return the closure of a call's first argument, which must be nodes."""
        compiled = self.expression(call.arguments[0], place)
        if compiled.kind in "snb":
            return self._no_nodes(call).run
        return as_nodes(compiled)

    def _no_nodes(self, call: Call) -> Compiled:
        return self._fault(
            XPathSyntaxError(
                N_("{name}() takes questions and not a value."), call.position, name=call.name
            )
        )

    def _fault(self, fault: XPathSyntaxError) -> Compiled:
        self.faults.append(fault)
        return Compiled("v", _failing(fault))

    def _call(self, call: Call, place: Place) -> Compiled:
        self.calls.add(call.name)
        if call.name in NAMES_DATES:
            self.paths.reads_language()
        entry = FUNCTIONS.get(call.name)
        if entry is None:
            return self._fault(
                XPathSyntaxError(
                    N_("{name}() is not a known function."), call.position, name=call.name
                )
            )
        fault = argument_fault(call, entry)
        if fault is not None:
            return self._fault(fault)
        special = SPECIAL.get(call.name)
        if special is not None:
            return special(self, call, place)
        compiled = [self.expression(each, place) for each in call.arguments]
        for index, each in enumerate(compiled):
            if entry.kind(index) == "N" and each.kind in "snb":
                return self._no_nodes(call)
        arguments = [as_kind(each, entry.kind(index)) for index, each in enumerate(compiled)]
        assert entry.implementation is not None
        return Compiled(entry.result, _invoke(entry, arguments))


_NARROW = frozenset({"attribute", "parent", "self"})
"""Axes that lead to one node or a few."""


def _spending(nodes: Nodes) -> Nodes:
    """Return a walk inside a condition, which counts what it finds: it is done for every row."""

    def counted(node: Node, env: Environment) -> list[Node]:
        found = nodes(node, env)
        env.spend(len(found))
        return found

    return counted


def argument_fault(call: Call, entry: Function) -> XPathSyntaxError | None:
    """Return what is wrong where a call has too few or too many arguments."""
    given = len(call.arguments)
    if given < entry.least:
        return XPathSyntaxError(
            N_("{name}() needs at least {least} values between its brackets and has {given}."),
            call.position,
            name=call.name,
            least=entry.least,
            given=given,
        )
    pairs = entry.repeats == 2 and (given - len(entry.kinds)) % 2
    if (entry.most is not None and given > entry.most) or pairs:
        return XPathSyntaxError(
            N_("{name}() has {given} values between its brackets: that is too many."),
            call.position,
            name=call.name,
            given=given,
        )
    return None


def _failing(fault: XPathSyntaxError) -> Run:
    def run(_node: Node, _env: Environment) -> Any:
        raise fault

    return run


def _invoke(entry: Function, arguments: list[Run]) -> Run:
    call = entry.implementation
    assert call is not None
    if entry.with_env:
        if len(arguments) == 1:
            only = arguments[0]
            return lambda node, env: call(env, only(node, env))
        return lambda node, env: call(env, *[each(node, env) for each in arguments])
    if entry.with_node:
        return lambda node, env: call(node, *[each(node, env) for each in arguments])
    if len(arguments) == 1:
        only = arguments[0]
        return lambda node, env: call(only(node, env))
    if len(arguments) == 2:
        first, second = arguments
        return lambda node, env: call(first(node, env), second(node, env))
    return lambda node, env: call(*[each(node, env) for each in arguments])


def _shown(node: Node) -> str:
    return string_value(node) if node.relevant else ""


def _document(node: Node, _env: Environment) -> list[Node]:
    return [root_of(node)]


def _form(node: Node, env: Environment) -> list[Node]:
    return [root_of(env.current or node)]


def _context(node: Node, _env: Environment) -> list[Node]:
    return [node]


def _uses_position(expression: Expr) -> bool:
    return any(
        isinstance(each, Call) and each.name in ("position", "last") and not each.arguments
        for each in walk(expression)
    )


def _conjuncts(expression: Expr) -> list[Expr]:
    if isinstance(expression, Binary) and expression.operator == "and":
        return [*_conjuncts(expression.left), expression.right]
    return [expression]


def _child_name(expression: Expr) -> str:
    match expression:
        case Path(False, (Step("child", name, ()),)) if name[-1] not in "*)" and ":" not in name:
            return name
        case _:
            return ""


def _independent(expression: Expr) -> bool:
    """Say whether an expression means the same for every item it is compared with."""
    todo: list[Expr] = [expression]
    while todo:
        match todo.pop():
            case Path(absolute, steps):
                if not absolute or any(step.predicates for step in steps):
                    return False
            case Filter(Call("current", (), _), (), steps):
                if any(step.predicates for step in steps):
                    return False
            case Filter():
                return False
            case Call(name, arguments, _):
                if name in ("position", "last", "once", "random"):
                    return False
                todo += arguments
            case Binary(_, left, right):
                todo += (left, right)
            case Negate(operand):
                todo.append(operand)
            case _:
                pass
    return True


def _key_of(predicate: Expr) -> tuple[str, Expr, list[Expr]] | None:
    """Return child name, value and what else must hold of a predicate like ``key = value``."""
    parts = _conjuncts(predicate)
    if any(_uses_position(part) for part in parts):
        return None
    for index, part in enumerate(parts):
        if isinstance(part, Binary) and part.operator == "=":
            for one, other in ((part.left, part.right), (part.right, part.left)):
                child = _child_name(one)
                if child and _independent(other):
                    return child, other, [*parts[:index], *parts[index + 1 :]]
    return None


def _has(item: Node, child: str, text: str) -> bool:
    return any(each.name == child and string_value(each) == text for each in item.children)
