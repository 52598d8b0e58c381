"""Erasure takes content away everywhere this device reaches, and names where it does not."""

from __future__ import annotations

import hashlib
import itertools
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from surveyapp.errors import UserError
from surveyapp.store import (
    Attachment,
    Media,
    Revision,
    RevisionKind,
    Search,
    Standing,
    Store,
    Word,
    form_hash,
)
from surveyapp.store.connection import Link
from surveyapp.store.key import KEY_NAME, read_key
from surveyapp.store.seal import emptied, verify
from tests.store.tablet import FORM, FORM_HASH, STOP, Tablet, draft
from tests.support.pages import decrypted

SECRETS = ("Zineb Alaoui", "0612345678", "a rappelé")
PICTURE = b"\x89PNG the signature of Zineb Alaoui" * 50
OTHER = b"\x89PNG another picture" * 50


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def media_of(*contents: bytes) -> list[Media]:
    return [Media(hash_of(each), "image/png", each) for each in contents]


def answers(*pictures: bytes, name: str = SECRETS[0]) -> str:
    return json.dumps(
        {
            "data": {"name": name, "phone": SECRETS[1]},
            "summary": {"person": name, "firm": "Coopérative Argane"},
            "media": {f"{number}.png": hash_of(each) for number, each in enumerate(pictures)},
        },
        ensure_ascii=False,
    )


def fills(tablet: Tablet, submission: str, document: str) -> Revision:
    tablet.store.save_draft(draft(submission, document=document))
    return tablet.store.finish(submission, submission=submission, document=document)


def changes(tablet: Tablet, submission: str, document: str, reason: str = "a slip") -> Revision:
    shown = tablet.store.submission(submission)
    return tablet.store.append(
        kind=RevisionKind.EDIT,
        submission=submission,
        parents=(shown.revision,),
        document=document,
        form_id=FORM.form_id,
        form_hash=FORM_HASH,
        stop=STOP.key,
        operator="Yassine",
        reason=reason,
    )


def holds(store: Store, content: bytes) -> bool:
    try:
        store.media(hash_of(content))
    except UserError:
        return False
    return True


def traces(folder: Path, key: str) -> list[str]:
    """Return where a secret stands in any page, used or free, or in the clear."""
    found = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        if file.suffix in {".db", ".backup"} or file.name.endswith("-wal"):
            content += decrypted(file, key)
        texts = [each.encode() for each in SECRETS] + [PICTURE[:20], b"zineb", b"ZINEB"]
        found += [f"{file.name}: {text!r}" for text in texts if text in content]
    return found


def test_no_page_holds_what_was_erased(tablet: Tablet) -> None:
    store = tablet.store
    key = read_key(tablet.folder / KEY_NAME)
    for number in range(40):  # so that pages are shared, split and freed
        fills(tablet, f"other {number}", answers(name=f"P {number}").replace("06", "05"))
    fills(tablet, "uuid:secret", answers(PICTURE))
    store.union(tablet.log(), files=media_of(PICTURE))
    changes(tablet, "uuid:secret", answers(name="Zineb Alaoui-Idrissi"), f"elle {SECRETS[2]}")
    store.save_draft(replace(draft("edit", document=answers()), edits="uuid:secret"))
    store.save_draft(replace(draft("thrown away", document=answers()), edits="uuid:secret"))
    store.discard_draft("thrown away")
    store.backups.make("hand")
    found = traces(tablet.folder, key)
    assert {line.partition(":")[0] for line in found} >= {"survey.db-wal"}
    assert any(line.endswith(".backup: b'Zineb Alaoui'") for line in found)

    tablet.erases("uuid:secret")
    store.backups.replace_all()
    assert traces(tablet.folder, key) == []
    assert (tablet.folder / "survey.db-wal").stat().st_size < 10 * 8192  # emptied, then used again
    tablet.restarts()
    assert traces(tablet.folder, key) == []
    # The rest is as it was, and the chain verifies.
    for revision in tablet.log():
        verify(revision)
    assert tablet.store.check().ok
    assert tablet.store.counts().submissions == 40
    assert tablet.store.find(Search(words=(Word("zineb"),), standing=Standing.ALL), limit=9) == ()
    assert [each.id for each in tablet.store.drafts()] == []
    assert tablet.store.discarded_drafts() == ()


def test_an_erasure_that_comes_with_a_merge_leaves_no_page_either(
    make_tablet: Callable[..., Tablet],
) -> None:
    one, two = make_tablet(), make_tablet()
    fills(one, "uuid:secret", answers())
    two.takes(one)
    two.store.backups.make("hand")
    key = read_key(two.folder / KEY_NAME)
    assert traces(two.folder, key)
    one.erases("uuid:secret")
    two.takes(one)
    two.store.backups.replace_erased()
    assert traces(two.folder, key) == []


def test_killed_before_the_log_was_emptied_the_next_start_does_it(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fills(tablet, "uuid:secret", answers())
    key = read_key(tablet.folder / KEY_NAME)
    with monkeypatch.context() as killed:
        killed.setattr(Link, "forget", lambda _: None)
        tablet.erases("uuid:secret")
    crashed = tmp_path / "crashed"
    shutil.copytree(tablet.folder, crashed)
    assert traces(crashed, key)
    with Store.open(crashed):
        assert traces(crashed, key) == []


@pytest.mark.parametrize("again", [False, True])
def test_all_six_orders_end_alike(make_tablet: Callable[..., Tablet], *, again: bool) -> None:
    one = make_tablet()
    full = fills(one, "uuid:secret", answers(PICTURE))
    erasure = one.erases("uuid:secret")
    package = {
        "full": (full, media_of(PICTURE)),
        "erased": (emptied(full), []),
        "record": (erasure, []),
    }
    digests = set()
    for order in itertools.permutations(package):
        other = make_tablet()
        for name in order * (2 if again else 1):
            revision, files = package[name]
            other.store.union([revision], files=files)
        assert other.store.history("uuid:secret") == (emptied(full), erasure)
        assert other.store.submission("uuid:secret").kind is RevisionKind.ERASE
        assert not holds(other.store, PICTURE), order
        assert other.store.check().ok
        digests.add(other.store.digest())
    assert digests == {one.store.digest()}


@pytest.mark.parametrize("whole_first", [True, False])
def test_an_erase_record_keeps_its_reason_whichever_copy_came_first(
    make_tablet: Callable[..., Tablet], *, whole_first: bool
) -> None:
    one = make_tablet()
    full = fills(one, "uuid:secret", answers())
    erasure = one.erases("uuid:secret")
    copies = [erasure, emptied(erasure)]
    other = make_tablet()
    for each in [full, *(copies if whole_first else reversed(copies))]:
        other.store.union([each])
    assert other.store.history("uuid:secret") == (emptied(full), erasure)
    assert other.store.digest() == one.store.digest()


# Files of responses


def test_files_nobody_else_refers_to_go_with_the_answers(tablet: Tablet) -> None:
    files = (Attachment("logo.png", hash_of(OTHER)),)
    source = b"with a logo"
    form = replace(FORM, hash=form_hash(source, files), source=source, attachments=files)
    tablet.store.add_form(form, media_of(OTHER))
    shared = b"a picture of both"
    fills(tablet, "uuid:one", answers(PICTURE, OTHER, shared))
    fills(tablet, "uuid:two", answers(shared))
    tablet.store.union(tablet.log(), files=media_of(PICTURE, shared))
    assert holds(tablet.store, PICTURE)
    tablet.erases("uuid:one")
    assert not holds(tablet.store, PICTURE)
    assert holds(tablet.store, OTHER)  # the form's
    assert holds(tablet.store, shared)
    tablet.erases("uuid:two")
    assert not holds(tablet.store, shared)


def test_a_draft_keeps_the_files_it_shares_with_what_is_erased(tablet: Tablet) -> None:
    fills(tablet, "uuid:one", answers(PICTURE))
    tablet.store.union(tablet.log(), files=media_of(PICTURE))
    tablet.store.save_draft(draft("another", document=answers(PICTURE)))
    tablet.erases("uuid:one")
    assert holds(tablet.store, PICTURE)


def test_content_given_back_brings_its_references(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    full = fills(one, "uuid:one", answers(PICTURE))
    two.takes([emptied(full)])
    two.store.union([full], files=media_of(PICTURE))
    assert holds(two.store, PICTURE)
    two.erases("uuid:one")
    assert not holds(two.store, PICTURE)


def test_files_that_come_alone_wait_for_their_answers(
    make_tablet: Callable[..., Tablet],
) -> None:
    one, two = make_tablet(), make_tablet()
    fills(one, "uuid:one", answers(PICTURE))
    two.store.union([], files=media_of(PICTURE))
    two.takes(one)
    assert holds(two.store, PICTURE)


@pytest.mark.parametrize(
    "document",
    ['["media"]', '{"media": "no names"}', '{"media": {"a.png": 7, "b.png": "no hash"}}', "{}"],
)
def test_what_names_no_file_refers_to_none(tablet: Tablet, document: str) -> None:
    fills(tablet, "uuid:one", document)
    tablet.erases("uuid:one")
    assert tablet.store.check().ok


# Packages already handed out


def test_packages_that_hold_it_are_named(make_tablet: Callable[..., Tablet]) -> None:
    one, two = make_tablet(), make_tablet()
    one.fills(submission="uuid:early")
    one.store.mark_handed_over({one.id: 1}, "early.svpkg", "/media/stick/early.svpkg")
    one.fills(submission="uuid:late")
    two.takes(one)
    one.store.mark_handed_over({one.id: 2}, "late.svpkg", "/media/stick/late.svpkg")
    two.store.mark_handed_over({one.id: 2}, "two.svpkg")

    def named(tablet: Tablet, submission: str) -> list[str]:
        return [each.path for each in tablet.store.packages_holding(submission)]

    both = ["/media/stick/early.svpkg", "/media/stick/late.svpkg"]
    assert named(one, "uuid:early") == both
    assert named(one, "uuid:late") == both[1:]
    one.erases("uuid:late")
    one.store.mark_handed_over({one.id: 3}, "after.svpkg", "/media/stick/after.svpkg")
    assert named(one, "uuid:late") == both[1:]  # the one made since holds it no more
    assert named(two, "uuid:late") == ["two.svpkg"]
    assert one.store.packages_holding("uuid:late")[0].at.startswith("2026-12-26T")
