"""A key under a passphrase, wrapped as the app does it but in a moment: tests open many of them."""

from __future__ import annotations

from pathlib import Path

from surveyapp.store.custody import scrypt
from tests.support.keys import PASSPHRASE

_WORK = 10


def put_under_passphrase(folder: Path, passphrase: str = PASSPHRASE) -> None:
    """Turn a closed store whose key lies in a file into one under a passphrase."""
    key = (folder / "survey.key").read_text().strip()
    (folder / "survey.key.age").write_bytes(scrypt.wrap(key.encode(), passphrase, _WORK))
    (folder / "survey.key").unlink()
