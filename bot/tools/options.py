"""Which versions of a product a text picks by what sets them apart: "in large", "the 140 one", "the biggest"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.records import Product, Variant
from knowledge.words import has_cjk, words

_LETTERS = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")
_SPOKEN = {
    "small": "s",
    "medium": "m",
    "large": "l",
    "extra small": "xs",
    "extra large": "xl",
    "x-large": "xl",
}
_SPOKEN_SIZE = re.compile(r"\b(?:extra |x-)?(?:small|medium|large)\b|[小中大特加]+[号码]", re.IGNORECASE)
_SPOKEN_ZH = {"小": "s", "中": "m", "大": "l", "特大": "xl", "加大": "xl"}
_NUMBER = re.compile(r"(?<![A-Za-z0-9.,])\d+(?:\.\d+)?(?![0-9]|[.,]\d)")
_COLOURS = frozenset("红橙黄绿青蓝紫黑白灰棕褐粉金银")
_NUMERALS = "零一二三四五六七八九"
_SPOKEN_METRES = re.compile(r"([一二三四五六七八九])米([一二三四五六七八九])?")
_METRES = re.compile(r"(\d(?:\.\d)?)\s*米")
_YEAR = re.compile(r"(?:19|20)(\d\d)\s*年")
_RANGE = re.compile(r"^\s*(\d+)\s*[-–]\s*(\d+)\s*$")
_NO_OPTION = re.compile(
    r"\bhow (?:long|short|large|small|big|wide|tall|far)\b|\b(?:as|so) (?:long|far)\b", re.I
)
PACKS = "bag|sack|pack|packet|box|bottle|tin|tub|can|jar|tube|pouch|carton"
"""What goods are sold in, as alternatives of a pattern."""
_PACK = rf"(?:one|ones|size|version|{PACKS}|roll)"
_MOST = re.compile(
    r"\b(?P<more>bigg|larg|long|wid|tall)(?P<ms>er|est)\b|\b(?P<less>small|short|narrow)(?P<ls>er|est)\b"
    rf"|\bthe (?:(?P<big>big|large|wide)|(?P<little>small|little|short)) {_PACK}\b"
    r"|(?P<zhmore>最[大长宽高]|[大长宽]的|大[包袋瓶盒份])|(?P<zhless>最[小短窄矮]|[小短窄]的|小[包袋瓶盒份])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A value of one of a product's options and where the text names it."""

    option: str
    value: str
    start: int
    end: int


def values_said(text: str, product: Product, names: Sequence[tuple[int, int]] = ()) -> tuple[Said, ...]:
    """Every option value that the text names; `names` are places of product names in it, where nothing counts."""
    blank = _blanked(text, [*names, *(m.span() for m in _NO_OPTION.finditer(text))])
    found = [
        said for option, values in _options(product).items() for said in _of_option(blank, option, values)
    ]
    return tuple(found)


def exchanged(
    text: str, said: Sequence[Said], spoken: Sequence[Said], words: Mapping[str, str]
) -> tuple[str, frozenset[str]]:
    """The text with other values of its options: `said` in it, `spoken` and its `words` by option; which it took."""
    taken = {each.option for each in spoken} & {each.option for each in said}
    for each in sorted(said, key=lambda each: each.start, reverse=True):
        if each.option in taken:
            text = f"{text[: each.start]}{words[each.option]}{text[each.end :]}"
    return text, frozenset(taken)


def differing(product: Product, said: Sequence[Said], by: Decimal) -> tuple[Said, ...]:
    """Each value said with the only other one of its option in its place whose first number differs by so much."""
    return tuple(
        Said(each.option, others[0], each.start, each.end)
        for each in said
        if len(others := _others_by(each, _options(product)[each.option], by)) == 1
    )


def _others_by(said: Said, values: Sequence[str], by: Decimal) -> list[str]:
    own = _size(said.value)
    sizes = {value: _size(value) for value in values}
    return [v for v, size in sizes.items() if own is not None and size is not None and abs(size - own) == by]


def picked(product: Product, said: Sequence[Said]) -> tuple[Variant, ...]:
    """The versions that have one of the values said of each option."""
    wanted: dict[str, set[str]] = {}
    for each in said:
        wanted.setdefault(each.option, set()).add(each.value)
    return tuple(
        v for v in product.variants if all(v.options.get(o) in values for o, values in wanted.items())
    )


def _options(product: Product) -> Mapping[str, Sequence[str]]:
    found: dict[str, dict[str, None]] = {}
    for variant in product.variants:
        for option, value in variant.options.items():
            found.setdefault(option, {})[value] = None
    return {option: tuple(values) for option, values in found.items() if len(values) > 1}


def _of_option(text: str, option: str, values: Sequence[str]) -> Iterator[Said]:
    spoken = [Said(option, value, *span) for value in values for span in _places(text, value, values)]
    yield from spoken or _by_degree(text, option, values)


def _places(text: str, value: str, values: Sequence[str]) -> list[tuple[int, int]]:
    """Where the text names the value: whole, by its size letter, by its first number, or by a word of its own."""
    whole = _whole(text, value)
    if whole:
        return whole
    return [
        *_by_letter(text, value),
        *_by_number(text, value),
        *_by_year(text, value),
        *_by_metres(text, value),
        *_by_own_word(text, value, values),
        *_by_basic_colour(text, value, values),
    ][:1]


def _whole(text: str, value: str) -> list[tuple[int, int]]:
    if has_cjk(value):
        tail = "" if len(value) > 1 else r"(?=色|的|款)"
        return [m.span() for m in re.finditer(re.escape(value) + tail, text)]
    pattern = rf"(?<![A-Za-z0-9.'’]){re.escape(value)}(?![A-Za-z0-9'’])"
    return [m.span() for m in re.finditer(pattern, text, re.IGNORECASE)]


def _by_letter(text: str, value: str) -> list[tuple[int, int]]:
    letter = _letter(value)
    if letter is None:
        return []
    spoken = (m for m in _SPOKEN_SIZE.finditer(text) if _as_letter(m.group()) == letter)
    written = re.finditer(rf"(?<![A-Za-z0-9'’]){letter}(?![A-Za-z0-9'’])", text, re.IGNORECASE)
    return [m.span() for m in (*spoken, *written)]


def _as_letter(said: str) -> str | None:
    return _SPOKEN.get(said.lower()) or _SPOKEN_ZH.get(said[:-1])


def _letter(value: str) -> str | None:
    first = re.match(r"[A-Za-z]+", value)
    return first.group().lower() if first and first.group().lower() in _LETTERS else None


def _by_number(text: str, value: str) -> list[tuple[int, int]]:
    between = _RANGE.match(value)
    first = _NUMBER.search(value)
    if not between and (not first or first.start() > 0):
        return []
    return [m.span() for m in _NUMBER.finditer(text) if _meant(Decimal(m.group()), between, first)]


def _by_year(text: str, value: str) -> list[tuple[int, int]]:
    """A year by its last two figures: 17年 for 2017 年."""
    year = _YEAR.match(value)
    return [m.span() for m in re.finditer(rf"(?<!\d){year.group(1)}\s*年", text)] if year else []


def _by_metres(text: str, value: str) -> list[tuple[int, int]]:
    """A length as Chinese says it: 一米八 for 1.8 米."""
    length = _METRES.match(value)
    if not length:
        return []
    return [m.span() for m in _SPOKEN_METRES.finditer(text) if _spoken_length(m) == Decimal(length.group(1))]


def _spoken_length(found: re.Match[str]) -> Decimal:
    whole, tenths = (_NUMERALS.find(each or "零") for each in found.groups())
    return Decimal(whole) + Decimal(tenths) / 10


def _meant(number: Decimal, between: re.Match[str] | None, first: re.Match[str] | None) -> bool:
    if between:
        return Decimal(between.group(1)) <= number <= Decimal(between.group(2))
    return first is not None and number == Decimal(first.group())


def _by_own_word(text: str, value: str, values: Sequence[str]) -> list[tuple[int, int]]:
    """A word that only this value has, outside brackets: "the long one" for "Long (to 195 cm)"."""
    others = {stem for other in values if other != value for stem in _word_stems(other)}
    own = _word_stems(value) - others
    return [(word.start, word.end) for word in words(text) if word.stem in own]


def _by_basic_colour(text: str, value: str, values: Sequence[str]) -> list[tuple[int, int]]:
    """A basic colour that only this value holds: 绿色 for 苔绿."""
    others = {char for other in values if other != value for char in other}
    own = [char for char in value if char in _COLOURS and char not in others]
    return [m.span() for char in own for m in re.finditer(rf"{char}(?:色|(?=的))", text)]


def next_value(product: Product, said: Said, step: int) -> str | None:
    """The value that comes so many steps after the one said, of an option whose values go by size."""
    values = sorted(
        (size, value) for value in _options(product)[said.option] if (size := _size(value)) is not None
    )
    places = [place for place, (_, value) in enumerate(values) if value == said.value]
    place = places[0] + step if places else -1
    return values[place][1] if 0 <= place < len(values) else None


def _word_stems(value: str) -> set[str]:
    told = re.split(r"[(（]", value)[0]
    return {word.stem for word in words(told) if word.stem.isalpha() and len(word.stem) > 1}


def _by_degree(text: str, option: str, values: Sequence[str]) -> Iterator[Said]:
    """ "The biggest" of all values; "the bigger one" and "the big bag" only of two."""
    sizes = {value: _size(value) for value in values}
    known = {value: size for value, size in sizes.items() if size is not None}
    found = _MOST.search(text)
    if not found or len(known) < len(values):
        return
    of_two = found["big"] or found["little"] or (found["ms"] or found["ls"] or "").lower() == "er"
    if of_two and len(values) > 2:
        return
    most = max if found["more"] or found["big"] or found["zhmore"] else min
    yield Said(option, most(known, key=lambda value: known[value]), *found.span())


def _size(value: str) -> Decimal | None:
    letter = _letter(value)
    if letter:
        return Decimal(_LETTERS.index(letter))
    first = _NUMBER.search(value)
    return Decimal(first.group()) if first else None


def _blanked(text: str, places: Iterable[tuple[int, int]]) -> str:
    for start, end in places:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
