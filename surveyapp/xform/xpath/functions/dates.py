"""Functions over dates and times (ODK XForms, "Date and Time Functions")."""

from __future__ import annotations

from datetime import datetime

from surveyapp.xform.xpath.environment import Environment
from surveyapp.xform.xpath.functions.table import function
from surveyapp.xform.xpath.values import (
    NAN,
    Moment,
    Value,
    date_text,
    datetime_text,
    days_since_epoch,
    from_days,
    in_zone,
    read_moment,
    read_time,
    to_number,
    to_string,
)

# Names of months and days that the device's locale data would give; Arabic as Morocco writes it.
_MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "fr": [
        "janv.",
        "févr.",
        "mars",
        "avr.",
        "mai",
        "juin",
        "juil.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ],
    "ar": [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "ماي",
        "يونيو",
        "يوليوز",
        "غشت",
        "شتنبر",
        "أكتوبر",
        "نونبر",
        "دجنبر",
    ],
}
_DAYS = {
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    "fr": ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
    "ar": ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
}


def _moment(env: Environment, value: Value) -> tuple[datetime, bool] | None:
    """Return the moment a value means and whether it names a time of day."""
    if isinstance(value, (float, bool)):
        number = to_number(value, env.zone)
        if number != number:
            return None
        moment = from_days(number, env.zone)
        return (moment, True) if moment else None
    text = to_string(value).strip()
    moment = read_moment(text, env.zone)
    if moment is not None:
        local = in_zone(moment, env.zone)
        return None if local is None else (local, len(text) > 10)
    number = to_number(text, env.zone)
    moment = from_days(number, env.zone) if number == number else None
    return (moment, True) if moment else None


@function("today", "", "s", with_env=True)
def today(env: Environment) -> str:
    """Return today's date on this device."""
    midnight = env.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return Moment(date_text(midnight), days_since_epoch(midnight))


@function("now", "", "s", with_env=True)
def now(env: Environment) -> str:
    """Return this moment with its offset."""
    moment = env.now()
    return Moment(datetime_text(moment), days_since_epoch(moment))


@function("date", "v", "s", with_env=True)
def date(env: Environment, value: Value) -> str:
    """Return a value as a date, ``""`` where it is none.

    A number that falls on local midnight is a date, any other a dateTime, so that
    ``date(decimal-date-time(x))`` gives ``x`` back.
    """
    found = _moment(env, value)
    if found is None:
        return ""
    moment, timed = found
    if timed and (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0):
        timed = not isinstance(value, (float, bool))
    text = datetime_text(moment) if timed else date_text(moment)
    return Moment(text, days_since_epoch(moment))


@function("date-time", "v", "s", with_env=True)
def date_time(env: Environment, value: Value) -> str:
    """Return a value as a dateTime; a date stays a date."""
    return date(env, value)


@function("decimal-date-time", "v", "n", with_env=True)
def decimal_date_time(env: Environment, value: Value) -> float:
    """Return days since 1970-01-01T00:00Z."""
    found = _moment(env, value)
    return NAN if found is None else days_since_epoch(found[0])


@function("decimal-time", "s", "n", with_env=True)
def decimal_time(env: Environment, text: str) -> float:
    """Return the time of day on this device as a fraction of a day."""
    moment = read_time(text, env.zone, env.now().date())
    if moment is None:
        moment = read_moment(text, env.zone) if len(text) > 10 else None
    local = None if moment is None else in_zone(moment, env.zone)
    if local is None:
        return NAN
    seconds = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
    return seconds / 86_400


def _format(env: Environment, moment: datetime, pattern: str) -> str:
    language = env.language.split("-")[0]
    months, days = _MONTHS.get(language, _MONTHS["en"]), _DAYS.get(language, _DAYS["en"])
    places = {
        "Y": f"{moment.year:04d}",
        "y": f"{moment.year % 100:02d}",
        "m": f"{moment.month:02d}",
        "n": str(moment.month),
        "b": months[moment.month - 1],
        "d": f"{moment.day:02d}",
        "e": str(moment.day),
        "H": f"{moment.hour:02d}",
        "h": str(moment.hour),
        "M": f"{moment.minute:02d}",
        "S": f"{moment.second:02d}",
        "3": f"{moment.microsecond // 1000:03d}",
        "a": days[moment.weekday()],
        "W": str(moment.isocalendar().week),
        "%": "%",
    }
    parts = pattern.split("%")
    text = parts[0]
    index = 1
    while index < len(parts):
        part = parts[index]
        if not part and index + 1 < len(parts):
            text += "%" + parts[index + 1]
            index += 2
            continue
        text += places.get(part[:1], "%" + part[:1]) + part[1:]
        index += 1
    return text


NAMES_DATES = frozenset({"format-date", "format-date-time"})
"""Functions whose result may name months and days, in the session's language."""


@function("format-date", "vs", "s", with_env=True)
def format_date(env: Environment, value: Value, pattern: str) -> str:
    """Return a date in the form's own format, ``""`` where it is none."""
    found = _moment(env, value)
    return "" if found is None else _format(env, found[0], pattern)


@function("format-date-time", "vs", "s", with_env=True)
def format_date_time(env: Environment, value: Value, pattern: str) -> str:
    """Return a dateTime in the form's own format, ``""`` where it is none; a time is today's."""
    found = _moment(env, value)
    if found is not None:
        return _format(env, found[0], pattern)
    moment = read_time(to_string(value), env.zone, env.now().date())
    return "" if moment is None else _format(env, moment.astimezone(env.zone), pattern)
