"""The few sentences that are said before there is a catalogue."""

from __future__ import annotations

import ast
import string
import sys
from pathlib import Path
from types import ModuleType

import pytest

RUN = Path(__file__).resolve().parents[2] / "run.py"


def places(sentence: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


def test_every_sentence_is_said_in_three_languages_with_the_same_places(run: ModuleType) -> None:
    assert len(run.WORDS) >= 10
    for key, said in run.WORDS.items():
        assert len(said) == 3, key
        english, french, arabic = said
        assert places(english) == places(french) == places(arabic), key
        assert any("\u0600" <= letter <= "\u06ff" for letter in arabic), key
        assert english != french, key


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        (["--lang", "ar"], {"LC_ALL": "fr_FR.UTF-8"}, "ar"),
        (["--lang=fr", "status"], {}, "fr"),
        (["status"], {"SURVEYAPP_LANG": "ar", "LC_ALL": "fr_FR.UTF-8"}, "ar"),
        ([], {"LC_ALL": "fr_MA.UTF-8"}, "fr"),
        ([], {"LANG": "ar_MA.UTF-8"}, "ar"),
        ([], {"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        (["--lang"], {}, "en"),
        ([], {}, "en"),
    ],
)
def test_it_speaks_the_language_asked_for_else_the_systems(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    environment: dict[str, str],
    expected: str,
) -> None:
    for name in ("SURVEYAPP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert run.language(words) == expected


def test_an_older_python_can_read_it_and_says_which_is_needed(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ast.parse(RUN.read_text(encoding="utf-8"), feature_version=(3, 8))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
        code = run.main(["status"])
    assert code == 2
    assert "Python 3.11 or newer is needed; this is Python 3.9.2" in capsys.readouterr().err


def test_it_stands_on_the_standard_library_alone() -> None:
    tree = ast.parse(RUN.read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
