"""Where the conformance material is, and how to say that it is not there."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve()


def folder() -> Path | None:
    """Return the folder of the material: ``$SURVEYAPP_CONFORMANCE``, or beside the repository."""
    named = os.environ.get("SURVEYAPP_CONFORMANCE")
    found = Path(named) if named else HERE.parents[3] / "shared" / "conformance"
    return found if (found / "xpath.json").is_file() else None


def required() -> Path:
    """Return the folder, or skip the test, saying why."""
    found = folder()
    if found is None:
        pytest.skip("NOT RUN: conformance material is absent (set SURVEYAPP_CONFORMANCE)")
    return found


@cache
def read(name: str) -> Any:
    """Return a JSON file of the material."""
    base = folder()
    assert base is not None
    return json.loads((base / name).read_text(encoding="utf-8"))
