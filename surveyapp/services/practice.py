"""Practice: the evening before, staff rehearse on invented answers.

Practice has a store of its own, in a folder of its own with a key of its own, so nothing of it can
be packaged, merged or counted: it is never where that happens. It is told what the device is
called, who works on it, what it asks and where it stands, and nothing that anybody answered.
"""

from __future__ import annotations

from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.services.workspace import Workspace
from surveyapp.store import Store, wipe

FOLDER = "practice"

_UNDER_WAY = "practice-under-way"


def has_practice(workspace: Workspace) -> bool:
    """Say whether anything of a practice is kept."""
    return _folder(workspace).is_dir()


def open_practice(workspace: Workspace) -> Workspace:
    """Open the practice of a device, with its set-up, its forms and its stop as they are now.

    The device's own store stays open: it is where one comes back to. Raises ``UserError`` where
    the practice cannot be opened; wiping it mends that.
    """
    store = Store.open_or_create(_folder(workspace), now=workspace.now)
    try:
        _take_over(workspace.store, store)
    except BaseException:
        store.close()
        raise
    workspace.store.keep(_UNDER_WAY, "yes")
    return Workspace(store, workspace.now)


def practice_ended(workspace: Workspace) -> None:
    """Note that staff came back from practice, or read that it had been cut short."""
    workspace.store.keep(_UNDER_WAY, "")


def practice_news(workspace: Workspace) -> UserError | None:
    """Return what to know after a practice that was cut short, until somebody has read it."""
    if workspace.practice or not workspace.store.kept(_UNDER_WAY):
        return None
    return UserError(
        "The app was closed during practice. This is no practice any more: every response counts."
    )


def wipe_practice(workspace: Workspace) -> None:
    """Remove everything of the practice for good, its key first."""
    wipe(_folder(workspace))


def require_real(workspace: Workspace) -> None:
    """Raise ``UserError`` where this is practice: nothing of it leaves, and nothing comes in."""
    if workspace.practice:
        raise UserError(
            "This is practice: nothing of it is handed over, merged or counted. End the practice "
            "on the home screen first."
        )


def set_up_problem(workspace: Workspace) -> UserError | None:
    """Return why the device cannot be set up now, ``None`` where it can: practice takes it over."""
    if not workspace.practice:
        return None
    return UserError(
        "This is practice. End it on the home screen to change how this device is set up."
    )


def _folder(workspace: Workspace) -> Path:
    return workspace.store.data_dir / FOLDER


def _take_over(real: Store, practice: Store) -> None:
    practice.mark_practice()
    practice.take_set_up(real)
    forms = [form.hash for form in real.forms()]
    if [form.hash for form in practice.forms()] != forms:
        # In their order: the one added last is the one that is asked.
        for form_hash in forms:
            form = real.form(form_hash)
            practice.add_form(form, [real.media(file.sha256) for file in form.attachments])
    stop = real.chosen_stop()
    if stop is not None:
        practice.choose_stop(stop.key, stop.place)
