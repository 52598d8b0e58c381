"""Puts a ``Disk`` between SQLite and the system's files, in the library the store really uses.

The wheel of ``sqlcipher3`` exports SQLite's own functions. Its default VFS is copied, two of its
entries and four of each file's are replaced, and the copy is made the default; everything else
(reading, locking, shared memory) goes to the system as ever. Struct layouts:
https://sqlite.org/c3ref/vfs.html and https://sqlite.org/c3ref/io_methods.html.
"""

from __future__ import annotations

import ctypes
import os
import traceback
from collections.abc import Callable
from ctypes import POINTER, c_char_p, c_int, c_int64, c_void_p
from typing import Any, NamedTuple

from sqlcipher3 import _sqlite3  # type: ignore[attr-defined]

from tests.crashlab.disk import Call, Disk, folder_of

_OPEN_CREATE = 0x4
_SYNCS_ITS_NAME = 0x800 | 0x4000 | 0x80000
"""Rollback, super and write-ahead journals: the system's VFS puts the name of one it made on disk
the first time it syncs it (os_unix.c, UNIXFILE_DIRSYNC), and of no other file."""

_File = c_void_p
_Open = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, _File, c_int, POINTER(c_int))
"""The name comes and goes on as the pointer it is: the system's VFS keeps it with the file."""
_Delete = ctypes.CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_Write = ctypes.CFUNCTYPE(c_int, _File, c_void_p, c_int, c_int64)
_Truncate = ctypes.CFUNCTYPE(c_int, _File, c_int64)
_Sync = ctypes.CFUNCTYPE(c_int, _File, c_int)
_Share = ctypes.CFUNCTYPE(c_int, _File, c_int, c_int, c_int, c_void_p)


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        ("xOpen", _Open),
        ("xDelete", _Delete),
        *((name, c_void_p) for name in (
            "xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym", "xDlClose", "xRandomness",
            "xSleep", "xCurrentTime", "xGetLastError", "xCurrentTimeInt64", "xSetSystemCall",
            "xGetSystemCall", "xNextSystemCall",
        )),
    ]  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_ = [
        ("iVersion", c_int),
        ("xClose", c_void_p),
        ("xRead", c_void_p),
        ("xWrite", _Write),
        ("xTruncate", _Truncate),
        ("xSync", _Sync),
        *((name, c_void_p) for name in (
            "xFileSize", "xLock", "xUnlock", "xCheckReservedLock", "xFileControl", "xSectorSize",
            "xDeviceCharacteristics",
        )),
        ("xShmMap", _Share),
        *((name, c_void_p) for name in (
            "xShmLock", "xShmBarrier", "xShmUnmap", "xFetch", "xUnfetch",
        )),
    ]  # fmt: skip


class _Handle(ctypes.Structure):
    """The head of every file SQLite has open."""

    _fields_ = [("pMethods", POINTER(_Methods))]


def _or_abort(function: Callable[..., int]) -> Callable[..., int]:
    """End the process where a callback fails: ctypes would print it and go on with a 0."""

    def called(*arguments: Any) -> int:
        try:
            return function(*arguments)
        except BaseException:  # noqa: BLE001 - nothing may go on after it
            traceback.print_exc()
            os._exit(70)

    return called


class _OpenFile(NamedTuple):
    path: str
    below: _Methods
    """What the system does; this table's entries are replaced in another."""
    table: _Methods


class FaultyVfs:
    """SQLite's way to files through a ``Disk``, for the whole process and until it ends."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._files: dict[int, _OpenFile] = {}  # by address, which SQLite gives again after closing
        self._unsynced_names: set[int] = set()
        library = ctypes.CDLL(_sqlite3.__file__)
        if library.sqlite3_initialize():
            raise RuntimeError("SQLite did not start")
        library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        self._below = library.sqlite3_vfs_find(None)
        self._register = library.sqlite3_vfs_register
        self._vfs = _Vfs.from_buffer_copy(self._below.contents)
        self._vfs.zName = b"crashlab"
        self._vfs.xOpen = _Open(_or_abort(self._open))
        self._vfs.xDelete = _Delete(_or_abort(self._delete))
        self._write = _Write(_or_abort(self._on_write))
        self._truncate = _Truncate(_or_abort(self._on_truncate))
        self._sync = _Sync(_or_abort(self._on_sync))
        self._share = _Share(_or_abort(self._on_share))

    def install(self) -> None:
        """Make this the way every file is opened from now on; SQLite keeps pointers to it."""
        _installed.append(self)
        if self._register(ctypes.byref(self._vfs), 1):
            raise RuntimeError("SQLite did not take the VFS")

    def _open(self, _: int, name: int | None, file: int, flags: int, out: Any) -> int:
        path = os.fsdecode(ctypes.string_at(name)) if name else ""
        made = bool(name and flags & _OPEN_CREATE and not os.path.lexists(path))
        handle = _Handle.from_address(file)

        def proceed(_: int | None) -> int:
            return int(self._below.contents.xOpen(self._below, name, file, flags, out))

        code = self._disk.happens(Call("make", path), proceed) if made else proceed(None)
        if code:
            handle.pMethods = POINTER(_Methods)()  # nothing to close
            return code
        below = _Methods.from_buffer_copy(handle.pMethods.contents)
        table = _Methods.from_buffer_copy(below)
        table.xWrite, table.xTruncate = self._write, self._truncate
        table.xSync, table.xShmMap = self._sync, self._share
        self._files[file] = _OpenFile(path, below, table)
        handle.pMethods = ctypes.pointer(table)
        self._unsynced_names.discard(file)
        if made and flags & _SYNCS_ITS_NAME:
            self._unsynced_names.add(file)
        return 0

    def _delete(self, _: int, name: bytes, sync_folder: int) -> int:
        path = os.fsdecode(name)

        def proceed(_: int | None) -> int:
            return int(self._below.contents.xDelete(self._below, name, sync_folder))

        if not os.path.lexists(path):
            return proceed(None)
        code = self._disk.happens(Call("delete", path), proceed)
        if not code and sync_folder:
            self._disk.noted(Call("noted", folder_of(path)))
        return code

    def _on_write(self, file: int, data: int, size: int, offset: int) -> int:
        opened = self._files[file]

        def proceed(part: int | None) -> int:
            return int(opened.below.xWrite(file, data, size if part is None else part, offset))

        call = Call("write", opened.path, offset, ctypes.string_at(data, size))
        return self._disk.happens(call, proceed)

    def _on_truncate(self, file: int, size: int) -> int:
        opened = self._files[file]
        return self._disk.happens(
            Call("truncate", opened.path, size),
            lambda _: int(opened.below.xTruncate(file, size)),
        )

    def _on_sync(self, file: int, flags: int) -> int:
        opened = self._files[file]
        code = self._disk.happens(
            Call("sync", opened.path), lambda _: int(opened.below.xSync(file, flags))
        )
        if not code and file in self._unsynced_names:
            self._unsynced_names.discard(file)
            self._disk.noted(Call("noted", folder_of(opened.path)))
        return code

    def _on_share(self, file: int, page: int, size: int, extend: int, out: int) -> int:
        opened = self._files[file]

        def proceed(_: int | None) -> int:
            return int(opened.below.xShmMap(file, page, size, extend, out))

        if not extend:
            return proceed(None)
        return self._disk.happens(Call("share", opened.path, page * size), proceed)


_installed: list[FaultyVfs] = []
