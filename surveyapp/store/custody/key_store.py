"""The key store of the operating system: Secret Service, Windows' and macOS' own; never a file.

``keyring`` speaks to them; its other backends, which keep plain text, are never asked. KDE's wallet
answers as a Secret Service. A store that does not answer must not stop the app: every call has a
time limit, and where there is no session bus nobody is asked at all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Protocol, TypeVar

from surveyapp.store.key import KeyLost

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "surveyapp"
"""What our keys are filed under; the name of each is random and stands in its data folder."""


class KeyStoreClosed(KeyLost):
    """The key store is missing, locked, or does not answer."""


class KeyStore(Protocol):
    """Whatever keeps secrets for one user of this computer."""

    def available(self) -> bool:
        """Say, within two seconds, whether there is one that could answer."""

    def get(self, name: str) -> str:
        """Return a secret, ``""`` where there is none of that name; may raise KeyStoreClosed."""

    def put(self, name: str, secret: str) -> None:
        """Keep a secret; may raise KeyStoreClosed."""

    def remove(self, name: str) -> None:
        """Forget a secret, if it is there; may raise KeyStoreClosed."""


class NoKeyStore:
    """A computer without a key store; whoever must not touch the real one is given this."""

    def available(self) -> bool:
        """Say that there is none."""
        return False

    def get(self, name: str) -> str:  # noqa: ARG002 - the protocol's signature
        """Say that there is none."""
        raise _missing()

    def put(self, name: str, secret: str) -> None:  # noqa: ARG002
        """Say that there is none."""
        raise _missing()

    def remove(self, name: str) -> None:  # noqa: ARG002
        """Say that there is none."""
        raise _missing()


def system_backend() -> KeyringBackend:
    """Return keyring's way to this system's own store; ``RuntimeError`` where there is none."""
    ring: KeyringBackend
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        ring = WinVaultKeyring()
        ring.persist = "local machine"  # by default it would travel to other computers
    elif sys.platform == "darwin":
        from keyring.backends.macOS import Keyring

        ring = Keyring()
    else:
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            raise RuntimeError("there is no session bus")  # known without loading anything
        from keyring.backends.SecretService import Keyring

        ring = Keyring()  # type: ignore[no-untyped-call]
    _ = ring.priority  # raises where the system's store is absent
    return ring


class SystemKeyStore:
    """The store of this computer's user, reached through ``keyring``.

    ``backend`` makes the way to it. ``wait`` is how many seconds an answer may take: somebody may
    have to type the password that unlocks the store.
    """

    def __init__(
        self,
        backend: Callable[[], KeyringBackend] = system_backend,
        *,
        probe: float = 2.0,
        wait: float = 60.0,
    ) -> None:
        self._backend = backend
        self._probe = probe
        self._wait = wait

    def available(self) -> bool:
        """Say whether there is one that could answer."""
        try:
            _within(self._probe, self._backend)
        except KeyStoreClosed:
            return False
        return True

    def get(self, name: str) -> str:
        """Return a secret, ``""`` where there is none of that name."""
        return _within(self._wait, lambda: self._backend().get_password(SERVICE, name)) or ""

    def put(self, name: str, secret: str) -> None:
        """Keep a secret."""
        _within(self._wait, lambda: self._backend().set_password(SERVICE, name, secret))

    def remove(self, name: str) -> None:
        """Forget a secret, if it is there."""

        def forget() -> None:
            ring = self._backend()
            if ring.get_password(SERVICE, name) is not None:
                ring.delete_password(SERVICE, name)

        _within(self._wait, forget)


def _within(seconds: float, work: Callable[[], T]) -> T:
    """Return what ``work`` does, or stop waiting: a thread stuck on a dead bus dies with us."""
    answers: SimpleQueue[tuple[T, None] | tuple[None, Exception]] = SimpleQueue()

    def run() -> None:
        try:
            answers.put((work(), None))
        except Exception as error:  # noqa: BLE001 - each system's store raises its own
            answers.put((None, error))

    Thread(target=run, name="key store", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise _missing() from None
    if answer[1] is None:
        return answer[0]
    raise _closed(answer[1]) from answer[1]


def _closed(error: Exception) -> KeyStoreClosed:
    if type(error).__name__ in {"KeyringLocked", "LockedException"}:
        return KeyStoreClosed(
            "This computer’s key store is locked. Unlock it with the password of this account, "
            "then try again."
        )
    return _missing()


def _missing() -> KeyStoreClosed:
    return KeyStoreClosed(
        "This computer’s key store does not answer. Log in to the desktop of the account that set "
        "this device up, then try again."
    )
