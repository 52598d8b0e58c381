"""Keeps Python's garbage collector from going through a form again and again while it is made.

Every object that a load makes stays: nothing is found, and on a large form the search took half of
the time. What has no circles is freed as always.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SKIPPED = 500_000
"""Objects that may grow old without being looked at: responses that nobody holds any more."""

_skipped = [0]


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collector, unless somebody else already has; usable as a decorator too.

    What was made in the pause is counted among the old objects at once, without going through it;
    a full collection sees it like any other.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        _skipped[0] += gc.get_count()[0]
        if not gc.get_freeze_count():
            # In and out again: all that is young is old, and nothing stays frozen.
            gc.freeze()
            gc.unfreeze()
        gc.enable()
        if _skipped[0] > _SKIPPED:
            # What is old without having been looked at never brings a full collection by itself.
            _skipped[0] = 0
            gc.collect()
