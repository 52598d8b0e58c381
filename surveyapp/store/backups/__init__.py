"""Verified copies of the database: made, named, kept in rotation, and tried."""

from surveyapp.store.backups.door import Backups, BackupState, Trial
from surveyapp.store.backups.media import Left
from surveyapp.store.backups.names import Backup

__all__ = ["Backup", "BackupState", "Backups", "Left", "Trial"]
