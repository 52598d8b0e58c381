"""What must stay true of the project as a whole, each with the harm it once did or would do."""

from __future__ import annotations

import ast
import fnmatch
import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, DEV = "requirements.lock", "requirements-dev.lock"
PYSIDE = "6.11.3"

TOP_LEVEL = {
    ".ci",
    ".git",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "build.spec",
    "forms",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
    "resources",
    "run.py",
    "surveyapp",
    "tests",
}


def in_a_new_python(code: str) -> str:
    """Run code in an interpreter of its own; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# --- Qt for Python: 6.12.0 leaks a reference to None per void call and aborts (3.10, 3.11) ---


def test_qt_for_python_is_the_release_that_does_not_abort() -> None:
    assert importlib.metadata.version("pyside6-essentials") == PYSIDE
    assert importlib.metadata.version("shiboken6") == PYSIDE


def test_many_calls_that_return_nothing_leave_none_alone() -> None:
    # In a process of its own: where the fault is present, it aborts.
    grown = in_a_new_python(
        "import sys\n"
        "from PySide6.QtCore import QObject, QRect\n"
        "thing, rect = QObject(), QRect()\n"
        "before = sys.getrefcount(None)\n"
        "for number in range(100_000):\n"
        "    thing.setObjectName('name')\n"
        "    rect.setWidth(number)\n"
        "print(sys.getrefcount(None) - before)\n"
    )
    assert abs(int(grown)) < 1_000


# --- locked dependencies: what is installed is what was looked at, file by file ---


def locked(name: str) -> dict[str, tuple[Requirement, int]]:
    """Return the requirements of a lock file by name, each with how many hashes it has."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and line.strip()[0] != "#"]
    found: dict[str, tuple[Requirement, int]] = {}
    for line in lines:
        requirement = Requirement(line.partition(" --hash=")[0])
        found[canonicalize_name(requirement.name)] = (
            requirement,
            len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line)),
        )
    return found


@pytest.mark.parametrize("name", [RUNTIME, DEV])
def test_every_locked_package_is_one_version_known_by_its_hashes(name: str) -> None:
    packages = locked(name)
    assert len(packages) > 10
    for package, (requirement, hashes) in packages.items():
        assert re.fullmatch(r"==[^*]+", str(requirement.specifier)), package
        assert hashes >= 1, package


@pytest.mark.parametrize("name", [RUNTIME, DEV])
def test_lock_files_name_no_server(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(
        r"^\s*(-i|-f|--\w*index\w*|--find-links|--trusted-host)\b", text, re.MULTILINE
    )


def test_lock_files_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, dev = locked(RUNTIME), locked(DEV)
    wanted = [(text, runtime) for text in project["project"]["dependencies"]]
    wanted += [(text, dev) for text in project["dependency-groups"]["dev"]]
    for text, lock in wanted:
        requirement = Requirement(text)
        pinned, _ = lock[canonicalize_name(requirement.name)]
        (version,) = [specifier.version for specifier in pinned.specifier]
        assert requirement.specifier.contains(version), text
    for name, entry in runtime.items():  # run.py counts on it: tests bring the app's packages too
        assert dev[name] == entry, name


@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
@pytest.mark.parametrize("name", [RUNTIME, DEV])
def test_lock_files_are_complete_on_every_system(name: str, system: str) -> None:
    # run.py tells pip to install the list and nothing else: a gap would show only on that system.
    lock = locked(name)
    names = {"linux": "Linux", "win32": "Windows", "darwin": "Darwin"}
    here = {"sys_platform": system, "platform_system": names[system], "extra": ""}
    here["os_name"] = "nt" if system == "win32" else "posix"
    for package in lock:
        try:
            needs = importlib.metadata.requires(package) or []
        except importlib.metadata.PackageNotFoundError:  # for another system than this one
            continue
        for need in map(Requirement, needs):
            if need.marker is None or need.marker.evaluate(here):
                assert canonicalize_name(need.name) in lock, f"{package} needs {need}"


# --- imports: one SQLite, and verbs that start without Qt or spreadsheets ---


def imports(path: Path) -> set[str]:
    """Return the modules a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module or "")
    return found


def test_sqlite_utils_is_imported_by_one_module() -> None:
    # Imported first anywhere else it silently takes Python's own SQLite: no key, no page HMAC.
    importers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "surveyapp").rglob("*.py")
        if any(name.split(".")[0] == "sqlite_utils" for name in imports(path))
    }
    assert importers == {"surveyapp/store/connection.py"}


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("surveyapp.__main__", {"PySide6", "openpyxl", "pyxform", "sqlite_utils", "sqlcipher3"}),
        ("surveyapp.cli", {"PySide6", "openpyxl", "pyxform", "sqlite_utils"}),
        ("surveyapp.app", {"openpyxl", "pyxform", "sqlite_utils"}),
    ],
)
def test_starting_imports_nothing_that_is_slow_and_not_needed_yet(
    module: str, unwanted: set[str]
) -> None:
    loaded = json.loads(
        in_a_new_python(f"import json, sys, {module}; print(json.dumps([*sys.modules]))")
    )
    assert module in loaded
    assert unwanted & set(loaded) == set()


# --- the house ---


def test_nothing_lies_at_the_top_that_has_no_place_there() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    patterns = [line.strip("/") for line in ignored]
    found = {
        entry.name
        for entry in ROOT.iterdir()
        if not any(fnmatch.fnmatch(entry.name, pattern) for pattern in patterns)
    }
    assert found - TOP_LEVEL == set()
    assert TOP_LEVEL - found <= {".git"}


def test_every_module_says_why_it_exists() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "surveyapp").rglob("*.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


# --- licences ---

# How packages without an SPDX expression say it, in classifiers or in their own words.
SAYINGS = {
    "PSFL": "PSF-2.0",
    "BSD": "BSD-3-Clause",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: MIT License": "MIT",
    "Apache License, Version 2.0": "Apache-2.0",
    "License :: Public Domain": "Unlicense",
}


def licence_table(heading: str) -> dict[str, tuple[str, str]]:
    """Return a table of the page of licences: what -> (licence, whose or what for)."""
    page = (ROOT / "resources" / "licences" / "LICENCES.md").read_text(encoding="utf-8")
    part = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
    return {row[0].strip("`"): (row[1], row[2]) for row in rows[1:]}


def test_the_page_of_licences_lists_every_package_that_is_installed() -> None:
    table = licence_table("Installed with it")
    assert table.keys() == locked(RUNTIME).keys()
    for name, (licence, purpose) in table.items():
        assert purpose, name
        try:
            facts = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:  # for another system
            assert locked(RUNTIME)[name][0].marker, name
            continue
        said_how = ("License-Expression", "License")
        told = next((value for key in said_how for value in facts.get_all(key) or []), "")
        classified = [c for c in facts.get_all("Classifier") or [] if c.startswith("License ::")]
        sayings = [told, *classified] if len(told) < 80 else classified
        assert not any(sayings) or licence in [SAYINGS.get(said, said) for said in sayings], name


def test_the_page_of_licences_covers_every_folder_that_is_shipped() -> None:
    table = licence_table("In this project")
    shipped = {f"resources/{folder.name}/" for folder in (ROOT / "resources").iterdir()}
    assert table.keys() >= shipped | {"forms/"}
    assert table["resources/fonts/"][0] == "OFL-1.1"
    assert "SIL Open Font License" in (ROOT / "resources/fonts/OFL.txt").read_text("utf-8")
    assert table["resources/icons/"][0] == "MIT"
    assert "MIT License" in (ROOT / "resources/icons/LICENSE.txt").read_text("utf-8")
    regions = json.loads((ROOT / "resources/regions/morocco.json").read_text("utf-8"))
    assert regions["licence"].startswith(table["resources/regions/"][0])


def test_the_texts_of_licences_are_here() -> None:
    licences = ROOT / "resources" / "licences"
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")[:200]
    assert "LESSER GENERAL PUBLIC" in (licences / "LGPL-3.0.txt").read_text("utf-8")[:200]
    assert "GENERAL PUBLIC LICENSE" in (licences / "GPL-3.0.txt").read_text("utf-8")[:200]
