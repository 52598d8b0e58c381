"""The device's database: an append-only log of revisions, drafts, forms and stops, encrypted.

Everyone above comes through ``Store`` and gets frozen records. Knows no Qt, no Excel, no form
logic.
"""

from surveyapp.store.media import referred_to
from surveyapp.store.records import (
    Attachment,
    Cause,
    Counts,
    DeviceLabel,
    DeviceLog,
    DeviceProfile,
    DiscardedDraft,
    Draft,
    Event,
    FormRecord,
    FormSummary,
    Handed,
    Identity,
    Media,
    Revision,
    RevisionKind,
    Stop,
    Submission,
)
from surveyapp.store.reports import (
    Check,
    CheckName,
    Fork,
    Gap,
    HealthReport,
    LastCheck,
    UnionLine,
    UnionReport,
)
from surveyapp.store.seal import Entry, form_hash
from surveyapp.store.search import Listed, Search, Standing, Word
from surveyapp.store.store import Store
from surveyapp.store.wiping import wipe

__all__ = [
    "Attachment",
    "Cause",
    "Check",
    "CheckName",
    "Counts",
    "DeviceLabel",
    "DeviceLog",
    "DeviceProfile",
    "DiscardedDraft",
    "Draft",
    "Entry",
    "Event",
    "Fork",
    "FormRecord",
    "FormSummary",
    "Gap",
    "Handed",
    "HealthReport",
    "Identity",
    "LastCheck",
    "Listed",
    "Media",
    "Revision",
    "RevisionKind",
    "Search",
    "Standing",
    "Stop",
    "Store",
    "Submission",
    "UnionLine",
    "UnionReport",
    "Word",
    "form_hash",
    "referred_to",
    "wipe",
]
