"""A kiosk: what staff set up, what becomes of answers left half-way, and the PIN that ends it.

The plan lies in the store from the moment a kiosk begins until the PIN ends it, so that a device
that was switched off and on again is a kiosk still. It must not know screens.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from math import ceil

from surveyapp.errors import UserError
from surveyapp.services.paradata import Mode
from surveyapp.services.setup import Partials
from surveyapp.services.workspace import Workspace

_PLAN = "kiosk"
_TRIES = "kiosk-tries"

FREE_TRIES = 3
"""Wrong PINs before the first wait."""

FIRST_WAIT, LONGEST_WAIT = 30, 900
"""Seconds to wait after so many wrong PINs; each further one doubles it, up to the longest."""


@dataclass(frozen=True, slots=True)
class KioskPlan:
    """What people are asked, in which languages, and who set it up."""

    form_hash: str
    languages: tuple[str, ...]
    """Tags of the form's languages, in the order they are offered."""
    operator: str


def kiosk_problem(workspace: Workspace) -> UserError | None:
    """Return what keeps a kiosk from beginning, ``None`` where nothing does."""
    if not workspace.profile().pin_set:
        return UserError(
            "This device has no staff PIN yet. Set one first: nobody could leave the kiosk "
            "without it."
        )
    return None


def begin_kiosk(workspace: Workspace, plan: KioskPlan) -> None:
    """Make this device a kiosk until the PIN ends it."""
    problem = kiosk_problem(workspace)
    if problem is not None:
        raise problem
    before = [draft.id for draft in workspace.store.drafts() if draft.mode == Mode.KIOSK]
    workspace.store.keep(_PLAN, json.dumps({**asdict(plan), "before": before}))
    workspace.store.log_event("kiosk", "begun")


def kiosk_plan(workspace: Workspace) -> KioskPlan | None:
    """Return the plan of the kiosk this device is, ``None`` where it is none."""
    kept = workspace.store.kept(_PLAN)
    if not kept:
        return None
    plan = json.loads(kept)
    return KioskPlan(plan["form_hash"], tuple(plan["languages"]), plan["operator"])


def end_kiosk(workspace: Workspace) -> None:
    """Make this device an ordinary one again."""
    workspace.store.keep(_PLAN, "")
    workspace.store.log_event("kiosk", "ended")


def erase_leftovers(workspace: Workspace) -> None:
    """Erase what a crash left of this kiosk: nothing answered, or nothing to be kept half-way.

    What an earlier kiosk kept, because its policy was another, stays.
    """
    kept = workspace.store.kept(_PLAN)
    if not kept:
        return
    before = json.loads(kept)["before"]
    erase = workspace.profile().partials == Partials.ERASE
    for draft in workspace.store.drafts():
        ours = draft.mode == Mode.KIOSK and draft.id not in before
        if ours and (erase or not draft.answered):
            workspace.store.discard_draft(draft.id, for_good=True)


class PinGate:
    """Lets staff out of a kiosk, and keeps others from trying every PIN.

    ``now`` gives seconds that only run on. Wrong tries are remembered across restarts, and count
    until somebody knows the PIN.
    """

    def __init__(self, workspace: Workspace, now: Callable[[], float]) -> None:
        self._workspace = workspace
        self._now = now
        self._until = now() + _wait_after(self._wrong)

    @property
    def wait(self) -> int:
        """Return the seconds until a PIN may be tried, 0 where one may be now."""
        return max(0, ceil(self._until - self._now()))

    def opens(self, pin: str) -> bool:
        """Try a PIN; never right while one has to wait."""
        if self.wait:
            return False
        store = self._workspace.store
        if store.check_pin(pin):
            store.keep(_TRIES, "")
            return True
        wrong = self._wrong + 1
        store.keep(_TRIES, str(wrong))
        self._until = self._now() + _wait_after(wrong)
        return False

    @property
    def _wrong(self) -> int:
        return int(self._workspace.store.kept(_TRIES) or 0)


def _wait_after(wrong: int) -> float:
    if wrong < FREE_TRIES:
        return 0.0
    # The power is capped before it is taken: years of wrong tries stay a small number.
    return float(min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(wrong - FREE_TRIES, 10)))
