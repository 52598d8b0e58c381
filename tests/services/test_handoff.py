"""Handing over at the end of a day, and taking in at the office."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.exchange import read_package
from surveyapp.progress import Cancelled
from surveyapp.services.backups import list_backups
from surveyapp.services.handoff import apply_merge, hand_over, package_name, plan_merge
from surveyapp.services.workspace import Workspace
from surveyapp.store import DeviceProfile, RevisionKind

EVENING = datetime(2026, 12, 26, 18, 15, tzinfo=UTC)
OpenDevice = Callable[[str], Workspace]


@pytest.fixture
def device(tmp_path: Path) -> Iterator[OpenDevice]:
    """Open devices by label, set up and at a stop; all are closed at the end."""
    with ExitStack() as stack:

        def make(label: str) -> Workspace:
            workspace = Workspace.open(tmp_path / "data" / label, now=lambda: EVENING)
            stack.enter_context(workspace)
            workspace.store.save_profile(
                DeviceProfile(
                    id=workspace.store.device_id,
                    label=label,
                    language="fr",
                    staff=("Amina",),
                    idle_seconds=60,
                    partials="keep",
                    pin_set=False,
                    recovery="",
                )
            )
            workspace.store.choose_stop("MA-12_2026-12-26")
            return workspace

        yield make


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def fill(workspace: Workspace, submission: str) -> None:
    workspace.store.append(
        kind=RevisionKind.CREATE,
        submission=submission,
        parents=(),
        document='{"data":{}}',
        form_id="company_feedback",
        form_hash="ab" * 32,
        stop="MA-12_2026-12-26",
        operator="Amina",
    )


def test_on_a_stick_the_file_is_named_after_device_stop_and_time(
    device: OpenDevice, stick: Path
) -> None:
    tablet = device("Tablette n° 3")
    first = hand_over(tablet, stick)
    second = hand_over(tablet, stick)
    assert first.path.parent == stick
    assert first.path.name == "Tablette-n-3_MA-12_2026-12-26_20261226-181500.svpkg"
    assert second.path.name == "Tablette-n-3_MA-12_2026-12-26_20261226-181500-2.svpkg"
    assert first.made_at == "2026-12-26T18:15:00+00:00"
    assert read_package(first.path).manifest.label == "Tablette n° 3"


@pytest.mark.parametrize(
    ("label", "start"),
    [
        ("اللوحة 3", "اللوحة-3_MA-12"),
        ("../../etc/passwd", "etc-passwd_MA-12"),
        ('a<b>c:d"e|f?g*h\\i', "a-b-c-d-e-f-g-h-i_MA-12"),
        ("Tablette\u2066 é\u0301\n", "Tablette-é"),
        ("!!!", "device_MA-12"),
        ("x" * 60, "x" * 40 + "_MA-12"),
    ],
)
def test_any_label_makes_a_name_that_any_stick_takes(label: str, start: str) -> None:
    name = package_name(label, "MA-12_2026-12-26", EVENING)
    assert name.startswith(start)
    assert name.endswith("_2026-12-26_20261226-181500.svpkg")
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert len(name.encode()) < 255


def test_without_a_stop_the_name_has_none() -> None:
    assert package_name("T", "", EVENING) == "T_20261226-181500.svpkg"


def test_a_name_of_ones_own_is_taken_as_it_is(device: OpenDevice, stick: Path) -> None:
    tablet = device("T3")
    report = hand_over(tablet, stick / "day one.svpkg")
    assert report.path == stick / "day one.svpkg"
    with pytest.raises(UserError, match="exists already and was left as it is"):
        hand_over(tablet, stick / "day one.svpkg")


@pytest.mark.parametrize("name", ["gone", "gone/", "day one.zip"])
def test_neither_folder_nor_package_name_is_asked_for_again(
    device: OpenDevice, stick: Path, name: str
) -> None:
    with pytest.raises(UserError, match=r"neither a folder that is there nor a name that ends in"):
        hand_over(device("T3"), stick / name)
    assert not list(stick.iterdir())


def test_a_device_without_a_name_is_set_up_first(tmp_path: Path, stick: Path) -> None:
    with (
        Workspace.open(tmp_path / "new") as workspace,
        pytest.raises(UserError, match="no name"),
    ):
        hand_over(workspace, stick)
    assert not list(stick.iterdir())


def test_responses_count_as_handed_over_once_the_package_is_whole(
    device: OpenDevice, stick: Path
) -> None:
    tablet = device("T3")
    fill(tablet, "a")
    fill(tablet, "b")
    assert tablet.store.counts().not_handed_over == 2
    with pytest.raises(UserError):
        hand_over(tablet, stick / "gone" / "a.svpkg")
    assert tablet.store.counts().not_handed_over == 2
    hand_over(tablet, stick)
    assert tablet.store.counts().not_handed_over == 0
    fill(tablet, "c")
    assert tablet.store.counts().not_handed_over == 1
    event = tablet.store.events()[-1]
    assert event.kind == "package"
    assert event.detail == "T3_MA-12_2026-12-26_20261226-181500.svpkg records=2"


def test_a_cancelled_hand_over_hands_nothing_over(device: OpenDevice, stick: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int, what: str = "") -> None:
            if done > total * 0.7:  # while it is read back
                raise Cancelled

    tablet = device("T3")
    fill(tablet, "a")
    with pytest.raises(Cancelled):
        hand_over(tablet, stick, Impatient())
    assert not list(stick.iterdir())
    assert tablet.store.counts().not_handed_over == 1
    assert not tablet.store.events()


def test_at_the_office_the_sticks_are_looked_at_then_taken_in(
    device: OpenDevice, stick: Path
) -> None:
    office, one, two = device("Office"), device("T1"), device("T2")
    fill(one, "a")
    fill(two, "b")
    files = [hand_over(one, stick).path, hand_over(two, stick).path]
    planned = plan_merge(office, files)
    assert (planned.new, planned.before, planned.after) == (2, 0, 2)
    assert not office.store.events()
    assert apply_merge(office, [*files, files[0]]).new == 2
    assert apply_merge(office, files).identical == 2
    events = [(event.kind, event.detail) for event in office.store.events()]
    assert [each for each in events if each[0] == "merge"] == [
        ("merge", "files=3 new=2 updated=0 identical=0 conflicts=0"),
        ("merge", "files=2 new=0 updated=0 identical=2 conflicts=0"),
    ]
    # Each began with a backup of what was here before.
    assert [each.records for each in list_backups(office)] == [2, 0]


def test_what_the_office_took_in_is_not_its_own_to_hand_over(
    device: OpenDevice, stick: Path
) -> None:
    office, tablet = device("Office"), device("T1")
    fill(tablet, "a")
    apply_merge(office, [hand_over(tablet, stick).path])
    assert office.store.counts().not_handed_over == 0


def test_a_package_that_nobody_lived_to_note_is_named_by_an_erasure(
    device: OpenDevice, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = device("Tablet 03")
    fill(tablet, "uuid:one")

    def dead(*_args: object, **_options: object) -> None:
        raise SystemExit  # the battery, between the file's name and the note

    monkeypatch.setattr(tablet.store, "mark_handed_over", dead)
    with pytest.raises(SystemExit):
        hand_over(tablet, stick)
    (package,) = stick.iterdir()
    assert [each.path for each in tablet.store.packages_holding("uuid:one")] == [str(package)]


def test_a_package_that_could_not_be_written_is_not_named(device: OpenDevice, stick: Path) -> None:
    tablet = device("Tablet 03")
    fill(tablet, "uuid:one")
    (stick / "here.svpkg").write_bytes(b"somebody else's")
    with pytest.raises(UserError):
        hand_over(tablet, stick / "here.svpkg")
    assert tablet.store.packages_holding("uuid:one") == ()


def test_a_package_is_named_once(device: OpenDevice, stick: Path) -> None:
    tablet = device("Tablet 03")
    fill(tablet, "uuid:one")
    report = hand_over(tablet, stick)
    assert [each.path for each in tablet.store.packages_holding("uuid:one")] == [str(report.path)]
