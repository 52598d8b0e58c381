"""What the columns of an XLSForm are called, and what each header means.

One table for our checks; pyxform keeps its own aliases, and a test holds the two together. Knows
headers only, no cells.
"""

from __future__ import annotations

from dataclasses import dataclass

SURVEY = "survey"
CHOICES = "choices"
SETTINGS = "settings"
OTHER_SHEETS = ("external_choices", "entities", "osm")

# Canonical name -> other spellings of it. Headers are compared in lower case with underscores.
_SURVEY = {
    "type": ("command",),
    "name": ("tag", "value"),
    "label": ("caption",),
    "hint": (),
    "guidance_hint": (),
    "image": (),
    "big-image": (),
    "audio": (),
    "video": (),
    "appearance": (),
    "required": (),
    "required_message": ("requiredmsg",),
    "relevant": ("relevance",),
    "constraint": (),
    "constraint_message": ("constraining_message",),
    "calculation": ("calculate",),
    "default": (),
    "choice_filter": (),
    "readonly": ("read_only",),
    "repeat_count": ("count", "jr:count"),
    "parameters": (),
    "trigger": (),
    "noapperrorstring": ("no_app_error_string",),
    "save_to": (),
    "autoplay": (),
    "rows": (),
    "intent": (),
    "query": (),
    "disabled": (),
    "compact_tag": (),
    "sms_field": (),
    "sms_option": (),
    "sms_separator": (),
    "sms_allow_media": (),
    "sms_date_format": (),
    "sms_datetime_format": (),
    "sms_response": (),
}
_CHOICES = {
    "list_name": (),
    "name": ("value",),
    "label": ("caption",),
    "image": (),
    "big-image": (),
    "audio": (),
    "video": (),
    "sms_option": (),
}
_SETTINGS = {
    "form_title": ("title", "set_form_title"),
    "form_id": ("id_string", "set_form_id"),
    "version": (),
    "instance_name": (),
    "instance_id": (),
    "default_language": (),
    "style": (),
    "name": (),
    "namespaces": (),
    "public_key": (),
    "submission_url": (),
    "auto_send": (),
    "auto_delete": (),
    "client_editable": (),
    "allow_choice_duplicates": (),
    "clean_text_values": (),
    "omit_instanceid": (),
    "instance_xmlns": (),
    "add_none_option": (),
    "entity_version": (),
    "flat": (),
    "prefix": (),
    "delimiter": (),
    "sms_keyword": (),
    "sms_allow_media": (),
    "sms_date_format": (),
    "sms_datetime_format": (),
    "sms_response": (),
    "sms_separator": (),
}

NAMES = {SURVEY: _SURVEY, CHOICES: _CHOICES, SETTINGS: _SETTINGS}
"""Canonical column names and their other spellings, by sheet."""

_SPELLINGS = {
    sheet: {spelling: name for name, others in table.items() for spelling in (name, *others)}
    for sheet, table in NAMES.items()
}

# A header such as ``bind::relevant`` sets an XForms attribute; these have a column of their own.
_PREFIXES = {
    SURVEY: frozenset({"bind", "control", "body", "instance", "media"}),
    CHOICES: frozenset({"media"}),
    SETTINGS: frozenset({"attribute"}),
}
_ATTRIBUTES = {
    "relevant": "relevant",
    "required": "required",
    "readonly": "readonly",
    "constraint": "constraint",
    "calculate": "calculation",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
    "jr:noapperrorstring": "noapperrorstring",
    "jr:count": "repeat_count",
    "appearance": "appearance",
    "image": "image",
    "big-image": "big-image",
    "audio": "audio",
    "video": "video",
}

TRANSLATED = frozenset(
    {
        "label",
        "hint",
        "guidance_hint",
        "constraint_message",
        "required_message",
        "noapperrorstring",
        "image",
        "big-image",
        "audio",
        "video",
    }
)
"""Columns that may carry a language after ``::``."""

MEDIA = frozenset({"image", "big-image", "audio", "video"})
"""Columns whose cells name a file."""

TEXTS = TRANSLATED - MEDIA
"""Translated columns whose cells a person reads."""

EXPRESSIONS = (
    "relevant",
    "constraint",
    "calculation",
    "required",
    "readonly",
    "choice_filter",
    "repeat_count",
    "default",
)
"""Survey columns that hold an expression (``default`` only where it is a dynamic one)."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header stands for.

    ``base`` is the canonical column name, the whole header where it is not one of ours, and
    ``attribute`` where it sets an XForms attribute that has no column. ``known`` says whether
    XLSForm has such a column.
    """

    base: str
    language: str = ""
    known: bool = True


def meaning(sheet: str, header: str, *, double_colon: bool = True) -> Meaning:
    """Return what ``header`` means on ``sheet``.

    ``double_colon`` says whether any header of the sheet uses ``::``; where none does, XLSForm
    still takes the old single colon.
    """
    tokens = [token.strip() for token in _split(header, double_colon=double_colon)]
    first = _snake(tokens[0])
    rest = tokens[1:]
    if first in _PREFIXES[sheet] and rest:
        base = _ATTRIBUTES.get(rest[0].lower(), "attribute")
        return Meaning(base, "::".join(rest[1:]) if base in TRANSLATED else "")
    base = _SPELLINGS[sheet].get(first, "")
    if not base:
        return Meaning(header, known=False)
    if rest and base not in TRANSLATED:
        return Meaning(header, known=False)
    return Meaning(base, "::".join(rest))


def _split(header: str, *, double_colon: bool) -> list[str]:
    if double_colon or "::" in header:
        return header.split("::")
    tokens = header.split(":")
    if "jr" in tokens[:-1]:
        place = tokens.index("jr")
        tokens[place : place + 2] = [f"jr:{tokens[place + 1]}"]
    return tokens


def _snake(text: str) -> str:
    return "_".join(text.split()).lower()
