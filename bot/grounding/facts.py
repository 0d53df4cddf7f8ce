"""The checkable facts of a text: numbers with their unit, prices, dates, times, ids and addresses.

Two texts state the same fact when these values are equal, however each writes it: `3,4 kg`, `3.4 kilograms` and
`3.4 公斤` are one fact, `12 March 2026`, `2026-03-12` and `2026年3月12日` another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from bot.grounding.units import NUMBER_WORDS, UNITS, unit_of
from knowledge.words import stem_english

Kind = Literal["number", "date", "time", "id", "address"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One checkable value. A date without a year starts with `--`.

    `unit` is "" when the text gives none; `noun` is then the English word after the number, as a stem: 21 sizes are
    not 21 in stock.
    """

    kind: Kind
    value: str
    unit: str = ""
    written: str = ""
    noun: str = ""

    def supported_by(self, other: Fact) -> bool:
        """Whether `other`, taken from the shop's data, says the same."""
        if self.kind != other.kind:
            return False
        if self.kind == "date" and self.value.startswith("--"):
            return other.value.endswith(self.value[2:])
        same_unit = not self.unit or not other.unit or self.unit == other.unit
        same_noun = not self.noun or not other.noun or self.noun == other.noun
        return self.value == other.value and same_unit and same_noun


MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_CJK_UNITS = "|".join(sorted((u for u in UNITS if ord(u[0]) > 0x2E80), key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_WORDS = "|".join(sorted((w for w in NUMBER_WORDS if w.isascii()), key=len, reverse=True))
_CHARACTERS = "".join(w for w in NUMBER_WORDS if not w.isascii())

_ADDRESS = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+\.[\w.]+|\+\d[\d ()/-]{6,}\d")
_ISO_DATE = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:T[\d:.+Z-]+)?")
_CJK_DATE = re.compile(r"(?:(?P<y>\d{4})\s*年\s*)?(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]")
_DAY_MONTH = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mon>{_MONTH})\b\.?,?(?:\s+(?P<y>\d{{4}}))?", re.I
)
_MONTH_DAY = re.compile(
    rf"\b(?P<mon>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>\d{{4}}))?", re.I
)
_TIME = re.compile(r"\b(?P<h>\d{1,2}):(?P<min>\d{2})(?::\d{2})?\s*(?P<half>[ap]\.?m\b)?", re.I)
_ID = re.compile(r"\b(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d{2})[A-Z]+[A-Z0-9]*(?:-[A-Z0-9]+)*\b")
_AMOUNT = re.compile(
    rf"(?P<before>[€$£¥])?\s?(?P<n>{_NUMBER})(?:\s|-)?(?P<after>{_CJK_UNITS}|[A-Za-z°℃]+|[%€£])?"
)
_WORDED = re.compile(
    rf"\b(?P<n>{_WORDS})[\s-](?P<after>[A-Za-z]+)|(?P<cn>[{_CHARACTERS}])(?P<ca>{_CJK_UNITS})", re.I
)


@lru_cache(maxsize=4096)
def facts_of(text: str) -> frozenset[Fact]:
    """All checkable facts of `text`."""
    found: list[Fact] = []
    rest = unicodedata.normalize("NFKC", text)
    for pattern, read in _READERS:
        rest = _take(pattern, read, rest, found)
    return frozenset(found)


def _take(
    pattern: re.Pattern[str], read: Callable[[re.Match[str]], Fact | None], text: str, found: list[Fact]
) -> str:
    """Read what `pattern` matches into `found` and blank it, so that a date is not read again as numbers."""

    def keep(match: re.Match[str]) -> str:
        fact = read(match)
        if fact is None:
            return match.group()
        found.append(fact)
        return " ; "

    return pattern.sub(keep, text)


def _address(match: re.Match[str]) -> Fact:
    written = match.group().rstrip(".,;)")
    digits = re.sub(r"\D", "", written)
    return Fact("address", digits if written.startswith("+") else written.lower(), written=written)


def _date(match: re.Match[str]) -> Fact | None:
    part = match.groupdict()
    month = int(part["m"]) if part.get("m") else MONTHS[part["mon"].lower()]
    day = int(part["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    year = part.get("y") or "-"
    return Fact("date", f"{year}-{month:02}-{day:02}", written=match.group().strip())


def _time(match: re.Match[str]) -> Fact:
    hour = int(match["h"])
    if (match["half"] or "").lower().startswith("p") and hour < 12:
        hour += 12
    return Fact("time", f"{hour:02}:{match['min']}", written=match.group().strip())


def _id(match: re.Match[str]) -> Fact:
    return Fact("id", match.group().upper(), written=match.group())


def _amount(match: re.Match[str]) -> Fact:
    unit = unit_of(match["before"] or "") or unit_of(match["after"] or "")
    noun = "" if unit else stem_english((match["after"] or "").lower())
    return Fact("number", _decimal(match["n"]), unit, match.group().strip(), noun)


def _worded(match: re.Match[str]) -> Fact | None:
    number, unit = (match["n"] or match["cn"]).lower(), unit_of(match["after"] or match["ca"])
    return Fact("number", NUMBER_WORDS[number], unit, match.group()) if unit else None


def _decimal(written: str) -> str:
    thousands = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written)
    plain = written.replace(",", "" if thousands else ".")
    value = Decimal(plain).normalize()
    return format(value, "f")


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Fact | None]], ...] = (
    (_ADDRESS, _address),
    (_ISO_DATE, _date),
    (_CJK_DATE, _date),
    (_DAY_MONTH, _date),
    (_MONTH_DAY, _date),
    (_TIME, _time),
    (_ID, _id),
    (_AMOUNT, _amount),
    (_WORDED, _worded),
)


def unsupported(said: frozenset[Fact], known: frozenset[Fact]) -> Iterator[Fact]:
    """The facts of `said` that nothing in `known` supports."""
    return (fact for fact in said if not any(fact.supported_by(other) for other in known))
