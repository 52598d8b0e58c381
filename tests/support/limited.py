"""Opens files one by one, each in a process of its own that may take only so much time and memory.

``python -m tests.support.limited FILE...`` writes one JSON object a file: what was said about it
(``""``: it was opened), the processor seconds and the megabytes that took, and the exit status.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

from surveyapp.errors import UserError
from surveyapp.xform import Control, FormSession
from surveyapp.xform.problems import FormRefused
from surveyapp.xform.xlsform import import_xlsform
from tests.xform.forms import noon

CPU_SECONDS = 4
ADDRESS_SPACE = 3_000_000_000
LONG = "a" * 100_000 + "!"
"""What somebody answers: hard on patterns that look back."""


def said_of(path: Path) -> str:
    """Return what opening and starting the form in ``path`` tells."""
    try:
        session = FormSession(import_xlsform(path).definition, now=noon)
        for field in session.definition.fields:
            if field.control is Control.INPUT and field.repeat is None:
                session.answer(field.ref, LONG)
                session.problem(field.ref)
        session.pages()
        session.problems()
        for field in session.definition.fields:
            if field.repeat is None:
                session.choices(field.ref)
    except FormRefused as refused:
        return " ".join(str(problem.placed) for problem in refused.problems)
    except UserError as error:
        return str(error)
    return ""


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _child(path: Path, answer: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    memory, began = _peak(), time.process_time()
    said = said_of(path)
    result = {"said": said, "seconds": time.process_time() - began, "megabytes": _peak() - memory}
    os.write(answer, json.dumps(result).encode()[:60_000])


def limited(path: Path) -> dict[str, object]:
    """Return what a child process that opened ``path`` reports."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(read)
            _child(path, write)
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        reported = pipe.read()
    _, status = os.waitpid(child, 0)
    return {"status": status, **(json.loads(reported) if reported else {})}


if __name__ == "__main__":
    import python_calamine  # noqa: F401 - here, so that no child pays for it

    for name in sys.argv[1:]:
        sys.stdout.write(json.dumps(limited(Path(name))) + "\n")
        sys.stdout.flush()
