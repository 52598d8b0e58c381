"""The form engine. Knows no Qt, no SQL, and no clock but the one it is given.

``parse_xform`` gives a ``FormDefinition``; a ``FormSession`` over it is one response. Nobody
outside looks deeper than these names.
"""

from surveyapp.xform.definition import FormDefinition, parse_xform
from surveyapp.xform.fields import Choice, Control, DataType, FieldDef
from surveyapp.xform.opening import open_form
from surveyapp.xform.outcomes import (
    Changes,
    FieldProblem,
    Item,
    ItemKind,
    Page,
    ProblemKind,
    Progress,
)
from surveyapp.xform.resuming import ResumeReport
from surveyapp.xform.session import FormSession, local_now
from surveyapp.xform.submission import LEAF_TEXT

__all__ = [
    "LEAF_TEXT",
    "Changes",
    "Choice",
    "Control",
    "DataType",
    "FieldDef",
    "FieldProblem",
    "FormDefinition",
    "FormSession",
    "Item",
    "ItemKind",
    "Page",
    "ProblemKind",
    "Progress",
    "ResumeReport",
    "local_now",
    "open_form",
    "parse_xform",
]
