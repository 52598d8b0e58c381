"""What of XLSForm and ODK XForms runs here, what runs only in part, and what does not.

One table for everybody: the import warns by it, the engine's page prints it,
and tests hold it against pyxform's types, the functions of the specification and the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from surveyapp.text.marking import N_


class Kind(StrEnum):
    """What a feature is; the value heads its part of the table."""

    TYPE = "question types"
    APPEARANCE = "appearances"
    FUNCTION = "functions"
    CONTROL = "controls"
    BIND = "bind attributes"
    PRELOAD = "preloads"
    ACTION = "actions"
    EVENT = "events"
    DATA = "data types"
    INSTANCE = "instance sources"
    SUBMISSION = "submission attributes"
    ATTRIBUTE = "attributes in the body"


class Support(StrEnum):
    """How far a feature goes. Refused ones stop the import."""

    FULL = "supported"
    PART = "degraded"
    NONE = "refused"


@dataclass(frozen=True, slots=True)
class Feature:
    """One row. ``note`` is a message id: how it is degraded, or why it is refused.

    ``also`` are other spellings that XLSForm takes for the same.
    """

    kind: Kind
    name: str
    support: Support = Support.FULL
    note: str = ""
    also: tuple[str, ...] = ()


UNASKED = N_(
    "This device cannot ask this question. The form says so in its place; answers given elsewhere "
    "are kept. Do not make it required."
)
_SENSOR = N_("This device records nothing in the background. The question stays blank.")
_AUDIT = N_("The system keeps its own times of an interview. The audit file stays blank.")
_TELEPHONE = N_("This device has no SIM card. The value stays blank.")
_SCHEME = N_("The value is given without its uri scheme.")
_EXTERNAL = N_(
    "The choices of the sheet external_choices are not offered: the answer is typed. Use "
    "select_one_from_file."
)
_SEARCH = N_(
    "search() is known to ODK Collect only: the choices stay as the choices sheet has them. Use "
    "select_one_from_file."
)
_PLAIN = N_("This appearance changes nothing on this device: the question is asked plainly.")
_AREAS = N_(
    "The picture is shown with its choices in a list below it: areas of the picture cannot be "
    "pressed on this device."
)
_CALENDAR = N_(
    "Dates are asked in the Gregorian calendar on this device, which is also how every app keeps "
    "them. The question says so."
)
_COMPASS = N_("This device has no compass: the bearing is typed in degrees.")
_GRID = N_(
    "Questions stand one below the other on this device: widths and breaks of printed pages change "
    "nothing."
)
_STYLE = N_(
    "How pages look is settled on this device: of styles, only pages means anything, and it is how "
    "every form is asked."
)
PAGES = "pages"
"""The one style that is as the app asks by itself."""
_INTENT = N_("This device starts no other app. The question is asked plainly.")
_OLD_EVENT = N_("This event of older forms never happens here.")
_NO_CAMERA = N_("This device takes no photos: the file of a picture is chosen instead.")
_SAVE = N_("Every answer is saved at once, so nothing is left to save.")
_NO_LIST = N_("This device knows no such list: it stays empty. Put it into a file beside the form.")
HANDED_OVER = N_(
    "Nothing is sent or deleted by itself here: responses leave this device in the files that "
    "somebody hands over."
)
"""What to tell once of everything that asks for sending."""
_OWN_KEY = N_(
    "The form asks that responses be encrypted with its own key. This device does not do "
    "that: it keeps them in its encrypted store, and a submission written as XML is readable. "
    "Hand responses over as encrypted packages."
)
_OTHER_APP = N_("Only some apps know this of a person. The value stays blank.")
_EDITABLE = N_("Who may correct a response is settled on this device, whatever the form says.")
_UNHEEDED = N_("This changes nothing on this device: the question is asked plainly.")
_OLD_ACTION = N_("This action does nothing here.")
NO_APPEARANCE = N_("{name} is an appearance that no app knows: it changes nothing. Correct it.")
"""What to tell of a word among the appearances that stands in no row."""
UNKNOWN = N_("This means nothing here and is passed over. Correct its name, or take it out.")
"""What to tell of a name that stands in no row."""
_ELSEWHERE = N_("Only some apps know this function. A form that calls it is refused.")


def _all(
    kind: Kind, names: str, support: Support = Support.FULL, note: str = ""
) -> Iterable[Feature]:
    """Return features that share everything but their names (``name=other=other``)."""
    for entry in names.split():
        name, *also = entry.split("=")
        yield Feature(kind, name, support, note, tuple(also))


def _type(name: str, also: str = "", support: Support = Support.FULL, note: str = "") -> Feature:
    others = tuple(each.strip() for each in also.split(",") if each.strip())
    return Feature(Kind.TYPE, name, support, note, others)


_TYPES = (
    _type("text", "string, q string, add text prompt"),
    _type("integer", "int, q int, add integer prompt"),
    _type("decimal", "q decimal, add decimal prompt"),
    _type("percentage"),
    _type("phone number"),
    _type("number of days in last month"),
    _type("number of days in last six months"),
    _type("number of days in last year"),
    _type("date", "q date, add date prompt"),
    _type("time"),
    _type("note", "q note, add note prompt"),
    _type("calculate", "q calculate, add calculate prompt"),
    _type("hidden"),
    _type("acknowledge", "trigger, q acknowledge, add acknowledge prompt"),
    _type("range"),
    _type(
        "select_one",
        "select one, select1, select one from, select one using, q select1, "
        "add select one prompt using",
    ),
    _type(
        "select_multiple",
        "select all that apply, select all that apply from, select multiple from, "
        "select multiple using, q select, add select multiple prompt using",
    ),
    _type("select_one_from_file", "select one from file"),
    _type("select_multiple_from_file", "select multiple from file"),
    _type("begin_group"),
    _type("end_group"),
    _type("begin_repeat"),
    _type("end_repeat"),
    _type("csv-external"),
    _type("xml-external"),
    _type("start", "start time, get start time"),
    _type("end", "end time, get end time"),
    _type("today", "get today"),
    _type("deviceid", "device id, get device id, imei"),
    _type("username"),
    _type("email"),
    _type("phonenumber", "get phone number"),
    _type("barcode", "q barcode, add barcode prompt"),
    _type(
        "dateTime",
        "datetime, date time, q dateTime, q date time, add dateTime prompt, add date time prompt",
    ),
    _type("rank"),
    _type(
        "geopoint",
        "gps, location, q geopoint, q location, add location prompt",
        Support.PART,
        UNASKED,
    ),
    _type("geotrace", "q geotrace", Support.PART, UNASKED),
    _type("geoshape", "q geoshape", Support.PART, UNASKED),
    _type("image", "photo, q image, q picture, add image prompt, add photo prompt"),
    _type("audio", "q audio, add audio prompt"),
    _type("video", "q video, add video prompt"),
    _type("file", "add file prompt"),
    _type("osm", "", Support.PART, UNASKED),
    _type("audit", "", Support.PART, _AUDIT),
    _type("background-audio", "", Support.PART, _SENSOR),
    _type("background-geopoint", "", Support.PART, _SENSOR),
    _type("start-geopoint", "", Support.PART, _SENSOR),
    _type("simserial", "sim id, get sim id", Support.PART, _TELEPHONE),
    _type("subscriberid", "subscriber id, get subscriber id", Support.PART, _TELEPHONE),
    _type("uri:deviceid", "", Support.PART, _SCHEME),
    _type("uri:email", "", Support.PART, _SCHEME),
    _type("uri:phonenumber", "", Support.PART, _SCHEME),
    _type("uri:username", "", Support.PART, _SCHEME),
    _type("uri:simserial", "", Support.PART, _TELEPHONE),
    _type("uri:subscriberid", "", Support.PART, _TELEPHONE),
    _type("select_one_external", "select one external", Support.PART, _EXTERNAL),
)

FEATURES: tuple[Feature, ...] = (
    *_TYPES,
    *_all(
        Kind.APPEARANCE,
        "field-list table-list likert minimal autocomplete=search=quick-search columns "
        "columns-pack compact quickcompact columns-flex horizontal horizontal-compact no-buttons "
        "quick label list-nolabel list multiline numbers",
    ),
    *_all(Kind.APPEARANCE, "month-year year no-calendar"),
    *_all(
        Kind.APPEARANCE,
        "rating picker vertical no-ticks distress analog-scale show-scale",
    ),
    *_all(Kind.APPEARANCE, "thousands-sep counter masked"),
    *_all(Kind.APPEARANCE, "bearing", Support.PART, _COMPASS),
    *_all(
        Kind.APPEARANCE,
        "ethiopian coptic islamic persian bikram-sambat myanmar buddhist",
        Support.PART,
        _CALENDAR,
    ),
    *_all(Kind.APPEARANCE, "draw annotate signature"),
    *_all(Kind.APPEARANCE, "new new-front new-rear selfie", Support.PART, _NO_CAMERA),
    *_all(Kind.APPEARANCE, "search()", Support.PART, _SEARCH),
    *_all(Kind.APPEARANCE, "ex: intent hidden-answer", Support.PART, _INTENT),
    *_all(Kind.APPEARANCE, "image-map", Support.PART, _AREAS),
    *_all(Kind.APPEARANCE, "w page-break", Support.PART, _GRID),
    *_all(
        Kind.APPEARANCE,
        "map maps placement-map streets satellite url "
        "printer "
        "comment=comments hide-input no-collapse "
        "autocomplete_chars "
        "text-area=textarea=multi-line",
        Support.PART,
        _PLAIN,
    ),
    *_all(
        Kind.FUNCTION,
        "abs acos area asin atan atan2 base64-decode boolean boolean-from-string ceiling "
        "checklist coalesce concat cond contains cos count count-non-empty count-selected "
        "current date date-time decimal-date-time decimal-time digest distance enclosed-area "
        "ends-with exp exp10 false floor format-date format-date-time geofence id if "
        "indexed-repeat instance int intersects is-selected join jr:choice-name jr:itext lang last "
        "local-name log log10 lower-case max min name namespace-uri normalize-space not now "
        "number once pi position pow property pulldata random randomize regex round selected "
        "selected-at sin sqrt starts-with string string-length substr substring substring-after "
        "substring-before sum tan today translate true "
        "upper-case uuid version weighted-checklist",
    ),
    *_all(Kind.FUNCTION, "extract-signed", Support.NONE, _ELSEWHERE),
    *_all(Kind.CONTROL, "group input range rank repeat secret select select1 trigger upload"),
    *_all(
        Kind.BIND,
        "calculate constraint jr:constraintMsg jr:preload jr:preloadParams jr:requiredMsg nodeset "
        "readonly relevant required type entities:saveto",
    ),
    *_all(Kind.BIND, "orx:max-pixels"),
    *_all(Kind.BIND, "saveIncomplete", Support.PART, _SAVE),
    *_all(
        Kind.BIND,
        "odk:location-priority odk:location-min-interval odk:location-max-age odk:track-changes "
        "odk:track-changes-reasons odk:identify-user",
        Support.PART,
        _AUDIT,
    ),
    *_all(Kind.BIND, "odk:quality odk:allow-mock-accuracy", Support.PART, _SENSOR),
    *_all(Kind.BIND, "jr:noAppErrorString", Support.PART, _INTENT),
    *_all(Kind.BIND, "id ref"),
    *_all(Kind.PRELOAD, "date/today timestamp/start timestamp/end uid"),
    *_all(Kind.PRELOAD, "property/deviceid property/email property/phonenumber property/username"),
    *_all(
        Kind.PRELOAD,
        "property/simserial property/subscriberid",
        Support.PART,
        _TELEPHONE,
    ),
    *_all(Kind.PRELOAD, "patient context", Support.PART, _OTHER_APP),
    *_all(Kind.ACTION, "setvalue"),
    *_all(Kind.ACTION, "odk:recordaudio odk:setgeopoint=odk:setlocation", Support.PART, _SENSOR),
    *_all(
        Kind.ACTION,
        "dispatch rebuild recalculate revalidate refresh setfocus load send reset insert delete "
        "message toggle action",
        Support.PART,
        _OLD_ACTION,
    ),
    *_all(
        Kind.EVENT,
        "odk-instance-first-load odk-instance-load odk-new-repeat xforms-ready "
        "xforms-value-changed",
    ),
    *_all(Kind.EVENT, "jr-insert xforms-revalidate", Support.PART, _OLD_EVENT),
    *_all(
        Kind.DATA,
        "string=select=select1=rank int=integer=long decimal=double=float boolean date time "
        "datetime geopoint geotrace geoshape binary barcode intent",
    ),
    *_all(Kind.INSTANCE, "jr://file jr://file-csv jr://instance/last-saved"),
    *_all(Kind.INSTANCE, "jr://fixture jr://instance", Support.PART, _NO_LIST),
    *_all(
        Kind.SUBMISSION,
        "action=resource method=mode orx:auto-send orx:auto-delete id ref=bind replace targetref "
        "odk:prefix odk:delimiter odk:tag",
        Support.PART,
        HANDED_OVER,
    ),
    *_all(Kind.SUBMISSION, "base64RsaPublicKey", Support.PART, _OWN_KEY),
    *_all(Kind.SUBMISSION, "odk:client-editable", Support.PART, _EDITABLE),
    *_all(
        Kind.ATTRIBUTE,
        "appearance bind id nodeset ref start end step rows jr:count jr:noAddRemove "
        "odk:tick-interval odk:placeholder",
    ),
    *_all(Kind.ATTRIBUTE, "class", Support.PART, _STYLE),
    *_all(Kind.ATTRIBUTE, "intent", Support.PART, _INTENT),
    *_all(Kind.ATTRIBUTE, "query", Support.PART, _EXTERNAL),
    *_all(Kind.ATTRIBUTE, "jr:imageDimensionScaledMax mediatype=accept"),
    *_all(
        Kind.ATTRIBUTE,
        "accuracyThreshold unacceptableAccuracyThreshold incremental",
        Support.PART,
        UNASKED,
    ),
    *_all(
        Kind.ATTRIBUTE,
        "autoplay playColor odk:tick-labelset",
        Support.PART,
        _UNHEEDED,
    ),
)

_BY_NAME = {
    (feature.kind, name): feature for feature in FEATURES for name in (feature.name, *feature.also)
}
_COUNTED = re.compile(r"^(columns|compact|w)-?\d+$")


def question_type(name: str) -> Feature | None:
    """Return the row of a question type as XLSForm spells it, without its list."""
    return _BY_NAME.get((Kind.TYPE, name))


def appearance(name: str) -> Feature | None:
    """Return the row of one word of an appearance, None where nobody knows it."""
    before, colon, _ = name.partition(":")
    if before == "ex" and colon:
        name = "ex:"
    elif before in ("intent", "printer"):
        name = before
    elif name.startswith("search("):
        name = "search()"
    return _BY_NAME.get((Kind.APPEARANCE, _COUNTED.sub(r"\1", name)))


def appearances() -> Iterable[str]:
    """Return every word that can stand among the appearances, for whoever mistyped one."""
    names = (name for kind, name in _BY_NAME if kind is Kind.APPEARANCE)
    return ("w1" if name == "w" else name for name in names)


def feature(kind: Kind, name: str) -> Feature | None:
    """Return the row of anything else by its name, None where nobody knows it.

    Names carry the prefixes of the specification; the address of a list is known by how it begins.
    """
    if kind is not Kind.INSTANCE:
        return _BY_NAME.get((kind, name))
    known = (f for f in FEATURES if f.kind is kind and _begins(name, f.name))
    return max(known, key=lambda found: len(found.name), default=None)


def _begins(address: str, part: str) -> bool:
    return address == part or address.startswith(f"{part}/")


def as_markdown() -> str:
    """Return the table as the engine's page prints it."""
    lines: list[str] = []
    for kind in Kind:
        rows = [feature for feature in FEATURES if feature.kind is kind]
        whole = [_code(row) for row in rows if row.support is Support.FULL]
        lines += [f"**{kind.value.capitalize()}**: {', '.join(whole) or 'none'}.", ""]
        notes = dict.fromkeys((row.support, row.note) for row in rows if row.note)
        if notes:
            lines += ["| not entirely | how far | what happens |", "|---|---|---|"]
        for support, note in notes:
            names = ", ".join(
                _code(row) for row in rows if (row.support, row.note) == (support, note)
            )
            lines.append(f"| {names} | {support} | {note} |")
        if notes:
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _code(feature: Feature) -> str:
    return f"`{feature.name}`"
