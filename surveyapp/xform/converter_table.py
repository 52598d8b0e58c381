"""Everything pyxform can tell of a form, by its cause, and what we say instead.

``OF_CODES`` goes by the codes of ``pyxform.errors``; ``OF_TEXTS`` by the beginning or middle of
what pyxform tells without a code. A test holds both against the source of the installed pyxform,
so that a new version with new messages is noticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveyapp.text import N_


@dataclass(frozen=True, slots=True)
class Said:
    """What to say: a message id, and what goes into its places.

    ``places`` are templates over the names that pyxform fills, such as ``{"closing":
    "end_{type}"}``; a place that is called as pyxform calls it need not stand there. ``column`` is
    the one to mend where pyxform names none.
    """

    message: str
    places: Mapping[str, str] = field(default_factory=dict)
    column: str = ""


NUMBER = N_("The parameter {name} must be a number.")
WHOLE = N_("The parameter {name} must be a whole number, 0 or larger.")
ONE_OF = N_("The parameter {name} must be one of these: {values}.")
PAIRS = N_("Parameters are written as name=value, with a space between them. Correct this cell.")
UNKNOWN_PARAMETERS = N_(
    "Questions of this type do not know these parameters: {rejected}. They know: {accepted}."
)
NOT_LESS = N_("The parameter {name} must not be less than {other}.")
TOGETHER = N_("Where an audit records places, it needs {needed} together. Add what lacks.")
SEED = N_("The parameter seed must be a number or a reference to a question.")
SEED_ALONE = N_("A seed needs randomize=true beside it. Add that, or take the seed out.")
ANDROID = N_("The parameter app must be the name of an Android app, such as {example}.")

_TICK_ENDS = N_(
    "With the appearance no-ticks, the list of tick_labelset may hold the start and the end of the "
    "range only."
)
_SEVERAL = N_("{name} stands for several questions. Rename all but one.")
_LACKS = N_("There is no list {list} on the sheet choices.")
_NO_NAME = N_("This row has no name. Write a short one without spaces.")
_NO_LABEL = N_("The question {name} has no label. Write what it asks.")
_NO_CHOICES = N_("A question has no choices to offer. Write its list on the sheet choices.")
_NEAR_SHEET = N_(
    "There is no sheet {sheet}, but one that is called nearly so: {near}. Rename it "
    "if it is meant, or begin its name with an underscore."
)
_NOT_A_NAME = N_(
    "{name} cannot be a name. Begin with a letter and use letters, digits, hyphens and underscores "
    "only."
)

OF_CODES: Mapping[str, Said] = {
    "ENTITY_001": Said(
        N_(
            "This row saves a property of an entity, but the form declares no list of entities. "
            "Declare one on a sheet entities, or empty this cell."
        )
    ),
    "ENTITY_002": Said(
        N_("Row {other_row} saves the property {saveto} already. Keep one of the two.")
    ),
    "ENTITY_003": Said(N_("A group or repeat cannot be a property of an entity. Empty this cell.")),
    "ENTITY_004": Said(
        N_(
            "There is no list of entities {dataset} on the sheet entities. Correct its name, or "
            "add it there."
        )
    ),
    "ENTITY_005": Said(
        N_(
            "New entities of {dataset} need a label. Fill its label, or give an entity_id to "
            "update entities instead."
        ),
        column="label",
    ),
    "ENTITY_006": Said(
        N_(
            "{dataset} creates entities and updates them, but does not say when to update. Fill "
            "update_if, or take entity_id out."
        ),
        column="update_if",
    ),
    "ENTITY_007": Said(
        N_(
            "{dataset} updates entities, but does not say which. Fill entity_id, or write the "
            "condition into create_if instead."
        ),
        column="entity_id",
    ),
    "ENTITY_008": Said(
        N_(
            "The form declares several lists of entities. Write which of them this property "
            "belongs to, as in {example}."
        ),
        {"example": "list#property"},
    ),
    "ENTITY_009": Said(
        N_(
            "A group or repeat holds one entity only, and the entity of row {other_row} has taken "
            "{scope}. Save the properties of this one in another group."
        )
    ),
    "ENTITY_011": Said(
        N_(
            "The entity {dataset} is filled in {other_scope} and cannot be filled in {scope} too. "
            "Bring the value there with a calculate row, and save that one."
        )
    ),
    "ENTITY_012": Said(
        N_(
            "The entity {dataset} is filled in {other_scope} and cannot refer to {question} in "
            "{scope}. Bring the value there with a calculate row, and refer to that one."
        )
    ),
    "ENTITY_013": Said(
        N_("The sign # may stand here once only, as in {example}."), {"example": "list#property"}
    ),
    "HEADER_001": Said(
        N_("The sheet {sheet_name} has no row with the names of its columns. Begin it with one.")
    ),
    "HEADER_002": Said(
        N_(
            "The columns {other} and {header} of the sheet {sheet_name} mean the same. Keep one of "
            "them."
        )
    ),
    "HEADER_003": Said(
        N_("The sheet {sheet_name} lacks columns that it needs: {missing}. Add them.")
    ),
    "HEADER_004": Said(
        N_("The name of the column {column} has a space, so that nothing can read it. Take it out.")
    ),
    "HEADER_005": Said(
        N_(
            "The sheet entities does not know these columns: {columns}. Correct their names, or "
            "take them out."
        )
    ),
    "LABEL_001": Said(
        N_("This choice has no label: people will see its name. Write one."), column="label"
    ),
    "NAMES_001": Said(
        N_("The name {value} stands twice in one group. Choose another one."), column="name"
    ),
    "NAMES_002": Said(
        N_("The name {value} differs from another in capitals only. Some programs mix them up."),
        column="name",
    ),
    "NAMES_003": Said(
        N_("The repeat {value} is called as the whole form is. Choose another name."),
        column="name",
    ),
    "NAMES_004": Said(
        N_("There is another repeat called {value}. Choose a name that no other repeat has."),
        column="name",
    ),
    "NAMES_005": Said(
        N_("The name {name} is kept for what every response carries. Choose another one."),
        {"name": "meta"},
        "name",
    ),
    "NAMES_006": Said(N_("This choice has no name. Write a short code."), column="name"),
    "NAMES_007": Said(
        N_("Another choice of this list has the same name. Choose another name."), column="name"
    ),
    "NAMES_008": Said(
        N_(
            "This cannot be a name. Begin with a letter and use letters, digits, hyphens and "
            "underscores only."
        )
    ),
    "NAMES_009": Said(_NOT_A_NAME),
    "NAMES_010": Said(
        N_("A name of an entity must not begin with two underscores. Choose another one.")
    ),
    "NAMES_011": Said(N_("A name of a list of entities must not hold a full stop. Take it out.")),
    "NAMES_012": Said(
        N_("Every entity has a name and a label of its own. Call this property something else.")
    ),
    "NAMES_013": Said(_NEAR_SHEET, {"near": "{candidates}"}),
    "NAMES_014": Said(
        N_("This list of entities is declared twice. Keep one of the rows."), column="list_name"
    ),
    "NAMES_015": Said(
        N_("This list of entities has no name. Fill its list_name."), column="list_name"
    ),
    "PYREF_001": Said(
        N_("A reference in this cell is not complete. Write it as {example}."),
        {"example": "${{name}}"},
    ),
    "PYREF_002": Said(N_("Put a comma between the references in this cell.")),
    "PYREF_003": Said(N_("There is no question named {name}."), {"name": "{q}"}),
    "PYREF_004": Said(_SEVERAL, {"name": "{q}"}),
    "RANGE_001": Said(NUMBER),
    "RANGE_002": Said(N_("The parameter {name} must not be 0.")),
    "RANGE_003": Said(
        N_("The parameter {name} is larger than the range from start to end. Make it smaller.")
    ),
    "RANGE_004": Said(N_("The parameter {name} must be a multiple of step.")),
    "RANGE_005": Said(N_("The parameter {name} must lie between start and end.")),
    "RANGE_006": Said(
        N_("The parameter tick_labelset names no list of the sheet choices. Correct its name.")
    ),
    "RANGE_007": Said(_TICK_ENDS),
    "RANGE_008": Said(
        N_(
            "The parameters tick_interval, placeholder and tick_labelset go with the appearances "
            "vertical and no-ticks only. Take them or the appearance out."
        )
    ),
    "RANGE_009": Said(N_("The names of the choices of tick_labelset must be numbers.")),
    "RANGE_010": Said(N_("The choices of tick_labelset must lie between start and end.")),
    "RANGE_011": Said(N_("The choices of tick_labelset must be start plus a multiple of {name}.")),
    "RANGE_012": Said(_TICK_ENDS),
    "SURVEY_001": Said(
        N_("This row closes a {what}, but none is open."), {"what": "{type}"}, "type"
    ),
    "SURVEY_002": Said(
        N_("This {what} is never closed. Add a row {closing} after its last question."),
        {"what": "{type}", "closing": "end_{type}"},
        "type",
    ),
    "SURVEY_003": Said(ONE_OF, {"name": "incremental", "values": "true"}, "parameters"),
    "SURVEY_004": Said(PAIRS),
    "SURVEY_005": Said(UNKNOWN_PARAMETERS),
    "SURVEY_006": Said(
        N_(
            "The parameter reference-geometry names nothing the form has. Name a list of choices "
            "or of entities, a file beside the form, or a repeat."
        )
    ),
    "SURVEY_007": Said(NUMBER, {"name": "capture-accuracy"}),
    "SURVEY_008": Said(NUMBER, {"name": "warning-accuracy"}),
    "SURVEY_009": Said(ONE_OF, {"name": "allow-mock-accuracy", "values": "true, false"}),
}

UNHEARD = frozenset({"INTERNAL_001", "INTERNAL_002"})
"""Codes that tell of a mistake in pyxform and never of one in a form."""

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
    r"There are multiple survey elements named '(?P<name>.*?)'": Said(_SEVERAL),
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

SAID_BY_US_CODES = frozenset({"LABEL_001", "NAMES_002"})
"""The same among those with a code."""
