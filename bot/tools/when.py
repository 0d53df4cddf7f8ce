"""When something happened, as shoppers say it: "last week", "on Monday", 去年12月, as the days it may mean."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.grounding.facts import MONTHS, facts_of
from bot.grounding.units import NUMBER_WORDS


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


_WEEKDAYS_EN = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_WEEKDAYS_ZH = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6}
_MONTHS_ZH = {name: number for number, name in enumerate((*"一二三四五六七八九十", "十一", "十二"), start=1)}
_NUMBER = rf"(?:\d{{1,3}}|an?|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})"
_AGO = re.compile(rf"\b(?P<n>{_NUMBER}) (?P<unit>day|week|month)s? ago\b", re.IGNORECASE)
_AGO_ZH = re.compile(
    rf"(?P<n>\d{{1,3}}|[{''.join(k for k in NUMBER_WORDS if not k.isascii())}])"
    r"\s*个?(?P<unit>天|周|星期|月)(?:以?前|之前)"
)
_WEEKDAY = re.compile(rf"\b(?:on|last|this|since|from|of) (?P<d>{'|'.join(_WEEKDAYS_EN)})\b", re.IGNORECASE)
_OF_WEEKDAY = re.compile(rf"\b(?P<d>{'|'.join(_WEEKDAYS_EN)})['’]s\b", re.IGNORECASE)
_WEEKDAY_ZH = re.compile(r"(?:周|星期|礼拜)(?P<d>[一二三四五六日天])")
_MONTH = re.compile(
    rf"\b(?:in|last|since|from|early|late|mid|during|of)[ -](?P<m>{'|'.join(MONTHS)})\b"
    r"(?! \d{1,2}\b)(?: (?P<y>\d{4}))?",
    re.IGNORECASE,
)
_MONTH_ZH = re.compile(
    r"(?:(?P<y>\d{4})\s*年|(?P<last>去年))?\s*(?P<m>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])\s*月(?:份|初|底|中|末)?(?!\s*\d)"
)
_DAYS = {"day": 1, "week": 7, "month": 30, "天": 1, "周": 7, "星期": 7, "月": 30}


def when(text: str, today: date) -> Span | None:
    """The days that a text speaks of, looking back from `today`; None when it speaks of none.

    A month or a weekday is the latest one that has begun; "two weeks ago" is taken with some days of tolerance.
    """
    readers: tuple[Callable[[str, date], Span | None], ...] = (_dated, _named, _ago, _weekday, _month)
    return next((span for read in readers if (span := read(text, today))), None)


def _dated(text: str, today: date) -> Span | None:
    for fact in sorted(facts_of(text), key=lambda fact: fact.value):
        if fact.kind == "date":
            year, month, day = fact.value.rsplit("-", 2)
            return _day(int(year) if year.isdigit() else None, int(month), int(day), today)
    return None


def _day(year: int | None, month: int, day: int, today: date) -> Span | None:
    try:
        found = date(year or today.year, month, day)
    except ValueError:
        return None
    if year is None and found > today:
        found = found.replace(year=found.year - 1) if (month, day) != (2, 29) else found
    return Span(found, found)


def _named(text: str, today: date) -> Span | None:
    one, week = timedelta(days=1), timedelta(days=7)
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    before = first - one
    january = today.replace(month=1, day=1)
    year = january - january.replace(year=january.year - 1)
    spans = (
        (r"\byesterday\b|\blast night\b|昨[天晚日]", today - one, today - one),
        (r"\btoday\b|\bthis morning\b|今天|今早", today, today),
        (r"前天", today - 2 * one, today - 2 * one),
        (r"\blast week\b|上个?(?:周|星期|礼拜)(?![一二三四五六日天])", monday - week, monday - one),
        (r"\bthis week\b|这(?:个)?(?:周|星期)|本周", monday, today),
        (r"\blast month\b|上个?月", before.replace(day=1), before),
        (r"\bthis month\b|这个月|本月", first, today),
        (r"\blast year\b|去年(?!\s*[\d一二三四五六七八九十])", january - year, january - one),
    )  # fmt: skip
    return next((Span(a, b) for pattern, a, b in spans if re.search(pattern, text, re.IGNORECASE)), None)


def _ago(text: str, today: date) -> Span | None:
    match = _AGO.search(text) or _AGO_ZH.search(text)
    if not match:
        return None
    said = match["n"].lower()
    number = int(said) if said.isdigit() else int(NUMBER_WORDS.get(said, "1"))
    unit = _DAYS[match["unit"].lower()]
    middle = today - timedelta(days=number * unit)
    return Span(middle - timedelta(days=unit // 2), middle + timedelta(days=unit // 2))


def _weekday(text: str, today: date) -> Span | None:
    english, chinese = _WEEKDAY.search(text) or _OF_WEEKDAY.search(text), _WEEKDAY_ZH.search(text)
    if english:
        number = _WEEKDAYS_EN[english["d"].lower()]
    elif chinese:
        number = _WEEKDAYS_ZH[chinese["d"]]
    else:
        return None
    found = today - timedelta(days=(today.weekday() - number) % 7)
    return Span(found, found)


def _month(text: str, today: date) -> Span | None:
    english, chinese = _MONTH.search(text), _MONTH_ZH.search(text)
    if english:
        month, year, last = MONTHS[english["m"].lower()], english["y"], False
    elif chinese:
        said = chinese["m"]
        month = int(said) if said.isdigit() else _MONTHS_ZH[said]
        year, last = chinese["y"], bool(chinese["last"])
    else:
        return None
    at = int(year) if year else today.year - (last or month > today.month)
    return Span(date(at, month, 1), date(at, month, calendar.monthrange(at, month)[1]))
