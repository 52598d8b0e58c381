"""Real forms of other people, opened, filled and finished through the screens.

    python -m tests.ui.real_forms [--language TAG] [--pictures DIR] [FORM …]

Without names it takes the list below from the conformance material. Each form gets a device of its
own; a line says how many pages and answers there were, which questions stayed blank, and whether a
response is in the store. On each page every control must have a name and a role, and no word may be
cut off, also at 200 % text in a small window. The exit code is 1 where any of this is not so.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests.conformance.material import folder

_PREVIEWED = "web-forms/packages/common/src/fixtures/preview-service/xlsforms"
FORMS = (
    "enketo/packages/enketo-core/test/forms/all-widgets.xml",
    f"{_PREVIEWED}/ifrc-distribution-site-assessment-v1.xlsx",
    f"{_PREVIEWED}/socio-economic-survey-v20240515.xlsx",
    f"{_PREVIEWED}/whova_form.xlsx",
    "pyxform/tests/example_xls/xlsform_spec_test.xlsx",
    "pyxform/tests/example_xls/widgets.xls",
    "pyxform/tests/example_xls/tutorial.xls",
    "pyxform/tests/example_xls/specify_other.xls",
    "pyxform/tests/example_xls/loop.xlsx",
    "pyxform/tests/example_xls/repeat_date_test.xls",
    "pyxform/tests/example_xls/choice_filter_test.xlsx",
    "pyxform/tests/example_xls/cascading_select_test_equivalent.xls",
    "pyxform/tests/example_xls/field-list.xlsx",
    "pyxform/tests/example_xls/gps.xls",
)

VIEWS = {"": (1.0, (1280, 800)), "_text200": (2.0, (800, 600))}


def fill(path: Path, language: str, pictures: Path | None) -> tuple[bool, str]:
    """Fill in one form on a new device; return whether it was finished, and what to say."""
    from surveyapp.app import make_application
    from surveyapp.errors import UserError
    from surveyapp.services.forms import add_form
    from surveyapp.services.setup import DeviceSetup, setup_device
    from surveyapp.services.stops import choose_stop
    from surveyapp.services.workspace import Workspace
    from surveyapp.ui import theme
    from tests.ui.hands import settle
    from tests.ui.pages import MORNING, App
    from tests.ui.screens.test_every_screen import clipped, nameless, without_role
    from tests.ui.stranger import Stranger

    with tempfile.TemporaryDirectory() as scratch:
        data_dir = Path(scratch) / "data"
        with Workspace.open(data_dir, now=lambda: MORNING) as workspace:
            setup_device(workspace, DeviceSetup("Tablet 03", language, ("Salma",), "2468"))
            choose_stop(workspace, region="MA-12", first_day=date(2026, 12, 26), place="Dakhla")
            try:
                form_hash = add_form(workspace, path).row.hash
            except UserError as refused:
                return False, f"refused: {refused}"
        application = make_application()
        app = App(data_dir, language=language).launch()

        wrong: list[str] = []

        def look(name: str) -> None:
            window = app.window
            for view, (scale, size) in VIEWS.items():
                theme.change(application, scale=scale)
                window.resize(*size)
                settle()
                found = [*clipped(window), *nameless(window), *without_role(window)]
                wrong.extend(f"{name} {view}: {each}" for each in found)
                if (window.width(), window.height()) != size:
                    wrong.append(f"{name} {view}: grows to {window.width()}×{window.height()}")
                if pictures is not None:
                    window.grab().save(str(pictures / f"{path.stem}_{language}_{name}{view}.png"))
            theme.change(application, scale=1.0)
            window.resize(1280, 800)
            settle()

        try:
            journey = Stranger(app, look).fill(form_hash)
        except AssertionError as stuck:
            return False, f"stuck: {stuck}"
        finally:
            app.close()
    counted = f"{len(journey.pages)} pages, {len(journey.answered)} answers"
    blank = f", blank: {', '.join(journey.left_blank)}" if journey.left_blank else ""
    seen = "".join(f"\n    {each}" for each in wrong)
    return journey.finished and not wrong, counted + blank + seen


def main(arguments: list[str]) -> int:
    """Fill in every form and say how it went."""
    parser = argparse.ArgumentParser(prog="tests.ui.real_forms")
    parser.add_argument("--language", default="fr")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("forms", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if options.pictures is not None:
        options.pictures.mkdir(parents=True, exist_ok=True)
    material = folder()
    paths = options.forms
    if not paths:
        if material is None:
            print("conformance material is absent (set SURVEYAPP_CONFORMANCE)")
            return 2
        paths = [material / "forms" / name for name in FORMS]
    unfinished = 0
    for path in paths:
        finished, said = fill(path, options.language, options.pictures)
        unfinished += not finished
        print(f"{'finished ' if finished else 'NOT FINISHED'} {path.name}: {said}", flush=True)
    return 1 if unfinished else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
