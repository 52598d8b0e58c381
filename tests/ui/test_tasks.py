"""Work goes to one worker; everything it tells arrives in the main thread."""

import threading

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from surveyapp.errors import UserError
from surveyapp.progress import Progress
from surveyapp.ui.tasks import Tasks


@pytest.fixture
def tasks(qtbot: QtBot) -> Tasks:
    return Tasks()


def test_a_result_and_every_step_arrive_in_the_main_thread(qtbot: QtBot, tasks: Tasks) -> None:
    heard: list[object] = []

    def count(progress: Progress) -> str:
        heard.append(threading.current_thread() is threading.main_thread())
        progress.step(3, 3, "three")
        return "done"

    def hear(*what: object) -> None:
        heard.append((what, threading.current_thread() is threading.main_thread()))

    task = tasks.start(count)
    task.progressed.connect(hear)
    with qtbot.waitSignal(task.succeeded) as outcome:
        pass
    assert outcome.args == ["done"]
    assert heard == [False, ((3, 3, "three"), True)]
    assert not tasks.busy


def test_cancelling_stops_the_work_at_its_next_step(qtbot: QtBot, tasks: Tasks) -> None:
    started = threading.Event()
    go_on = threading.Event()

    def work(progress: Progress) -> None:
        started.set()
        assert go_on.wait(5)
        progress.step(1, 2)
        pytest.fail("the step should have stopped the work")

    task = tasks.start(work)
    assert started.wait(5)
    task.cancel()
    with qtbot.waitSignals([task.cancelled, task.ended]):
        go_on.set()
    assert not tasks.busy


def test_what_a_person_can_mend_is_told_and_a_bug_is_raised(qtbot: QtBot, tasks: Tasks) -> None:
    def refused(progress: Progress) -> None:
        raise UserError("Choose a folder that can be written.")

    task = tasks.start(refused)
    with qtbot.waitSignal(task.failed) as outcome:
        pass
    assert outcome.args is not None
    assert outcome.args[0].message == "Choose a folder that can be written."

    def broken(progress: Progress) -> None:
        raise ZeroDivisionError

    with capture_exceptions() as raised, qtbot.waitSignal(tasks.start(broken).ended):
        pass
    assert [kind for kind, _, _ in raised] == [ZeroDivisionError]


def test_one_worker_does_one_thing_at_a_time(qtbot: QtBot, tasks: Tasks) -> None:
    order: list[str] = []

    def work(name: str) -> None:
        order.append(f"{name} begins")
        order.append(f"{name} ends")

    first = tasks.start(lambda _: work("first"))
    second = tasks.start(lambda _: work("second"))
    with qtbot.waitSignals([first.ended, second.ended]):
        pass
    assert order == ["first begins", "first ends", "second begins", "second ends"]


def test_closing_waits_for_the_worker(qtbot: QtBot, tasks: Tasks) -> None:
    def until_stopped(progress: Progress) -> None:
        while True:
            progress.step(0, 0)

    task = tasks.start(until_stopped)
    with qtbot.waitSignal(task.ended):
        assert tasks.stop()
