"""Where a data folder lies: which machine, which folder, which file. A copy lies elsewhere.

None of it is proof, so each part is chosen for what leaves it alone and what changes it:

- the machine's own id survives restarts, updates and another user; not another computer, a new
  installation, or a disk image whose maker gave it a new id, as he should;
- the number a file system gives a folder and a file, with its generation where there is one,
  survives renaming and moving within the disk, plugging out and in, and every clock; a copy and a
  file put back have others. Device numbers are left out: they change when a disk is plugged in.

Some file systems make numbers up each time they are mounted: there they say nothing, and what
cannot be known is ``""`` and is never compared. A disk carried to another computer counts as a
copy: so does a disk image, and the two look alike. Knows no database.
"""

from __future__ import annotations

import hashlib
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_MADE_UP = ("vfat", "msdos", "exfat", "fuse", "9p", "cifs", "smb")
"""File systems, by the beginning of their names, whose numbers do not last."""


@dataclass(frozen=True, slots=True)
class Place:
    """Marks of where a folder lies; ``""`` for what is not known.

    ``folder`` and ``file`` are a number and, where the file system counts them, a generation.
    """

    machine: str
    folder: str
    file: str

    def __str__(self) -> str:
        return f"{self.machine} {self.folder} {self.file}"

    @classmethod
    def parse(cls, text: str) -> Place:
        """Return the place a text was made from; an empty text knows nothing."""
        machine, folder, file = text.split(" ") if text else ("", "", "")
        return cls(machine, folder, file)

    def differs(self, other: Place) -> bool:
        """Say whether anything both know is another."""
        return any(
            mine and theirs and mine != theirs
            for mine, theirs in zip(self._parts(), other._parts(), strict=True)
        )

    def or_else(self, other: Place) -> Place:
        """Return this place with what only ``other`` knows."""
        pairs = zip(self._parts(), other._parts(), strict=True)
        machine, folder, folders, file, files = (mine or theirs for mine, theirs in pairs)
        return Place(machine, _joined(folder, folders), _joined(file, files))

    def _parts(self) -> tuple[str, ...]:
        """Return what is compared: numbers and generations apart, for each may be unknown."""
        folder, _, folders = self.folder.partition(".")
        file, _, files = self.file.partition(".")
        return self.machine, folder, folders, file, files


def _joined(number: str, generation: str) -> str:
    return f"{number}.{generation}" if generation else number


def of(database: Path) -> Place:
    """Return where a database file lies."""
    lasting = _numbers_last(database)
    return Place(
        machine=_machine(),
        folder=_mark(database.parent) if lasting else "",
        file=_mark(database) if lasting else "",
    )


def _machine() -> str:
    found = ""
    with suppress(OSError):  # a system that tells nobody: then it is not compared
        found = _machine_id().strip()
    # The id itself is to stay on the machine (machine-id(5)); its hash serves as well.
    return hashlib.sha256(f"surveyapp {found}".encode()).hexdigest()[:32] if found else ""


if sys.platform == "win32":
    import winreg

    def _machine_id() -> str:
        with winreg.OpenKey(
            winreg.HKEY_LOCAL_MACHINE,
            r"SOFTWARE\Microsoft\Cryptography",
            access=winreg.KEY_READ | winreg.KEY_WOW64_64KEY,
        ) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])

    def _mark(path: Path) -> str:
        return f"{path.stat().st_ino:x}"  # NTFS: with how often the number was given out

    def _numbers_last(path: Path) -> bool:
        return path.stat().st_ino != 0

elif sys.platform == "darwin":
    import ctypes

    def _machine_id() -> str:
        found = ctypes.create_string_buffer(16)
        wait = (ctypes.c_long * 2)(1, 0)  # at most a second
        if ctypes.CDLL(None).gethostuuid(found, wait) != 0:
            return ""
        return found.raw.hex()

    def _mark(path: Path) -> str:
        return f"{path.stat().st_ino:x}"  # APFS gives no number out twice

    def _numbers_last(path: Path) -> bool:
        return path.stat().st_ino != 0

else:
    import fcntl
    import os

    _GENERATION = 0x80007601 | struct.calcsize("l") << 16  # FS_IOC_GETVERSION

    def _machine_id() -> str:
        for path in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
            with suppress(FileNotFoundError):
                return path.read_text("ascii", "replace")
        return ""

    def _mark(path: Path) -> str:
        handle = os.open(path, os.O_RDONLY)
        try:
            number = f"{os.fstat(handle).st_ino:x}"
            room = bytearray(struct.calcsize("l"))
            # A number that became free is given out again: how often, not all file systems count.
            try:
                fcntl.ioctl(handle, _GENERATION, room)
            except OSError:
                return number
        finally:
            os.close(handle)
        return _joined(number, f"{int.from_bytes(room, sys.byteorder):x}")

    def _numbers_last(path: Path) -> bool:
        number = path.stat().st_dev
        wanted = f"{os.major(number)}:{os.minor(number)}"
        with suppress(OSError):
            for line in Path("/proc/self/mountinfo").read_text("utf-8", "replace").splitlines():
                mount, _, kind = line.partition(" - ")
                if mount.split(" ")[2] == wanted:
                    return not kind.startswith(_MADE_UP)
        return True
