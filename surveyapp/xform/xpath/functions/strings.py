"""Functions over text (ODK XForms, "String Functions")."""

from __future__ import annotations

import math
import uuid as uuids
from collections.abc import Sequence
from functools import lru_cache

from surveyapp.errors import UserError
from surveyapp.xform.xpath.functions.table import function
from surveyapp.xform.xpath.nodes import string_value
from surveyapp.xform.xpath.values import Value, to_string

MAX_TEXT = 1_000_000
"""Characters of the longest text that is put together: calculations may double one each time."""


def joined(separator: str, texts: Sequence[str]) -> str:
    """Return texts as one; raises where it would be longer than any answer is."""
    if sum(map(len, texts)) + len(separator) * len(texts) > MAX_TEXT:
        raise UserError(
            "A calculation puts together a text of more than {limit} characters. Shorten it in "
            "the form.",
            limit=MAX_TEXT,
        )
    return separator.join(texts)


def texts_of(values: Sequence[Value]) -> list[str]:
    """Return each value's text; a node-set gives the text of every node."""
    found: list[str] = []
    for value in values:
        if isinstance(value, list):
            found += [string_value(node) for node in value]
        else:
            found.append(to_string(value))
    return found


@function("concat", "v*", "s")
def concat(*values: Value) -> str:
    """Join texts; every node of a node-set counts (ODK)."""
    return joined("", texts_of(values))


@function("join", "sv*", "s")
def join(separator: str, *values: Value) -> str:
    """Join texts with a separator; every node of a node-set counts (ODK)."""
    return joined(separator, texts_of(values))


@function("contains", "ss", "b")
def contains(text: str, part: str) -> bool:
    """Say whether ``part`` is in ``text``."""
    return part in text


@function("starts-with", "ss", "b")
def starts_with(text: str, part: str) -> bool:
    """Say whether ``text`` begins with ``part``."""
    return text.startswith(part)


@function("ends-with", "ss", "b")
def ends_with(text: str, part: str) -> bool:
    """Say whether ``text`` ends with ``part``."""
    return text.endswith(part)


def _index(number: float, length: int) -> int:
    if number != number:
        return 0
    index = int(max(min(number, length), -length))
    return index + length if index < 0 else index


@function("substr", "snn?", "s")
def substr(text: str, start: float, end: float = math.inf) -> str:
    """Return the part from ``start`` (from 0) up to before ``end``; negatives count from the end.

    Negative indexes are JavaRosa's, which the specification leaves open.
    """
    return text[_index(start, len(text)) : _index(end, len(text))]


@function("substring", "snn?", "s")
def substring(text: str, start: float, length: float = math.inf) -> str:
    """Return ``length`` characters from ``start`` (from 1), rounding as XPath 1.0 does."""
    first = math.floor(start + 0.5) if math.isfinite(start) else start
    span = math.floor(length + 0.5) if math.isfinite(length) else length
    last = first + span
    if first != first or last != last:
        return ""
    size = len(text)
    begin = int(min(max(first, 1), size + 1)) - 1
    stop = int(min(max(last, 1), size + 1)) - 1
    return text[begin:stop]


@function("substring-before", "ss", "s")
def substring_before(text: str, mark: str) -> str:
    """Return what stands before the first ``mark``."""
    before, found, _ = text.partition(mark) if mark else ("", "", "")
    return before if found else ""


@function("substring-after", "ss", "s")
def substring_after(text: str, mark: str) -> str:
    """Return what stands after the first ``mark``."""
    return text.partition(mark)[2] if mark else text


@function("translate", "sss", "s")
def translate(text: str, old: str, new: str) -> str:
    """Replace each character of ``old`` by its partner in ``new``, or drop it."""
    table: dict[int, str | None] = {}
    for index, character in enumerate(old):
        table.setdefault(ord(character), new[index] if index < len(new) else None)
    return text.translate(table)


@function("lower-case", "s", "s")
def lower_case(text: str) -> str:
    """Return ``text`` in small letters (XPath 2.0; JavaRosa has it)."""
    return text.lower()


@function("upper-case", "s", "s")
def upper_case(text: str) -> str:
    """Return ``text`` in capitals (XPath 2.0; JavaRosa has it)."""
    return text.upper()


@function("uuid", "n?", "s")
def uuid(length: float = math.nan) -> str:
    """Return a random UUID, or that many random characters."""
    if length != length:
        return str(uuids.uuid4())
    wanted = int(max(0.0, min(length, 10_000.0)))
    return "".join(uuids.uuid4().hex for _ in range(wanted // 32 + 1))[:wanted]


@function("coalesce", "vv", "s")
def coalesce(first: Value, second: Value) -> str:
    """Return the first value that is not empty; no number (NaN) is empty too."""
    text = to_string(first)
    return to_string(second) if text in ("", "NaN") else text


@function("base64-decode", "s", "s")
def base64_decode(text: str) -> str:
    """Return the UTF-8 text that ``text`` encodes, empty where it encodes none.

    White space and missing padding do no harm, as in browsers (JavaRosa wants the padding); bytes
    that are no UTF-8 become replacement characters, as everywhere.
    """
    import base64

    letters = "".join(text.split()).rstrip("=")
    try:
        padded = letters + "=" * (-len(letters) % 4)
        return base64.b64decode(padded, validate=True).decode(errors="replace")
    except ValueError:
        return ""


_ALGORITHMS = {
    "MD5": "md5",
    "SHA1": "sha1",
    "SHA256": "sha256",
    "SHA384": "sha384",
    "SHA512": "sha512",
}


@function("digest", "sss?", "s")
def digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    """Return the digest of ``text`` in base64 or hex (XForms 1.1).

    Names count in capitals and small letters, with or without their dash (JavaRosa). An algorithm
    that nobody knows gives nothing.
    """
    import base64
    import hashlib

    name = _ALGORITHMS.get(algorithm.strip().upper().replace("-", ""))
    if name is None:
        return ""
    value = hashlib.new(name, text.encode("utf-8", "replace"), usedforsecurity=False).digest()
    return value.hex() if encoding.strip().lower() == "hex" else base64.b64encode(value).decode()


# --- lists of choices: words separated by spaces ---


@function("is-selected", "ss", "b")
@function("selected", "ss", "b")
def selected(chosen: str, value: str) -> bool:
    """Say whether ``value`` is one of the chosen; nothing is chosen where nothing is."""
    wanted = value.strip()
    return wanted in _words(chosen) if wanted else not chosen.strip()


@lru_cache(maxsize=4)
def _words(chosen: str) -> frozenset[str]:
    # A filter asks about the same answer for every item of a list.
    return frozenset(chosen.split())


@function("selected-at", "sn", "s")
def selected_at(chosen: str, index: float) -> str:
    """Return the choice at ``index`` (from 0), empty where there is none."""
    words = chosen.split()
    return words[int(index)] if 0 <= index < len(words) else ""


@function("count-selected", "s", "n")
def count_selected(chosen: str) -> float:
    """Count the chosen."""
    return float(len(chosen.split()))
