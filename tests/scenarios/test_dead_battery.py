"""The tablet dies in the middle of an interview: another process fills in, and is killed.

Nothing of what was given is lost, not even half a sentence; the next start asks whether to go on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from surveyapp.services.regions import region_name
from surveyapp.text import isolate
from surveyapp.text.bidi import strip_isolates
from surveyapp.text.formats import Formats
from tests.scenarios.conftest import OpenApp
from tests.scenarios.forms import MARKETS, device_with
from tests.scenarios.respondents import fill_everything, stored_answers, without_blanks
from tests.ui.hands import Keyboard, Mouse
from tests.ui.pages import MORNING, App, FillPage

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")

AT_THE_FIRM = """
fill = app.home().begin().answer("consent", "1").next()
fill.answer("actor", "coop").answer("province", "MA-OUD").sees(fill.words("Saved"))
"""

HALF_A_SENTENCE = """
from tests.scenarios.test_dead_battery import typed_into_the_draft
app.desk.navigator.start_response(sys.argv[3])
write(app.fill(), "firm", "Argane").next()
write(app.fill(), "country", "Mali").next().next()
fill = app.fill()
fill.press("Add: {group}", group=fill.session.label("/data/market"))
write(fill, "country", "Séné")  # and not a key more: the field is never left
assert until(lambda: typed_into_the_draft(app) == "Séné")
"""


def typed_into_the_draft(app: App) -> str:
    """Return what the disk has of the second market's country."""
    assert app.desk is not None
    assert app.desk.workspace is not None
    [draft] = app.desk.workspace.store.drafts()
    rows = json.loads(draft.document)["data"].get("market", [])
    return str(rows[1]["country"]) if len(rows) > 1 else ""


def killed(data_dir: Path, language: str, what_happens: str, form: str = "") -> None:
    """Let somebody fill in, in a process of its own that dies at the end of ``what_happens``."""
    script = f"""
import os, signal, sys
from pathlib import Path
from tests.scenarios.test_rows import write
from tests.ui.pages import App, until
app = App(Path(sys.argv[1]), language=sys.argv[2]).launch()
{what_happens}
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(data_dir), language, form],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == -9, done.stderr.decode()


def asked_to_continue(app: App, form: str) -> FillPage:
    """Read the question of the next start, and go on."""
    home, words = app.home(), app.words
    home.sees(strip_isolates(words("Continue with {form}?", form=isolate(form))))
    home.sees(region_name("MA-12", words.language)).sees("Dakhla")
    home.sees(strip_isolates(Formats(words).moment(MORNING)).replace("\u00a0", " "))
    home.sees(words("Saved on {when}", when="")[:5].strip())
    home.press("Continue")
    return app.fill()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_dead_battery_loses_no_answer(open_app: OpenApp, tmp_path: Path, language: str) -> None:
    killed(tmp_path / "data", language, AT_THE_FIRM)
    app = open_app(Mouse(), language=language)
    fill = asked_to_continue(app, app.form().title(language))
    assert fill.words.language == language
    assert fill.shows("actor") == fill.label_of("actor", "coop")
    assert fill.shows("province") == fill.label_of("province", "MA-OUD")
    fill.next().sees(fill.label("sector"))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_not_even_half_a_sentence_is_lost(open_app: OpenApp, tmp_path: Path, language: str) -> None:
    form = device_with(tmp_path / "data", MARKETS)
    killed(tmp_path / "data", language, HALF_A_SENTENCE, form)
    app = open_app(Keyboard(), language=language)
    app.home().does_not_see("Argane").does_not_see("Séné")
    fill = asked_to_continue(app, "Marchés")
    assert fill.shows("country") == "Séné"
    fill.next().next()
    assert [row.rpartition(": ")[2] for row in fill.rows()] == ["Mali", "Séné"]


def test_after_the_restart_the_response_is_finished_as_if_nothing_had_been(
    open_app: OpenApp, tmp_path: Path
) -> None:
    killed(tmp_path / "data", "ar", 'app.home().begin().answer("consent", "1")')
    app = open_app(Mouse(), language="ar")
    app.home().press("Continue")
    fill_everything(app.fill()).finish()
    assert len(stored_answers(app)) == 1
    assert without_blanks(stored_answers(app)[0])["welcome"] == {"consent": "1"}


def test_later_leaves_the_draft_in_the_list(open_app: OpenApp, tmp_path: Path) -> None:
    killed(tmp_path / "data", "fr", AT_THE_FIRM)
    app = open_app(Keyboard(), language="fr")
    home = app.home().press("Later")
    home.sees(home.words("Drafts to continue"))
    fill = home.continue_draft()
    assert fill.shows("actor") == fill.label_of("actor", "coop")


def test_what_was_put_aside_or_finished_is_not_asked_about(
    open_app: OpenApp, tmp_path: Path
) -> None:
    app = open_app(Mouse(), language="fr")
    app.home().begin().answer("consent", "1").close()
    app.home().begin().answer("consent", "0").to_end()
    app.close()
    app.launch()
    home = app.home()
    home.does_not_see(home.words("Later"))
    home.sees(home.words("Drafts to continue"))


def test_closing_the_window_in_the_middle_is_asked_about(open_app: OpenApp) -> None:
    app = open_app(Mouse(), language="ar")
    app.home().begin().answer("consent", "1").next().answer("actor", "coop")
    app.close()
    app.launch()
    app.home().press("Continue")
    fill = app.fill()
    assert fill.shows("actor") == fill.label_of("actor", "coop")
