"""The table of functions: name, what it takes, what it gives. Implementations register here.

A signature is one letter per argument: ``s`` string, ``n`` number, ``b`` boolean, ``N`` node-set,
``v`` any value as it is. ``?`` after a letter: from here on arguments may be left out; ``*``: the
group since ``(`` (or the last letter) repeats, none included; ``+``: the same, at least once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

Implementation = TypeVar("Implementation", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    ``kinds`` are the argument kinds, of which the last ``repeats`` repeat; ``least`` and ``most``
    count arguments (``most`` is None where there is no limit). ``with_env`` implementations get
    the environment before their arguments, ``with_node`` ones the context node. ``result`` is the
    kind of what comes back. ``implementation`` is None where the compiler builds the call itself.
    """

    name: str
    kinds: str
    repeats: int
    least: int
    most: int | None
    result: str
    with_env: bool
    with_node: bool
    implementation: Callable[..., Any] | None

    def kind(self, index: int) -> str:
        """Return the kind of the argument at ``index``."""
        if index < len(self.kinds):
            return self.kinds[index]
        start = len(self.kinds) - self.repeats
        return self.kinds[start + (index - start) % self.repeats]


FUNCTIONS: dict[str, Function] = {}


def read_signature(text: str) -> tuple[str, int, int, int | None]:
    """Return kinds, how many of them repeat, least and most arguments of a signature."""
    kinds, repeats, least = "", 0, -1
    group = 0
    for mark in text:
        if mark == "(":
            group = len(kinds)
        elif mark == ")":
            continue
        elif mark == "?":
            least = len(kinds) - 1 if least < 0 else least
        elif mark in "*+":
            start = group or len(kinds) - 1
            repeats = len(kinds) - start
            if mark == "*" and least < 0:
                least = start
        else:
            kinds += mark
    least = len(kinds) if least < 0 else least
    return kinds, repeats, least, None if repeats else len(kinds)


def declare(
    name: str,
    signature: str,
    result: str,
    implementation: Callable[..., Any] | None = None,
    *,
    with_env: bool = False,
    with_node: bool = False,
) -> None:
    """Enter a function in the table."""
    kinds, repeats, least, most = read_signature(signature)
    FUNCTIONS[name] = Function(
        name, kinds, repeats, least, most, result, with_env, with_node, implementation
    )


def function(
    name: str, signature: str, result: str, *, with_env: bool = False, with_node: bool = False
) -> Callable[[Implementation], Implementation]:
    """Enter the decorated implementation in the table."""

    def enter(implementation: Implementation) -> Implementation:
        declare(name, signature, result, implementation, with_env=with_env, with_node=with_node)
        return implementation

    return enter


def signatures() -> Mapping[str, tuple[int, int | None]]:
    """Return the least and most arguments of every function."""
    return {name: (entry.least, entry.most) for name, entry in FUNCTIONS.items()}
