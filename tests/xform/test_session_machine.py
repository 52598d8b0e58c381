"""Whatever somebody does, in whatever order: nothing breaks, and nothing is stale.

After every step the session equals one that computes the whole form from its answers alone.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from surveyapp.xform import FormSession
from tests.xform.forms import form, noon

FORM = """
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
| | integer | n | n | | | . < 10 | | | | | |
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

ANSWERS = {
    "/data/go": ["1", "0", ""],
    "/data/g/reg": ["a", "b", ""],
    "/data/g/pro": ["p1", "p2", "p3", ""],
    "/data/g/many": ["p1", "p1 p2", "p3 p2", "p1 p2 p3", ""],
    "/data/g/x": ["0", "1", "2", "3", "abc", "", "-4"],
    "/data/g/y": ["0", "1", "2", ""],
}


def afresh(session: FormSession) -> FormSession:
    """Return a session that computes everything from the answers of another."""
    draft = json.loads(json.dumps(session.to_draft()))
    return FormSession.resume(form(FORM), draft, language=session.language, now=noon)


def seen(session: FormSession) -> dict[str, Any]:
    """Return everything that can be looked at."""
    looked: dict[str, Any] = {"pages": session.pages(), "problems": session.problems()}
    for page in session.pages():
        for item in page.items:
            looked[item.ref] = (
                session.label(item.ref),
                session.is_relevant(item.ref),
                session.choices(item.ref) if item.kind == "question" else (),
                session.value(item.ref) if item.kind == "question" else "",
                session.is_required(item.ref) if item.kind == "question" else False,
            )
    return looked


class Respondent(RuleBasedStateMachine):
    """Somebody with a tablet and no plan."""

    @initialize(language=st.sampled_from(["fr", "en"]))
    def begin(self, language: str) -> None:
        self.session = FormSession(form(FORM), language=language, now=noon)

    @rule(ref=st.sampled_from(sorted(ANSWERS)), pick=st.integers(0, 6))
    def answer(self, ref: str, pick: int) -> None:
        values = ANSWERS[ref]
        value = values[pick % len(values)]
        before = self.session.value(ref)
        changes = self.session.answer(ref, value)
        if self.session.value(ref) != before:
            assert ref in changes.values

    @rule(row=st.integers(1, 4), pick=st.sampled_from(["1", "2", "3", "12", "", "x"]))
    def answer_in_a_row(self, row: int, pick: str) -> None:
        if row <= self.session.repeat_count("/data/r"):
            self.session.answer(f"/data/r[{row}]/n", pick)

    @rule(row=st.integers(1, 3), inner=st.integers(1, 3), text=st.sampled_from(["", "a", "b c"]))
    def answer_deep(self, row: int, inner: int, text: str) -> None:
        rows = self.session.repeat_count("/data/r")
        if row <= rows and inner <= self.session.repeat_count(f"/data/r[{row}]/in"):
            self.session.answer(f"/data/r[{row}]/in[{inner}]/t", text)

    @precondition(lambda self: self.session.repeat_count("/data/r") < 4)
    @rule()
    def add_a_row(self) -> None:
        changes = self.session.add_repeat("/data/r")
        assert "/data/r" in changes.repeats

    @rule(row=st.integers(1, 4))
    def remove_a_row(self, row: int) -> None:
        if row <= self.session.repeat_count("/data/r"):
            self.session.remove_repeat(f"/data/r[{row}]")

    @rule(language=st.sampled_from(["fr", "en"]))
    def change_language(self, language: str) -> None:
        self.session.set_language(language)

    @rule()
    def look_and_go_back(self) -> None:
        pages = self.session.pages()
        for before, after in pairwise(pages):
            assert self.session.next_page(before.ref) == after
            assert self.session.previous_page(after.ref) == before

    @rule()
    def lose_power_and_resume(self) -> None:
        self.session = afresh(self.session)

    @rule()
    def hand_in_and_read_back(self) -> None:
        document = json.loads(json.dumps(self.session.to_document()))
        options: dict[str, Any] = {"language": self.session.language, "now": noon}
        assert (
            FormSession.resume_xml(form(FORM), self.session.to_xml(), **options).to_document()
            == document
        )

    @invariant()
    def nothing_is_stale(self) -> None:
        other = afresh(self.session)
        assert other.to_draft() == self.session.to_draft()
        assert seen(other) == seen(self.session)


TestRespondent = Respondent.TestCase
TestRespondent.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
