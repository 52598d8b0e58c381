"""What is fetched from the system's own package server, and what is said where that fails."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="apt is Linux")

Programs = Callable[[str, str], Path]

# apt-get as it behaves for a person without root: downloads land in the cache it is given.
APT_DOWNLOADS = """
for word in "$@"; do case "$word" in Dir::Cache=*) cache="${word#Dir::Cache=}";; esac; done
case "$*" in *--download-only*) touch "$cache/archives/some.deb";; esac
"""
DPKG_UNPACKS_PIP = """
mkdir -p "$3/usr/share/python-wheels" "$3/usr/share/ca-certificates/mozilla"
touch "$3/usr/share/python-wheels/pip-23.0-py3-none-any.whl"
echo authority > "$3/usr/share/ca-certificates/mozilla/one.crt"
"""


@pytest.fixture
def environment(run: ModuleType, checkout: Path) -> object:
    environment = run.Environment(checkout / ".venv", run.Speaker())
    environment.folder.mkdir()
    return environment


@pytest.fixture
def bare(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a way to be on a system without pip and ensurepip, as root or not."""
    call = run.call
    glob = Path.glob

    def no_pip(command: list[str], log: Path, env: dict[str, str] | None = None) -> bool:
        return "-m" not in command and call(command, log, env)

    def no_wheels(path: Path, pattern: str) -> object:
        return iter(()) if path == Path("/") else glob(path, pattern)

    def settle(*, root: bool) -> None:
        monkeypatch.setattr(run, "call", no_pip)
        monkeypatch.setattr(run, "is_root", lambda: root)
        monkeypatch.setattr(Path, "glob", no_wheels)

    return settle


def test_a_person_without_root_gets_pip_into_a_folder_of_her_own(
    run: ModuleType,
    environment: object,
    bare: Callable[..., None],
    programs: Programs,
) -> None:
    bare(root=False)
    apt = programs("apt-get", APT_DOWNLOADS)
    programs("dpkg", DPKG_UNPACKS_PIP)
    command, variables = environment.find_pip()  # type: ignore[attr-defined]
    private = environment.folder / "debian" / "pip"  # type: ignore[attr-defined]
    bundle = private / "authorities.pem"
    if Path("/etc/ssl/certs/ca-certificates.crt").exists():
        assert command[1:] == ["-m", "pip"]
    else:  # as on a bare system, which trusts nobody yet
        assert command[1:] == ["-c", run.PIP_WITH_AUTHORITIES, str(bundle)]
        assert bundle.read_text() == "authority\n"
    assert variables["PYTHONPATH"].startswith(str(private / "usr/share/python-wheels/pip-"))
    update, download = apt.read_text().splitlines()
    assert update.endswith("update")
    assert download.endswith("--download-only install python3-pip-whl")
    assert f"Dir::State::lists={private}/lists" in download
    assert f"Dir::Cache={private}/cache" in download
    assert not (private / "cache").exists()


def test_root_lets_apt_install_what_python_lacks(
    run: ModuleType, environment: object, bare: Callable[..., None], programs: Programs
) -> None:
    bare(root=True)
    apt = programs("apt-get", 'test "$3" = update || test -e "$(dirname "$0")/fresh"')
    with pytest.raises(run.Stop):
        environment.find_pip()  # type: ignore[attr-defined]
    first, update, second = apt.read_text().splitlines()
    assert first == second
    assert first.endswith("--no-install-recommends install python3-venv")
    assert update.endswith("update")


@pytest.mark.parametrize("root", [True, False])
def test_where_apt_is_not_to_be_had_the_exact_command_is_named(
    run: ModuleType,
    environment: object,
    bare: Callable[..., None],
    programs: Programs,
    root: bool,
) -> None:
    bare(root=root)
    programs("apt-get", "exit 100")
    with pytest.raises(run.Stop) as stop:
        environment.find_pip()  # type: ignore[attr-defined]
    assert str(stop.value).endswith("\n  sudo apt-get install python3-venv")
    assert str(stop.value).startswith("pip is missing on this machine")


# --- Qt ---


@pytest.fixture
def gaps(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what Qt's loader says at each try, in turn; every try takes one."""
    gaps: list[str] = []
    monkeypatch.setattr(run.Environment, "qt_gap", lambda self, platform: gaps.pop(0))
    return gaps


def test_qt_that_loaded_once_is_not_tried_again_until_libraries_change(
    run: ModuleType, environment: object, gaps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    caches = {"/etc/ld.so.cache": ["before"]}
    monkeypatch.setattr(run, "identity", lambda path: caches.get(path, []))
    gaps += ["", ""]
    environment.need_qt("offscreen")  # type: ignore[attr-defined]
    environment.need_qt("offscreen")  # type: ignore[attr-defined]
    assert len(gaps) == 1
    caches["/etc/ld.so.cache"] = ["after"]
    environment.need_qt("offscreen")  # type: ignore[attr-defined]
    assert gaps == []


def test_root_gets_qts_libraries_from_apt(
    run: ModuleType,
    environment: object,
    gaps: list[str],
    programs: Programs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "is_root", lambda: True)
    apt = programs("apt-get", "exit 0")
    gaps += ["ImportError: libGL.so.1: cannot open shared object file", ""]
    environment.need_qt("offscreen")  # type: ignore[attr-defined]
    (call,) = apt.read_text().splitlines()
    assert call.endswith("install " + run.QT_PACKAGES)


def test_what_qt_lacks_on_a_screen_is_named_with_the_exact_command(
    run: ModuleType,
    environment: object,
    gaps: list[str],
    programs: Programs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "is_root", lambda: False)
    programs("apt-get", "exit 100")
    gaps += 2 * ["OSError: libxcb-cursor.so.0: cannot open shared object file: No such file"]
    with pytest.raises(run.Stop) as stop:
        environment.need_qt("xcb")  # type: ignore[attr-defined]
    first, command = str(stop.value).splitlines()
    assert "libxcb-cursor.so.0" in first
    assert command == f"  sudo apt-get install {run.QT_PACKAGES} {run.SCREEN_PACKAGES['xcb']}"


def test_a_person_without_root_gets_qts_libraries_into_a_folder_of_her_own(
    run: ModuleType,
    environment: object,
    gaps: list[str],
    programs: Programs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "is_root", lambda: False)
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    programs("apt-get", APT_DOWNLOADS)
    programs("dpkg", 'mkdir -p "$3/usr/lib/triplet" && touch "$3/usr/lib/triplet/libGL.so.1"')
    gaps += ["ImportError: libGL.so.1: cannot open shared object file", ""]
    environment.need_qt("offscreen")  # type: ignore[attr-defined]
    private = environment.folder / "debian" / "qt"  # type: ignore[attr-defined]
    assert environment.variables()["LD_LIBRARY_PATH"] == str(private / "usr/lib/triplet")  # type: ignore[attr-defined]


def test_a_prepared_folder_that_cannot_be_written_still_tells_what_qt_lacks(
    run: ModuleType, environment: object, gaps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "writable", lambda folder: False)
    gaps += ["ImportError: libEGL.so.1: cannot open shared object file"]
    with pytest.raises(run.Stop, match=r"libEGL\.so\.1"):
        environment.need_qt("offscreen")  # type: ignore[attr-defined]


def test_this_machine_loads_qt_as_the_tests_do(run: ModuleType, checkout: Path) -> None:
    environment = run.Environment(Path(sys.prefix), run.Speaker())
    assert environment.qt_gap("offscreen") == ""


def test_the_loaders_last_words_say_what_is_missing(
    run: ModuleType, checkout: Path, programs: Programs, tmp_path: Path
) -> None:
    programs("python", "echo 'Traceback' >&2; echo 'ImportError: libEGL.so.1: gone' >&2; exit 1")
    environment = run.Environment(checkout / ".venv", run.Speaker())
    environment.python = tmp_path / "bin" / "python"
    assert environment.qt_gap("offscreen") == "ImportError: libEGL.so.1: gone"
