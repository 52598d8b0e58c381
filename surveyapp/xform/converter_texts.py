"""What pyxform can tell of a form without a code, known by its text, and what we say instead."""

from __future__ import annotations

from collections.abc import Mapping

from surveyapp.text import N_
from surveyapp.xform.converter_table import (
    ANDROID,
    NOT_LESS,
    ONE_OF,
    SEED,
    SEED_ALONE,
    SEVERAL,
    TOGETHER,
    WHOLE,
    Said,
)

_LACKS = N_("There is no list {list} on the sheet choices.")
_NO_NAME = N_("This row has no name. Write a short one without spaces.")
_NO_LABEL = N_("The question {name} has no label. Write what it asks.")
_NO_CHOICES = N_("A question has no choices to offer. Write its list on the sheet choices.")

OF_TEXTS: Mapping[str, Said] = {
    r"language declarations do not contain valid machine-readable codes: "
    r"(?P<languages>.*?)\. Learn more": Said(
        N_(
            "These languages have no code, so that some programs do not know them: {languages}. "
            "Write the code behind the name, as in label::French (fr)."
        )
    ),
    r"(?:Repeat|Group|Loop) has no label: .*'name': '(?P<name>[^']*)'": Said(
        N_("{name} has no label: nothing stands above its questions. Write one if it should."),
    ),
    r"survey element named '(?P<name>[^']*)' has no label or hint": Said(_NO_LABEL),
    r"You must have a sheet named 'survey'": Said(
        N_("The sheet survey is empty. Write the questions of the form there.")
    ),
    r"The form_id and id_string column headers are both specified": Said(
        N_("The sheet settings has form_id and id_string, which mean the same. Keep one of them.")
    ),
    r"The 'disabled' column header is not part of the current spec": Said(
        N_(
            "The column disabled belongs to older forms. It is heeded; a condition in the column "
            "relevant is what other programs know."
        ),
        column="disabled",
    ),
    r"Question with no type": Said(
        N_("This row has no type. Write one, such as text or select_one list.")
    ),
    r"Audits must always be named 'audit\.'": Said(
        N_("A row of the type audit is always called audit. Empty its name."), column="name"
    ),
    r"(?P<name>[\w-]+) must be set to true or false:": Said(
        ONE_OF, {"values": "true, false"}, "parameters"
    ),
    r"(?P<name>[\w-]+) must be set to (?P<values>on-form-edit)": Said(ONE_OF, {}, "parameters"),
    r"Parameter (?P<name>[\w-]+) must be set to (?P<values>no-power[\w ,-]*):": Said(
        ONE_OF, {"values": "no-power, low-power, balanced, high-accuracy"}, "parameters"
    ),
    r"Invalid value for (?P<name>quality)\.": Said(
        ONE_OF, {"values": "voice-only, low, normal, external"}, "parameters"
    ),
    r"Parameter (?P<name>[\w-]+) must have an integer value": Said(WHOLE, {}, "parameters"),
    r"Parameter (?P<name>[\w-]+) must be greater +than or equal to zero": Said(
        WHOLE, {}, "parameters"
    ),
    r"Parameter (?P<name>[\w-]+) must be greater than or equal to (?P<other>[\w-]+)\.": Said(
        NOT_LESS, {}, "parameters"
    ),
    r"To include location information in the audit": Said(
        TOGETHER,
        {"needed": "location-priority, location-min-interval, location-max-age"},
        "parameters",
    ),
    r"seed value must be a number or a reference": Said(SEED, {}, "parameters"),
    r"Parameters must include randomize=true to use a seed": Said(SEED_ALONE, {}, "parameters"),
    r"Parameter 'app' has an invalid Android package name": Said(
        ANDROID, {"example": "org.example.app"}, "parameters"
    ),
    r"Missing calculation\.": Said(
        N_("This row calculates nothing. Fill its column calculation."), {}, "calculation"
    ),
    r"Question or group with no name": Said(_NO_NAME),
    r"Repeat loop without list name": Said(
        N_("Write the name of the list after {type}."), {"type": "begin_loop"}, "type"
    ),
    r"List name not in columns sheet: (?P<list>.*)": Said(_LACKS, {}, "type"),
    r"List name not in choices sheet: (?P<list>.*)": Said(_LACKS, {}, "type"),
    r"List name not in external choices sheet: (?P<list>.*)": Said(
        N_(
            "There is no list {list} on the sheet external_choices. Correct its name there or here."
        ),
        {},
        "type",
    ),
    r"There should be an external_choices sheet in this xlsform": Said(
        N_(
            "The form has no sheet external_choices with the columns list_name and name. Add it, "
            "or use select_one_from_file."
        )
    ),
    r"There should be a choices sheet in this xlsform": Said(
        N_("The form has no sheet choices with the columns list_name, name and label. Add it.")
    ),
    r"select one external is only meant for filtered selects": Said(
        N_("select_one_external is meant for a list with a choice_filter. Use select_one here."),
        {},
        "type",
    ),
    r"File name for '(?P<type>\S*) (?P<file>.*?)' should end with one of": Said(
        N_("A list cannot be read from {file}. Name a file that ends in .csv, .xml or .geojson."),
        {},
        "type",
    ),
    r"Choice names with spaces cannot be added to multiple choice selects\. See "
    r"\[(?P<name>.*?)\]": Said(
        N_(
            "The choice name {name} has a space, but answers of several choices are separated by "
            "spaces. Write it without."
        )
    ),
    r"Choice filter not supported with or_other": Said(
        N_(
            "A choice_filter does not go with or_other. Take or_other out, and write a choice "
            "other and a question of your own for it."
        ),
        {},
        "choice_filter",
    ),
    r"Please specify choices for this 'or other' question": Said(_NO_CHOICES, {}, "type"),
    r"There should be choices for this question": Said(_NO_CHOICES),
    r"Choice filter not supported for table-list appearance": Said(
        N_(
            "A choice_filter does not go with the appearance table-list of its group. Take one of "
            "them out."
        ),
        {},
        "choice_filter",
    ),
    r"Badly formatted table list, list names don't match: (?P<first>.*) vs\. (?P<second>.*)": Said(
        N_(
            "The questions of a group with the appearance table-list share one list: here stand "
            "{first} and {second}. Give them the same."
        ),
        {},
        "type",
    ),
    r"For 'background-geopoint' questions, the 'calculation' column must be empty": Said(
        N_("A row of the type background-geopoint calculates nothing. Empty its calculation."),
        {},
        "calculation",
    ),
    r"For 'background-geopoint' questions, the 'trigger' column must not be empty": Said(
        N_("A row of the type background-geopoint needs a trigger. Name a question there.")
    ),
    r"Cannot omit instanceID, it is required for encryption": Said(
        N_(
            "A form with a public_key needs an instanceID. Take omit_instanceID out of the sheet "
            "settings."
        )
    ),
    r"Survey cannot have an empty id_string": Said(
        N_("The form has no identifier. Write one into form_id on the sheet settings.")
    ),
    r"Instance names must be unique within a form\. The name '(?P<name>.*?)' was found": Said(
        N_("Several files or lists of the form are called {name}. Rename all but one of them.")
    ),
    r"The same instance id will be generated for different.*Instance name: '(?P<name>.*?)'": Said(
        N_("Several files or lists of the form are called {name}. Rename all but one of them.")
    ),
    r"The question \$\{(?P<other>.*?)\} is not user-visible .* for question "
    r"\$\{(?P<name>.*?)\}": Said(
        N_(
            "Nobody answers {other}, so that it never triggers {name}. Name a question that people "
            "answer."
        )
    ),
    r"Question '(?P<name>.*?)' is a select from file type, using 'search\(\)'": Said(
        N_("{name} takes its choices from a file and with search() at once. Take search() out.")
    ),
    r"Question '(?P<name>.*?)' uses 'search\(\)', and its select type references the choice list "
    r"name '(?P<list>.*?)'": Said(
        N_(
            "{name} uses the list {list} with search(), others use it without. Give {name} a list "
            "of its own."
        )
    ),
    r"Media type: (?P<type>.*) not supported": Said(
        N_("A form shows no media of the kind {type}. Use image, big-image, audio or video.")
    ),
    r"There is no survey element named '(?P<name>.*?)'": Said(
        N_("There is no question named {name}.")
    ),
    r"There are multiple survey elements named '(?P<name>.*?)'": Said(SEVERAL),
    r"To use big-image, you must also specify an image for the survey element named "
    r"(?P<name>.*)\.": Said(N_("{name} has a big-image and no image. Give it an image too.")),
    r"Unknown question type '(?P<type>.*?)'": Said(
        N_("{type} is not a question type."), {}, "type"
    ),
    r"This section has not been included": Said(
        N_(
            "A row of the type include asks for another form. Copy the rows of that form in "
            "its place."
        )
    ),
}
"""Patterns of what pyxform tells without a code, with what to say: named groups fill places."""

SAID_BY_US = (
    r"uses or_other and translations",
    r"Use the max-pixels parameter",
    r"is no longer supported on most devices",
    r"Row without name, text, or label is being skipped",
    r"Language '.*' is missing the (?:survey|choices) ",
    r"Could not export itemsets\.csv",
)
"""Warnings that our own checks give with a place, or that are of no use here."""
