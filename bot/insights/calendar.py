"""The steps of a course: days of the shop; over a long time weeks or months, so that a plot stays readable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

Step = Literal["day", "week", "month"]
MOST_DAYS = 45
MOST_WEEKS = 52


@dataclass(frozen=True, slots=True)
class Calendar:
    """Sorts moments into steps of the shop's own time; a step is named by its first day."""

    zone: tzinfo
    step: Step = "day"

    def step_of(self, moment: datetime) -> date:
        """The step of a moment."""
        return self._first(moment.astimezone(self.zone).date())

    def steps_over(self, found: Iterable[date]) -> tuple[date, ...]:
        """All steps from the first to the last of those `found`, also those between; none for none."""
        known = sorted(found)
        if not known:
            return ()
        days = (known[-1] - known[0]).days
        return tuple(sorted({self._first(known[0] + timedelta(days=n)) for n in range(days + 1)}))

    def _first(self, day: date) -> date:
        if self.step == "month":
            return day.replace(day=1)
        return day - timedelta(days=day.weekday()) if self.step == "week" else day


def calendar_for(since: date, until: date, zone: tzinfo) -> Calendar:
    """Days up to `MOST_DAYS` of them, else weeks up to `MOST_WEEKS`, else months."""
    days = (until - since).days + 1
    step: Step = "day" if days <= MOST_DAYS else "week" if days <= 7 * MOST_WEEKS else "month"
    return Calendar(zone, step)
