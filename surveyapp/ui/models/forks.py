"""That a device was cloned, in words: its log holds two different lines at the same place."""

from __future__ import annotations

from surveyapp.services.workspace import Workspace
from surveyapp.text import Words, isolate
from surveyapp.text.formats import Formats


def fork_notice(workspace: Workspace, words: Words) -> tuple[str, str]:
    """Return a title and a sentence, both empty where no device was cloned."""
    forks = workspace.store.forks()
    if not forks:
        return "", ""
    labels = {each.device: each.label for each in workspace.store.labels()}
    devices = tuple(dict.fromkeys(isolate(labels.get(f.device, f.device)) for f in forks))
    return (
        words("Two devices wrote under one identity"),
        words(
            "{devices}: its data folder was copied to another device, and both went on. Nothing is "
            "lost: both lines are kept. Set up the copy anew under a name of its own.",
            devices=Formats(words).listed(devices),
        ),
    )
