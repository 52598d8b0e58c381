"""Which keys a device's packages were signed with: trusted on first use, watched afterwards.

A set of pairs that only grows, so that the order in which packages arrive does not matter. A
device with two keys was set up anew, or somebody makes packages in its name: people are told, and
nothing is refused, because the first key to arrive need not be the true one.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence

from surveyapp.errors import UserError
from surveyapp.exchange import canonical, signing
from surveyapp.exchange.reader import Package
from surveyapp.store import Store
from surveyapp.text import isolate, isolate_ltr

_SEED = "exchange.signing_seed"
_SIGNERS = "exchange.signers"


def signing_seed(store: Store) -> bytes:
    """Return the 32 secret bytes this device signs with, made the first time they are needed."""
    name = _seed_of(store.device_id)
    seed = store.secret(name)
    if not seed:
        seed = secrets.token_bytes(32)
        store.set_secret(name, seed)
    return seed


def known_keys(store: Store) -> Mapping[str, frozenset[str]]:
    """Return the public keys (hex) this store knows of each device, its own included."""
    known = {device: frozenset(keys) for device, keys in _load(store).items()}
    own = store.device_id
    seed = store.secret(_seed_of(own))
    if seed:
        known[own] = known.get(own, frozenset()) | {signing.public_key(seed)}
    return known


def remember_keys(store: Store, packages: Sequence[Package]) -> None:
    """Add the keys of merged packages to those known."""
    known = _load(store)
    for package in packages:
        keys = known.setdefault(package.manifest.device, [])
        if package.public_key not in keys:
            keys.append(package.public_key)
    if known != _load(store):
        spelled = {device: sorted(keys) for device, keys in known.items()}
        store.set_secret(_SIGNERS, canonical.encode(spelled))


def key_warnings(store: Store, packages: Sequence[Package]) -> tuple[UserError, ...]:
    """Return a warning for each package whose device has also signed with another key."""
    before = known_keys(store)
    every: dict[str, set[str]] = {device: set(keys) for device, keys in before.items()}
    for package in packages:
        every.setdefault(package.manifest.device, set()).add(package.public_key)
    return tuple(
        UserError(
            "{file} is signed with another key ({key}) than earlier packages of {device}. Ask "
            "whether that device was set up anew; if it was not, do not merge the file.",
            file=package.label,
            key=isolate_ltr(signing.fingerprint(package.public_key)),
            device=isolate(package.manifest.label or package.manifest.device),
        )
        for package in packages
        if len(every[package.manifest.device]) > 1
        and before.get(package.manifest.device) != frozenset({package.public_key})
    )


def _seed_of(device: str) -> str:
    """Return the secret's name: a copy that takes another id signs with another key."""
    return f"{_SEED}/{device}"


def _load(store: Store) -> dict[str, list[str]]:
    known: dict[str, list[str]] = json.loads(store.secret(_SIGNERS) or b"{}")
    return known
