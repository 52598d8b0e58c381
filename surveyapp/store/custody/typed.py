"""The secret of a recovery key as people give it: typed, pasted, or the saved sheet as a file.

What is mistyped is told by its block, for whoever types 58 signs from paper cannot look at all of
them again. The secret carries a checksum (bech32, BIP 173): one wrong sign has one place only.
Knows no key but this one's spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from surveyapp.errors import UserError

HEAD = "AGE-SECRET-KEY-1"
BLOCK = 4
"""Signs between two gaps on the sheet: as many as one types at a glance."""

LENGTH = 58
"""Signs after the head, the checksum of six among them."""

_SIGNS = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
_HEAD = re.compile(r"AGE[\s-]*SECRET[\s-]*KEY[\s-]*1(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_WHOLE = re.compile(rf"\s*((?:[{_SIGNS}][\s-]*){{{LENGTH}}})", re.IGNORECASE)


def blocks(secret: str) -> tuple[str, ...]:
    """Return the signs after the head in blocks, as the sheet numbers them from 1."""
    signs = secret.removeprefix(HEAD)
    return tuple(signs[at : at + BLOCK] for at in range(0, len(signs), BLOCK))


def secret_in(text: str) -> str:
    """Return the secret in a text; ``UserError`` where there is none or a sign of it is wrong."""
    rest = _after_head(_plain(text))
    if rest is None:
        raise UserError(
            "No recovery key was found. Give the sheet that was saved, or type the secret from "
            "AGE-SECRET-KEY-1 to its last sign."
        )
    whole = _WHOLE.match(rest)
    if whole:  # whatever a file says after it
        signs = _only_signs(whole[1])
        if _fits(signs):
            return HEAD + signs
    raise _mistyped([_only_signs(each) for each in re.split(r"[\s-]+", rest)])


def _plain(text: str) -> str:
    """Return a text without the tags and the numbers of a saved sheet, digits as on the sheet."""
    if "<html" in text:
        text = re.sub(r"<th\b.*?</th>", " ", text, flags=re.DOTALL)
        parts = re.split(r"</(?:table|code)>", text)
        text = next((each for each in parts if HEAD in each), "")
        text = re.sub(r"<[^>]*>", " ", text)
    return "".join(_as_printed(sign) for sign in text)


def _as_printed(sign: str) -> str:
    """Return a sign in the spelling of the sheet: a keyboard may write other digits and marks."""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    category = unicodedata.category(sign)
    if category == "Pd":
        return "-"
    return "" if category == "Cf" else sign


def _after_head(text: str) -> str | None:
    found = _HEAD.search(text)
    if found:
        return found["rest"]
    return text if len(_only_signs(text)) == LENGTH else None  # typed without its head


def _only_signs(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())


def _mistyped(given: list[str]) -> UserError:
    """Return which block is wrong, by its number on the sheet."""
    signs = "".join(given)
    typed = [each for each in given if each]
    for place, sign in enumerate(signs[:LENGTH]):
        if sign not in _SIGNS:
            return UserError(
                "Block {n} of the recovery key ({block}) has the sign {sign}, which never occurs "
                "there. Compare it with the sheet.",
                n=place // BLOCK + 1,
                block=_block(signs, place),
                sign=sign,
            )
    if len(signs) != LENGTH:
        # Typed with the gaps of the sheet, the block that is too short or too long shows.
        right = [BLOCK] * (LENGTH // BLOCK) + [LENGTH % BLOCK]
        for number, block in enumerate(typed, start=1):
            if len(typed) == len(right) and len(block) != right[number - 1]:
                return UserError(
                    "Block {n} of the recovery key ({block}) lacks a sign or has one too many. "
                    "Compare it with the sheet.",
                    n=number,
                    block=block,
                )
        return UserError(
            "The recovery key has {n} signs after AGE-SECRET-KEY-1, and must have {all}. Compare "
            "it with the sheet, block by block.",
            n=len(signs),
            all=LENGTH,
        )
    for place in _one_wrong(signs):
        return UserError(
            "Block {n} of the recovery key ({block}) is mistyped. Compare it with the sheet.",
            n=place // BLOCK + 1,
            block=_block(signs, place),
        )
    return UserError(
        "More than one sign of the recovery key is mistyped. Compare it with the sheet, block by "
        "block."
    )


def _block(signs: str, place: int) -> str:
    start = place - place % BLOCK
    return signs[start : start + BLOCK]


def _one_wrong(signs: str) -> Iterator[int]:
    """Yield the place where one other sign, or the next two changed about, would make it fit."""
    for place in range(LENGTH):
        before, after = signs[:place], signs[place + 1 :]
        swapped = before + signs[place + 1 : place + 2] + signs[place] + signs[place + 2 :]
        if any(_fits(before + sign + after) for sign in _SIGNS) or _fits(swapped):
            yield place


_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _fold(check: int, value: int) -> int:
    top = check >> 25
    check = (check & 0x1FFFFFF) << 5 ^ value
    for bit, generator in enumerate(_GENERATOR):
        if top >> bit & 1:
            check ^= generator
    return check


def _begun() -> int:
    name = HEAD[:-1].lower().encode()
    check = 1
    for value in (*(byte >> 5 for byte in name), 0, *(byte & 31 for byte in name)):
        check = _fold(check, value)
    return check


_START = _begun()


def _fits(signs: str) -> bool:
    """Say whether the checksum is that of the signs before it."""
    check = _START
    for sign in signs:
        check = _fold(check, _SIGNS.index(sign))
    return check == 1
