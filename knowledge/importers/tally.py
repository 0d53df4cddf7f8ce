"""What was not mapped, counted by kind as it comes, with one example each."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge.importers.items import Unmapped
from knowledge.reports import shown


@dataclass(frozen=True, slots=True)
class Note:
    """One kind of thing that was not mapped: which field, why, how often, and the first case as an example."""

    field: str
    reason: str
    count: int
    example: str

    def __str__(self) -> str:
        """`Variant Price: no price, 3 times, such as products.csv:12`."""
        times = "once" if self.count == 1 else f"{self.count:,} times"
        return f"{self.field}: {self.reason}, {times}, such as {self.example}"


@dataclass(slots=True)
class Tally:
    """Counts what it is given; holds one example of each kind, not all cases."""

    _counts: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    _examples: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def add(self, case: Unmapped) -> None:
        """Counts one case."""
        kind = (case.field, case.reason)
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if kind not in self._examples:
            self._examples[kind] = f"{case.place}: {shown(case.found)}" if case.found else case.place

    def notes(self) -> tuple[Note, ...]:
        """All kinds, most frequent first, then in the order of their first case."""
        kinds = sorted(self._counts, key=lambda kind: -self._counts[kind])
        return tuple(Note(*kind, self._counts[kind], self._examples[kind]) for kind in kinds)
