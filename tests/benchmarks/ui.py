"""What the screens cost beside plain Qt, in one run on one machine, and whether the reach is met.

Run it by hand: ``python -m tests.benchmarks.ui [--only NAME …] [--responses 500]``; without
``--only`` it takes some minutes, most of them for the memory. The floor of a page is one of as many
of Qt's own radio buttons, of a keystroke a bare line edit, of a search a filter over plain strings
in a list view, of opening a form the reading of its XML. Ours and floor take turns; medians are
compared, in processor time, since others use the machine too. It ends with 1 where a reach is
missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from random import Random

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import (
    QMessageLogContext,
    QStringListModel,
    Qt,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListView,
    QRadioButton,
    QScrollArea,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from surveyapp.app import make_application
from surveyapp.services.collect import Interview
from surveyapp.services.forms import add_form, add_shipped_forms, form_for
from surveyapp.services.setup import DeviceSetup, setup_device
from surveyapp.services.stops import choose_stop
from surveyapp.services.voices import Voice
from surveyapp.services.workspace import Workspace
from surveyapp.text import load_words
from surveyapp.ui.questions import QuestionPage, QuestionWidget
from surveyapp.ui.screens.fill import FillScreen
from tests.benchmarks import ui_forms
from tests.support.xlsforms import xlsx
from tests.ui.hands import settle
from tests.ui.pages import NoDialogs

SIZE = (1280, 800)
ROUNDS = 9
PASSES = 5
MORNING = datetime(2026, 12, 26, 9, 30, tzinfo=timezone(timedelta(hours=1)))
EARLY = 10
"""Responses after which the memory is looked at first."""


class Table:
    """Prints figures as they come, and remembers what missed its reach."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def line(self, what: str, ours: float, floor: float, reach: float, unit: str = "ms") -> None:
        """Print one figure, its floor, the ratio of the two, and the reach."""
        met = ours <= reach
        if not met:
            self.missed.append(what)
        ratio = f"{ours / floor:6.1f}" if floor else ""
        verdict = "met" if met else "MISSED"
        print(
            f"{what:44} {ours:9.2f} {unit:3} floor {floor:8.2f}  ratio {ratio:6}"
            f"  reach {reach:7.1f}  {verdict}",
            flush=True,
        )


@contextmanager
def device(
    markdown: str = "", lists: dict[str, str] | None = None
) -> Iterator[tuple[Workspace, str]]:
    """Yield the workspace of a device in use and the hash of a form on it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Workspace.open(folder / "data", now=lambda: MORNING) as workspace:
            setup_device(workspace, DeviceSetup("Bench", "fr", ("Salma",), "2468"))
            choose_stop(workspace, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
            if not markdown:
                add_shipped_forms(workspace)
                yield workspace, form_for(workspace, "company_feedback").hash
                return
            path = folder / "form.xlsx"
            path.write_bytes(xlsx(markdown))
            if lists:
                (folder / "form-media").mkdir()
                for file, text in lists.items():
                    (folder / "form-media" / file).write_text(text, "utf-8")
            yield workspace, add_form(workspace, path).row.hash


def opened(workspace: Workspace, form_hash: str, language: str = "fr") -> FillScreen:
    """Return the screen of a new response, painted."""
    interview = Interview.start(workspace, form_hash, language=language)
    screen = FillScreen(load_words(language), interview, "Dakhla", pick=NoDialogs().open_many)
    screen.resize(*SIZE)
    first = interview.session.pages()[0]
    screen.show()
    screen.show_page(first.ref)
    settle()
    return screen


def asked_on(screen: FillScreen) -> tuple[QuestionWidget, ...]:
    """Return the questions on the page that is shown."""
    (page,) = (page for page in screen.findChildren(QuestionPage) if page.isVisible())
    return page.questions()


def put_away(widget: QWidget) -> None:
    """Close a window and let Qt free it."""
    widget.close()
    widget.deleteLater()
    settle()


def spent(act: Callable[[], object]) -> float:
    """Return the ms of processor time of an act and of all that follows until it is painted."""
    started = time.process_time()
    act()
    QApplication.processEvents()
    QApplication.processEvents()
    return (time.process_time() - started) * 1000


# -- page turns ----------------------------------------------------------------------------


def plain_page(questions: int, options: int) -> QWidget:
    """Return Qt's own page: labels and radio buttons in a scroll area."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    content = QWidget()
    column = QVBoxLayout(content)
    for number in range(questions):
        column.addWidget(QLabel(f"Question {number}"))
        group = QButtonGroup(content)
        for option in range(options):
            button = QRadioButton(f"Réponse {option} à la question {number}")
            group.addButton(button)
            column.addWidget(button)
    area.setWidget(content)
    area.resize(*SIZE)
    return area


def plain_matrix(rows: int, columns: int) -> QWidget:
    """Return Qt's own matrix: a grid of radio buttons."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    content = QWidget()
    grid = QGridLayout(content)
    for row in range(rows):
        grid.addWidget(QLabel(f"Ligne {row}"), row, 0)
        group = QButtonGroup(content)
        for column in range(columns):
            button = QRadioButton()
            group.addButton(button)
            grid.addWidget(button, row, column + 1)
    area.setWidget(content)
    area.resize(*SIZE)
    return area


def turns(what: str, markdown: str, plain: Callable[[], QWidget], table: Table) -> None:
    """Compare turning to the second page of a form with showing a plain page."""
    ours: list[float] = []
    floors: list[float] = []
    with device(markdown) as (workspace, form_hash):
        screen = opened(workspace, form_hash)

        def show_plain() -> None:
            kept.append(plain())
            kept[-1].show()

        def turn() -> None:
            ours.append(spent(screen.go_on))
            screen.go_back()
            settle()

        def floor() -> None:
            floors.append(spent(show_plain))
            put_away(kept.pop())

        kept: list[QWidget] = []
        for number in range(ROUNDS + 1):
            for act in (turn, floor) if number % 2 else (floor, turn):
                act()
        put_away(screen)
    table.line(what, statistics.median(ours[1:]), statistics.median(floors[1:]), 100)


def options(table: Table) -> None:
    """Turn to a page of 200 options."""
    turns("page turn, 200 options", ui_forms.options(10, 20), lambda: plain_page(10, 20), table)


def matrix(table: Table) -> None:
    """Turn to a page with a matrix of 12 by 6."""
    turns("page turn, 12×6 matrix", ui_forms.matrix(12, 6), lambda: plain_matrix(12, 6), table)


# -- keystrokes ----------------------------------------------------------------------------


def per_key(field: QWidget, text: str) -> float:
    """Return the median ms of a keystroke while a text is typed."""
    taken = [spent(lambda key=key: QTest.keyClicks(field, key)) for key in text]
    return statistics.median(taken)


def keys(table: Table) -> None:
    """Type into every kind of field."""
    bare = QLineEdit()
    bare.show()
    bare.setFocus()
    settle()
    floor = per_key(bare, "Coopérative du Sud".replace("é", "e"))
    put_away(bare)
    saved: list[float] = []
    with device(ui_forms.FIELDS) as (workspace, form_hash):
        screen = opened(workspace, form_hash)
        screen.go_on()
        settle()
        for question in asked_on(screen):
            edits = [*question.findChildren(QLineEdit), *question.findChildren(QTextEdit)]
            for edit in edits[:1]:
                name = question.ref.rsplit("/", 1)[-1]
                edit.setFocus(Qt.FocusReason.TabFocusReason)
                settle()
                table.line(f"keystroke, {name}", per_key(edit, ui_forms.TYPED[name]), floor, 16)
                saved.append(spent(question.flush))
        put_away(screen)
    # What was typed goes to the engine, to the disk and to what depends on it, once it pauses.
    table.line("keystroke, taken up after a pause", max(saved), floor, 16)


def search(table: Table) -> None:
    """Search ten thousand choices."""
    names = ui_forms.communes(10_000)
    bare = QListView()
    model = QStringListModel()
    bare.setModel(model)
    bare.resize(900, 320)
    bare.show()
    settle()
    lowered = [name.lower() for name in names]

    def filter_plainly(typed: str) -> None:
        model.setStringList(
            [name for name, low in zip(names, lowered, strict=True) if typed in low]
        )

    with device(ui_forms.LOOKED_UP, {"communes.csv": ui_forms.listed(names)}) as (
        workspace,
        form_hash,
    ):
        screen = opened(workspace, form_hash)
        screen.go_on()
        settle()
        QTest.qWait(400)  # the list folds its words while nobody types
        (edit,) = asked_on(screen)[0].findChildren(QLineEdit)
        edit.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        begun = [text[: at + 1] for text in ui_forms.SEARCHED for at in range(len(text))]
        ours: dict[str, list[float]] = {text: [] for text in begun}
        floors: dict[str, list[float]] = {text: [] for text in begun}
        for _ in range(PASSES):
            for text in begun:
                if len(text) == 1:  # the key that opens the list
                    edit.clear()
                    QTest.keyClick(edit, Qt.Key.Key_Escape)
                    settle()
                ours[text].append(spent(lambda key=text[-1]: QTest.keyClicks(edit, key)))
                floors[text].append(spent(lambda text=text: filter_plainly(text)))
        put_away(screen)
    put_away(bare)
    keys_of = [statistics.median(taken) for taken in ours.values()]
    plain = [statistics.median(taken) for taken in floors.values()]
    table.line("search 10,000, a key", statistics.median(keys_of), statistics.median(plain), 20)
    table.line("search 10,000, the slowest key", max(keys_of), max(plain), 20)


# -- opening -------------------------------------------------------------------------------


def opening(table: Table) -> None:
    """Open a form of 500 questions from its stored source to its first page."""
    ours: list[float] = []
    floors: list[float] = []
    with device(ui_forms.long(500)) as (workspace, form_hash):
        source = workspace.store.form(form_hash).xform
        for _ in range(ROUNDS):
            floors.append(spent(lambda: ET.fromstring(source)))
            workspace._definitions.clear()
            shown: list[FillScreen] = []
            ours.append(spent(lambda shown=shown: shown.append(opened(workspace, form_hash))))
            put_away(shown.pop())
    table.line("open 500 questions", statistics.median(ours), statistics.median(floors), 300)


# -- memory --------------------------------------------------------------------------------


def resident() -> float:
    """Return the memory this process holds, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def memory(table: Table, responses: int = 500) -> None:
    """Give many responses in a row through the screens."""
    early = 0.0
    chance = Random(11)
    with device() as (workspace, form_hash):
        for number in range(1, responses + 1):
            screen = opened(workspace, form_hash)
            voice = Voice(chance, "fr")
            while not give_page(screen, voice):
                settle()
            put_away(screen)
            if number == EARLY:
                early = resident()
    table.line(f"memory after {responses} responses", resident(), early, 1.2 * early, "MB")


def give_page(screen: FillScreen, voice: Voice) -> bool:
    """Answer the page on the screen and go on; return whether the response is finished."""
    interview = screen.interview
    page = next(p for p in interview.session.pages() if p.ref == interview.page_ref)
    voice.answer_page(_Through(screen), page)  # type: ignore[arg-type]
    if interview.session.next_page(page.ref) is None:
        interview.finish()
        return True
    screen.go_on()
    return False


class _Through:
    """An interview whose answers go through the screen, as a person's do."""

    def __init__(self, screen: FillScreen) -> None:
        self._screen = screen
        self.session = screen.interview.session

    def answer(self, ref: str, value: str) -> None:
        self._screen.take_answer(ref, value)
        QApplication.processEvents()


def _tell(_kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
    """Pass on what Qt says, but for what the off-screen platform says of every window."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


FIGURES: dict[str, Callable[[Table], None]] = {
    "options": options,
    "matrix": matrix,
    "keys": keys,
    "search": search,
    "opening": opening,
    "memory": memory,
}


def main() -> int:
    """Print each figure, its floor, the ratio and the reach; 1 where one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=FIGURES, default=list(FIGURES))
    parser.add_argument("--responses", type=int, default=500)
    asked = parser.parse_args()
    make_application()
    qInstallMessageHandler(_tell)
    table = Table()
    for name in asked.only:
        if name == "memory":
            memory(table, asked.responses)
        else:
            FIGURES[name](table)
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())
