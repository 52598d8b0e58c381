"""Turns a syntax tree into a closure, once; evaluating is then calling it with a node.

Every expression becomes a ``Compiled``: a kind and a function ``(node, environment) -> value``.
What a kind allows is decided here and not at run time: a comparison of a question with a literal
is one attribute read and one comparison. How paths find their nodes is asked of a ``Paths``: a
form's knows its questions and answers with a slot (``Found``); ``PlainPaths`` serves documents.

Kinds: ``s`` text, ``n`` number, ``b`` condition, ``N`` node-set, ``v`` any of them, ``p`` the text
of the one node that a path is known to lead to.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

from surveyapp.text import N_
from surveyapp.xform.xpath.axes import REVERSE, SAFE, axis_step
from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.functions import FUNCTIONS, Function
from surveyapp.xform.xpath.functions.nodesets import local_name, qualified_name, shuffled
from surveyapp.xform.xpath.nodes import Node, ordered, root_of, string_value
from surveyapp.xform.xpath.syntax import (
    Binary,
    Call,
    Expr,
    Filter,
    Literal,
    Negate,
    Number,
    Path,
    Step,
    XPathSyntaxError,
    walk,
)
from surveyapp.xform.xpath.values import (
    NAN,
    Value,
    equal,
    numbers_of,
    text_number,
    to_boolean,
    to_number,
    to_string,
    unequal,
)

Run: TypeAlias = Callable[[Node, Environment], Any]
Texts: TypeAlias = Callable[[Node, Environment], str]
Numbers: TypeAlias = Callable[[Node, Environment], float]
Conditions: TypeAlias = Callable[[Node, Environment], bool]
Nodes: TypeAlias = Callable[[Node, Environment], list[Node]]
Place: TypeAlias = object
"""Where in a form a path starts, as far as that is known before any answer. None: unknown."""


class Found(NamedTuple):
    """What a path leads to, before any answer.

    ``node`` finds the one node, or ``nodes`` all of them; ``rest`` are the steps still to walk
    from there, starting at ``place``. ``text`` reads a leaf at once. ``truth`` says what the leaf
    means as a condition. ``rooted`` paths are the same wherever they stand.
    """

    node: Callable[[Node, Environment], Node] | None
    nodes: Nodes | None
    rest: tuple[Step, ...]
    place: Place
    text: Texts | None = None
    truth: Callable[[str], bool] | None = None
    rooted: bool = False


class Paths(Protocol):
    """Knows the form that expressions walk, and notes what they read."""

    namespaces: Mapping[str, str]

    def resolve(self, path: Path, place: Place) -> Found | None:
        """Return what ``path`` leads to from ``place``, None where it must be walked."""

    def advance(self, place: Place, step: Step) -> Place:
        """Return where a step walked from ``place`` leads."""

    def arrive(self, place: Place) -> None:
        """Note that a walk ends at ``place``."""

    def everything(self) -> Place:
        """Return the place of the document node."""

    def names(self, path: Path, place: Place) -> tuple[str, ...] | None:
        """Return the names from the root down to what ``path`` leads to."""

    def reads_choices(self, ref: str, place: Place) -> None:
        """Note that the choices of a question are looked at."""

    def reads_language(self) -> None:
        """Note that the language is looked at."""


class PlainPaths:
    """Paths over documents that nobody knows beforehand."""

    def __init__(self, namespaces: Mapping[str, str] | None = None) -> None:
        self.namespaces: Mapping[str, str] = namespaces or {}

    def resolve(self, path: Path, place: Place) -> Found | None:
        """Know nothing."""
        del path, place
        return None

    def advance(self, place: Place, step: Step) -> Place:
        """Know nothing."""
        del place, step
        return None

    def arrive(self, place: Place) -> None:
        """Note nothing."""

    def everything(self) -> Place:
        """Know nothing."""
        return None

    def names(self, path: Path, place: Place) -> tuple[str, ...] | None:
        """Return the names of a path from the root."""
        del place
        return tuple(step.test for step in path.steps) if path.absolute else None

    def reads_choices(self, ref: str, place: Place) -> None:
        """Note nothing."""

    def reads_language(self) -> None:
        """Note nothing."""


class Compiled(NamedTuple):
    """A compiled expression. ``constant`` holds its value where it depends on nothing."""

    kind: str
    run: Run
    found: Found | None = None
    constant: Value | None = None


def constant(value: str | float | bool) -> Compiled:
    """Return an expression that is always ``value``."""
    kind = "b" if isinstance(value, bool) else "n" if isinstance(value, float) else "s"
    return Compiled(kind, lambda node, env: value, None, value)


# --- turning kinds into each other ---


def as_text(compiled: Compiled) -> Texts:
    """Return the expression as text."""
    kind, run = compiled.kind, compiled.run
    if kind in "sp":
        return run
    if compiled.constant is not None:
        text = to_string(compiled.constant)
        return lambda node, env: text
    if kind == "N":

        def first(node: Node, env: Environment) -> str:
            nodes = run(node, env)
            return string_value(nodes[0]) if nodes else ""

        return first
    return lambda node, env: to_string(run(node, env))


def as_number(compiled: Compiled) -> Numbers:
    """Return the expression as a number."""
    kind, run = compiled.kind, compiled.run
    if kind == "n":
        return run
    if kind == "p":
        return lambda node, env: text_number(run(node, env), env.zone)
    return lambda node, env: to_number(run(node, env), env.zone)


def as_condition(compiled: Compiled) -> Conditions:
    """Return the expression as a condition."""
    kind, run = compiled.kind, compiled.run
    if kind == "b":
        return run
    if kind == "p" and compiled.found is not None and compiled.found.truth is not None:
        truth = compiled.found.truth
        return lambda node, env: truth(run(node, env))
    if kind == "N":
        return lambda node, env: bool(run(node, env))
    return lambda node, env: to_boolean(run(node, env))


def as_nodes(compiled: Compiled) -> Nodes:
    """Return the expression as a node-set; what is none is an empty one."""
    kind, run = compiled.kind, compiled.run
    if kind == "N":
        return run
    if kind == "p" and compiled.found is not None and compiled.found.node is not None:
        one = compiled.found.node

        def single(node: Node, env: Environment) -> list[Node]:
            found = one(node, env)
            return [found] if found.relevant else []

        return single

    def maybe(node: Node, env: Environment) -> list[Node]:
        value = run(node, env)
        return value if isinstance(value, list) else []

    return maybe


_AS = {"s": as_text, "n": as_number, "b": as_condition, "N": as_nodes}


def as_kind(compiled: Compiled, kind: str) -> Run:
    """Return the expression as what a function takes."""
    turn = _AS.get(kind)
    return compiled.run if turn is None else turn(compiled)


# --- the compiler ---


class Compiler:
    """Compiles expressions that start at one place of one form."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.origin: Place = None
        self.uses_current = False
        self.positional = False

    def compile(self, expression: Expr, place: Place = None) -> Compiled:
        """Return the closure of a whole expression; ``place`` is that of its context node."""
        self.origin = place
        self.uses_current = False
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
        match expression:
            case Number(value) | Literal(value):
                return constant(value)
            case Path():
                return self.path(expression, place)
            case Binary():
                return self.binary(expression, place)
            case Call():
                return self.call(expression, place)
            case Filter():
                return self.filter(expression, place)
            case Negate(operand):
                number = as_number(self.expression(operand, place))
                return Compiled("n", lambda node, env: -number(node, env))

    # operators

    def binary(self, expression: Binary, place: Place) -> Compiled:
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
                left = _CHAINS[operator](run_of_same)
            else:
                left = _pair(operator, left, self.expression(right, place))
        return left

    # paths

    def path(self, path: Path, place: Place) -> Compiled:
        if path.absolute and place is None and self.origin is not None:
            # Inside a list's predicate the path still starts where the expression stands.
            found = self.paths.resolve(path, self.origin)
            if found is None or not found.rooted:
                return self.from_origin(path)
        else:
            found = self.paths.resolve(path, place)
        if found is None:
            if path.absolute:
                return self.steps(_document, path.steps, self.paths.everything())
            return self.steps(_context, path.steps, place)
        if found.rest:
            start = found.nodes
            if start is None:
                one = found.node
                assert one is not None

                def start_at(node: Node, env: Environment) -> list[Node]:
                    first = one(node, env)
                    return [first] if first.relevant else []

                start = start_at
            return self.steps(start, found.rest, found.place)
        if found.nodes is not None:
            return Compiled("N", found.nodes, found)
        if found.text is not None:
            return Compiled("p", found.text, found)
        node_of = found.node
        assert node_of is not None
        return Compiled("p", lambda node, env: _shown(node_of(node, env)), found)

    def steps(self, start: Nodes, steps: Sequence[Step], place: Place) -> Compiled:
        if not steps:
            return Compiled("N", start, Found(None, start, (), place))
        walks: list[tuple[Callable[[Node, Environment], list[Node]], bool]] = []
        orderly = True
        for step in steps:
            place = self.paths.advance(place, step)
            walk_one = self.step(step, place)
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

    def step(self, step: Step, place: Place) -> Callable[[Node, Environment], list[Node]]:
        walk_axis = axis_step(step, self.paths.namespaces)
        back = step.axis in REVERSE
        if not step.predicates:
            if back:
                return lambda node, env: walk_axis(node)[::-1]
            return lambda node, env: walk_axis(node)
        picks = [self.predicate(each, place) for each in step.predicates]

        def walk_and_pick(node: Node, env: Environment) -> list[Node]:
            nodes = walk_axis(node)
            for pick in picks:
                nodes = pick(nodes, env)
            return nodes[::-1] if back else nodes

        return walk_and_pick

    def predicate(
        self, expression: Expr, place: Place
    ) -> Callable[[list[Node], Environment], list[Node]]:
        compiled = self.expression(expression, place)
        if compiled.kind in "bspN" and not _uses_position(expression):
            holds = as_condition(compiled)
            return lambda nodes, env: [node for node in nodes if holds(node, env)]
        kind, run = compiled.kind, compiled.run

        def pick(nodes: list[Node], env: Environment) -> list[Node]:
            outer = env.position, env.size
            env.size = len(nodes)
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

    def filter(self, expression: Filter, place: Place) -> Compiled:
        quick = self.indexed_items(expression, place)
        if quick is not None:
            return quick
        primary = self.expression(expression.primary, place)
        if primary.kind not in "Npv":
            raise XPathSyntaxError(N_("Only nodes can be followed by / or [ ]."), 0)
        start = as_nodes(primary)
        inner = primary.found.place if primary.found else None
        if isinstance(expression.primary, Call) and expression.primary.name == "current":
            # current()/../a is a path from where the expression stands.
            whole = Path(absolute=False, steps=expression.steps)
            if not expression.predicates:
                return self.from_origin(whole)
        picks = [self.predicate(each, inner) for each in expression.predicates]
        if picks:

            def picked(node: Node, env: Environment) -> list[Node]:
                nodes = start(node, env)
                for pick in picks:
                    nodes = pick(nodes, env)
                return nodes

            return self.steps(picked, expression.steps, inner)
        return self.steps(start, expression.steps, inner)

    def from_origin(self, path: Path) -> Compiled:
        self.uses_current = True
        compiled = self.path(path, self.origin)
        run = compiled.run

        def at_current(node: Node, env: Environment) -> Any:
            return run(env.current or node, env)

        found = compiled.found
        if found is not None and found.node is not None:
            one = found.node
            found = found._replace(node=lambda node, env: one(env.current or node, env))
        return Compiled(compiled.kind, at_current, found)

    def indexed_items(self, expression: Filter, place: Place) -> Compiled | None:
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
        picks = [self.predicate(each, None) for each in (*others, *item.predicates[1:])]
        item_only = Step("child", item.test)
        walk_path = self.steps(_context, (path, item_only), None).run

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

        return self.steps(look_up, rest, None)

    # calls

    def call(self, call: Call, place: Place) -> Compiled:
        entry = FUNCTIONS.get(call.name)
        if entry is None:
            raise XPathSyntaxError(
                N_("{name}() is not a known function."), call.position, name=call.name
            )
        check_arguments(call, entry)
        special = _SPECIAL.get(call.name)
        if special is not None:
            return special(self, call, place)
        arguments = [
            as_kind(self.expression(each, place), entry.kind(index))
            for index, each in enumerate(call.arguments)
        ]
        assert entry.implementation is not None
        return Compiled(entry.result, _invoke(entry, arguments))


def check_arguments(call: Call, entry: Function) -> None:
    """Raise ``XPathSyntaxError`` where a call has too few or too many arguments."""
    given = len(call.arguments)
    if given < entry.least:
        raise XPathSyntaxError(
            N_("{name}() needs at least {least} values between its brackets and has {given}."),
            call.position,
            name=call.name,
            least=entry.least,
            given=given,
        )
    pairs = entry.repeats == 2 and (given - len(entry.kinds)) % 2
    if (entry.most is not None and given > entry.most) or pairs:
        raise XPathSyntaxError(
            N_("{name}() has {given} values between its brackets: that is too many."),
            call.position,
            name=call.name,
            given=given,
        )


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


def _document(node: Node, env: Environment) -> list[Node]:
    return [root_of(node)]


def _context(node: Node, env: Environment) -> list[Node]:
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


# --- operators ---


def _all(parts: list[Compiled]) -> Compiled:
    conditions = [as_condition(part) for part in parts]
    if len(conditions) == 2:
        first, second = conditions
        return Compiled("b", lambda node, env: first(node, env) and second(node, env))

    def run(node: Node, env: Environment) -> bool:
        for condition in conditions:
            if not condition(node, env):
                return False
        return True

    return Compiled("b", run)


def _any(parts: list[Compiled]) -> Compiled:
    conditions = [as_condition(part) for part in parts]
    if len(conditions) == 2:
        first, second = conditions
        return Compiled("b", lambda node, env: first(node, env) or second(node, env))

    def run(node: Node, env: Environment) -> bool:
        for condition in conditions:
            if condition(node, env):
                return True
        return False

    return Compiled("b", run)


def _sum(parts: list[Compiled]) -> Compiled:
    numbers = [as_number(part) for part in parts]
    if len(numbers) == 2:
        first, second = numbers
        return Compiled("n", lambda node, env: first(node, env) + second(node, env))

    def run(node: Node, env: Environment) -> float:
        total = 0.0
        for number in numbers:
            total += number(node, env)
        return total

    return Compiled("n", run)


_CHAINS: Mapping[str, Callable[[list[Compiled]], Compiled]] = {"and": _all, "or": _any, "+": _sum}


def _divide(left: float, right: float) -> float:
    if right:
        return left / right
    if left != left or left == 0 or right != right:
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _modulo(left: float, right: float) -> float:
    if not right or math.isinf(left) or right != right:
        return NAN
    return math.fmod(left, right)


def _pair(operator: str, left: Compiled, right: Compiled) -> Compiled:
    if operator in ("=", "!="):
        return Compiled("b", _equality(left, right, same=operator == "="))
    if operator in ("<", "<=", ">", ">="):
        return Compiled("b", _order(operator, left, right))
    if operator == "|":
        mine, others = as_nodes(left), as_nodes(right)
        return Compiled("N", lambda node, env: ordered(mine(node, env) + others(node, env)))
    first, second = as_number(left), as_number(right)
    match operator:
        case "-":
            return Compiled("n", lambda node, env: first(node, env) - second(node, env))
        case "*":
            return Compiled("n", lambda node, env: first(node, env) * second(node, env))
        case "div":
            return Compiled("n", lambda node, env: _divide(first(node, env), second(node, env)))
        case _:
            return Compiled("n", lambda node, env: _modulo(first(node, env), second(node, env)))


def _equality(left: Compiled, right: Compiled, *, same: bool) -> Conditions:
    if left.constant is not None and right.constant is None:
        left, right = right, left
    mine, other = left.run, right.run
    if left.kind == "p" and isinstance(right.constant, str):
        text = right.constant
        if same:
            return lambda node, env: mine(node, env) == text
        return lambda node, env: mine(node, env) != text
    if left.kind == "p" and right.kind == "p":
        if same:
            return lambda node, env: mine(node, env) == other(node, env)
        return lambda node, env: mine(node, env) != other(node, env)
    if same:
        return lambda node, env: equal(mine(node, env), other(node, env), env.zone)
    return lambda node, env: unequal(mine(node, env), other(node, env), env.zone)


_ORDER: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _order(operator: str, left: Compiled, right: Compiled) -> Conditions:
    if left.kind in "Nv" or right.kind in "Nv":
        mine, others = left.run, right.run
        holds = _ORDER[operator]

        def some(node: Node, env: Environment) -> bool:
            ours, theirs = mine(node, env), others(node, env)
            if isinstance(ours, bool) or isinstance(theirs, bool):
                # XPath 1.0: against a condition, a node-set is one condition and not many nodes.
                ours, theirs = to_boolean(ours), to_boolean(theirs)
            bounds = numbers_of(theirs, env.zone)
            return any(holds(x, y) for x in numbers_of(ours, env.zone) for y in bounds)

        return some
    first, second = as_number(left), as_number(right)
    match operator:
        case "<":
            return lambda node, env: first(node, env) < second(node, env)
        case "<=":
            return lambda node, env: first(node, env) <= second(node, env)
        case ">":
            return lambda node, env: first(node, env) > second(node, env)
        case _:
            return lambda node, env: first(node, env) >= second(node, env)


# --- calls that look at their arguments ---


def _if(compiler: Compiler, call: Call, place: Place) -> Compiled:
    condition, then, otherwise = (compiler.expression(each, place) for each in call.arguments)
    holds = as_condition(condition)
    yes, no = then.run, otherwise.run
    kinds = {"s" if each.kind == "p" else each.kind for each in (then, otherwise)}
    kind = kinds.pop() if len(kinds) == 1 else "v"
    return Compiled(kind, lambda node, env: yes(node, env) if holds(node, env) else no(node, env))


def _cond(compiler: Compiler, call: Call, place: Place) -> Compiled:
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


def _once(compiler: Compiler, call: Call, place: Place) -> Compiled:
    text = as_text(compiler.expression(call.arguments[0], place))
    return Compiled("s", lambda node, env: node.kept_text() or text(node, env))


def _position(compiler: Compiler, call: Call, place: Place) -> Compiled:
    if not call.arguments:
        return Compiled("n", lambda node, env: float(env.position))
    nodes = as_nodes(compiler.expression(call.arguments[0], place))

    def run(node: Node, env: Environment) -> float:
        found = nodes(node, env)
        return float(found[0].place()) if found else NAN

    return Compiled("n", run)


def _last(compiler: Compiler, call: Call, place: Place) -> Compiled:
    del compiler, call, place
    return Compiled("n", lambda node, env: float(env.size))


def _current(compiler: Compiler, call: Call, place: Place) -> Compiled:
    del call, place
    return compiler.from_origin(Path(absolute=False, steps=(Step("self", "node()"),)))


def _instance(compiler: Compiler, call: Call, place: Place) -> Compiled:
    name = as_text(compiler.expression(call.arguments[0], place))

    def run(node: Node, env: Environment) -> list[Node]:
        found = env.instance(name(node, env))
        return [] if found is None else [found]

    return Compiled("N", run)


def _choice_name(compiler: Compiler, call: Call, place: Place) -> Compiled:
    value = as_text(compiler.expression(call.arguments[0], place))
    where = compiler.expression(call.arguments[1], place)
    ref = as_text(where)
    compiler.paths.reads_language()
    if isinstance(where.constant, str):
        compiler.paths.reads_choices(where.constant, place)
    return Compiled("s", lambda node, env: env.choice_label(value(node, env), ref(node, env), node))


def _itext(compiler: Compiler, call: Call, place: Place) -> Compiled:
    name = as_text(compiler.expression(call.arguments[0], place))
    compiler.paths.reads_language()
    return Compiled("s", lambda node, env: env.itext(name(node, env)))


def _pulldata(compiler: Compiler, call: Call, place: Place) -> Compiled:
    name, wanted, key, value = (
        as_text(compiler.expression(each, place)) for each in call.arguments
    )
    return Compiled(
        "s",
        lambda node, env: env.lookup(
            name(node, env), wanted(node, env), key(node, env), value(node, env)
        ),
    )


def _randomize(compiler: Compiler, call: Call, place: Place) -> Compiled:
    nodes = as_nodes(compiler.expression(call.arguments[0], place))
    if len(call.arguments) == 1:
        return Compiled("N", lambda node, env: shuffled(nodes(node, env), None, env.shuffler()))
    seed = as_number(compiler.expression(call.arguments[1], place))
    return Compiled(
        "N", lambda node, env: shuffled(nodes(node, env), seed(node, env), env.shuffler())
    )


def _of_node(read: Callable[[Node], str]) -> Callable[[Compiler, Call, Place], Compiled]:
    def build(compiler: Compiler, call: Call, place: Place) -> Compiled:
        if not call.arguments:
            return Compiled("s", lambda node, env: read(node))
        nodes = as_nodes(compiler.expression(call.arguments[0], place))

        def run(node: Node, env: Environment) -> str:
            found = nodes(node, env)
            return read(found[0]) if found else ""

        return Compiled("s", run)

    return build


def _normalize(compiler: Compiler, call: Call, place: Place) -> Compiled:
    if not call.arguments:
        return Compiled("s", lambda node, env: " ".join(string_value(node).split()))
    text = as_text(compiler.expression(call.arguments[0], place))
    return Compiled("s", lambda node, env: " ".join(text(node, env).split()))


def _indexed_repeat(compiler: Compiler, call: Call, place: Place) -> Compiled:
    """Compile a walk from the root that takes one row at each repeat that is given an index.

    A repeat without index that holds the context node stays in its row, like any path.
    """
    paths = [each for each in (call.arguments[0], *call.arguments[1::2])]
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


_SPECIAL: Mapping[str, Callable[[Compiler, Call, Place], Compiled]] = {
    "true": lambda compiler, call, place: constant(value=True),
    "false": lambda compiler, call, place: constant(value=False),
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
