"""The files beside a form: lists it reads, pictures and recordings it shows.

They lie in ``<form>-media`` beside the form, where Collect keeps them, in a ZIP file of that name,
or in a folder ``media``. A form comes from strangers: a name in it opens a file of that place or
nothing, and no file is read before its size is known.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from surveyapp.errors import UserError
from surveyapp.paths import is_plain_name
from surveyapp.xform.definition import FormDefinition
from surveyapp.xform.lists import ItemList
from surveyapp.xform.resources import ADDRESS, file_name, read_list

MAX_BYTES = 100_000_000
"""Of one file, the most that ODK Central takes."""
MAX_MEMBERS = 10_000

EXTERNAL_CHOICES = "itemsets.csv"
"""Where Collect finds the choices of ``select_one_external``."""

_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a compression nobody uses
    RuntimeError,  # an entry locked by a password
    ValueError,
    OSError,
)


class Need(StrEnum):
    """What a form wants a file for."""

    LIST = "list"
    SHOWN = "shown"
    PERHAPS = "perhaps"
    """Kept where it is there; nothing is lost where it is not."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that a form names and that lies beside it.

    ``place`` is the file, or the ZIP file whose ``member`` it is; ``size`` is in bytes.
    """

    name: str
    place: Path
    size: int
    member: str = ""

    def read(self) -> bytes:
        """Return its bytes; ``UserError`` where it cannot be read or has grown meanwhile."""
        try:
            if self.member:
                with zipfile.ZipFile(self.place) as archive, archive.open(self.member) as member:
                    data = member.read(MAX_BYTES + 1)
            else:
                with self.place.open("rb") as file:
                    data = file.read(MAX_BYTES + 1)
        except _TROUBLE as problem:
            raise UserError(
                "The file {file} of the form cannot be read from {place}. Copy it there again and "
                "bring the form in again.",
                file=self.name,
                place=str(self.place),
            ) from problem
        if len(data) > MAX_BYTES:
            raise too_large(self.name)
        return data


@dataclass(frozen=True, slots=True)
class Attachments:
    """The files beside a form by name, the lists among them, and what to tell.

    ``missing`` are warnings: what such a file was to give is not there. ``broken`` are lists that
    cannot be read: the form cannot do its work with them.
    """

    files: Mapping[str, AttachedFile]
    lists: Mapping[str, ItemList]
    missing: Mapping[str, UserError]
    broken: Mapping[str, UserError]


def media_folder(form: Path) -> Path:
    """Return the folder in which the files of ``form`` lie: ``visit.xlsx`` has ``visit-media``."""
    return form.with_name(f"{form.stem}-media")


def attached(folder: Path, name: str) -> Path | None:
    """Return the file ``name`` of ``folder``, or None: it is not there or would lie elsewhere."""
    if not is_plain_name(name):
        return None
    path = folder / name
    if not path.is_file() or path.resolve().parent != folder.resolve():
        return None
    return path


def files_named(definition: FormDefinition) -> Mapping[str, Need]:
    """Return every file that a form names, lists first, and what for."""
    model = definition.model
    named = dict.fromkeys(definition.list_files.values(), Need.LIST)
    shown = [node.text for node in model.nodes.values() if node.text.startswith(ADDRESS)]
    for address in (*definition.texts.addresses(), *shown):
        if name := file_name(address):
            named.setdefault(name, Need.SHOWN)
    if any("query" in body.parameters for body in model.shown.values()):
        named.setdefault(EXTERNAL_CHOICES, Need.PERHAPS)
    return named


def attachments(definition: FormDefinition, form: Path) -> Attachments:
    """Return the files that ``definition`` names, as they lie beside ``form``."""
    places = _Places(form)
    files: dict[str, AttachedFile] = {}
    lists: dict[str, ItemList] = {}
    missing: dict[str, UserError] = {}
    broken: dict[str, UserError] = {}
    for name, need in files_named(definition).items():
        try:
            file = places.find(name)
            if file is not None:
                files[name] = file
                if need is Need.LIST:
                    lists[name] = read_list(name, file.read())
                    missing |= _columnless(definition, name, lists[name])
            elif need is not Need.PERHAPS:
                missing[name] = _absent(name, need, media_folder(form))
        except UserError as problem:
            (broken if need is Need.LIST else missing)[name] = problem
    return Attachments(files, lists, missing, broken)


def _columnless(
    definition: FormDefinition, name: str, found: ItemList
) -> Iterator[tuple[str, UserError]]:
    """Yield a warning where a list lacks a column that questions take choices from."""
    instances = {each for each, file in definition.list_files.items() if file == name}
    filled = {child.tag.rpartition("}")[2] for item in found.element for child in item}
    for body in definition.model.shown.values():
        itemset = body.itemset
        if itemset is None or itemset.instance not in instances:
            continue
        for column in (itemset.value, itemset.label.expression):
            if column.isidentifier() and column not in filled:
                yield (
                    name,
                    UserError(
                        "The list {file} has no column {column}, from which a question takes its "
                        "choices. Name it in the first line of the list and bring the form in "
                        "again.",
                        file=name,
                        column=column,
                    ),
                )
                return


def _absent(name: str, need: Need, folder: Path) -> UserError:
    if need is Need.LIST:
        return UserError(
            "The list {file} is not in the folder {folder}. Put it there and bring the form in "
            "again; until then questions that need it have nothing to show.",
            file=name,
            folder=str(folder),
        )
    return UserError(
        "The file {file} is not in the folder {folder}. Put it there and bring the form in again; "
        "until then the words are shown without it.",
        file=name,
        folder=str(folder),
    )


def too_large(name: str) -> UserError:
    """Return the problem of a file that is larger than any form needs."""
    return UserError(
        "The file {file} of the form is larger than {limit} MB. Make it smaller and bring the form "
        "in again.",
        file=name,
        limit=MAX_BYTES // 1_000_000,
    )


class _Places:
    """Where the files of a form may lie, looked through in order."""

    def __init__(self, form: Path) -> None:
        folder = media_folder(form)
        self._folders = (folder, form.with_name("media"))
        self._zip = folder.with_name(f"{folder.name}.zip")
        self._members: Mapping[str, zipfile.ZipInfo] | None = None

    def find(self, name: str) -> AttachedFile | None:
        for file in self._found(name):
            if file.size > MAX_BYTES:
                raise too_large(name)
            return file
        return None

    def _found(self, name: str) -> Iterator[AttachedFile]:
        own, plain = self._folders
        if path := attached(own, name):
            yield AttachedFile(name, path, path.stat().st_size)
        if member := self._in_zip().get(name):
            yield AttachedFile(name, self._zip, member.file_size, member.filename)
        if path := attached(plain, name):
            yield AttachedFile(name, path, path.stat().st_size)

    def _in_zip(self) -> Mapping[str, zipfile.ZipInfo]:
        """Return the members of the ZIP file by their last name: nothing is ever unpacked there."""
        if self._members is None:
            self._members = {}
            if self._zip.is_file():
                self._members = self._read_zip()
        return self._members

    def _read_zip(self) -> Mapping[str, zipfile.ZipInfo]:
        try:
            with zipfile.ZipFile(self._zip) as archive:
                members = archive.infolist()
        except _TROUBLE as problem:
            raise self._unusable() from problem
        if len(members) > MAX_MEMBERS:
            raise self._unusable()
        named: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            name = PurePosixPath(member.filename).name
            if not member.is_dir() and is_plain_name(name):
                named.setdefault(name, member)
        return named

    def _unusable(self) -> UserError:
        return UserError(
            "{file} is damaged or holds more than any form needs. Pack the files of the form "
            "again, or put them into the folder {folder}.",
            file=str(self._zip),
            folder=str(self._folders[0]),
        )
