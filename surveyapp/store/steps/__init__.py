"""The steps from an empty database to the latest schema, one a module, in order."""

from surveyapp.store.steps.editing import editing
from surveyapp.store.steps.first import first
from surveyapp.store.steps.form_files import form_files
from surveyapp.store.steps.identity import identity
from surveyapp.store.steps.response_media import response_media
from surveyapp.store.steps.summaries import summaries

STEPS = (first, form_files, summaries, editing, identity, response_media)

__all__ = ["STEPS"]
