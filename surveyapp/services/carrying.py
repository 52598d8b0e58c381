"""What one response hands on to the next.

Of itself the app hands on only what belongs to the day and to whoever asks: the stop that was
chosen, the name of the interviewer and, from one respondent straight to the next, the language
asked in. Whether an *answer* is handed on is the form's to say. An answer that stands there already
is agreed to more readily than it would be given, so no answer of one person may stand in the field
of the next unless the author of the questionnaire has meant just that.

There is one way to mean it, and no private mark of ours beside it: XLSForm's ``${last-saved#name}``
in the column ``default``. ODK Collect and KoboToolbox know it, so the form behaves alike on every
device. As in Collect it reads the response of this form (of any version) that was finished last on
this device. Unlike there a draft does not count, for it may hold half an answer; nor does what was
declined, deleted or erased. And nothing goes into a kiosk or comes out of one: there, the person
before was a stranger.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from surveyapp.analysis.rates import Outcome
from surveyapp.store import Search
from surveyapp.xform import FormDefinition, FormSession
from surveyapp.xform.resources import LAST_SAVED, file_name

if TYPE_CHECKING:
    from surveyapp.services.workspace import Workspace

LOOKED_AT = 50
"""Responses looked at, the newest first: those of other devices come with their packages."""


def last_saved(
    workspace: Workspace, definition: FormDefinition, *, kiosk: bool, besides: str = ""
) -> Mapping[str, bytes]:
    """Return the response that the form may read its defaults from, as the session takes it.

    Empty where the form reads none, or where there is none; ``besides`` is a response that does not
    count, because it is the one that is taken up again.
    """
    if kiosk or LAST_SAVED not in definition.loaded.sources.values():
        return {}
    device = workspace.store.device_id
    search = Search(form_id=definition.form_id)
    for listed in workspace.store.find(search, limit=LOOKED_AT):
        if listed.device != device or listed.id == besides:
            continue
        if workspace.refusal(listed.form_hash) is not None:
            continue
        content = json.loads(workspace.store.submission(listed.id).document)
        if content.get("outcome") == Outcome.REFUSED or content["paradata"].get("mode") == "kiosk":
            continue
        of = workspace.definition(listed.form_hash)
        return {file_name(LAST_SAVED): FormSession.resume(of, content).to_xml()}
    return {}
