"""What a stage counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.crashlab.oracle import Fate, Verdict

_SHOWN = 20


@dataclass
class Tally:
    """Runs and how they ended."""

    runs: int = 0
    acknowledged: int = 0
    """Operations acknowledged in all runs together."""
    lost: int = 0
    corrupt: int = 0
    seconds: float = 0.0
    """Of processor time."""
    faults: list[str] = field(default_factory=list)
    """The first of the runs that ended badly, each with what it takes to see it again."""
    counts: dict[str, int] = field(default_factory=dict)
    """Whatever else a stage counts, by name."""

    @property
    def bad(self) -> int:
        return self.lost + self.corrupt

    def add(self, verdict: Verdict, acknowledged: int, run: str) -> None:
        """Count one run."""
        self.runs += 1
        self.acknowledged += acknowledged
        self.lost += verdict.fate == Fate.LOST
        self.corrupt += verdict.fate == Fate.CORRUPT
        if verdict.fate != Fate.KEPT:
            self.faults.append(f"{verdict.fate}: {run}: {verdict.because}")

    def count(self, name: str, amount: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + amount

    def take(self, other: Tally) -> None:
        """Add what another part of the stage counted."""
        self.runs += other.runs
        self.acknowledged += other.acknowledged
        self.lost += other.lost
        self.corrupt += other.corrupt
        self.seconds += other.seconds
        self.faults = [*self.faults, *other.faults][:_SHOWN]
        for name, amount in other.counts.items():
            self.count(name, amount)
