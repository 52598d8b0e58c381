"""A checkout of its own for each test, with a pip that fetches nothing.

``run.py`` is loaded from the repository and pointed at a folder that holds two short lock files.
Its environment is a real one (made by the standard library); pip in it is a script that prints what
pip prints and writes what pip writes, so that every decision runs without a network.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

RUN = Path(__file__).resolve().parents[2] / "run.py"

PIP = '''
"""Says and writes what pip does; FAKE_PIP tells it how to end."""
import os, pathlib, sys, sysconfig

site = pathlib.Path(sysconfig.get_path("purelib"))
how = os.environ.get("FAKE_PIP", "")
with open(os.environ["FAKE_PIP_CALLS"], "a") as calls:
    print(*sys.argv[1:], file=calls)
if sys.argv[1] == "--version":
    sys.exit(0)
lock = pathlib.Path(sys.argv[sys.argv.index("-r") + 1])
names = [line.split("==")[0] for line in lock.read_text().split() if "==" in line]
for name in names:
    print("Collecting " + name)
if how == "no network":
    print("Failed to establish: NewConnectionError: Name or service not known")
    sys.exit("ERROR: No matching distribution found for " + names[0])
if how == "refused":
    sys.exit("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES.")
print("Installing collected packages: " + ", ".join(names), flush=True)
for name in names:
    (site / (name + "-1.0.dist-info")).mkdir(exist_ok=True)
    if how == "power cut":
        os._exit(9)
'''


@pytest.fixture
def run() -> ModuleType:
    """Return ``run.py`` as a module of its own."""
    spec = importlib.util.spec_from_file_location("run_under_test", RUN)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout with nothing prepared, as English speakers off any screen find it."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "requirements.lock").write_text("click==1 \\\n  --hash=sha256:0\nqt==1\n")
    (folder / "requirements-dev.lock").write_text("click==1\nqt==1\npytest==1\n")
    monkeypatch.setattr(run, "ROOT", folder)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "PYTHONPATH", "SURVEYAPP_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def pip_calls(run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the telling pip into every environment that is made; return the list of its calls."""
    calls = tmp_path / "pip-calls.txt"
    calls.touch()
    monkeypatch.setenv("FAKE_PIP_CALLS", str(calls))
    make = run.Environment.make

    def make_with_pip(self: object) -> None:
        make(self)
        version = "python{}.{}".format(*sys.version_info[:2])
        pip = Path(str(self.folder)) / "lib" / version / "site-packages" / "pip"  # type: ignore[attr-defined]
        pip.mkdir(exist_ok=True)
        (pip / "__main__.py").write_text(PIP)
        (pip / "__init__.py").touch()

    monkeypatch.setattr(run.Environment, "make", make_with_pip)
    return calls


@pytest.fixture
def start(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return a start that says which command it would become, instead of becoming it."""
    became: list[list[str]] = []

    def hand_over(command: list[str], env: dict[str, str]) -> int:
        became.append(command)
        return 0

    monkeypatch.setattr(run, "hand_over", hand_over)
    here = Path.cwd()

    def start(*words: str) -> list[str]:
        became.clear()
        code = run.main(list(words))
        os.chdir(here)
        return became[0] if became else [f"exit {code}"]

    return start


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Return a way to put programs on the PATH; each notes the words it was called with."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    def add(name: str, script: str) -> Path:
        calls = tmp_path / f"{name}-calls.txt"
        calls.touch()
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "$@" >> {calls}\n{script}\n')
        program.chmod(0o755)
        return calls

    return add
