"""What the verbs about the key do: where it lies, and the organiser's recovery key."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveyapp.cli.call import Call
from surveyapp.store.custody import Protection, check_code
from surveyapp.text import isolate_ltr

if TYPE_CHECKING:
    from surveyapp.services.workspace import Workspace


def protect(call: Call, place: str) -> None:
    """Move the key of the answers."""
    with call.workspace() as workspace:
        put_key(call, workspace, place, again=True)
        protection, told = facts(workspace), notices(call, workspace)
    call.answer({**protection, "notices": told})
    _say_where(call, protection)
    call.say_points(told)


def put_key(call: Call, workspace: Workspace, place: str, *, again: bool) -> None:
    """Move the key to a place; ``again`` asks for a new passphrase where there is one already."""
    from surveyapp.services.protection import protect as move

    target = Protection(place)
    now = workspace.store.custody.protection
    passphrase = ""
    if target is Protection.PASSPHRASE:
        if target is now and not again:
            return
        passphrase = call.new_passphrase(protected=target is now)
    move(workspace, target, passphrase)


def facts(workspace: Workspace) -> dict[str, Any]:
    """Return how the key is protected, for machines."""
    from surveyapp.services.protection import recovery_code

    return {
        "protection": workspace.store.custody.protection,
        "recovery": recovery_code(workspace),
    }


def notices(call: Call, workspace: Workspace) -> list[str]:
    """Return what is wrong with the protection, in words."""
    from surveyapp.services.protection import protection_notices

    return [call.words.problem(notice) for notice in protection_notices(workspace)]


def recovery_new(call: Call, out: Path) -> None:
    """Make a recovery key and save its sheet; it is not given to any device."""
    from surveyapp.services.recovery_sheet import make_recovery_sheet

    w = call.words
    key = make_recovery_sheet(out, datetime.now().astimezone().date())
    code = check_code(key.public)
    call.answer({"sheet": out, "public": key.public, "check_code": code})
    call.say(w("Check code: {code}", code=isolate_ltr(code)))
    call.say(w("Public part, for every device: {public}", public=isolate_ltr(key.public)))
    call.say(
        w(
            "The secret is in {file} and nowhere else. Print it, keep it in a safe place, then "
            "delete the file.",
            file=isolate_ltr(str(out)),
        )
    )


def recovery_set(call: Call, public: str) -> None:
    """Wrap this device's key to a recovery key."""
    from surveyapp.services.protection import set_recovery

    with call.workspace() as workspace:
        set_recovery(workspace, public)
        protection, told = facts(workspace), notices(call, workspace)
    call.answer({**protection, "notices": told})
    code = isolate_ltr(protection["recovery"])
    call.say(call.words("Check code: {code}", code=code))
    _say_where(call, protection)
    call.say_points(told)


def recovery_use(call: Call, sheet: Path) -> None:
    """Put a lost key back with the sheet."""
    from surveyapp.services.protection import regain_key

    regain_key(call.data, call.sheet(sheet))
    with call.workspace() as workspace:
        protection, told = facts(workspace), notices(call, workspace)
    call.answer({**protection, "notices": told})
    call.say(
        call.words(
            "The answers in {folder} open again. Their key lies in a file now: protect it with "
            "the verb protect.",
            folder=isolate_ltr(str(call.data)),
        )
    )


def _say_where(call: Call, protection: dict[str, Any]) -> None:
    from surveyapp.services.protection import PROTECTION_NAMES

    place = Protection(protection["protection"])
    name, where = call.words("Protection of the answers"), call.words(PROTECTION_NAMES[place])
    call.say_named(name, where)
