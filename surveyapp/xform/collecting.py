"""Keeps Python's garbage collector from going through a form again and again while it is made.

What a load makes stays: nothing is found, and on a large form the search took half of the time.
What has no circles is freed as always.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SKIPPED = 250_000
"""Objects of forms that may grow old without being looked at: forms that nobody holds any more."""

_skipped = [0]


@contextmanager
def collector_paused(*, lasting: bool = False) -> Iterator[None]:
    """Pause the collector, unless somebody else already has; usable as a decorator too.

    What is made in the pause is looked at right after it, once, like anything young. With
    ``lasting`` it is counted among the old objects at once, without going through it: right for a
    form, which is read once and used for long, and wrong for responses, which come and go.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        if lasting:
            _pass_over()
        gc.enable()


def _pass_over() -> None:
    _skipped[0] += gc.get_count()[0]
    if not gc.get_freeze_count():
        # In and out again: all that is young is old, and nothing stays frozen.
        gc.freeze()
        gc.unfreeze()
    if _skipped[0] > _SKIPPED:
        # What is old without having been looked at never brings a full collection by itself.
        _skipped[0] = 0
        gc.collect()
