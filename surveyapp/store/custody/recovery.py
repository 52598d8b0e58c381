"""The organiser's recovery key (age, X25519): its secret is printed, its public part is on tablets.

Every database key is wrapped to the public part. The copy opens with the printed secret alone, on
any machine, so the secret never lies on a tablet. Knows no folder and no database.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from surveyapp.errors import UserError
from surveyapp.store.custody.typed import secret_in
from surveyapp.store.key import is_key

RECOVERY_NAME = "survey.recovery"
"""The wrapped copy in the data folder; backups have theirs beside them."""

_PUBLIC = re.compile(r"age1[02-9ac-hj-np-z]{58}\Z")


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """Both parts, while a new one is made; only the public part stays with the app."""

    public: str
    """``age1`` and 58 letters and digits."""
    secret: str = field(repr=False)
    """``AGE-SECRET-KEY-1`` and 58 letters and digits; whoever has it opens every backup."""


def new_recovery_key() -> RecoveryKey:
    """Return a new random recovery key."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    return RecoveryKey(str(identity.to_public()), str(identity))


def check_code(public: str) -> str:
    """Return eight signs by which people compare recovery keys: ``4F2A-91C0``."""
    digest = hashlib.sha256(public.encode()).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:8]}"


def recipient(text: str) -> str:
    """Return the public key somebody typed or pasted; ``UserError`` where it is none."""
    public = "".join(text.split()).lower()
    if public.startswith("age-secret-key-1"):
        raise UserError(
            "This is the secret part of a recovery key. Keep it away from tablets and give the "
            "public part, which begins with age1."
        )
    if _PUBLIC.match(public):
        import pyrage

        try:
            return str(pyrage.x25519.Recipient.from_str(public))
        except pyrage.RecipientError as error:
            raise _no_public() from error
    raise _no_public()


def wrap_to_recovery(key: str, public: str) -> bytes:
    """Return a database key as only the recovery key opens it: ASCII text in age's armour."""
    import pyrage

    to = pyrage.x25519.Recipient.from_str(recipient(public))
    return pyrage.encrypt(key.encode(), [to], armored=True)


def unwrap_with_recovery(wrapped: bytes, identity_text: str) -> str:
    """Return the database key (64 hexadecimal digits) in a wrapped copy.

    ``identity_text`` is what a person has: the printed sheet as a file, or the secret as typed,
    spaces and small letters included. Raises ``UserError`` where it holds no secret, a block of it
    is mistyped, the copy is damaged, or belongs to another recovery key. Writes nothing.
    """
    secret = secret_in(identity_text)
    import pyrage

    identity = pyrage.x25519.Identity.from_str(secret)
    try:
        key = pyrage.decrypt(wrapped, [identity]).decode("ascii", "replace")
    except pyrage.DecryptError as error:
        raise UserError(
            "This recovery key does not fit: the copy of the key was made for another one, or is "
            "damaged. The check code of this recovery key is {code}.",
            code=check_code(str(identity.to_public())),
        ) from error
    if not is_key(key):
        raise UserError("What this recovery key opens is not the key of a database.")
    return key


def _no_public() -> UserError:
    return UserError(
        "This is not the public part of a recovery key: it begins with age1 and has 62 signs. "
        "Copy it whole from the sheet or from another tablet."
    )
