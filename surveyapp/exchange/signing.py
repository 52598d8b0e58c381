"""Ed25519 over a manifest's bytes: who made this package, and that nobody changed it since.

A signature says that the holder of a key made the package. That the key belongs to the device it
names is trusted on first use and watched afterwards (``merge``). Source: RFC 8032, through
``cryptography``.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM = "Ed25519"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature and the public key it is checked with, both in hex."""

    public_key: str
    value: str


def public_key(seed: bytes) -> str:
    """Return the public key, 64 hex characters, of a device's 32 secret bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def sign(seed: bytes, message: bytes) -> Signature:
    """Sign ``message`` with a device's 32 secret bytes."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return Signature(key.public_key().public_bytes_raw().hex(), key.sign(message).hex())


def is_valid(signature: Signature, message: bytes) -> bool:
    """Say whether ``signature`` was made over exactly ``message`` by the key it names."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.public_key))
        key.verify(bytes.fromhex(signature.value), message)
    except (InvalidSignature, ValueError):  # ValueError: not hex, or not 32 bytes
        return False
    return True


def fingerprint(key: str) -> str:
    """Return a public key as people read it to each other: ``3f9a-01bc-77d2-e4c8``."""
    return "-".join(key[at : at + 4] for at in range(0, 16, 4))
