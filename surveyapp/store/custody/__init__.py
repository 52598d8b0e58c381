"""Who keeps the key of the database, and how it is got back when they lose it.

The key is random and never changes; what changes is where it lies: in a file only its owner reads,
in a file wrapped by a passphrase, or in the key store of the operating system. A copy wrapped to
the organiser's recovery key stands beside the database and beside every backup, so that a backup
and the recovery key open on another machine.

A new folder begins with the file. The key store is the better lock, but it is bound to one account
of one system: whoever resets that account loses every answer. So it takes over by itself only once
a recovery key is set; without one it is used where the organiser chose it, and until then the app
says on its first screen that this device is not protected (``surveyapp.services.protection``).

This package knows no tables and no screen; ``surveyapp.store.folder`` tries its keys on a database.
"""

from surveyapp.store.custody.door import Custody
from surveyapp.store.custody.key_store import KeyStore, KeyStoreClosed, NoKeyStore, SystemKeyStore
from surveyapp.store.custody.passphrase import (
    LEAST_PASSPHRASE,
    PassphraseNeeded,
    WrongPassphrase,
)
from surveyapp.store.custody.places import Access, Protection, waits_for_key_store
from surveyapp.store.custody.recovery import (
    RECOVERY_NAME,
    RecoveryKey,
    check_code,
    new_recovery_key,
    recipient,
    unwrap_with_recovery,
    wrap_to_recovery,
)

__all__ = [
    "LEAST_PASSPHRASE",
    "RECOVERY_NAME",
    "Access",
    "Custody",
    "KeyStore",
    "KeyStoreClosed",
    "NoKeyStore",
    "PassphraseNeeded",
    "Protection",
    "RecoveryKey",
    "SystemKeyStore",
    "WrongPassphrase",
    "check_code",
    "new_recovery_key",
    "recipient",
    "unwrap_with_recovery",
    "waits_for_key_store",
    "wrap_to_recovery",
]
