"""When people answer: the opening hours in `shop.toml`, written as people write them, English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any, cast

from babel import Locale
from babel.dates import format_time, get_day_names

KEYS = ("agents", "customer_service", "service", "support", "客服")
_LANGUAGES = ("en", "zh")
_LOCALES = {"en": "en_GB", "zh": "zh_CN"}
_PART = re.compile(r"[,;，；、\n]|\band\b|及|和")
_CLOCK = r"(\d{1,2})(?:[:：.h](\d{2}))?\s*(am|pm)?"
_TIMES = re.compile(rf"{_CLOCK}\s*(?:-|–|—|~|～|to|until|till|至|到)\s*{_CLOCK}", re.IGNORECASE)
_RANGE = re.compile(r"-|–|—|~|～|\bto\b|\bthrough\b|\bthru\b|\buntil\b|至|到", re.IGNORECASE)
_ALL_DAY = re.compile(r"24\s*/\s*7|24 ?h|24 hours|24\s*小时|全天", re.IGNORECASE)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Span:
    """Open on `day` (0 is Monday) from `opens` to `closes`; one that ends past midnight is two spans."""

    day: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Hours:
    """The times of a week at which somebody answers, in the shop's own zone."""

    spans: tuple[Span, ...]

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody answers at `moment`, given in the shop's zone."""
        clock = moment.time().replace(tzinfo=None)
        return any(s.day == moment.weekday() and s.opens <= clock < s.closes for s in self.spans)

    def next_opening(self, moment: datetime) -> datetime:
        """The first opening after `moment`, in its zone."""
        return min(start for start in self._starts(moment) if start > moment)

    def _starts(self, moment: datetime) -> Iterator[datetime]:
        for ahead in range(_WEEK + 1):
            day = moment + timedelta(days=ahead)
            for span in self.spans:
                if span.day == day.weekday() and span.opens.second == 0:
                    yield datetime.combine(day.date(), span.opens, moment.tzinfo)


def opening_hours(hours: Any) -> Hours | None:
    """The hours of customer service in `shop.toml`'s `hours`; None when it does not tell, or not so that it is sure.

    `hours` is a text ("Monday to Friday 09:00-18:00", "每天 09:00-21:00") or a table with one under a name of `KEYS`.
    """
    if isinstance(hours, Mapping):
        table = cast(Mapping[str, Any], hours)
        hours = next((table[key] for key in KEYS if key in table), None)
    if not isinstance(hours, str):
        return None
    spans = tuple(_spans(hours))
    return Hours(spans) if spans else None


def said_in(moment: datetime, language: str) -> str:
    """The moment as a weekday and a time: `Monday 09:00`."""
    locale = Locale.parse(_LOCALES.get(language, _LOCALES["en"]))
    day = get_day_names("wide", locale=locale)[moment.weekday()]
    return f"{day} {format_time(moment.time(), 'HH:mm', locale=locale)}"


def _spans(text: str) -> Iterator[Span]:
    if _ALL_DAY.search(text):
        yield from (Span(day, time(0), time.max) for day in range(_WEEK))
        return
    waiting = list[int]()
    for part in _PART.split(text):
        times = list(_TIMES.finditer(part))
        days = _days(part[: times[0].start()] if times else part)
        if not times:
            waiting += days
            continue
        for found in times:
            yield from _on_days([*waiting, *days] or list(range(_WEEK)), found)
        waiting = []


def _on_days(days: list[int], found: re.Match[str]) -> Iterator[Span]:
    opens, closes = _clock(*found.group(1, 2, 3)), _clock(*found.group(4, 5, 6))
    if opens is None or closes is None:
        return
    for day in dict.fromkeys(days):
        if opens < closes:
            yield Span(day, opens, closes)
        elif closes < opens:
            yield Span(day, opens, time.max)
            if closes > time(0):  # a second past midnight: goes on, does not open
                yield Span((day + 1) % _WEEK, time(0, 0, 1), closes)


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    number = int(hour) % 12 + 12 * (half.lower() == "pm") if half else int(hour)
    if number == 24 and not int(minute or 0):
        return time(0)
    return time(number, int(minute or 0)) if number < 24 and int(minute or 0) < 60 else None


def _days(text: str) -> list[int]:
    """The days that a text names, ranges filled in: Monday to Friday are five."""
    named = [(m.start(), m.end(), _names()[m[0].casefold()]) for m in _named().finditer(text)]
    days = list[int]()
    for at, (start, _, day) in enumerate(named):
        between = text[named[at - 1][1] : start] if at else ""
        first = named[at - 1][2] if at and _RANGE.search(between) else day
        days += [(first + step) % _WEEK for step in range((day - first) % _WEEK + 1)]
    return list(dict.fromkeys(days))


@cache
def _names() -> dict[str, int]:
    names = {"周日": 6, "周天": 6, "礼拜天": 6, "星期天": 6}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            found = get_day_names(width, locale=language)
            names |= {str(found[day]).casefold(): day for day in range(_WEEK)}
    return names | {f"{name}s": day for name, day in names.items() if name.endswith("day")}


@cache
def _named() -> re.Pattern[str]:
    names = sorted(_names(), key=len, reverse=True)
    return re.compile("|".join(rf"\b{name}\b" if name.isascii() else name for name in names), re.IGNORECASE)
