from collections.abc import Mapping
from enum import Enum

class Detail:
    name: str
    msg: str
    def format(self, **kwargs: object) -> str: ...

class ErrorCode(Enum):
    INTERNAL_001 = ...
    @property
    def value(self) -> Detail: ...

class PyXFormError(Exception):
    code: ErrorCode | None
    context: Mapping[str, object]
    def __init__(
        self,
        *args: object,
        code: ErrorCode | None = ...,
        context: Mapping[str, object] | None = ...,
    ) -> None: ...
