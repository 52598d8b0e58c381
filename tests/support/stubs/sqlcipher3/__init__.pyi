# What surveyapp.store.connection uses of sqlcipher3, which ships no types. Connections and cursors
# behave as those of the standard library; its exceptions are classes of their own.
from sqlite3 import Connection as Connection
from sqlite3 import Cursor as Cursor

sqlite_version_info: tuple[int, int, int]

SQLITE_BUSY: int
SQLITE_CANTOPEN: int
SQLITE_CORRUPT: int
SQLITE_FULL: int
SQLITE_IOERR: int
SQLITE_LOCKED: int
SQLITE_NOTADB: int
SQLITE_PERM: int
SQLITE_READONLY: int

class Error(Exception): ...
class DatabaseError(Error): ...
class OperationalError(DatabaseError): ...
class IntegrityError(DatabaseError): ...

def connect(
    database: str,
    *,
    isolation_level: str | None = ...,
    check_same_thread: bool = ...,
    cached_statements: int = ...,
    uri: bool = ...,
) -> Connection: ...
