"""What a person can mend.

A ``UserError`` says what is wrong, where, and what to do next, in words from the catalogue.
Anything else that is raised is our bug and is shown as one. This module knows no catalogue:
it carries the English message id and its parameters; whoever shows it translates it.
"""

from __future__ import annotations

from collections.abc import Mapping


class UserError(Exception):
    """A problem that the person in front of the screen can mend.

    ``message`` is an English literal with named places (``"{file} is not a package."``): the
    extractor collects it as a message id, so it must stand in the call itself. ``details`` are
    further problems to list under the first (one line each). Command-line verbs answer a
    ``UserError`` with exit code 2.
    """

    def __init__(
        self, message: str, /, *, details: tuple[UserError, ...] = (), **parameters: object
    ) -> None:
        super().__init__(message)
        self.message = message
        self.parameters: Mapping[str, object] = parameters
        self.details = details

    def __str__(self) -> str:
        """Return the English text, for logs."""
        said = {
            name: (value.strerror or str(value)) if isinstance(value, OSError) else value
            for name, value in self.parameters.items()
        }
        lines = [self.message.format(**said)]
        lines += [f"- {detail}" for detail in self.details]
        return "\n".join(lines)
