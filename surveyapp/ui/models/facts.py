"""The facts of a stored response, worded: where, when, by whom, on what, how long. No widget."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from surveyapp.errors import UserError
from surveyapp.services.reading import ResponseRead
from surveyapp.services.regions import region_name
from surveyapp.store import Stop
from surveyapp.text import N_, Words, isolate, isolate_ltr
from surveyapp.text.formats import Formats
from surveyapp.ui.kit.segmented import LANGUAGE_SEGMENTS

_MODES = {
    "interview": N_("Interview"),
    "kiosk": N_("Kiosk"),
}


def response_facts(read: ResponseRead, words: Words) -> tuple[tuple[str, str], ...]:
    """Return name and value of each fact that is known."""
    return tuple((name, value) for name, value in _facts(read, words) if value)


def _facts(read: ResponseRead, words: Words) -> Iterator[tuple[str, str]]:
    yield words("Questionnaire"), form_line(read, words)
    yield words("Stop"), stop_line(read.stop, read.place, words)
    yield words("Finished"), moment_line(read.finished, words)
    yield words("Asked by"), isolate(read.operator)
    yield words("Device"), isolate(read.device)
    if read.changed is not None:
        yield words("Last changed"), moment_line(read.changed, words)
    given = read.given
    if given is not None:
        yield words("Begun"), moment_line(given.started, words) if given.started else ""
        yield (
            words("Language"),
            Formats(words).listed(tuple(language_name(tag) for tag in given.languages)),
        )
        yield words("How it was given"), words(_MODES[given.mode]) if given.mode in _MODES else ""
        yield words("Time on its pages"), _spent(given.seconds, words)
        if given.changes:
            yield (
                words("Answers changed on the way"),
                words.plural("{n} answer", "{n} answers", given.changes),
            )
    yield words("Identifier"), isolate_ltr(read.id)


def page_times(read: ResponseRead, words: Words) -> tuple[tuple[str, str], ...]:
    """Return the title of each page and the time spent on it."""
    pages = read.given.pages if read.given else ()
    return tuple((isolate(title), _spent(seconds, words)) for title, seconds in pages)


def form_line(read: ResponseRead, words: Words) -> str:
    """Return a questionnaire's title with its version."""
    if not read.version:
        return isolate(read.form_title)
    return words(
        "{form}, version {version}",
        form=isolate(read.form_title),
        version=isolate_ltr(read.version),
    )


def stop_line(key: str, place: str, words: Words) -> str:
    """Return a stop's region, day and place."""
    try:
        stop = Stop.parse_key(key)
    except UserError:  # another system's key, kept as it came
        return Formats(words).listed(tuple(filter(None, (isolate(key), isolate(place)))))
    day = Formats(words).long_date(stop.first_day)
    parts = (isolate(region_name(stop.region, words.language)), isolate(place), day)
    return Formats(words).listed(tuple(part for part in parts if part))


def moment_line(moment: datetime, words: Words) -> str:
    """Return a day and a time."""
    formats = Formats(words)
    return f"{formats.long_date(moment.date())}  ·  {formats.clock(moment)}"


def language_name(tag: str) -> str:
    """Return a language as it names itself; its tag where it is none of ours."""
    names = {segment.key: segment.text for segment in LANGUAGE_SEGMENTS}
    return names.get(tag.partition("-")[0], tag)


def _spent(seconds: float, words: Words) -> str:
    return Formats(words).duration(timedelta(seconds=seconds)) if seconds else ""
