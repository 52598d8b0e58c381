"""The whole road on invented people: devices are set up, fill, hand over, are merged, exported.

Every step calls what the app and the verbs call; only the people and the calendar are invented.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from random import Random

from surveyapp.errors import UserError
from surveyapp.progress import Progress, Silent
from surveyapp.services.collect import Interview
from surveyapp.services.export import export_contacts, export_workbook
from surveyapp.services.forms import form_for
from surveyapp.services.handoff import apply_merge, hand_over, plan_merge
from surveyapp.services.paradata import Mode
from surveyapp.services.regions import region_name
from surveyapp.services.setup import DeviceSetup, setup_device
from surveyapp.services.stops import choose_stop
from surveyapp.services.voices import DemoStop, Voice, demo_stops, staff_names
from surveyapp.services.workspace import Workspace
from surveyapp.text import LANGUAGES, Words

FORM = "company_feedback"
MARKER = "surveyapp-demo.txt"
"""Marks a folder that a demonstration made, and that the next one may replace."""

_MOROCCO = timezone(timedelta(hours=1))
_TONGUES = ("ar", "fr", "en")
_TONGUE_WEIGHTS = (55, 38, 7)


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """How large a tour to invent."""

    out: Path
    stops: int = 2
    devices: int = 3
    responses: int = 40
    seed: int = 1


@dataclass(frozen=True, slots=True)
class DemoDevice:
    """One device of one stop, and what it handed over."""

    stop: str
    region: str
    device: str
    responses: int
    refused: int
    package: Path


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What the demonstration did; paths are absolute."""

    devices: tuple[DemoDevice, ...]
    expected: int
    merged: int
    added_again: int
    """What merging every package once more added: nothing, or merging is broken."""
    sound: bool
    data: Path
    workbooks: tuple[Path, ...]
    contacts: Path

    @property
    def ok(self) -> bool:
        """Say whether nobody was lost or doubled and the database is sound."""
        return self.merged == self.expected and not self.added_again and self.sound


class Calendar:
    """The clock of an invented forum day: it only moves when somebody does something."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """Return the invented time."""
        return self._now

    def pass_by(self, seconds: float) -> None:
        """Let time go by."""
        self._now += timedelta(seconds=seconds)


def run_demo(plan: DemoPlan, words: Words, progress: Progress | None = None) -> DemoReport:
    """Invent a tour under ``plan.out`` and bring it to a workbook in each language.

    Raises ``UserError`` where the numbers make no sense or the folder holds something else.
    """
    watch = progress or Silent()
    out = _fresh_folder(plan)
    chance = Random(plan.seed)  # noqa: S311 - invented people, not secrets
    total = plan.stops * plan.devices * plan.responses
    steps = _Steps(watch, total)
    devices = []
    for number, stop in enumerate(demo_stops()[: plan.stops]):
        for device in range(plan.devices):
            label = words("Tablet {number}", number=f"{number * plan.devices + device + 1:02d}")
            devices.append(_one_device(plan, words, chance, stop, label, out, steps))
    return _consolidate(plan, words, chance, out, tuple(devices), watch)


class _Steps:
    def __init__(self, watch: Progress, total: int) -> None:
        self._watch, self._total, self._done = watch, total, 0

    def advance(self, what: str) -> None:
        self._done += 1
        self._watch.step(self._done, self._total, what)


def _one_device(
    plan: DemoPlan,
    words: Words,
    chance: Random,
    stop: DemoStop,
    label: str,
    out: Path,
    steps: _Steps,
) -> DemoDevice:
    staff = staff_names(words.language)
    opening = datetime.combine(stop.day, time(9, chance.randrange(5, 40)), _MOROCCO)
    calendar = Calendar(opening)
    number = sum(1 for _ in (out / "devices").iterdir()) + 1
    with Workspace.open(out / "devices" / f"{number:02d}", now=calendar) as workspace:
        setup_device(
            workspace,
            DeviceSetup(label=label, language=words.language, staff=staff, pin="2580"),
        )
        place = stop.place.get(words.language, stop.place["fr"])
        chosen = choose_stop(workspace, region=stop.region, first_day=stop.day, place=place)
        form = form_for(workspace, FORM)
        refused = 0
        for _ in range(plan.responses):
            refused += _one_response(workspace, form.hash, chance, calendar, chance.choice(staff))
            steps.advance(f"{region_name(stop.region, words.language)} · {label}")
        report = hand_over(workspace, out / "packages")
        return DemoDevice(
            stop=chosen.key,
            region=stop.region,
            device=label,
            responses=plan.responses,
            refused=refused,
            package=report.path,
        )


def _one_response(
    workspace: Workspace, form: str, chance: Random, calendar: Calendar, operator: str
) -> bool:
    """Fill one response as a person would; return whether the person declined."""
    language = chance.choices(_TONGUES, _TONGUE_WEIGHTS)[0]
    mode = Mode.KIOSK if chance.random() < 0.4 else Mode.INTERVIEW
    voice = Voice(chance, language)
    interview = Interview.start(workspace, form, language=language, operator=operator, mode=mode)
    page = interview.session.pages()[0]
    while True:
        voice.answer_page(interview, page)
        calendar.pass_by(chance.uniform(8, 45))
        following = interview.session.next_page(page.ref)
        if following is None:
            break
        page = following
        interview.go_to(page.ref)
    finished = interview.finish()
    calendar.pass_by(chance.uniform(10, 90))
    return finished.refused


def _consolidate(
    plan: DemoPlan,
    words: Words,
    chance: Random,
    out: Path,
    devices: tuple[DemoDevice, ...],
    watch: Progress,
) -> DemoReport:
    packages = [device.package for device in devices]
    # As USB sticks come in: in any order, and one of them twice.
    order = [*packages, chance.choice(packages)]
    chance.shuffle(order)
    last_day = demo_stops()[plan.stops - 1].day
    calendar = Calendar(datetime.combine(last_day, time(18, 30), _MOROCCO))
    data = out / "consolidated"
    with Workspace.open(data, now=calendar) as workspace:
        setup_device(
            workspace,
            DeviceSetup(
                label=words("Regional laptop"),
                language=words.language,
                staff=staff_names(words.language),
                pin="2580",
            ),
        )
        for done, package in enumerate(order, start=1):
            plan_merge(workspace, [package])
            apply_merge(workspace, [package])
            watch.step(done, len(order), words("Merging packages"))
        again = apply_merge(workspace, packages)
        last_stop = demo_stops()[plan.stops - 1]
        choose_stop(
            workspace,
            region=last_stop.region,
            first_day=last_stop.day,
            place=last_stop.place.get(words.language, last_stop.place["fr"]),
        )
        workbooks = tuple(
            _workbook(workspace, out, language, watch, done, words)
            for done, language in enumerate(LANGUAGES, start=1)
        )
        contacts = export_contacts(workspace, out / "contacts.xlsx", words.language)
        return DemoReport(
            devices=devices,
            expected=plan.stops * plan.devices * plan.responses,
            merged=workspace.store.counts().submissions,
            added_again=again.new + again.updated,
            sound=workspace.store.check().ok,
            data=data,
            workbooks=workbooks,
            contacts=contacts.path,
        )


def _workbook(
    workspace: Workspace, out: Path, language: str, watch: Progress, done: int, words: Words
) -> Path:
    report = export_workbook(workspace, out / f"workbook-{language}.xlsx", language)
    watch.step(done, len(LANGUAGES), words("Making workbooks"))
    return report.path


def _fresh_folder(plan: DemoPlan) -> Path:
    most = len(demo_stops())
    if not 1 <= plan.stops <= most:
        raise UserError("Choose between 1 and {most} stops.", most=most)
    if plan.devices < 1 or plan.responses < 1:
        raise UserError("Choose at least one device and one response.")
    out = plan.out.absolute()
    if out.exists() and not out.is_dir():
        raise UserError("{folder} is a file. Give a folder with --out.", folder=out)
    if out.is_dir() and any(out.iterdir()):
        if not (out / MARKER).is_file():
            raise UserError(
                "{folder} holds other files. Give an empty or new folder with --out.", folder=out
            )
        shutil.rmtree(out)
    try:
        (out / "devices").mkdir(parents=True)
        (out / "packages").mkdir()
        (out / MARKER).write_text("surveyapp demo\n", "utf-8")
    except OSError as error:
        raise UserError(
            "{folder} cannot be written ({reason}). Give another folder with --out.",
            folder=out,
            reason=error,
        ) from error
    return out
