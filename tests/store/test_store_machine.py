"""Any sequence of what people do, against a plain model in memory: the same is seen after each.

Crashes are among it: the folder is copied while the store is open, and the copy goes on.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
)

from surveyapp.errors import UserError
from surveyapp.store import Draft, Entry, RevisionKind, Search, Standing, Stop, Store, heads
from tests.store.tablet import FORM, STOP, Watch, draft

OTHER = Stop.parse_key("MA-09_2027-01-09", "أكادير")
STOPS = (STOP, OTHER)
ANSWERS = st.text('نعمx€\u200f\n"\\', min_size=1, max_size=6)


@dataclass
class State:
    """One state of a response, as its history shows it."""

    kind: RevisionKind
    document: str
    stop: str
    reason: str = ""


@dataclass
class Model:
    """What a device holds, in a person's words."""

    drafts: dict[str, str] = field(default_factory=dict)
    editing: dict[str, str] = field(default_factory=dict)
    """What drafts change stored responses."""
    discarded: dict[str, str] = field(default_factory=dict)
    responses: dict[str, list[State]] = field(default_factory=dict)
    handed_over: set[str] = field(default_factory=set)
    on_a_screen: list[Draft] = field(default_factory=list)
    """Changes under way of what was erased meanwhile: a screen may still send them."""


def document(answer: str, outcome: str = "completed") -> str:
    return json.dumps(
        {"answer": answer, "outcome": outcome}, ensure_ascii=False, separators=(",", ":")
    )


class StoreMachine(RuleBasedStateMachine):
    """A device, whoever holds it, and power cuts."""

    drafts: Bundle[str] = Bundle("drafts")
    discarded: Bundle[str] = Bundle("discarded")
    responses: Bundle[str] = Bundle("responses")

    def __init__(self) -> None:
        super().__init__()
        self.room = Path(tempfile.mkdtemp())
        self.folder = self.room / "0"
        self.watch = Watch()
        self.store = Store.create(self.folder, now=self.watch)
        self.store.add_form(FORM)
        for stop in STOPS:
            self.store.add_stop(stop)
        self.abandoned: list[Store] = []
        self.model = Model()
        self.named = 0

    def teardown(self) -> None:
        for store in (self.store, *self.abandoned):
            store.close()
        shutil.rmtree(self.room)

    # What a person does

    @rule(target=drafts, answer=ANSWERS)
    def begins(self, answer: str) -> str:
        self.named += 1
        name = f"uuid:{self.named}"
        self.model.drafts[name] = document(answer)
        self.store.save_draft(draft(name, document=document(answer)))
        return name

    @rule(name=drafts, answer=ANSWERS)
    def answers(self, name: str, answer: str) -> None:
        if name in self.model.drafts:
            self.model.drafts[name] = document(answer)
            self.store.save_draft(self.draft_of(name, document(answer)))

    @rule(target=responses, name=consumes(drafts), refused=st.booleans())
    def finishes(self, name: str, refused: bool) -> str:
        if name not in self.model.drafts:
            return name
        answer = json.loads(self.model.drafts.pop(name))["answer"]
        text = document(answer, "refused" if refused else "completed")
        edited = self.model.editing.pop(name, "")
        self.store.finish(name, submission=name, document=text, reason="a slip" if edited else "")
        if edited:
            stop = self.model.responses[edited][-1].stop
            self.wrote(edited, State(RevisionKind.EDIT, text, stop, "a slip"))
            return edited
        self.wrote(name, State(RevisionKind.CREATE, text, STOP.key))
        return name

    @rule(target=discarded, name=consumes(drafts))
    def discards(self, name: str) -> str:
        if name in self.model.drafts:
            self.model.discarded[name] = self.model.drafts.pop(name)
            self.store.discard_draft(name)
        return name

    @rule(name=consumes(drafts))
    def discards_for_good(self, name: str) -> None:
        if name in self.model.drafts:
            del self.model.drafts[name]
            self.model.editing.pop(name, None)
            self.store.discard_draft(name, for_good=True)

    @rule(target=drafts, name=consumes(discarded))
    def takes_back(self, name: str) -> str:
        if name in self.model.discarded:
            self.model.drafts[name] = self.model.discarded.pop(name)
            assert self.store.restore_draft(name).document == self.model.drafts[name]
        return name

    @rule(target=drafts, name=responses)
    def begins_to_edit(self, name: str) -> str:
        edit = f"edit of {name}"
        if self.is_free(name):
            self.model.drafts[edit] = self.model.responses[name][-1].document
            self.model.editing[edit] = name
            self.store.save_draft(self.draft_of(edit, self.model.drafts[edit], replaces=True))
        return edit

    @rule(name=responses)
    def deletes(self, name: str) -> None:
        if self.is_free(name):
            stop = self.model.responses[name][-1].stop
            self.append(name, State(RevisionKind.DELETE, "", stop, "filled twice"))

    @rule(name=responses, number=st.integers(0, 9))
    def restores(self, name: str, number: int) -> None:
        """Take an earlier state again; a deleted response comes back so."""
        busy = name in self.model.editing.values()
        if name in self.model.responses and not self.is_erased(name) and not busy:
            earlier = [each for each in self.model.responses[name] if each.document]
            again = earlier[number % len(earlier)]
            self.append(name, State(RevisionKind.EDIT, again.document, again.stop, "was right"))

    @rule(name=responses, stop=st.sampled_from(STOPS))
    def moves(self, name: str, stop: Stop) -> None:
        if self.is_free(name):
            text = self.model.responses[name][-1].document
            self.append(name, State(RevisionKind.EDIT, text, stop.key, "wrong day"))

    @rule(name=responses)
    def erases(self, name: str) -> None:
        if name in self.model.responses and not self.is_erased(name):
            stop = self.model.responses[name][-1].stop
            edits = {each.id: each for each in self._kept_drafts()}
            self.append(name, State(RevisionKind.ERASE, "", stop, "asked for"))
            for state in self.model.responses[name][:-1]:
                state.document = state.reason = ""
            for edit in [e for e, of in self.model.editing.items() if of == name]:
                self.model.on_a_screen.append(edits[edit])
                del self.model.editing[edit]
                self.model.drafts.pop(edit, None)
                self.model.discarded.pop(edit, None)

    @precondition(lambda self: self.model.on_a_screen)
    @rule(number=st.integers(0, 9), answer=ANSWERS)
    def types_on_in_what_was_erased(self, number: int, answer: str) -> None:
        edit = self.model.on_a_screen[number % len(self.model.on_a_screen)]
        with pytest.raises(UserError, match="was erased"):
            self.store.save_draft(replace(edit, document=document(answer)))
        with pytest.raises(UserError, match="no longer among those under way"):
            self.store.finish(edit.id, submission=edit.id, document=document(answer))

    @precondition(lambda self: self.model.responses)
    @rule()
    def hands_over(self) -> None:
        self.store.checkup.require_sound(lists=True)
        places = {log.device: log.last_seq for log in self.store.devices()}
        self.store.mark_handed_over(places, "package")
        self.model.handed_over = set(self.model.responses)

    # What happens to a device

    @precondition(lambda self: not self.model.discarded)  # drafts thrown away go after a month
    @rule(year=st.sampled_from((1970, 2026, 2027, 2099)))
    def wakes_up_in_another_year(self, year: int) -> None:
        self.watch.time = self.watch.time.replace(year=year)

    @rule()
    def closes_and_opens(self) -> None:
        self.store.close()
        self.store = Store.open(self.folder, now=self.watch)

    @rule()
    def loses_power(self) -> None:
        after = self.room / str(len(self.abandoned) + 1)
        shutil.copytree(self.folder, after)
        self.abandoned.append(self.store)
        self.folder = after
        self.store = Store.open(after, now=self.watch)

    # What is seen

    @invariant()
    def drafts_are_seen(self) -> None:
        store, model = self.store, self.model
        assert {each.id: each.document for each in store.drafts()} == model.drafts
        thrown = {each.draft.id: each.draft.document for each in store.discarded_drafts()}
        assert thrown == model.discarded

    @invariant()
    def responses_are_seen(self) -> None:
        seen = {each.id: each for each in self.store.submissions(include_removed=True)}
        assert seen.keys() == self.model.responses.keys()
        for name, states in self.model.responses.items():
            assert not seen[name].conflict
            now = (seen[name].kind, seen[name].document, seen[name].stop)
            assert now == (states[-1].kind, states[-1].document, states[-1].stop)
            history = [
                State(each.kind, each.document, each.stop, each.reason)
                for each in self.store.history(name)
            ]
            assert history == states

    @invariant()
    def numbers_are_seen(self) -> None:
        living = {name for name in self.model.responses if self.is_living(name)}
        last = [states[-1] for states in self.model.responses.values()]
        counts = self.store.counts()
        assert counts.submissions == len(living)
        assert counts.deleted == sum(each.kind is RevisionKind.DELETE for each in last)
        assert counts.erased == sum(each.kind is RevisionKind.ERASE for each in last)
        assert counts.drafts == len(self.model.drafts)
        waiting = self.model.responses.keys() - self.model.handed_over
        assert counts.not_handed_over == len(waiting)
        for stop in STOPS:
            here = [self.model.responses[name][-1] for name in living]
            outcomes = [json.loads(s.document)["outcome"] for s in here if s.stop == stop.key]
            told = self.store.tally(stop.key)
            assert told == {outcome: outcomes.count(outcome) for outcome in set(outcomes)}
        assert {each.id for each in self.store.find(Search(), limit=99)} == living
        everything = Search(standing=Standing.ALL)
        assert self.store.count_found(everything) == len(self.model.responses)

    @invariant()
    def the_store_is_sound(self) -> None:
        with self.store._link.read() as connection:
            assert heads.differences_along(connection, 0, 2**62) == ()
            assert heads.differences_beside(connection) == ()
        assert self.store.check().ok

    # Hands

    def _kept_drafts(self) -> tuple[Draft, ...]:
        thrown = (each.draft for each in self.store.discarded_drafts())
        return (*self.store.drafts(), *thrown)

    def is_erased(self, name: str) -> bool:
        states = self.model.responses.get(name)
        return states is not None and states[-1].kind is RevisionKind.ERASE

    def is_free(self, name: str) -> bool:
        """Say whether it can be changed here without a conflict: no draft changes it already."""
        return self.is_living(name) and name not in self.model.editing.values()

    def is_living(self, name: str) -> bool:
        states = self.model.responses.get(name)
        removed = {RevisionKind.DELETE, RevisionKind.ERASE}
        return states is not None and states[-1].kind not in removed

    def wrote(self, name: str, state: State) -> None:
        self.model.responses.setdefault(name, []).append(state)
        self.model.handed_over.discard(name)

    def draft_of(self, name: str, text: str, *, replaces: bool = False) -> Draft:
        edited = self.model.editing.get(name, "")
        if not edited:
            return draft(name, document=text)
        shown = self.store.submission(edited)
        taken = (shown.revision,) if replaces else self.store.draft(name).replaces
        return replace(draft(name, document=text), stop=shown.stop, edits=edited, replaces=taken)

    def append(self, name: str, state: State) -> None:
        shown = self.store.submission(name)
        entry = Entry(
            kind=state.kind,
            submission=name,
            parents=(shown.revision,),
            form_id=shown.form_id,
            form_hash=shown.form_hash,
            stop=state.stop,
            operator="Yassine",
            document=state.document,
            reason=state.reason,
        )
        self.store.append_all((entry,))
        self.wrote(name, state)


StoreMachine.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, derandomize=True
)
TestStoreMachine = StoreMachine.TestCase
