from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.store.lock import ProcessLock

HOLD = """
import sys, time
from pathlib import Path
from surveyapp.store.lock import ProcessLock
lock = ProcessLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_one_holder_at_a_time_in_one_process(tmp_path: Path) -> None:
    first = ProcessLock(tmp_path)
    with pytest.raises(UserError, match="already open"):
        ProcessLock(tmp_path)
    first.release()
    first.release()
    ProcessLock(tmp_path).release()


def test_the_system_frees_the_lock_of_a_holder_that_was_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(UserError, match="already open") as refusal:
            ProcessLock(tmp_path)
        assert refusal.value.parameters["process"] == str(holder.pid)
        holder.kill()
    ProcessLock(tmp_path).release()


def test_what_is_wrong_with_the_folder_is_not_taken_for_a_second_copy(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ProcessLock(tmp_path / "nowhere")


def test_a_lock_file_that_says_nothing_stops_nobody_and_is_told_all_the_same(
    tmp_path: Path,
) -> None:
    (tmp_path / "lock").write_bytes(b"\xff of another version")
    holder = ProcessLock(tmp_path)
    (tmp_path / "lock").write_bytes(b"")
    with pytest.raises(UserError, match="already open") as refusal:
        ProcessLock(tmp_path)
    assert "process" not in refusal.value.parameters
    holder.release()
