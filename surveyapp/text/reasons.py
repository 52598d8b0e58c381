"""What the operating system refuses, in our words: its own are in one language only."""

from __future__ import annotations

import errno

from surveyapp.text.marking import N_

_REASONS = {
    errno.ENOENT: N_("it is not there"),
    errno.EACCES: N_("access is not allowed"),
    errno.EPERM: N_("access is not allowed"),
    errno.EROFS: N_("it is write-protected"),
    errno.ENOSPC: N_("no room is left"),
    errno.EIO: N_("the medium does not answer"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of its path is not a folder"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.EBUSY: N_("another program uses it"),
}


def reason_of(error: OSError) -> str | None:
    """Return the message id of a refusal we know, ``None`` where only the system has words."""
    return _REASONS.get(error.errno or 0)
