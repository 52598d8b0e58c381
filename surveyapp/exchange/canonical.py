"""JSON with one spelling: sorted keys, no spaces, UTF-8 unescaped; and nothing else is read.

What is signed and hashed must not have two spellings, and what strangers send must not surprise
the parser: no duplicate keys, no ``NaN``, no depth that exhausts the stack.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn, TypeVar

T = TypeVar("T")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


# Made once: ``json.loads`` and ``json.dumps`` make new ones at each call that has options.
_DECODER = json.JSONDecoder(parse_constant=_no_constant)
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
)


def encode(value: object) -> bytes:
    """Return the one spelling of a JSON value."""
    return _ENCODER.encode(value).encode()


def decode(data: bytes) -> object:
    """Return the value that ``data`` spells; ``ValueError`` unless it is the one spelling."""
    with _bounded_depth():
        value = loads(data)
        if encode(value) != data:
            raise ValueError("not canonical")
    return value


def loads(data: bytes | str) -> object:
    """Return the value of JSON in any spelling; ``ValueError`` for all that is not JSON."""
    with _bounded_depth():
        value: object = _DECODER.decode(data if isinstance(data, str) else data.decode())
    return value


@contextmanager
def _bounded_depth() -> Iterator[None]:
    try:
        yield
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


class Fields:
    """A JSON object read field by field; ``ValueError`` for a field missing, extra or misshapen."""

    def __init__(self, value: object, *names: str) -> None:
        if not isinstance(value, dict) or value.keys() != set(names):
            raise ValueError(f"expected an object of {names}")
        self._values: Mapping[str, object] = value

    def text(self, name: str) -> str:
        """Return a text."""
        value = self._values[name]
        if not isinstance(value, str):
            raise ValueError(f"{name} is not a text")
        return value

    def count(self, name: str) -> int:
        """Return a whole number from 0."""
        return _count(self._values[name])

    def counts(self, name: str) -> dict[str, int]:
        """Return an object of whole numbers from 0."""
        value = self._values[name]
        if not isinstance(value, dict):
            raise ValueError(f"{name} is not an object")
        return {key: _count(number) for key, number in value.items()}

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._values[name]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValueError(f"{name} is not a list of texts")
        return tuple(value)

    def each(self, name: str, read: Callable[[object], T]) -> tuple[T, ...]:
        """Return a list, every item of which is read by ``read``."""
        value = self._values[name]
        if not isinstance(value, list):
            raise ValueError(f"{name} is not a list")
        return tuple(read(item) for item in value)

    def part(self, name: str) -> object:
        """Return a value to be read further."""
        return self._values[name]


def _count(value: object) -> int:
    # bool is an int to Python, and 2**63 - 1 is the largest that a database holds.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 63:
        raise ValueError(f"{value!r} is not a count")
    return value
