"""Text wrapped by a passphrase as age does it (age-encryption.org/v1, the scrypt stanza).

``age -d`` opens it. It is written here because the library measures how much work a guess may cost
by a clock: on a busy device it takes far too little, and calls a right passphrase wrong where more
was taken before. Here the work is the same on every device. Knows no key and no folder.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

WORK = 17
"""A guess takes 2 to the power of this many rounds: 128 MB, half a second on a cheap tablet."""

MOST = 20
"""More is refused: a damaged number must not take all memory. Other programs of age take 18."""

_CHUNK = 64 * 1024
_FORM = re.compile(
    rb"(age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n"
    rb"([A-Za-z0-9+/]{43})\n---) ([A-Za-z0-9+/]{43})\n(.{16})(.*)",
    re.DOTALL,
)


class Malformed(Exception):
    """It is not what was written, whatever the passphrase."""


class Refused(Exception):
    """The passphrase is not the one it was wrapped with."""


def wrap(content: bytes, passphrase: str, work: int = WORK) -> bytes:
    """Return up to 64 KiB wrapped by a passphrase."""
    if len(content) > _CHUNK:
        raise ValueError(len(content))
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    body = ChaCha20Poly1305(_stretched(passphrase, salt, work)).encrypt(bytes(12), file_key, None)
    start = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_text(salt), work, _text(body))
    seal = hmac.digest(_derived(file_key, b"", b"header"), start, "sha256")
    chunk = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(_LAST, content, None)
    return start + b" " + _text(seal) + b"\n" + nonce + chunk


def unwrap(wrapped: bytes, passphrase: str) -> bytes:
    """Return what was wrapped; ``Malformed`` or ``Refused`` where that cannot be."""
    found = _FORM.fullmatch(wrapped)
    if found is None or int(found[3]) > MOST:
        raise Malformed
    start, salt, work, body, seal, nonce, chunk = found.groups()
    stretched = _stretched(passphrase, _bytes(salt), int(work))
    try:
        file_key = ChaCha20Poly1305(stretched).decrypt(bytes(12), _bytes(body), None)
    except InvalidTag as error:
        raise Refused from error
    whole = hmac.digest(_derived(file_key, b"", b"header"), start, "sha256")
    if not hmac.compare_digest(whole, _bytes(seal)):
        raise Malformed
    try:
        return ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).decrypt(_LAST, chunk, None)
    except InvalidTag as error:
        raise Malformed from error


_LAST = bytes(11) + b"\x01"
"""The nonce of the first chunk, which is the last one too."""


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    return hashlib.scrypt(
        passphrase.encode(),
        salt=b"age-encryption.org/v1/scrypt" + salt,
        n=2**work,
        r=8,
        p=1,
        dklen=32,
        maxmem=2**work * 8 * 128 + 2**20,
    )


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _text(content: bytes) -> bytes:
    return b64encode(content).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    return b64decode(text + b"=" * (-len(text) % 4))
