"""What ``Store`` offers, one subject a module: each class here is a part of that one door.

Each method is one transaction: it lends the connection and calls what knows how. ``Store`` puts
the parts together; nobody else uses them alone.
"""

from surveyapp.store.doors.device import DeviceDoor
from surveyapp.store.doors.drafts import DraftDoor
from surveyapp.store.doors.forms_and_stops import ShelfDoor
from surveyapp.store.doors.logs import LogDoor
from surveyapp.store.doors.salvage import SalvageDoor
from surveyapp.store.doors.submissions import SubmissionDoor

__all__ = ["DeviceDoor", "DraftDoor", "LogDoor", "SalvageDoor", "ShelfDoor", "SubmissionDoor"]
