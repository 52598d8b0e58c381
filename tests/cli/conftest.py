"""Verbs as a person types them, and what the terminal showed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from surveyapp import cli


@dataclass(frozen=True, slots=True)
class Shown:
    """What one verb left on the terminal."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Type = Callable[..., Shown]


@pytest.fixture
def type_verb(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Type:
    """Type a verb: ``type_verb("status", "--data", folder)``."""
    monkeypatch.setenv("LANGUAGE", "")  # the verbs set it; the next test must not inherit it

    def nobody(_arguments: list[str]) -> int:
        raise AssertionError("a verb without a screen asked for one")

    def typed(*words: object) -> Shown:
        capsys.readouterr()
        code = cli.run([str(word) for word in words], screenshots=nobody, show=nobody)
        shown = capsys.readouterr()
        return Shown(code, shown.out, shown.err)

    return typed


SETUP = ("--label", "Tablet 03", "--staff", "Nadia", "--staff", "Omar", "--pin", "2580")


@pytest.fixture
def data(tmp_path: Path, type_verb: Type) -> Path:
    """The data folder of a device that was set up."""
    folder = tmp_path / "données de l’appareil"
    assert type_verb("setup", "--data", folder, "--lang", "en", *SETUP).code == 0
    return folder
