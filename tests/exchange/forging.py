"""Packages as an enemy, a newer app or a broken tool would write them: sealed, but not as ours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from surveyapp.exchange import canonical, signing
from surveyapp.exchange.archive import MIMETYPE_NAME, ArchiveReader, ArchiveWriter
from surveyapp.exchange.manifest import FORMAT_VERSION, MANIFEST, RECORDS, SIGNATURE

ENEMY = b"\x13" * 32
"""The secret of somebody who is not the device."""

Json = dict[str, Any]


def members(path: Path) -> dict[str, bytes]:
    """Return what is in a package, by name."""
    with path.open("rb") as file:
        archive = ArchiveReader(file, str(path), FORMAT_VERSION)
        return {
            name: b"".join(archive.stream(name))
            for name in archive.members
            if name != MIMETYPE_NAME
        }


def archive(path: Path, content: dict[str, bytes], version: int = FORMAT_VERSION) -> Path:
    """Write members into an archive as they are."""
    with path.open("wb") as file:
        writer = ArchiveWriter(file, version)
        for name, data in content.items():
            writer.add(name, [data], level=1)
        writer.finish()
    return path


def signed(data: bytes, seed: bytes = ENEMY) -> bytes:
    """Return the signature member for a manifest."""
    signature = signing.sign(seed, data)
    return canonical.encode(
        {
            "algorithm": "Ed25519",
            "public_key": signature.public_key,
            "signature": signature.value,
        }
    )


def forged(
    path: Path,
    *,
    records: Callable[[list[Json]], list[Json]] | None = None,
    manifest: Callable[[Json], object] | None = None,
    parts: dict[str, bytes] | None = None,
    leave_out: Collection[str] = (),
    seed: bytes = ENEMY,
) -> Path:
    """Change a package and make hashes, sizes and signature fit again, as only its maker can."""
    content = members(path)
    described: Json = json.loads(content[MANIFEST])
    content |= parts or {}
    if records:
        lines = [json.loads(line) for line in content[RECORDS].splitlines()]
        content[RECORDS] = b"".join(canonical.encode(line) + b"\n" for line in records(lines))
    for part in described["parts"]:
        data = content[part["name"]]
        part |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    if manifest:
        manifest(described)
    content[MANIFEST] = canonical.encode(described)
    content[SIGNATURE] = signed(content[MANIFEST], seed)
    return archive(path, {name: content[name] for name in content if name not in leave_out})
