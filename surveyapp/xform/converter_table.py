"""What pyxform can tell of a form with a code, and what we say instead.

What it tells without one stands in ``converter_texts``. A test holds both against the source of the
installed pyxform, so that a new version with new messages is noticed.
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
SEVERAL = N_("{name} stands for several questions. Rename all but one.")
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
    "PYREF_004": Said(SEVERAL, {"name": "{q}"}),
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

SAID_BY_US_CODES = frozenset({"LABEL_001", "NAMES_002"})
"""Codes of warnings that our own checks give with a place."""
