"""The small numbers on the rail: what waits for a person at a place."""

from __future__ import annotations

from surveyapp.services.responses import decisions_waiting
from surveyapp.services.workspace import Workspace
from surveyapp.ui.main_window import MainWindow


def show_decisions_waiting(window: MainWindow, workspace: Workspace) -> None:
    """Show how many responses stand in conflict, nothing where none does."""
    waiting = decisions_waiting(workspace)
    window.set_badge("responses", str(waiting) if waiting else "")
