"""Between work and practice: which of the two stores the window stands over.

The store that counts stays open while staff rehearse, so nobody else takes it meanwhile and no
passphrase is asked twice. It must not know how a screen looks.
"""

from __future__ import annotations

from surveyapp.services.practice import open_practice, practice_ended
from surveyapp.services.workspace import Workspace
from surveyapp.ui.main_window import MainWindow


class Practising:
    """The window's practice, under way or not."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._real: Workspace | None = None
        self._practice: Workspace | None = None

    @property
    def under_way(self) -> bool:
        """Say whether staff rehearse."""
        return self._real is not None

    def begin(self, workspace: Workspace) -> Workspace:
        """Return the practice of a device; ``UserError`` where it cannot be opened."""
        self._practice = open_practice(workspace)
        self._real = workspace
        self._window.set_practice(practice=True)
        return self._practice

    def end(self) -> Workspace:
        """Close the practice and return the device's own store."""
        assert self._real is not None
        assert self._practice is not None
        self._practice.close()
        real, self._real, self._practice = self._real, None, None
        practice_ended(real)
        self._window.set_practice(practice=False)
        return real
