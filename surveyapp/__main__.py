"""`surveyapp` opens the app; `surveyapp VERB` works without a screen.

Owns both hand-overs: nothing else imports the command line and the desktop app together.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run a verb where one is named, else the app; return the exit code."""
    arguments = sys.argv[1:]
    if opens_the_app(arguments):
        from surveyapp import app

        return app.run(arguments)
    from surveyapp import cli

    return cli.run(arguments, screenshots=_screenshots, show=_show)


def opens_the_app(arguments: list[str]) -> bool:
    """Say whether no verb is named: only options of the app itself, with their values."""
    rest = iter(arguments)
    for argument in rest:
        if argument in ("--data", "--lang"):
            next(rest, None)
        elif not argument.startswith(("--data=", "--lang=")):
            return False
    return True


def _screenshots(arguments: list[str]) -> int:
    from surveyapp import app

    return app.screenshots(arguments)


def _show(arguments: list[str]) -> int:
    from surveyapp import app

    return app.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
