"""What tests use in place of the operating system's key store, and recovery keys made once."""

from __future__ import annotations

from surveyapp.store.custody import KeyStoreClosed, new_recovery_key

PASSPHRASE = "quatre mots de passe été"
OURS = new_recovery_key()
OTHERS = new_recovery_key()


class DrawerKeyStore:
    """A key store in memory that somebody can lock, or take away."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.locked = False
        self.there = True

    def available(self) -> bool:
        return self.there

    def get(self, name: str) -> str:
        self._open()
        return self.secrets.get(name, "")

    def put(self, name: str, secret: str) -> None:
        self._open()
        self.secrets[name] = secret

    def remove(self, name: str) -> None:
        self._open()
        self.secrets.pop(name, None)

    def _open(self) -> None:
        if self.locked:
            raise KeyStoreClosed("This computer’s key store is locked.")
        if not self.there:
            raise KeyStoreClosed("This computer’s key store does not answer.")
