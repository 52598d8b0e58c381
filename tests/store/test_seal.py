from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.errors import UserError
from surveyapp.store import Revision, RevisionKind
from surveyapp.store.rows import COLUMNS, from_row, is_sealed, to_row
from surveyapp.store.seal import (
    FORMAT,
    Entry,
    Place,
    canonical,
    canonical_document,
    content_hash,
    emptied,
    hash_of_header,
    header_hash,
    is_sound,
    seal,
    verify,
)
from tests.store.tablet import FORM_HASH, STOP


def revision(**changes: object) -> Revision:
    entry = Entry(
        kind=RevisionKind.EDIT,
        submission="uuid:1",
        parents=("b" * 64, "a" * 64),
        form_id="company_feedback",
        form_hash=FORM_HASH,
        stop=STOP.key,
        operator="سلمى",
        document='{"b": 1, "a": "é"}',
        reason="un oubli",
    )
    place = Place("tablet", 2, "c" * 64, "001798276353123.00000", "2026-12-26T09:12:33+01:00")
    return dataclasses.replace(seal(entry, place, salt="0" * 32), **changes)  # type: ignore[arg-type]


def resealed(**changes: object) -> Revision:
    """A forger who knows how to seal."""
    forged = revision(**changes)
    forged = dataclasses.replace(
        forged, content_hash=content_hash(forged.salt, forged.document, forged.reason)
    )
    return dataclasses.replace(forged, hash=header_hash(forged))


def test_the_seal_is_the_same_for_ever() -> None:
    # Were this to change, no older log would verify.
    assert revision().hash == "f0828293dad6971cabc3793e3c5b6356ca8cc31bf6c9ec0d6a158cf94803bd05"
    assert (
        revision().content_hash
        == "670a18af0f1aa6c81dbae58140a4bcf8784234bba7864ddcd428959b2a47815d"
    )


def test_documents_are_kept_in_their_one_canonical_form() -> None:
    assert revision().document == '{"a":"é","b":1}'
    assert revision().parents == ("a" * 64, "b" * 64)


def test_a_sealed_revision_verifies() -> None:
    verify(revision())


def test_an_emptied_revision_still_verifies() -> None:
    gone = emptied(revision())
    assert gone.is_emptied
    assert (gone.document, gone.salt, gone.reason) == ("", "", "")
    verify(gone)


@pytest.mark.parametrize(
    "change",
    [
        {"document": '{"a":"e","b":1}'},
        {"document": ""},
        {"reason": "autre"},
        {"salt": "1" * 32},
        {"operator": "Salma"},
        {"stop": "MA-01_2026-12-26"},
        {"kind": RevisionKind.DELETE},
        {"parents": ("a" * 64,)},
        {"previous": "d" * 64},
        {"seq": 3},
        {"submission": "uuid:2"},
        {"wall": "2026-12-26T09:12:34+01:00"},
        {"clock": "001798276353124.00000"},
        {"form_hash": "e" * 64},
        {"content_hash": "e" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_is_altered_is_found_and_named(change: dict[str, object]) -> None:
    altered = revision(**change)
    assert not is_sound(altered)
    with pytest.raises(UserError) as problem:
        verify(altered)
    assert problem.value.parameters["seq"] == altered.seq
    assert problem.value.parameters["device"] == "tablet"


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0},
        {"seq": 2**60},
        {"seq": 1},  # the first has no previous
        {"previous": ""},  # and only the first
        {"previous": "C" * 64},
        {"parents": ("b" * 64, "a" * 64)},
        {"parents": ("a" * 64, "a" * 64)},
        {"parents": ("short",)},
        {"device": ""},
        {"submission": ""},
        {"operator": "nul\0"},
        {"operator": "half a letter \ud800"},
        {"clock": "yesterday"},
        {"wall": "yesterday"},
        {"wall": "2026-12-26T09:12:33"},
        {"form_hash": "../../form"},
        {"document": "{"},
        {"document": '{"a":NaN}'},
        {"document": "[" * 100_000},
        {"document": "1" * 5000},
        {"salt": "0"},
        {"salt": "", "reason": ""},  # emptied, yet with a document
    ],
)
def test_nonsense_is_refused_even_with_a_proper_seal(change: dict[str, object]) -> None:
    try:
        forged = resealed(**change)
    except UnicodeEncodeError:
        forged = revision(**change)  # cannot even be sealed
    assert not is_sound(forged)


def test_what_is_no_json_cannot_become_a_document() -> None:
    for text in ("{", "NaN", "[Infinity]"):
        with pytest.raises(ValueError, match=r".*"):
            canonical_document(text)


def test_the_salt_keeps_short_answers_from_being_guessed() -> None:
    document = json.dumps({"answer": "yes"})
    assert content_hash("0" * 32, document, "") != content_hash("1" * 32, document, "")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(1, 2**53))
def test_what_is_hashed_is_the_canonical_text_of_a_list(text: str, seq: int) -> None:
    """The header is put together by hand, for speed; no character may make a difference."""
    parents = ("a" * 64, "b" * 64)
    pieces = [text, seq, "c" * 64, text, parents, "edit", text, "d" * 64, text, text, text, text]
    wanted = hashlib.sha256(canonical([FORMAT, *pieces, "e" * 64]).encode()).hexdigest()
    assert hash_of_header(*pieces, "e" * 64) == wanted  # type: ignore[arg-type]
    content = hashlib.sha256(canonical(["0" * 32, text, text]).encode()).hexdigest()
    assert content_hash("0" * 32, text, text) == content


def test_a_row_is_sealed_as_its_revision_is() -> None:
    sound = revision()
    rows = [to_row(sound), to_row(emptied(sound))]
    assert all(map(is_sealed, rows))
    assert [from_row(row) for row in rows] == [sound, emptied(sound)]
    for column, other in enumerate(to_row(revision(device="x", seq=3, submission="uuid:2"))):
        altered = list(rows[0])
        altered[column] = other if other != altered[column] else _another(other)
        assert not is_sealed(altered), COLUMNS.split(", ")[column]
    assert not is_sealed([*rows[1][:15], "{}", ""]), "content put into an erased one"


def _another(value: object) -> object:
    if isinstance(value, bytes):
        return bytes(byte ^ 1 for byte in value) or b"\0" * 32
    return f"{value}x"
