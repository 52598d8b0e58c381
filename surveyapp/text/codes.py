"""A short code for a submission: what a person can copy by hand and ask for again.

It is made from the submission's id, so every device, screen and workbook gives the same one.
"""

from __future__ import annotations

from hashlib import sha256

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, 1/I: people copy it by hand


def short_code(submission: str) -> str:
    """Return the code a respondent keeps, such as ``K7-42-9F``: six letters of a hash.

    A billion codes: among the thousands at one stop two alike are unlikely, and a person's
    request is checked against stop and time as well.
    """
    digest = int.from_bytes(sha256(submission.encode("utf-8")).digest()[:4], "big")
    letters = []
    for _ in range(6):
        digest, index = divmod(digest, len(_LETTERS))
        letters.append(_LETTERS[index])
    code = "".join(letters)
    return f"{code[:2]}-{code[2:4]}-{code[4:]}"
