"""Signatures: made by one key over exact bytes."""

from __future__ import annotations

import pytest

from surveyapp.exchange.signing import Signature, fingerprint, is_valid, public_key, sign

# RFC 8032, section 7.1, test 2.
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
VALUE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_signatures_are_those_of_the_standard() -> None:
    assert public_key(SEED) == PUBLIC
    assert sign(SEED, b"\x72") == Signature(PUBLIC, VALUE)
    assert is_valid(Signature(PUBLIC, VALUE), b"\x72")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        (PUBLIC, VALUE, b"\x73"),
        (PUBLIC, "00" + VALUE[2:], b"\x72"),
        ("00" + PUBLIC[2:], VALUE, b"\x72"),
        (PUBLIC[2:], VALUE, b"\x72"),
        (PUBLIC, "", b"\x72"),
        ("not hex", VALUE, b"\x72"),
    ],
)
def test_anything_else_is_not_valid(key: str, value: str, message: bytes) -> None:
    assert not is_valid(Signature(key, value), message)


def test_people_compare_a_key_by_sixteen_digits() -> None:
    assert fingerprint(PUBLIC) == "3d40-17c3-e843-895a"
