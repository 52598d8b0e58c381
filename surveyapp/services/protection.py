"""How well this device's key is protected, what people are told of it, and changing it.

The default, argued. A new device keeps its key in a file and says so on its home screen: it opens
without a question, also for a volunteer who was not there at set-up, and after the account was
reset. The key store of the system protects better against a stolen tablet, but alone it is a trap:
reset the account, and every answer that was not handed over is gone. So the key moves there by
itself exactly when a recovery key is first given, because then nothing can be lost by it; without
one it moves only where the organiser says so. A passphrase is never taken by default: it must be
typed at every start, in a crowded room.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.services.workspace import Workspace
from surveyapp.store import regaining
from surveyapp.store.custody import KeyStoreClosed, Protection, check_code
from surveyapp.text import N_

PROTECTION_NAMES = {
    Protection.FILE: N_("Key in a file beside the answers (not protected)"),
    Protection.KEY_STORE: N_("Key in this computer’s key store"),
    Protection.PASSPHRASE: N_("Key under a passphrase"),
}


def protection_notices(workspace: Workspace) -> tuple[UserError, ...]:
    """Return what must stand on the first screen until somebody changes it."""
    store = workspace.store
    notices = []
    if not store.custody.in_place:
        notices.append(
            UserError(
                "The key of the answers is gone from {folder}: once the app is closed, they do not "
                "open again. Choose now where the key lies: Protection of the answers.",
                folder=store.data_dir,
            )
        )
    elif store.custody.protection is Protection.FILE:
        notices.append(
            UserError(
                "This device is not protected: the key of its answers lies in a file beside them."
            )
        )
    if not recovery_code(workspace):
        notices.append(
            UserError(
                "There is no recovery key: if this device or its key is lost, no backup of it "
                "opens."
            )
        )
    elif not store.custody.has_recovery_copy():
        notices.append(
            UserError(
                "The copy of the key for the recovery key is missing in {folder}. Make room there, "
                "then open the app again.",
                folder=store.data_dir,
            )
        )
    return tuple(notices)


def recovery_code(workspace: Workspace) -> str:
    """Return the check code of the recovery key, ``""`` where there is none."""
    profile = workspace.store.profile()
    return check_code(profile.recovery) if profile and profile.recovery else ""


def set_recovery(workspace: Workspace, public: str) -> None:
    """Wrap the key to another recovery key (``""``: to none); ``UserError`` where it is none."""
    first = gives_first_recovery(workspace, public)
    workspace.store.save_profile(replace(workspace.profile(), recovery=public))
    if first:
        protect_by_default(workspace)


def gives_first_recovery(workspace: Workspace, public: str | None) -> bool:
    """Say whether a recovery key is given to a device that had none: ask before it is set."""
    return bool(public) and not recovery_code(workspace)


def protect_by_default(workspace: Workspace) -> None:
    """Move a key from its file into the key store, where a recovery key makes that safe.

    The key store may ask somebody to unlock it: not in the thread of a window.
    """
    custody = workspace.store.custody
    if (
        recovery_code(workspace)
        and custody.protection is Protection.FILE
        and custody.has_key_store()
    ):
        try:
            custody.move_to(Protection.KEY_STORE)
        except KeyStoreClosed:
            # Nobody asked for it, so nobody is stopped: the notice goes on standing at home.
            return


def protect(workspace: Workspace, place: Protection, passphrase: str = "") -> None:
    """Move the key where the organiser wants it.

    Takes some seconds for a passphrase. Raises ``UserError`` where the place cannot be used; the
    key stays where it was then.
    """
    workspace.store.custody.move_to(place, passphrase=passphrase)


def is_regainable(data_dir: Path, problem: UserError) -> bool:
    """Say whether the recovery key may open a folder that did not open."""
    return regaining.can_help(data_dir, problem)


def regain_key(data_dir: Path, sheet: str) -> None:
    """Open a folder's answers again with the recovery key; the key lies in a file then."""
    regaining.regain(data_dir, sheet)
