"""First-run set-up: what makes forty tablets alike and tells them apart (HOUSE.md 15)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from surveyapp.errors import UserError
from surveyapp.services.forms import add_shipped_forms
from surveyapp.services.workspace import Workspace
from surveyapp.store import DeviceProfile
from surveyapp.store.custody import recipient
from surveyapp.text import LANGUAGES

LABEL_LIMIT = 60
"""Characters a device's label may have: it must fit a package's name and a row of the workbook."""

NAME_LIMIT = 80
"""Characters a staff name may have."""

PIN_DIGITS = (4, 8)
"""Fewest and most digits of a staff PIN. It locks a screen; it does not encrypt."""

IDLE_SECONDS = (15, 3600)
"""Shortest and longest wait before an idle kiosk starts anew (under 15 s people are cut off)."""


class Partials(StrEnum):
    """What becomes of the answers of somebody who walks away from a kiosk."""

    KEEP = "keep"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class DeviceSetup:
    """What a person gives a device on its first day."""

    label: str
    language: str
    staff: tuple[str, ...]
    pin: str
    idle_seconds: int = 60
    partials: Partials = Partials.KEEP
    recovery: str | None = None
    """The organiser's public recovery key; ``""`` for none, ``None`` to leave it as it is."""


def setup_device(workspace: Workspace, setup: DeviceSetup) -> DeviceProfile:
    """Store the set-up and the forms that ship with the app; running it again changes it.

    Where it is the first to give a recovery key, ``protection.protect_by_default`` follows.

    Raises ``UserError`` with one detail for each field that must be mended; nothing is stored
    then.
    """
    problems = tuple(problem for problem in field_problems(setup).values())
    if problems:
        raise UserError("The set-up needs a few changes:", details=problems)
    known = workspace.store.profile()
    before = known.recovery if known else ""
    profile = DeviceProfile(
        id=workspace.store.device_id,
        label=setup.label.strip(),
        language=setup.language,
        staff=_names(setup),
        idle_seconds=setup.idle_seconds,
        partials=setup.partials.value,
        pin_set=True,
        recovery=before if setup.recovery is None else setup.recovery,
    )
    workspace.store.save_profile(profile, pin=setup.pin)
    add_shipped_forms(workspace)
    return workspace.profile()


def field_problems(setup: DeviceSetup) -> dict[str, UserError]:
    """Return what must be mended, by field name; empty where all is well."""
    problems: dict[str, UserError] = {}
    label = setup.label.strip()
    if not label:
        problems["label"] = UserError("Give the device a name, such as Tablet 03.")
    elif len(label) > LABEL_LIMIT or not label.isprintable():
        problems["label"] = UserError(
            "Give the device a name of at most {limit} letters, on one line.", limit=LABEL_LIMIT
        )
    if setup.language not in LANGUAGES:
        problems["language"] = UserError(
            "Choose the language of the screens: {languages}.", languages=", ".join(LANGUAGES)
        )
    names = _names(setup)
    if not names:
        problems["staff"] = UserError("Give the name of at least one member of staff.")
    elif any(len(name) > NAME_LIMIT or not name.isprintable() for name in names):
        problems["staff"] = UserError(
            "Give each staff name at most {limit} letters.", limit=NAME_LIMIT
        )
    fewest, most = PIN_DIGITS
    if not (setup.pin.isascii() and setup.pin.isdigit() and fewest <= len(setup.pin) <= most):
        problems["pin"] = UserError(
            "Choose a staff PIN of {fewest} to {most} digits.", fewest=fewest, most=most
        )
    shortest, longest = IDLE_SECONDS
    if not shortest <= setup.idle_seconds <= longest:
        problems["idle_seconds"] = UserError(
            "Choose an idle time between {shortest} and {longest} seconds.",
            shortest=shortest,
            longest=longest,
        )
    if setup.recovery:
        try:
            recipient(setup.recovery)
        except UserError as problem:
            problems["recovery"] = problem
    return problems


def _names(setup: DeviceSetup) -> tuple[str, ...]:
    # Order is kept: the first name is offered first.
    return tuple(dict.fromkeys(name.strip() for name in setup.staff if name.strip()))
