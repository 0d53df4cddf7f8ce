"""Lengths of time as rules write them: "two years", "6 more months", 24 个月, 半年; and the day on which one ends."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.grounding.units import NUMBER_WORDS

Unit = Literal["day", "week", "month", "year"]

_EN = "|".join(sorted((w for w in NUMBER_WORDS if w.isascii()), key=len, reverse=True))
_LENGTH = re.compile(
    rf"(?<![\d.,])(?P<n>\d{{1,3}}|\b(?:{_EN})\b)[\s-]+(?:(?:more|extra|additional|further|calendar|full)\s+)?"
    r"(?P<u>year|month|week|day)s?\b"
    r"|(?<![月\d.])(?<!月 )(?P<zn>\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"
    r"\s*(?P<zu>年|个月|周|个?星期|天|日)(?P<half>半)?",
    re.IGNORECASE,
)
_UNITS: dict[str, Unit] = {
    "year": "year", "month": "month", "week": "week", "day": "day",
    "年": "year", "个月": "month", "周": "week", "星期": "week", "个星期": "week", "天": "day", "日": "day",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Length:
    """So many days, weeks, months or years; `start` and `end` are where a text says so."""

    number: int
    unit: Unit
    start: int = 0
    end: int = 0

    @property
    def months(self) -> int | None:
        """As months; None for days and weeks, which make no whole ones."""
        return {"year": 12 * self.number, "month": self.number}.get(self.unit)

    def after(self, day: date) -> date:
        """The last day of the time that begins with `day`; the last of the month where it has no such day."""
        if self.months is None:
            return day + timedelta(days=self.number * (7 if self.unit == "week" else 1))
        years, month = divmod(day.month - 1 + self.months, 12)
        year = day.year + years
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    def __add__(self, other: Length) -> Length:
        """The sum in months; both must be of months or years."""
        if self.months is None or other.months is None:
            raise ValueError(f"{self.unit}s and {other.unit}s cannot be put together")
        return Length(self.months + other.months, "month")


def lengths(text: str) -> Iterator[Length]:
    """Every length of time that a text names, working days left out."""
    for found in _LENGTH.finditer(text):
        said = (found["n"] or found["zn"]).lower()
        unit = _UNITS[(found["u"] or found["zu"]).lower()]
        number = _number(said)
        if said == "半":
            unit, number = ("month", 6) if unit == "year" else (unit, 0)
        elif found["half"] and unit == "year":
            unit, number = "month", 12 * number + 6
        if number:
            yield Length(number, unit, found.start(), found.end())


def _number(said: str) -> int:
    if said.isdigit():
        return int(said)
    if said in NUMBER_WORDS:
        return int(NUMBER_WORDS[said])
    tens, ten, ones = said.partition("十")
    return (int(NUMBER_WORDS.get(tens, "1")) * 10 + int(NUMBER_WORDS.get(ones, "0"))) if ten else 0
