"""A key under a passphrase, wrapped as age does it but in a moment: tests open many of them.

Written from age's description of the format (age-encryption.org/v1, the scrypt stanza), apart from
the library the app uses; only the work a guess costs is smaller.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64encode
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.support.keys import PASSPHRASE

_WORK = 10


def put_under_passphrase(folder: Path, passphrase: str = PASSPHRASE) -> None:
    """Turn a closed store whose key lies in a file into one under a passphrase."""
    key = (folder / "survey.key").read_text().strip()
    (folder / "survey.key.age").write_bytes(_wrapped(key.encode(), passphrase))
    (folder / "survey.key").unlink()


def _wrapped(content: bytes, passphrase: str) -> bytes:
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapping = hashlib.scrypt(
        passphrase.encode(),
        salt=b"age-encryption.org/v1/scrypt" + salt,
        n=2**_WORK,
        r=8,
        p=1,
        dklen=32,
    )
    body = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_text(salt), _WORK, _text(body))
    seal = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    last = bytes(11) + b"\x01"
    chunk = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(last, content, None)
    return header + b" " + _text(seal) + b"\n" + nonce + chunk


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _text(content: bytes) -> bytes:
    return b64encode(content).rstrip(b"=")
