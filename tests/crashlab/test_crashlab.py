"""A slice of the crash laboratory on every run; the whole of it is ``run.py crashlab``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the laboratory needs Linux")

ROOT = Path(__file__).parents[2]


def laboratory(*words: str) -> subprocess.CompletedProcess[str]:
    """Run it in a process of its own: its VFS stays for the life of a process."""
    return subprocess.run(
        [sys.executable, "-m", "tests.crashlab", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.timeout(900)  # some ten seconds of work, on a machine that has others too
def test_nothing_is_lost_or_corrupt_and_every_control_is_seen_to_fail(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = laboratory("--slice", "--json", str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    stages = json.loads(out.read_text())
    assert [stage["stage"] for stage in stages] == [
        "killed at every call",
        "killed at any moment",
        "power cut",
        "disk full",
        "disk faulty",
        "bit turned",
    ]
    for stage in stages:
        assert stage["runs"]
        assert stage["lost"] == stage["corrupt"] == 0
        assert all(control["failed"] for control in stage["controls"].values())
        assert stage["controls"]
