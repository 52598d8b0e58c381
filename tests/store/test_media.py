"""The files of a form: kept once by content, part of the form, and whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.store import Attachment, FormRecord, Media, Store, form_hash
from tests.store.tablet import FORM, Tablet

VILLAGES = "name,label\nv1,تامصلوحت\n".encode()
PICTURE = b"\x89PNG not really"


def media(data: bytes, kind: str = "text/csv") -> Media:
    return Media(hashlib.sha256(data).hexdigest(), kind, data)


def with_files(**files: bytes) -> tuple[FormRecord, list[Media]]:
    """Return a form to which these files belong, and the files."""
    kept = [media(data) for data in files.values()]
    named = tuple(
        Attachment(name.replace("_", "."), each.sha256)
        for name, each in zip(files, kept, strict=True)
    )
    hashed = form_hash(FORM.source, named)
    return dataclasses.replace(FORM, hash=hashed, attachments=tuple(sorted(named))), kept


def test_a_form_comes_with_its_files(tablet: Tablet) -> None:
    form, files = with_files(villages_csv=VILLAGES, well_png=PICTURE)
    assert tablet.store.add_form(form, files)
    tablet.restarts()
    assert tablet.store.form(form.hash) == form
    assert [file.name for file in tablet.store.attachments(form.hash)] == [
        "villages.csv",
        "well.png",
    ]
    assert tablet.store.media(files[0].sha256) == files[0]
    assert tablet.store.check().ok


def test_a_form_whose_files_were_replaced_is_another_form(tablet: Tablet) -> None:
    first, files = with_files(villages_csv=VILLAGES)
    second, newer = with_files(villages_csv=VILLAGES + b"v2,Tahannaout\n")
    assert len({FORM.hash, first.hash, second.hash}) == 3
    assert tablet.store.add_form(first, files)
    assert tablet.store.add_form(second, newer)
    for form, (file,) in ((first, files), (second, newer)):
        assert tablet.store.attachments(form.hash) == (Attachment("villages.csv", file.sha256),)
        assert tablet.store.media(file.sha256) == file


def test_the_same_file_under_two_names_is_kept_once(tablet: Tablet) -> None:
    form, files = with_files(a_csv=VILLAGES, b_csv=VILLAGES)
    assert tablet.store.add_form(form, files)
    with tablet.store._link.read() as raw:
        assert raw.execute("SELECT count(*) FROM media").fetchone()[0] == 1
    assert {file.sha256 for file in tablet.store.attachments(form.hash)} == {files[0].sha256}


def test_a_form_added_again_is_the_last_that_was_added(tablet: Tablet) -> None:
    form, files = with_files(villages_csv=VILLAGES)
    tablet.store.add_form(form, files)
    assert not tablet.store.add_form(dataclasses.replace(FORM, added="2026-12-27T08:00:00+01:00"))
    last = tablet.store.forms()[-1]
    assert (last.hash, last.added) == (FORM.hash, "2026-12-27T08:00:00+01:00")
    assert len(tablet.store.forms()) == 2


def _altered(form: FormRecord, files: list[Media]) -> tuple[FormRecord, list[Media]]:
    return form, [dataclasses.replace(files[0], data=b"other")]


def _missing(form: FormRecord, files: list[Media]) -> tuple[FormRecord, list[Media]]:
    return form, files[1:]


def _other_name(form: FormRecord, files: list[Media]) -> tuple[FormRecord, list[Media]]:
    named = (Attachment("towns.csv", files[0].sha256), form.attachments[1])
    return dataclasses.replace(form, attachments=named), files


def _a_path(form: FormRecord, files: list[Media]) -> tuple[FormRecord, list[Media]]:
    named = (Attachment("../villages.csv", files[0].sha256),)
    hashed = form_hash(form.source, named)
    return dataclasses.replace(form, hash=hashed, attachments=named), files


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_altered, "A file was altered"),
        (_missing, r"villages\.csv of the form company_feedback\.xlsx did not come"),
        (_other_name, r"company_feedback\.xlsx was altered"),
        (_a_path, "whose name is no file name"),
    ],
)
def test_what_does_not_belong_together_is_refused_whole(
    tablet: Tablet, spoil: Callable[..., tuple[FormRecord, list[Media]]], told: str
) -> None:
    before = tablet.store.digest()
    form, files = spoil(*with_files(villages_csv=VILLAGES, well_png=PICTURE))
    with pytest.raises(UserError, match=told):
        tablet.store.add_form(form, files)
    with pytest.raises(UserError, match=told):
        tablet.store.union([], [form], files=files)
    assert tablet.store.digest() == before
    with tablet.store._link.read() as raw:
        assert raw.execute("SELECT count(*) FROM media").fetchone()[0] == 0


def test_stores_that_met_hold_the_same_files(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet("one"), make_tablet("two")
    form, files = with_files(villages_csv=VILLAGES)
    newer, replaced = with_files(villages_csv=PICTURE)
    one.store.add_form(form, files)
    # The same bytes, called something else there.
    two.store.add_form(newer, [dataclasses.replace(replaced[0], type="image/png")])
    one.store.union([], [newer], files=replaced)
    two.store.union([], [form], files=files)
    one.store.union([], [newer], files=[two.store.media(replaced[0].sha256)])
    two.store.union([], [newer], files=replaced)
    assert one.store.digest() == two.store.digest()
    for file in (*files, *replaced):
        assert one.store.media(file.sha256) == two.store.media(file.sha256)


ADD = """
import sys
from pathlib import Path
from tests.store.tablet import Tablet
from tests.store.test_media import PICTURE, VILLAGES, with_files
tablet = Tablet(Path(sys.argv[1]))
print("open", flush=True)
for number in range(1000):
    picture = PICTURE * 20_000 + str(number).encode()
    form, files = with_files(villages_csv=VILLAGES, well_png=picture)
    tablet.store.add_form(form, files)
    print("added", flush=True)
"""


def test_a_form_is_there_with_all_its_files_or_not_at_all(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ADD, str(tmp_path / "data")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as worker:
        assert worker.stdout is not None
        said = [worker.stdout.readline() for _ in range(4)]
        worker.kill()
        said += worker.stdout.readlines()
    with Store.open(tmp_path / "data") as store:
        kept = [form for form in store.forms() if form.hash != FORM.hash]
        assert len(kept) in (said.count("added\n"), said.count("added\n") + 1)
        for form in kept:
            files = store.attachments(form.hash)
            assert form.hash == form_hash(store.form(form.hash).source, files)
            for file in files:
                assert hashlib.sha256(store.media(file.sha256).data).hexdigest() == file.sha256
        assert store.check().ok
