"""How checks name many things in one sentence, or the thing they speak of. Knows no form."""

from __future__ import annotations

from collections.abc import Sequence

from surveyapp.errors import UserError

_NAMED = "{name}: {what}"


def first_of(names: Sequence[object], most: int) -> str:
    """Return ``names`` separated by commas, at most ``most``, and a mark where there are more."""
    more = ", …" if len(names) > most else ""
    return ", ".join(map(str, names[:most])) + more


def named(name: str, note: str) -> UserError:
    """Return what a note says of the thing called ``name``."""
    return UserError("{name}: {what}", name=name, what=UserError(note))


def without_name(message: UserError) -> str:
    """Return what a message says, whatever thing of the form it says it of."""
    what = message.parameters.get("what")
    return str(what if message.message == _NAMED else message)
