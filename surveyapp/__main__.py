"""`surveyapp` opens the app; `surveyapp VERB` works without a screen.

Owns both hand-overs: nothing else imports the command line and the desktop app together.
"""

from __future__ import annotations

import os
import subprocess
import sys

from surveyapp.paths import program_dir


def main() -> int:
    """Run a verb where one is named, else the app; return the exit code."""
    arguments = sys.argv[1:]
    if opens_the_app(arguments):
        return _open(arguments)
    from surveyapp import cli

    show = _open_anew if has_screen() else None
    return cli.run(arguments, screenshots=_screenshots, show=show)


def opens_the_app(arguments: list[str]) -> bool:
    """Say whether no verb is named: only options of the app itself, with their values."""
    rest = iter(arguments)
    for argument in rest:
        if argument in ("--data", "--lang"):
            next(rest, None)
        elif not argument.startswith(("--data=", "--lang=")):
            return False
    return True


def has_screen() -> bool:
    """Say whether a window could be shown, or the platform was chosen by hand."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _open(arguments: list[str]) -> int:
    if not has_screen():
        return _cannot_open("no display")
    try:
        from surveyapp import app
    except ImportError as error:
        if "PySide6" in str(error.name) or ".so" in str(error):
            return _cannot_open(str(error))
        raise
    return app.run(arguments)


def _cannot_open(reason: str) -> int:
    """Say why there is no window and what works without one."""
    from surveyapp.text import choose_language, isolate_ltr, load_words

    words = load_words(choose_language())
    print(
        words(
            "The app cannot be shown here ({reason}). Start it with python3 run.py on a screen; "
            "every verb works without one, see --help.",
            reason=isolate_ltr(reason),
        ),
        file=sys.stderr,
    )
    return 2


def _open_anew(arguments: list[str]) -> int:
    """Open the app through run.py where there is one: it fetches what Qt needs of the system."""
    starter = program_dir() / "run.py"
    if starter.is_file():
        return subprocess.call([sys.executable, str(starter), *arguments])  # noqa: S603 - ours
    return _open(arguments)


def _screenshots(arguments: list[str]) -> int:
    from surveyapp import app

    return app.screenshots(arguments)


if __name__ == "__main__":
    sys.exit(main())
