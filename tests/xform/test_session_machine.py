"""Whatever somebody does, in whatever order: nothing breaks, and nothing is stale.

After every step the session equals one that computes the whole form from its answers alone, and
what an answer changed was told. For longer: ``python -m tests.xform.test_session_machine``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import time
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from surveyapp.xform import Changes, DataType, FieldDef, FormSession
from tests.xform.forms import form, noon

FIRM = """
| survey |
| | type | name | label::French (fr) | label::English (en) | relevant | constraint | calculation | repeat_count | choice_filter | default | required |
| | select_one yn | go | Aller | Go | | | | | | | yes |
| | begin group | g | Groupe | Group | ${go} = '1' | | | | | | |
| | select_one reg | reg | Région | Region ${go} | | | | | | if(${go} = '1', 'a', '') | |
| | select_one pro | pro | Province | | | | | | reg=${reg} | | |
| | select_multiple pro | many | | Many | ${reg} != 'b' | count-selected(.) < 3 | | | name != ${pro} | | |
| | integer | x | x | | ${pro} != '' or ${many} != '' | . > ${y} | | | | | |
| | integer | y | y | | ${x} != 3 | | | | | 1 | |
| | calculate | z | | | | | ${x} * 2 + coalesce(${y}, 0) | | | | |
| | end group | | | | | | | | | | |
| | begin repeat | r | Ligne | Row | ${z} != 4 | | | | | | |
| | integer | n | n | | | . < 4 | | | | | |
| | calculate | share | | | | | ${n} div ${total} | | | | |
| | calculate | place | | | | | position(..) | | | | |
| | calculate | named | | | | | jr:choice-name(${reg}, '${reg}') | | | | |
| | text | why | Pourquoi ${n} | Why ${n} | ${n} > 2 | | | | | | |
| | begin repeat | in | Dans | In | | | | ${n} | | | |
| | text | t | t | | | | | | | | |
| | calculate | where | | | | | concat(${place}, '.', position(..), ${t}) | | | | |
| | end repeat | | | | | | | | | | |
| | end repeat | | | | | | | | | | |
| | calculate | total | | | | | sum(${n}) | | | | |
| | calculate | big | | | | | count(${r}[${n} > 2]) | | | | |
| | calculate | last | | | | | ${r}[position() = last()]/n | | | | |
| | calculate | deep | | | | | join(' ', ${where}) | | | | |
| | note | told | Total ${total} | | ${total} > 3 | | | | | | |
| choices |
| | list_name | name | label::French (fr) | label::English (en) | reg |
| | yn | 1 | Oui | Yes | |
| | yn | 0 | Non | No | |
| | reg | a | Anfa | Anfa | |
| | reg | b | Béni | Beni | |
| | pro | p1 | Un | One | a |
| | pro | p2 | Deux | | a |
| | pro | p3 | Trois | Three | b |
"""  # noqa: E501 - a table

# Rows by a count: computed, asked for in the rows themselves ("one more?"), and nested ones;
# actions when an answer or a row comes; a running total; defaults that depend on answers.
VISITS = """
| survey |
| | type | name | label::French (fr) | label::English (en) | hint::English (en) | relevant | required | required_message::English (en) | constraint | constraint_message::English (en) | calculation | trigger | repeat_count | choice_filter | default | appearance | readonly |
| | integer | rooms | Salles | Rooms | Up to ${most} | | ${named} != '' | Rooms of ${named}? | . <= ${most} | Not over ${most} | | | | | 2 | | |
| | calculate | most | | | | | | | | | if(${rooms} > 2, 3, 4) | | | | | | |
| | text | named | Nom | Name | | | | | | | | | | | | | |
| | text | copy | Copie | Copy | | | | | | | concat('[', ${named}, ']') | ${named} | | | | | |
| | begin group | page | Page ${named} | Page of ${named} | | ${rooms} != 1 | | | | | | | | | | field-list | |
| | select_multiple what | likes | Goûts | Likes | | | | | | | | | | | | | |
| | select_one what | best | Préféré | Best | | ${likes} != '' | ${likes} != '' | | | | | | | selected(${likes}, name) | | | |
| | date | day | Jour | Day | | | | | . > date('2026-01-31') | After ${told} | | | | | | | |
| | calculate | told | | | | | | | | | format-date(${day}, '%e %b') | | | | | | |
| | note | said | Dit ${told} | Said ${told} | | | | | | | | | | | | | |
| | end group | | | | | | | | | | | | | | | | |
| | begin repeat | room | Salle | Room | | | | | | | | | ${rooms} | | | | |
| | decimal | size | Taille | Size | | | | | . < 100 | | | | | | | | ${best} = 'tea' |
| | select_one what | kind | Sorte | Kind | | ${size} > 1 | | | | | | | | selected(${likes}, name) and name != ${best} | | | |
| | calculate | so_far | | | | | | | | | sum(${room}[position() <= position(current()/..)]/size) | | | | | | |
| | calculate | kind_name | | | | | | | | | jr:choice-name(${kind}, '${kind}') | | | | | | |
| | begin repeat | seat | Place | Seat | | ${size} != 3 | | | | | | | | | | | |
| | text | who | Qui est à ${place} | Who is at ${place} | | | | | | | | | | | ${named} | | |
| | calculate | place | | | | | | | | | concat(position(../..), '-', position(..)) | | | | | | |
| | end repeat | | | | | | | | | | | | | | | | |
| | end repeat | | | | | | | | | | | | | | | | |
| | begin repeat | visit | Visite | Visit | | | | | | | | | 1 + sum(${again}) | | | | |
| | select_one again | again | Encore ? | Again? | | | | | | | | | | | | | |
| | integer | length | Durée | Length | | ${again} != '' | | | | | | | | | | | |
| | calculate | first | | | | | | | | | once(${named}) | | | | | | |
| | end repeat | | | | | | | | | | | | | | | | |
| | calculate | seats | | | | | | | | | count(${seat}) | | | | | | |
| | calculate | longest | | | | | | | | | max(${length}) | | | | | | |
| | calculate | everyone | | | | | | | | | join(', ', ${who}) | | | | | | |
| choices |
| | list_name | name | label::French (fr) | label::English (en) |
| | what | tea | Thé | Tea |
| | what | milk | Lait | Milk |
| | what | bread | Pain | Bread |
| | again | 1 | Oui | Yes |
| | again | 0 | Non | No |
"""  # noqa: E501 - a table

# A row for each choice that is picked, rows in rows by what is picked there, people chosen from
# the rows of people, questions that set others that set others, and a count in words of a language.
CLINIC = """
| survey |
| | type | name | label::French (fr) | label::English (en) | relevant | required | constraint | calculation | trigger | repeat_count | choice_filter | default | readonly |
| | select_multiple ward | wards | Services | Wards | | | count-selected(.) != 4 | | | | | | |
| | select_one ward | main | Principal | Main | | ${wards} != '' | | | | | selected(${wards}, name) | selected-at(${wards}, 0) | |
| | text | chief | Chef | Chief | ${main} != '' | | | concat(${main}, '!') | ${main} | | | | |
| | text | deputy | Adjoint | Deputy | | | string-length(.) < 9 | concat(${chief}, count(${bed})) | ${chief} | | | | ${main} = 'er' |
| | begin repeat | person | Personne | Person | | | | | | | | | |
| | text | called | Nom | Called | | | | | | | | concat(${main}, position(..)) | |
| | integer | age | Âge de ${called} | Age of ${called} | ${called} != '' | | . < 120 and . > ${older} | | | | | | |
| | calculate | older | | | | | | coalesce(indexed-repeat(${age}, ${person}, position(..) - 1), 0) | | | | | |
| | calculate | seen_first | | | | | | once(concat(${called}, ${wards})) | | | | | |
| | end repeat | | | | | | | | | | | | |
| | select_one ${called} | elder | Doyen | Elder | | | | | | | | | |
| | begin repeat | stay | Séjour | Stay | | | | | | count-selected(${wards}) | | | |
| | calculate | ward | | | | | | selected-at(${wards}, position(..) - 1) | | | | | |
| | calculate | ward_name | | | | | | jr:choice-name(${ward}, '${main}') | | | | | |
| | select_multiple care | cares | Soins en ${ward_name} | Care in ${ward_name} | | | | | | | ward = ${ward} or ward = '' | | |
| | text | why | Pourquoi | Why | selected(${cares}, 'x') | true() | | concat(${cares}, '/', ${ward}) | ${cares} | | | | |
| | begin group | all | Tous les lits | All beds | ${cares} != 'rest' | | | | | | | | |
| | begin repeat | bed | Lit | Bed | | | | | | count-selected(${cares}) + (position(..) = 2) | | | |
| | select_one care | cause | Cause | Cause | | | | | | | selected(${cares}, name) and name != ${main} | | |
| | integer | nights | Nuits | Nights | | | . <= sum(../../bed/nights) div 2 | | ${cause} | | | ${so_far} + 1 | |
| | calculate | so_far | | | | | | sum(${bed}[position() < position(current()/..)]/nights) | | | | | |
| | end repeat | | | | | | | | | | | | |
| | end group | | | | | | | | | | | | |
| | calculate | nights_here | | | | | | sum(${nights}) | | | | | |
| | end repeat | | | | | | | | | | | | |
| | begin repeat | letter | Lettre | Letter | ${elder} != '' | | | | | string-length(jr:choice-name(${main}, '${main}')) | | | |
| | text | written | Écrit | Written | | | | | | | | | |
| | end repeat | | | | | | | | | | | | |
| | calculate | causes | | | | | | join(' ', ${cause}) | | | | | |
| | calculate | most | | | | | | max(${nights_here}) | | | | | |
| | calculate | second | | | | | | indexed-repeat(${nights}, ${stay}, 2, ${bed}, 1) | | | | | |
| | calculate | told | | | | | | string-length(${written}) + count-non-empty(${nights}) | | | | | |
| choices |
| | list_name | name | label::French (fr) | label::English (en) | ward |
| | ward | er | Urgences | ER | |
| | ward | or | Bloc | OR | |
| | ward | baby | Maternité | Birth | |
| | ward | out | Externe | Out | |
| | care | rest | Repos | Rest | |
| | care | x | Radio | X-ray | er |
| | care | er | Surveillance | Watch | er |
| | care | cut | Opération | Surgery | or |
| | care | milk | Lait | Milk | baby |
"""  # noqa: E501 - a table

FORMS = {"firm": FIRM, "visits": VISITS, "clinic": CLINIC}
NUMBERS = ["1", "2", "3", "0", "5", "-4", "abc", ""]
ANSWERS = {
    DataType.INT: NUMBERS,
    DataType.DECIMAL: [*NUMBERS, "0.5"],
    DataType.DATE: ["2026-02-01", "2026-01-02", "2026-13-01", ""],
    DataType.STRING: ["a", "b c", ""],
}
MOST_ROWS = 4


def answers(session: FormSession, field: FieldDef) -> list[str]:
    """Return what somebody may answer, or an old draft may hold: not only what fits."""
    values = [choice.value for choice in session.definition.choices(field.ref, "en")]
    if not values:
        return ANSWERS[field.data_type]
    return [*values, "", f"{values[0]} {values[-1]}", "nothing"]


def refs(session: FormSession, ref: str) -> list[str]:
    """Return a ref in every row of the repeats around it, itself not counted."""
    repeats = {field.repeat for field in session.definition.fields}
    found = [""]
    parts = ref.split("/")[1:]
    plain = ""
    for at, part in enumerate(parts):
        plain += f"/{part}"
        found = [f"{each}/{part}" for each in found]
        if plain in repeats and at + 1 < len(parts):
            found = [
                f"{each}[{row}]"
                for each in found
                for row in range(1, session.repeat_count(each) + 1)
            ]
    return found


class Seen(NamedTuple):
    """What can be looked at of a leaf."""

    value: str
    typed: str
    relevant: bool
    states: tuple[bool, bool]
    texts: tuple[str, str]
    choices: tuple[Any, ...]
    problem: Any


def look(session: FormSession) -> dict[str, Seen]:
    """Return everything that can be looked at, leaf by leaf."""
    return {
        ref: Seen(
            session.value(ref),
            session.typed(ref),
            session.is_relevant(ref),
            (session.is_required(ref), session.is_readonly(ref)),
            (session.label(ref), session.hint(ref)),
            session.choices(ref),
            session.problem(ref),
        )
        for field in session.definition.fields
        for ref in refs(session, field.ref)
    }


def told(changes: Changes, ref: str, before: Seen, after: Seen) -> bool:
    """Say whether what differs about a leaf stands in ``changes``."""
    if any(ref.startswith(f"{repeat}[") for repeat in changes.repeats):
        return True  # another row may stand in its place
    return (
        (before.value == after.value or ref in changes.values | changes.relevance)
        and (before.relevant == after.relevant or ref in changes.relevance)
        and (before.texts == after.texts or ref in changes.labels)
        and (before.choices == after.choices or ref in changes.choices)
        and (before.states == after.states or ref in changes.states)
    )


class Respondent(RuleBasedStateMachine):
    """Somebody with a tablet and no plan."""

    table: str

    @initialize(language=st.sampled_from(["fr", "en"]))
    def begin(self, language: str) -> None:
        self.session = FormSession(form(self.table), language=language, now=noon)
        self.removed = False
        self.seen = look(self.session)

    def afresh(self) -> FormSession:
        """Return a session that computes everything from the answers of this one."""
        draft = json.loads(json.dumps(self.session.to_draft()))
        return FormSession.resume(form(self.table), draft, language=self.session.language, now=noon)

    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        asked = [each for each in self.session.definition.fields if each.control is not None]
        field = data.draw(st.sampled_from(asked))
        places = refs(self.session, field.ref)
        if places:
            ref = data.draw(st.sampled_from(places))
            value = data.draw(st.sampled_from(answers(self.session, field)))
            self.tells(self.session.answer(ref, value))

    @rule(data=st.data())
    def add_a_row(self, data: st.DataObject) -> None:
        places = self.open_repeats()
        if places:
            ref = data.draw(st.sampled_from(places))
            if self.session.repeat_count(ref) < MOST_ROWS:
                changes = self.session.add_repeat(ref)
                assert ref in changes.repeats
                self.tells(changes)

    @rule(data=st.data())
    def remove_a_row(self, data: st.DataObject) -> None:
        rows = [
            f"{ref}[{row}]"
            for ref in self.open_repeats()
            for row in range(1, self.session.repeat_count(ref) + 1)
        ]
        if rows:
            self.session.remove_repeat(data.draw(st.sampled_from(rows)))
            self.removed = True

    @rule()
    def put_the_row_back(self) -> None:
        """Undo the last removal, at once or after other answers; the row around it may be gone."""
        if self.removed:
            self.removed = False
            with contextlib.suppress(KeyError):
                self.tells(self.session.restore_repeat())

    def open_repeats(self) -> list[str]:
        """Return the places where somebody may add a row."""
        repeats = sorted({each.repeat for each in self.session.definition.fields if each.repeat})
        return [
            ref
            for repeat in repeats
            for ref in refs(self.session, repeat)
            if self.session.can_add(ref)
        ]

    def tells(self, changes: Changes) -> None:
        """Check that what looks different now was told."""
        now = look(self.session)
        for ref, before in self.seen.items():
            after = now.get(ref)
            if after is not None:
                assert told(changes, ref, before, after), (ref, before, after, changes)

    @rule(language=st.sampled_from(["fr", "en"]))
    def change_language(self, language: str) -> None:
        self.tells(self.session.set_language(language))

    @rule()
    def look_and_go_back(self) -> None:
        pages = self.session.pages()
        for before, after in pairwise(pages):
            assert self.session.next_page(before.ref) == after
            assert self.session.previous_page(after.ref) == before

    @rule()
    def lose_power_and_resume(self) -> None:
        self.removed = False
        self.session = self.afresh()

    @rule()
    def hand_in_and_read_back(self) -> None:
        document = json.loads(json.dumps(self.session.to_document()))
        options: dict[str, Any] = {"language": self.session.language, "now": noon}
        definition = form(self.table)
        again = FormSession.resume(definition, document, **options)
        assert again.to_document() == document
        again = FormSession.resume_xml(definition, self.session.to_xml(), **options)
        assert again.to_document() == document

    @rule()
    def hand_in_and_correct(self) -> None:
        """Take the submission up again under a new identifier, and go on with that."""
        document = json.loads(json.dumps(self.session.to_document()))
        before = self.session
        self.removed = False
        self.session = FormSession.resume(
            form(self.table), document, language=before.language, now=noon, editing=True
        )
        assert self.session.deprecated_id == before.instance_id != self.session.instance_id
        assert not self.session.resumed.unplaced
        mine, theirs = look(self.session), look(before)
        identifiers = ("/instanceID", "/deprecatedID")
        for ref in theirs:
            if theirs[ref].relevant and not ref.endswith(identifiers):
                assert mine[ref] == theirs[ref], ref

    @invariant()
    def nothing_is_stale(self) -> None:
        other = self.afresh()
        assert other.to_draft() == self.session.to_draft()
        self.seen = look(self.session)
        assert look(other) == self.seen
        assert other.pages() == self.session.pages()
        assert other.problems() == self.session.problems()
        assert other.progress() == self.session.progress()


def play(name: str, examples: int, steps: int) -> None:
    """Let somebody loose on a form so many times, so many steps each."""
    machine = type("AtThisForm", (Respondent,), {"table": FORMS[name]})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None
        ),
    )


@pytest.mark.parametrize("name", FORMS)
def test_whatever_somebody_does(name: str) -> None:
    play(name, examples=25, steps=25)


def main() -> None:
    """Go on for some minutes, longer at a time than a test would; stop at what breaks."""
    parser = argparse.ArgumentParser(prog="python -m tests.xform.test_session_machine")
    parser.add_argument("--minutes", type=float, default=20)
    until = time.monotonic() + 60 * parser.parse_args().minutes
    played = 0
    while time.monotonic() < until:
        for name in FORMS:
            play(name, examples=20, steps=60)
            played += 20
            print(f"{played:>6} responses", flush=True)


if __name__ == "__main__":
    main()
