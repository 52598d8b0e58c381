"""Merging: a set union that is shown before it is done, and done wholly or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.errors import UserError
from surveyapp.exchange import MergePlan, apply, plan, signing, write_package
from surveyapp.exchange.manifest import RECORDS
from surveyapp.progress import Cancelled
from surveyapp.store import RevisionKind, Store
from tests.exchange.devices import AGADIR, DAKHLA, Device, MakeDevice, form_record
from tests.exchange.forging import ENEMY, Json, forged, members
from tests.support.copies import unseen_copy

EDIT, DELETE, ERASE = RevisionKind.EDIT, RevisionKind.DELETE, RevisionKind.ERASE


def numbers(merge: MergePlan) -> tuple[int, int, int, int]:
    return merge.new, merge.updated, merge.identical, merge.conflicts


def words(merge: MergePlan) -> str:
    return "\n".join(str(warning) for warning in merge.warnings)


def test_two_tablets_become_one_laptop(device: MakeDevice) -> None:
    laptop, first, second = device("Laptop"), device("Tablet 1"), device("Tablet 2")
    first.fills(3)
    second.goes_to(AGADIR, "Agadir").fills(2)
    result = apply(laptop.store, [first.package(), second.package()])
    assert numbers(result) == (5, 0, 0, 0)
    assert (result.before, result.after) == (0, 5)
    assert laptop.store.counts().submissions == 5
    assert [(line.label, line.new) for line in result.by_stop] == [("Agadir", 2), ("الداخلة", 3)]
    assert sorted((line.label, line.new) for line in result.by_device) == [
        ("Tablet 1", 3),
        ("Tablet 2", 2),
    ]
    assert laptop.store.form(form_record().hash) == form_record()
    assert not result.warnings
    assert laptop.store.check().ok


def test_each_file_is_described(device: MakeDevice) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.fills(3)
    path = tablet.package("a.svpkg")
    copy = Path(shutil.copy(path, path.with_name("copy of a.svpkg")))
    first, second = plan(laptop.store, [path, copy]).packages
    assert (first.file, first.label, first.device) == (path, "Tablet 1", tablet.store.device_id)
    assert (first.stop, first.records, first.complete) == (DAKHLA, 3, True)
    assert first.made_at.startswith("2026-12-26T09:")
    assert not first.repeated
    assert second.repeated
    assert second.file == copy


def test_a_plan_says_what_would_happen_and_does_nothing(device: MakeDevice) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    laptop.fills(1)
    tablet.fills(3)
    tablet.changes("uuid:Tablet 1-0", DELETE)
    packages = [tablet.package()]
    before = laptop.store.digest(), laptop.store.events()
    planned = plan(laptop.store, packages)
    assert (laptop.store.digest(), laptop.store.events()) == before
    assert type(planned) is MergePlan
    assert (planned.before, planned.after) == (1, 4)
    assert not planned.changes_nothing
    done = apply(laptop.store, packages)
    for name in MergePlan.__slots__:
        assert getattr(done, name) == getattr(planned, name)
    again = plan(laptop.store, packages)
    assert again.changes_nothing
    assert (again.before, again.after) == (4, 4)


def test_merging_again_adds_nothing(device: MakeDevice) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.fills(3)
    path = tablet.package()
    apply(laptop.store, [path])
    digest = laptop.store.digest()
    for files in ([path], [path, path], [path, Path(shutil.copy(path, path.with_suffix(".bis")))]):
        result = apply(laptop.store, files)
        assert numbers(result) == (0, 0, 3, 0)
        assert result.records_new == 0
        assert result.changes_nothing
    assert laptop.store.digest() == digest


def test_a_device_merges_its_own_package_without_harm(device: MakeDevice) -> None:
    tablet = device("Tablet 1")
    tablet.fills(2)
    result = apply(tablet.store, [tablet.package()])
    assert numbers(result) == (0, 0, 2, 0)
    assert not result.warnings


def test_a_later_package_brings_changes_as_updates(device: MakeDevice) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.fills(3)
    apply(laptop.store, [tablet.package()])
    tablet.changes("uuid:Tablet 1-1", answer="changed")
    tablet.fills(1)
    result = apply(laptop.store, [tablet.package()])
    assert numbers(result) == (1, 1, 2, 0)
    assert "changed" in laptop.store.submission("uuid:Tablet 1-1").document


def test_two_people_who_change_one_response_are_both_kept(device: MakeDevice) -> None:
    one, two, tablet = device("One"), device("Two"), device("Tablet 1")
    tablet.fills(1)
    path = tablet.package()
    for laptop in (one, two):
        apply(laptop.store, [path])
        laptop.changes("uuid:Tablet 1-0", answer=laptop.label)
    result = apply(one.store, [two.package()])
    assert numbers(result) == (0, 1, 0, 1)
    heads = {head.document for head in one.store.heads("uuid:Tablet 1-0")}
    assert len(heads) == 2
    assert one.store.submission("uuid:Tablet 1-0").conflict


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0), (1, 0, 1)])
def test_erased_stays_erased_whatever_arrives_first(
    device: MakeDevice, order: Sequence[int]
) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.fills(1, answer="0612345678")
    full = tablet.package()
    tablet.changes("uuid:Tablet 1-0", ERASE)
    packages = [full, tablet.package()]
    for number in order:
        apply(laptop.store, [packages[number]])
    assert "0612345678" not in laptop.store.submission("uuid:Tablet 1-0").document
    assert all("0612345678" not in each.document for each in laptop.store.revisions())
    assert laptop.store.check().ok


def test_what_a_laptop_merged_travels_in_its_own_package(device: MakeDevice) -> None:
    regional, national, tablet = device("Regional"), device("National"), device("Tablet 1")
    tablet.has(form_record("forum_record")).fills(2)
    regional.fills(1)
    apply(regional.store, [tablet.package()])
    result = apply(national.store, [regional.package()])
    assert numbers(result) == (3, 0, 0, 0)
    assert sorted(line.label for line in result.by_device) == ["Regional", "Tablet 1"]
    assert {form.form_id for form in national.store.forms()} == {
        "company_feedback",
        "forum_record",
    }
    assert not apply(national.store, [tablet.package()]).new


def test_a_missing_part_is_reported_until_it_arrives(device: MakeDevice) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.fills(3)
    first = tablet.hands_over()
    tablet.fills(2)
    late = tablet.package(since=dict(first.last_seq))
    result = apply(laptop.store, [late])
    assert not result.packages[0].complete
    assert "Part of what \u2068Tablet 1\u2069 wrote has not arrived (records 1 to 3)" in words(
        result
    )
    assert not apply(laptop.store, [first.path]).warnings
    assert laptop.store.counts().submissions == 5
    assert not apply(device("Another").store, [late, first.path]).warnings


def test_a_copied_device_is_reported_and_both_copies_are_kept(
    device: MakeDevice, tmp_path: Path
) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.fills(2)
    tablet.package()  # its key is made before it is copied
    tablet.store.close()
    copied = unseen_copy(tablet.store.data_dir, tmp_path / "copied")
    tablet.restarts()
    tablet.changes("uuid:Tablet 1-0", answer="original")
    tablet.fills(1, answer="original")
    with Store.open(copied) as clone:
        head = clone.submission("uuid:Tablet 1-1")
        clone.append(
            kind=EDIT,
            submission=head.id,
            parents=(head.revision,),
            document="{}",
            form_id=head.form_id,
            form_hash=head.form_hash,
            stop=head.stop,
            operator="",
        )
        path = write_package(clone, tmp_path / "clone.svpkg").path
    result = apply(laptop.store, [tablet.package(), path])
    assert [fork.seq for fork in result.forks] == [3]
    assert "\u2068Tablet 1\u2069 was two devices for a while" in words(result)
    assert result.after == 3
    assert laptop.store.counts().submissions == 3


# Files that cannot be used


def test_one_bad_file_and_nothing_is_merged(device: MakeDevice) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.fills(3)
    good, cut, gone = tablet.package(), tablet.package(), Path("gone.svpkg")
    cut.write_bytes(cut.read_bytes()[:-200])
    before = laptop.store.digest()
    for merge in (plan, apply):
        with pytest.raises(UserError) as caught:
            merge(laptop.store, [good, cut, gone])
        message = str(caught.value)
        assert "Nothing was merged, because 2 of 3 files cannot be used:" in message
        assert f"The end of \u2066{cut}\u2069 is missing" in message
        assert "There is no file \u2066gone.svpkg\u2069" in message
        assert good.name not in message
    assert laptop.store.digest() == before


def test_a_damaged_file_is_found_before_the_store_hears_of_any(
    device: MakeDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.fills(30)
    good, bad = tablet.package(), tablet.package()
    data = bytearray(bad.read_bytes())
    data[300] ^= 4
    bad.write_bytes(data)

    def untouched(*_: object) -> None:
        raise AssertionError("the store was asked")

    monkeypatch.setattr(laptop.store, "union", untouched)
    with pytest.raises(UserError, match="1 of 2 files cannot be used"):
        apply(laptop.store, [good, bad])


def lie(lines: list[Json]) -> list[Json]:
    lines[-1]["document"] = '{"data":{"answer":"bought"}}'
    return lines


def test_records_that_lost_their_seal_are_refused_by_file(device: MakeDevice) -> None:
    laptop, one, two = device("Laptop"), device("Tablet 1"), device("Tablet 2")
    one.fills(3)
    two.fills(3)
    files = [one.package(), forged(two.package(), records=lie)]
    before = laptop.store.digest()
    for merge in (plan, apply):
        with pytest.raises(UserError) as caught:
            merge(laptop.store, files)
        assert "1 of 2 files cannot be used" in str(caught.value)
        assert f"in \u2066{files[1]}\u2069 does not carry the seal" in str(caught.value)
    with pytest.raises(UserError, match=r"Record 3 of device .* does not carry the seal"):
        apply(laptop.store, files[1:])
    assert laptop.store.digest() == before
    assert not laptop.store.counts().submissions


def test_what_the_store_itself_refuses_is_passed_on(
    device: MakeDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.fills(1)

    def full(*_: object) -> None:
        raise UserError("The disk with {folder} is full.", folder="/data")

    monkeypatch.setattr(laptop.store, "union", full)
    with pytest.raises(UserError, match="The disk with /data is full"):
        apply(laptop.store, [tablet.package()])


def without_forms(path: Path) -> Path:
    def drop(manifest: Json) -> None:
        manifest["forms"] = []
        manifest["parts"] = [part for part in manifest["parts"] if part["name"] == RECORDS]

    gone = {name for name in members(path) if name.startswith("forms/")}
    return forged(path, manifest=drop, leave_out=gone)


def test_a_form_that_did_not_come_along_is_asked_for(device: MakeDevice) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.has(form_record("forum_record")).fills(1)
    result = apply(laptop.store, [without_forms(tablet.package())])
    assert "A form that some responses were filled in with is missing" in words(result)
    assert form_record("forum_record").hash[:12] in words(result)


# Who signed


def test_another_key_for_a_known_device_is_pointed_out(device: MakeDevice) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.fills(1)
    apply(laptop.store, [tablet.package()])
    tablet.fills(1)
    false = forged(tablet.package(), seed=ENEMY)
    planned = plan(laptop.store, [false])
    key = signing.fingerprint(signing.public_key(ENEMY))
    assert f"\u2066{false}\u2069 is signed with another key (\u2066{key}\u2069)" in words(planned)
    assert "earlier packages of \u2068Tablet 1\u2069" in words(planned)
    assert "do not merge the file" in words(planned)
    # Planning does not make the key a known one; merging does, and both are watched from then on.
    assert words(plan(laptop.store, [false])) == words(planned)
    assert not plan(laptop.store, [tablet.package()]).warnings
    apply(laptop.store, [false])
    assert "another key" in words(plan(laptop.store, [tablet.package()]))


def test_two_keys_that_arrive_together_are_pointed_out(device: MakeDevice) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.fills(1)
    files = [tablet.package(), forged(tablet.package(), seed=ENEMY)]
    assert len(plan(laptop.store, files).warnings) == 2
    assert len(plan(laptop.store, files[::-1]).warnings) == 2


def test_a_package_in_this_devices_own_name_is_pointed_out(device: MakeDevice) -> None:
    tablet = device("Tablet 1")
    tablet.fills(1)
    assert "another key" in words(plan(tablet.store, [forged(tablet.package(), seed=ENEMY)]))


# Progress


class Listener:
    def __init__(self, patience: int = 10**6) -> None:
        self.steps: list[float] = []
        self._patience = patience

    def step(self, done: int, total: int, what: str = "") -> None:
        self.steps.append(done / total)
        if len(self.steps) >= self._patience:
            raise Cancelled


def test_cancelling_at_any_moment_changes_nothing(device: MakeDevice) -> None:
    laptop, tablet = device("Laptop"), device("Tablet 1")
    tablet.has(form_record("forum_record")).fills(3)
    path = tablet.package()
    before = laptop.store.digest()
    counted = Listener()
    plan(laptop.store, [path], counted)
    assert counted.steps == sorted(counted.steps)
    assert counted.steps[-1] == 1
    for patience in range(1, len(counted.steps) + 1):
        for merge in (plan, apply):
            with pytest.raises(Cancelled):
                merge(laptop.store, [path], Listener(patience))
            assert laptop.store.digest() == before
    assert apply(laptop.store, [path]).new == 3


# A set union: any order, any repetition, any grouping


@pytest.fixture(scope="module")
def tour() -> Iterator[tuple[list[Path], str]]:
    """Seven packages that know of each other's edits, and the digest of all of them together."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made: dict[str, Device] = {}
        for label in ("T1", "T2", "Regional"):
            (folder / label).mkdir()
            made[label] = Device(folder / label, label)
        one, two, regional = made.values()
        one.goes_to(DAKHLA, "الداخلة").fills(3)
        two.goes_to(AGADIR, "Agadir").has(form_record("company_feedback", "2")).fills(2)
        packages = [one.package(), two.package()]
        apply(regional.store, packages)
        regional.changes("uuid:T1-0", answer="regional")
        one.changes("uuid:T1-0", answer="tablet")
        regional.changes("uuid:T2-0", DELETE)
        packages += [regional.package(), one.package()]
        two.changes("uuid:T2-1", ERASE)
        two.goes_to(AGADIR, "أكادير")
        packages += [two.package()]
        apply(regional.store, packages[3:4])
        regional.changes("uuid:T1-0", RevisionKind.RESOLVE, answer="both")
        packages += [regional.package(), forged(one.package(), seed=ENEMY)]
        for each in made.values():
            each.store.close()
        with Store.create(folder / "all") as everything:
            apply(everything, packages)
            united = _united(everything)
        yield packages, united


def _united(store: Store) -> str:
    return store.digest() + store.secret("exchange.signers").decode()


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_order_repetition_and_grouping_end_alike(
    tour: tuple[list[Path], str], data: st.DataObject
) -> None:
    packages, expected = tour
    files = data.draw(st.permutations(packages))
    files += data.draw(st.lists(st.sampled_from(packages), max_size=3))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(files) - 1), max_size=4)))
    with tempfile.TemporaryDirectory() as name, Store.create(Path(name)) as laptop:
        for begin, end in zip([0, *cuts], [*cuts, len(files)], strict=True):
            group = files[begin:end]
            planned = plan(laptop, group)
            done = apply(laptop, group)
            assert numbers(done) == numbers(planned)
            assert done.after == done.before + done.new
        assert apply(laptop, files).changes_nothing
        assert _united(laptop) == expected


def test_a_package_of_the_union_is_the_union(tour: tuple[list[Path], str], tmp_path: Path) -> None:
    packages, _ = tour
    with Store.create(tmp_path / "a") as first, Store.create(tmp_path / "b") as second:
        apply(first, packages)
        apply(second, [write_package(first, tmp_path / "all.svpkg").path])
        assert second.digest() == first.digest()
