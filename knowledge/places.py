"""Towns, counties, provinces, countries and groups of countries that a text names, and what lies in what.

Many are words like any other too ("Nice", "Reading", 和平), and many towns share a name: a name counts where its
writing or what stands before it says that a place is meant, and stands for the town that the shop's own country has,
else for the one that is by far the largest; where that is open, for none.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from knowledge.words import has_cjk, words

PLACES = Path(__file__).with_name("places.csv")
_REGIONS = Path(__file__).with_name("regions.toml")
OWN, RIVAL = 15, 3
"""How many times larger a town abroad must be to be meant in spite of the shop's own, and any to be meant at all."""
KNOWN, WELL_KNOWN = 100_000, 500_000
"""Size from which a town is meant wherever it is written with a capital, and even without one."""
LONGEST_HAN, MOST_WORDS = 11, 4
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_LEADS = frozenset({"to", "in", "from", "at", "near", "outside", "around", "into", "co", "county", "within"})
_HAN_LEADS = frozenset("在到往去寄发送回住从至飞给")
_HAN_FOLLOWS = re.compile(r"(?:人|这边|那边|市|省|[的]?(?:朋友|同学|家)|$)")
_END = re.compile(r"\s*(?:$|[?.,!;:)])")
_LATIN = re.compile(r"[A-Za-z]")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A name as the file has it: where what it names lies, how large that is, and whether it is a plain word too."""

    name: str
    country: str
    region: str
    weight: int
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A place or several that a text names: codes of countries (`IE`) and of regions of some (`GB-NIR`, `CN-XJ`)."""

    written: str
    codes: frozenset[str]
    start: int = 0
    end: int = 0

    def within(self, other: Area) -> bool:
        """Whether all of it lies in the other."""
        return all(any(_lies_in(code, of) for of in other.codes) for code in self.codes)

    def touches(self, other: Area) -> bool:
        """Whether a part of it lies in the other."""
        pairs = ((one, two) for one in self.codes for two in other.codes)
        return any(_lies_in(one, two) or _lies_in(two, one) for one, two in pairs)

    @property
    def countries(self) -> frozenset[str]:
        """The countries that it lies in."""
        return frozenset(code[:2] for code in self.codes)


def _lies_in(code: str, other: str) -> bool:
    return code == other or code.startswith(f"{other}-")


def folded(name: str) -> str:
    """A name as it is looked up: small letters without marks."""
    apart = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()


def areas(text: str, home: str | None = None, taken: Collection[tuple[int, int]] = ()) -> tuple[Area, ...]:
    """The places that a text names, in its order; `home` is the shop's country, `taken` are spans of other names."""
    found = [*_latin(text, home), *_han(text, home)]
    free = (a for a in found if not any(a.start < end and start < a.end for start, end in taken))
    return tuple(sorted(free, key=lambda area: area.start))


def words_for(area: Area, language: str, *, whole: bool = True) -> tuple[str, ...]:
    """What rules may call the place: its region and, with `whole`, its country and the group that it is in."""
    told = [names[0 if language != "zh" else 1] for code, names in _regions().items() if code in area.codes]
    if not whole:
        return tuple(dict.fromkeys(told))
    told += [_country_name(code, language) for code in sorted(area.countries)]
    groups = (name for name, codes in _groups().items() if area.within(codes) and len(codes.codes) > 3)
    chosen = {g: [n for n in _group_names(g) if has_cjk(n) == (language == "zh")] for g in groups}
    return tuple(dict.fromkeys([*told, *(name for names in chosen.values() for name in names[:2])]))


@cache
def territories(language: str) -> Mapping[str, str]:
    """The names of countries in a language, by their codes."""
    named: Any = Locale("zh" if language == "zh" else "en").territories
    return {str(code): str(name) for code, name in named.items()}


@cache
def region_names() -> frozenset[str]:
    """The names of regions, countries and groups that are kept by hand."""
    kept = (*_regions().values(), *_kept()["countries"].values(), *_kept()["group_names"].values())
    return frozenset(folded(name) for names in kept for name in names)


def _latin(text: str, home: str | None) -> Iterator[Area]:
    found = [m for m in _WORD.finditer(text) if _LATIN.match(m.group())]
    position = 0
    while position < len(found):
        count, area = _longest(found, position, text, home)
        if area:
            yield area
        position += count


def _longest(found: Sequence[re.Match[str]], at: int, text: str, home: str | None) -> tuple[int, Area | None]:
    for count in range(min(MOST_WORDS, len(found) - at), 0, -1):
        start, end = found[at].start(), found[at + count - 1].end()
        written = text[start:end].removesuffix("'s").removesuffix("’s")
        area = _area(written, start, home)
        if area and _meant(written, found[at - 1].group() if at else "", text, start, home):
            return count, area
    return 1, None


def _area(written: str, start: int, home: str | None) -> Area | None:
    """What a name stands for, taken for itself; none where that is open."""
    name = folded(written)
    codes = _grouped().get(name) or _resolved(_rows(name), home)
    return Area(written, codes, start, start + len(written)) if codes else None


def _resolved(rows: Iterable[Row], home: str | None) -> frozenset[str]:
    rows = sorted(rows, key=lambda row: -row.weight)
    own = [row for row in rows if row.country == home]
    if own and OWN * own[0].weight >= rows[0].weight:
        rows = own
    if not rows or any(r.country != rows[0].country and RIVAL * r.weight > rows[0].weight for r in rows):
        return frozenset()
    here = [row for row in rows if row.country == rows[0].country]
    rivals = {row.region for row in here if RIVAL * row.weight > here[0].weight}
    return frozenset({here[0].region or here[0].country} if len(rivals) == 1 else {here[0].country})


def _meant(written: str, before: str, text: str, start: int, home: str | None) -> bool:
    """Whether an English name is meant as a place: by its capital, its size, and the word before it."""
    name, led = folded(written), folded(before).rstrip(".") in _LEADS or before.casefold() == "the"
    if name in _grouped() or name in region_names():
        return written[0].isupper() if len(name) < 3 else written[0].isupper() or led or len(name) > 5
    rows = _rows(name)
    capital, ended = written[0].isupper(), bool(_END.match(text, start + len(written)))
    if not rows or any(row.plain for row in rows):
        return bool(rows) and led and (capital or ended)
    size = max((row.weight for row in rows if row.country == home or row.weight >= KNOWN), default=0)
    return led or size >= (KNOWN if capital else WELL_KNOWN)


def _han(text: str, home: str | None) -> Iterator[Area]:
    if not has_cjk(text):
        return
    pieces = words(text)
    starts, ends = {word.start for word in pieces}, {word.end for word in pieces}
    for run in _HAN_RUN.finditer(text):
        position = run.start()
        while position < run.end():
            area = _longest_han(text, position, run.end(), ends, home) if position in starts else None
            if area:
                yield area
            position = area.end if area else position + 1


def _longest_han(text: str, start: int, limit: int, ends: Collection[int], home: str | None) -> Area | None:
    for end in range(min(limit, start + LONGEST_HAN), start + 1, -1):
        area = _area(text[start:end], start, home) if end in ends else None
        if area and _han_meant(text, area):
            return area
    return None


def _han_meant(text: str, area: Area) -> bool:
    rows = _rows(folded(area.written))
    led = text[max(0, area.start - 1) : area.start] in _HAN_LEADS if area.start else False
    if led or folded(area.written) in region_names():
        return True
    plain = any(row.plain for row in rows)
    return not plain and (max((row.weight for row in rows), default=0) >= KNOWN)


def _rows(of: str) -> tuple[Row, ...]:
    """What the file has of a name."""
    return tuple(
        Row(name, country, region, int(weight), plain == "1")
        for name, country, region, weight, plain in _lines().get(of, ())
    )


@cache
def _lines() -> Mapping[str, Sequence[Sequence[str]]]:
    """The file's lines by name; few are ever asked for, so the others stay as they are."""
    found: dict[str, list[list[str]]] = {}
    with PLACES.open(encoding="utf-8", newline="") as file:
        for line in csv.reader(file):
            found.setdefault(line[0], []).append(line)
    return found


@cache
def _grouped() -> Mapping[str, frozenset[str]]:
    """What the names kept by hand stand for."""
    found = {folded(name): _groups()[group].codes for group in _groups() for name in _group_names(group)}
    for code, names in (*_regions().items(), *_kept()["countries"].items()):
        found |= {folded(name): frozenset({code}) for name in names}
    return found


@cache
def _groups() -> Mapping[str, Area]:
    return {name: Area(name, frozenset(codes)) for name, codes in _kept()["groups"].items()}


def _group_names(group: str) -> Sequence[str]:
    return _kept()["group_names"][group]


def _regions() -> Mapping[str, Sequence[str]]:
    return _kept()["regions"]


def _country_name(code: str, language: str) -> str:
    kept = _kept()["countries"].get(code)
    if kept:
        return kept[1 if language == "zh" else 0]
    return territories(language).get(code, code)


@cache
def _kept() -> Mapping[str, Any]:
    with _REGIONS.open("rb") as file:
        return tomllib.load(file)
