"""Labels as form authors write them: words to read, stretches set apart, nothing that runs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.text.markup import Style, read_markup


def said(source: str) -> tuple[str, list[tuple[str, str, str]]]:
    """Return the words, and each stretch with its style and value."""
    marked = read_markup(source)
    runs = [
        (marked.text[run.start : run.start + run.length], run.style.value, run.value)
        for run in marked.runs
    ]
    return marked.text, runs


@pytest.mark.parametrize(
    ("source", "words", "runs"),
    [
        ("# Title", "Title", [("Title", "heading", "1")]),
        ("###### Small ##", "Small", [("Small", "heading", "6")]),
        ("####### seven", "####### seven", []),
        ("#1 of 2", "#1 of 2", []),
        ("a **b** c", "a b c", [("b", "strong", "")]),
        ("a __b__ c", "a b c", [("b", "strong", "")]),
        ("a *b* c", "a b c", [("b", "emphasis", "")]),
        ("a _b c_.", "a b c.", [("b c", "emphasis", "")]),
        ("**a *b* c**", "a b c", [("a b c", "strong", ""), ("b", "emphasis", "")]),
        ("***a***", "a", [("a", "strong", "")]),
        ("<b>a</b> <i>b</i>", "a b", [("a", "strong", ""), ("b", "emphasis", "")]),
        (
            '<span style="color:#f00; font-family:cursive">red</span>',
            "red",
            [("red", "colour", "#f00")],
        ),
        ('<font color="green">ok</font>', "ok", [("ok", "colour", "green")]),
        ("[us](https://example.org/a)", "us", [("us", "link", "https://example.org/a")]),
        ("[call](tel:0522000000)", "call", [("call", "link", "tel:0522000000")]),
        ('<a href="mailto:a@b.ma">mail</a>', "mail", [("mail", "link", "mailto:a@b.ma")]),
        ("**سؤال** مهم", "سؤال مهم", [("سؤال", "strong", "")]),
        ("one<br>two<br/>three", "one\ntwo\nthree", []),
        ("- one\n- two", "• one\n• two", []),
        ("1. one\n2. two", "1. one\n2. two", []),
        ("Q: a &lt; b &amp; c", "Q: a < b & c", []),
        (r"\# nothing \*to\* see", "# nothing *to* see", []),
        ("line\n# next", "line\nnext", [("next", "heading", "1")]),
    ],
)
def test_what_is_markup(source: str, words: str, runs: list[tuple[str, str, str]]) -> None:
    assert said(source) == (words, runs)


@pytest.mark.parametrize(
    "source",
    [
        "plain",
        "2 * 3 * 4",
        "snake_case_name",
        "a ** b",
        "Name: ______",
        "3 < 4 > 2",
        "[1] (2)",
        "-",
        "5 - 3",
        "100 & more",
        "*",
        "C:\\forms",
        "*open",
    ],
)
def test_what_is_none_stays_as_written(source: str) -> None:
    assert said(source) == (source, [])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<script>alert(1)</script>Hello", "Hello"),
        ("<SCRIPT src='//x'>x", ""),
        ("<style>p{}</style>Hello", "Hello"),
        ('<img src="http://x/y.png" onerror="z()">Hello', "Hello"),
        ("![alt](http://x/y.png)", "alt"),
        ("[go](javascript:alert(1))", "[go](javascript:alert(1))"),
        ("[go](javascript:x)", "go"),
        ("[go](file:///etc/passwd)", "go"),
        ('<a href="javascript:x">go</a>', "go"),
        ('<iframe src="http://x"></iframe>Hello', "Hello"),
    ],
)
def test_nothing_runs_and_nothing_is_fetched(source: str, words: str) -> None:
    assert said(source) == (words, [])


@given(st.text(alphabet="ab *_#<>/[]()\\&;\n-brspanh1", max_size=60))
def test_any_text_gives_runs_inside_its_words(source: str) -> None:
    marked = read_markup(source)
    for run in marked.runs:
        assert run.length > 0
        assert 0 <= run.start <= run.start + run.length <= len(marked.text)
        assert run.style in Style


@pytest.mark.parametrize(
    "piece", ["*", "_a", "[", "<b>", "<script>", "**a", "&", "\\", "# ", "[a]("]
)
def test_a_label_of_a_hundred_thousand_marks_is_read_at_once(piece: str) -> None:
    begun = time.process_time()
    read_markup(piece * (100_000 // len(piece)))
    assert time.process_time() - begun < 2
