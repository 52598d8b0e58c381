"""What people are told when data was copied: an id of its own, or a log that two devices wrote."""

from __future__ import annotations

from surveyapp.errors import UserError
from surveyapp.services.workspace import Workspace
from surveyapp.store import Cause, Identity


def news_of_identity(workspace: Workspace) -> UserError | None:
    """Return what the home screen says of a new id until somebody has read it."""
    taken = workspace.store.identities()
    return _told(taken[-1]) if taken and not taken[-1].told else None


def identity_read(workspace: Workspace) -> None:
    """Take the notice off the home screen; ``status`` and the device's page go on saying it."""
    workspace.store.identity_told()


def identity_notices(workspace: Workspace) -> tuple[UserError, ...]:
    """Return why this device has the id it has, and which devices' logs two devices wrote."""
    taken = workspace.store.identities()
    return (*(_told(each) for each in taken[-1:]), *_fork_notices(workspace))


def _fork_notices(workspace: Workspace) -> tuple[UserError, ...]:
    forked = dict.fromkeys(fork.device for fork in workspace.store.forks())
    if not forked:
        return ()
    from surveyapp.exchange.merge import fork_warning  # status must not wait for packages

    labels = {each.device: each.label for each in workspace.store.labels() if each.label}
    return tuple(fork_warning(labels.get(device, device)) for device in forked)


def _told(taken: Identity) -> UserError:
    if taken.cause is Cause.COPIED:
        return UserError(
            "This data was copied or moved from elsewhere: here it now has an identity of its own. "
            "Name, drafts and responses stay; what was written before stays under the identity "
            "it had."
        )
    if taken.cause is Cause.RESTORED:
        return UserError(
            "An earlier state of this data was put back: it now has an identity of its own. Name, "
            "drafts and responses stay. Merge the packages made since that state, so that nothing "
            "is missing."
        )
    return UserError(
        "Another device wrote under the same identity, because its data was copied: this device "
        "now has an identity of its own. All responses of both are kept."
    )
