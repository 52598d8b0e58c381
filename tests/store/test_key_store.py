"""The operating system's key store, in whatever state it is; the real one is never asked."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from surveyapp.store.custody import KeyStoreClosed, NoKeyStore, SystemKeyStore

ROOT = Path(__file__).resolve().parents[2]


class Ring(KeyringBackend):
    """A backend as ``keyring`` has them."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, state: str = "open") -> None:
        self.state = state
        self.freed = threading.Event()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        if self.state == "locked":
            raise KeyringLocked
        if self.state == "broken":
            raise OSError("the bus is gone")
        if self.state == "stuck":
            self.freed.wait(20)
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def test_a_secret_is_kept_and_forgotten() -> None:
    ring = Ring()
    store = SystemKeyStore(lambda: ring)
    assert store.available()
    assert store.get("name") == ""
    store.put("name", "secret")
    assert store.get("name") == "secret"
    assert list(ring.kept) == [("surveyapp", "name")]
    store.remove("name")
    store.remove("name")  # twice does no harm
    assert ring.kept == {}


@pytest.mark.parametrize(
    ("state", "says"),
    [("locked", "is locked"), ("broken", "does not answer"), ("stuck", "does not answer")],
)
def test_a_store_that_does_not_serve_is_told_in_time(state: str, says: str) -> None:
    ring = Ring(state)
    store = SystemKeyStore(lambda: ring, wait=0.2)
    start = time.monotonic()
    with pytest.raises(KeyStoreClosed, match=says):
        store.get("name")
    assert time.monotonic() - start < 2
    ring.freed.set()
    for thread in threading.enumerate():
        if thread.name == "key store":
            thread.join(5)


def test_no_store_at_all() -> None:
    def absent() -> KeyringBackend:
        raise RuntimeError("nobody home")

    for store in (SystemKeyStore(absent), NoKeyStore()):
        assert not store.available()
        for does in (
            lambda store=store: store.get("name"),
            lambda store=store: store.put("name", "secret"),
            lambda store=store: store.remove("name"),
        ):
            with pytest.raises(KeyStoreClosed, match="does not answer"):
                does()


PROBE = """
import sys, time
from surveyapp.store.custody import SystemKeyStore
start = time.monotonic()
assert not SystemKeyStore().available()
print(round(time.monotonic() - start, 1), "keyring" in sys.modules)
"""


def _probe(**environment: str) -> tuple[float, str]:
    seen = subprocess.run(
        [sys.executable, "-c", PROBE],
        env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": "", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    seconds, loaded = seen.stdout.split()
    return float(seconds), loaded


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a session bus is Linux's")
def test_without_a_session_bus_nobody_is_asked() -> None:
    seconds, loaded = _probe()
    assert seconds < 0.5
    assert loaded == "False"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a session bus is Linux's")
def test_a_session_bus_that_never_answers_costs_two_seconds(tmp_path: Path) -> None:
    path = tmp_path / "bus"
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(path))
        bus.listen()  # takes connections and says nothing
        seconds, _ = _probe(DBUS_SESSION_BUS_ADDRESS=f"unix:path={path}")
    assert seconds < 4
