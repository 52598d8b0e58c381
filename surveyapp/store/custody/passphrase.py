"""A key wrapped by a passphrase (age, scrypt): half a second of work a guess.

Knows no folder but the one it names in its problems.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.store.key import KeyLost, is_key

LEAST_PASSPHRASE = 10
"""Characters a new passphrase has at least; four or five words are better."""

_START = b"age-encryption.org/v1\n-> scrypt "


class PassphraseNeeded(KeyLost):
    """The key is wrapped by a passphrase, and none was given: ask for it, then try again."""


class WrongPassphrase(PassphraseNeeded):
    """The passphrase does not unwrap the key: ask again."""


def wrap(key: str, passphrase: str) -> bytes:
    """Return a key wrapped by a new passphrase; takes up to a second, and 128 MB for it."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise UserError(
            "Choose a passphrase of at least {least} characters, for example four words.",
            least=LEAST_PASSPHRASE,
        )
    from surveyapp.store.custody import scrypt  # what it stands on takes long to import

    return scrypt.wrap(key.encode(), _same(passphrase))


def unwrap(wrapped: bytes, passphrase: str, path: Path) -> str:
    """Return the key in the file at ``path``; takes as long as wrapping did."""
    if not wrapped.startswith(_START):
        raise _damaged(path)
    if not passphrase:
        raise PassphraseNeeded(
            "The answers in {folder} are protected by a passphrase.", folder=path.parent
        )
    from surveyapp.store.custody import scrypt

    try:
        key = scrypt.unwrap(wrapped, _same(passphrase)).decode("ascii", "replace")
    except scrypt.Malformed as error:
        raise _damaged(path) from error
    except scrypt.Refused as error:
        raise _wrong(path) from error
    if not is_key(key):
        raise _damaged(path)
    return key


def _damaged(path: Path) -> KeyLost:
    return KeyLost(
        "{file} is damaged: it does not hold a key under a passphrase. Put back the file that "
        "belongs to the answers in {folder}, or open them with the recovery key.",
        file=path.name,
        folder=path.parent,
    )


def _wrong(path: Path) -> WrongPassphrase:
    return WrongPassphrase(
        "This passphrase does not open the answers in {folder}. Look at the keyboard’s language "
        "and capital letters, then try again; a forgotten passphrase is replaced with the "
        "recovery key.",
        folder=path.parent,
    )


def _same(passphrase: str) -> str:
    """Return the one spelling of a passphrase: keyboards write é as one letter or as two."""
    return unicodedata.normalize("NFC", passphrase)
