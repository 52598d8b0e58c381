"""Is what this device holds sound? Names the looks the store takes, for people."""

from __future__ import annotations

from surveyapp.progress import Progress
from surveyapp.services.workspace import Workspace
from surveyapp.store import CheckName, HealthReport
from surveyapp.text import N_

CHECK_NAMES = {
    CheckName.KEY: N_("Key"),
    CheckName.SETTINGS: N_("Settings"),
    CheckName.SCHEMA: N_("Tables"),
    CheckName.FILE: N_("File"),
    CheckName.PAGES: N_("Pages"),
    CheckName.CHAIN: N_("Chain of revisions"),
    CheckName.HEADS: N_("Current responses"),
}


def check_data(workspace: Workspace, progress: Progress | None = None) -> HealthReport:
    """Look for damage everywhere; damage is reported, not raised."""
    return workspace.store.check(progress)
