"""The regions and provinces of Morocco, by ISO 3166-2 code (resources/regions, ODbL)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from surveyapp.paths import resources_dir


@dataclass(frozen=True, slots=True)
class Region:
    """One of the twelve regions, named in one language."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Province:
    """A prefecture or province, named in one language."""

    code: str
    region: str
    name: str


def regions(language: str) -> tuple[Region, ...]:
    """Return the regions in the order of their codes."""
    return tuple(Region(r["code"], _name(r, language)) for r in _reference()["regions"])


def provinces(region: str, language: str) -> tuple[Province, ...]:
    """Return the prefectures and provinces of a region."""
    return tuple(
        Province(p["code"], p["region"], _name(p, language))
        for p in _reference()["provinces"]
        if p["region"] == region
    )


def region_name(code: str, language: str) -> str:
    """Return a region's name, or its code where it is none of ours (a form from elsewhere)."""
    for region in _reference()["regions"]:
        if region["code"] == code:
            return _name(region, language)
    return code


def is_region(code: str) -> bool:
    """Say whether a code names one of the twelve."""
    return any(region["code"] == code for region in _reference()["regions"])


def _name(entry: dict[str, str], language: str) -> str:
    return entry.get(language) or entry["fr"]


@cache
def _reference() -> dict[str, list[dict[str, str]]]:
    text = (resources_dir() / "regions" / "morocco.json").read_text("utf-8")
    reference: dict[str, list[dict[str, str]]] = json.loads(text)
    return reference
