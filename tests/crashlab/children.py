"""Work in processes of its own: some that may be killed, some that fill every processor.

A child is forked, so that it starts in no time; nobody may have a store open while one is made.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pickle
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Life:
    """What is known of a child that ended."""

    said: list[str]
    """The lines it wrote, each whole."""
    killed: bool


Work = Callable[[Callable[[str], None]], None]
"""What a child does; it gets a function that says a line."""


@dataclass(frozen=True)
class Moment:
    """When a child is killed: so many seconds after it said so many lines."""

    lines: int
    seconds: float


def lived(work: Work, until: Moment | None = None) -> Life:
    """Let a child work until it ends by itself or a moment comes.

    A child that fails by itself is the laboratory's fault, or the store's: ``RuntimeError`` with
    what it said last.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _end_with(lambda: work(lambda line: _write(writing, line.encode() + b"\n")), writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        heard = b""
        if until is not None:
            heard = b"".join(itertools.islice(pipe, until.lines))
            time.sleep(until.seconds)
            os.kill(child, signal.SIGKILL)
        said = (heard + pipe.read()).decode(errors="replace").splitlines(keepends=True)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in {0, -signal.SIGKILL}:
        raise RuntimeError(f"a child ended with {status}: {''.join(said[-30:])}")
    return Life([line[:-1] for line in said if line.endswith("\n")], status != 0)


def in_child(work: Callable[[], Result]) -> Result:
    """Return what a child returned, having done there what would not go away again."""

    def tell(say: Callable[[str], None]) -> None:
        say(pickle.dumps(work()).hex())

    said: Any = pickle.loads(bytes.fromhex(lived(tell).said[-1]))
    result: Result = said
    return result


@contextlib.contextmanager
def crew(
    size: int,
) -> Iterator[Callable[[Sequence[Callable[[], Result]]], Iterator[tuple[int, Result]]]]:
    """Lend a function that shares tasks out among so many processes.

    It yields the place of a task and its result, as they come.
    """
    with ProcessPoolExecutor(size, mp_context=get_context("fork")) as pool:

        def done(tasks: Sequence[Callable[[], Result]]) -> Iterator[tuple[int, Result]]:
            places = {pool.submit(task): place for place, task in enumerate(tasks)}
            for future in as_completed(places):
                yield places[future], future.result()

        yield done


def _end_with(work: Callable[[], None], writing: int) -> None:
    """Do a child's work and end the process, whatever happens: it must not go on as its parent."""
    try:
        work()
    except BaseException:  # noqa: BLE001 - told through the pipe
        _write(writing, traceback.format_exc().encode())
        os._exit(1)
    os._exit(0)


def _write(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]
