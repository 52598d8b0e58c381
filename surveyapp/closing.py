"""What is opened is closed: ``with`` for everything that has a ``close``. Knows nothing else."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Closing(ABC):
    """Something that is held open for the length of a ``with`` block and closed after it."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what is held. Closing twice does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
