"""Disks that take no more, where the system lets a test have one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """Let the disk take no more of a file than ``size`` bytes; skip where that cannot be had."""
    if sys.platform == "win32":
        pytest.skip("Windows limits no file's size")
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
