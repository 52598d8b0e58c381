"""An opened data folder: the store, the clock and the forms already read.

Everything a person does happens in one workspace, handed down from whoever started the program.
It knows no screen and no words beyond the problems it raises.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from surveyapp.closing import Closing
from surveyapp.errors import UserError
from surveyapp.store import DeviceProfile, Store
from surveyapp.store.custody import Access

if TYPE_CHECKING:
    from surveyapp.xform import FormDefinition
    from surveyapp.xform.lists import ItemList


def local_now() -> datetime:
    """Return the device's time with its offset from UTC."""
    return datetime.now().astimezone()


class Workspace(Closing):
    """One data folder, opened by this process alone."""

    def __init__(self, store: Store, now: Callable[[], datetime] = local_now) -> None:
        self.store = store
        self.now = now
        # Reading a form costs tens of milliseconds, asking for it happens on every screen.
        self._definitions: dict[str, FormDefinition] = {}
        self._outlines: dict[str, FormDefinition] = {}
        self._refusals: dict[str, UserError] = {}

    @classmethod
    def open(
        cls,
        data_dir: Path,
        *,
        now: Callable[[], datetime] = local_now,
        access: Access | None = None,
    ) -> Self:
        """Open a data folder, making an empty store where there is none yet.

        Raises ``UserError`` where another copy of the app holds it, the key does not fit, the
        folder cannot be written, or the store is damaged or newer than this app;
        ``PassphraseNeeded`` where ``access`` lacks the passphrase.
        """
        return cls(Store.open_or_create(data_dir, now=now, access=access), now)

    @classmethod
    def open_existing(
        cls,
        data_dir: Path,
        *,
        now: Callable[[], datetime] = local_now,
        access: Access | None = None,
    ) -> Self:
        """Open a data folder for a verb that only reads: it must be there."""
        if not Store.exists(data_dir):
            raise UserError(
                "There is no data in {folder} yet. Run setup first, or give the right folder "
                "with --data.",
                folder=data_dir,
            )
        return cls.open(data_dir, now=now, access=access)

    @cached_property
    def practice(self) -> bool:
        """Say whether what is answered here is practice."""
        return self.store.is_practice

    @property
    def is_set_up(self) -> bool:
        """Say whether somebody has given this device its label and staff."""
        return self.store.profile() is not None

    def profile(self) -> DeviceProfile:
        """Return the device's profile; ``UserError`` where it was never set up."""
        profile = self.store.profile()
        if profile is None:
            raise UserError(
                "This device has no name and no staff yet. Open the app once, or run setup."
            )
        return profile

    def outline(self, form_hash: str) -> FormDefinition:
        """Return the form with this hash; its lists from files may not have been read."""
        if form_hash in self._definitions:
            return self._definitions[form_hash]
        if form_hash not in self._outlines:
            from surveyapp.xform import parse_xform  # the home screen paints without it

            stored = self.store.form(form_hash)
            try:
                self._outlines[form_hash] = parse_xform(stored.xform)
            except UserError as error:
                self._refusals[form_hash] = error
                raise
        return self._outlines[form_hash]

    def refusal(self, form_hash: str) -> UserError | None:
        """Return why this app cannot open a form that is stored, ``None`` where it can.

        Another version of the app may have taken it, here or on the device it came from.
        """
        if form_hash not in self._refusals:
            try:
                self.outline(form_hash)
            except UserError:
                if form_hash not in self._refusals:  # the store is at fault and not the form
                    raise
        return self._refusals.get(form_hash)

    def definition(self, form_hash: str) -> FormDefinition:
        """Return the form with this hash and the lists that came with it, read once."""
        if form_hash not in self._definitions:
            outline = self.outline(form_hash)
            self._definitions[form_hash] = outline.with_lists(self._lists(form_hash, outline))
        return self._definitions[form_hash]

    def keep_definition(self, form_hash: str, definition: FormDefinition) -> None:
        """Take over a form that has just been read, with its lists."""
        self._definitions[form_hash] = definition

    def _lists(self, form_hash: str, form: FormDefinition) -> dict[str, ItemList]:
        from surveyapp.xform.resources import read_list

        wanted = frozenset(form.list_files.values())
        return {
            file.name: read_list(file.name, self.store.media(file.sha256).data)
            for file in self.store.attachments(form_hash)
            if file.name in wanted
        }

    def close(self) -> None:
        """Close the store and let others open the folder."""
        self.store.close()
