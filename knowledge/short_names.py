"""What Chinese shoppers shorten a product's name to: the name's beginning, 静沸 for 静沸温控壶."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from knowledge.hanzi import simplified
from knowledge.words import has_cjk, is_chinese_word

_LENGTH = 2
_COUNTS = frozenset("一二三四五六七八九十两双单大小")
_GOES_ON = frozenset(
    "的那这和跟与或还吗呢吧呀能可会是有要多怎什几在里上给到送用好不没也都就该得买选泡喝用吃穿装放洗烧煮拿挑比卖"
)
"""Characters that may follow a name that is a word, too: 围炉能用吗 but not 围炉夜话."""


@dataclass(frozen=True, slots=True)
class ShortName:
    """The product that a short name names; a `made_up` one is no word and names it wherever it stands."""

    product_id: str
    short: str
    whole: str
    made_up: bool

    def places(self, text: str) -> Iterator[int]:
        """Where a simplified text calls the product so."""
        start = text.find(self.short)
        while start >= 0:
            after = text[start + len(self.short) :][:1]
            if self.made_up or not has_cjk(after) or after in _GOES_ON or after in self.whole:
                yield start
            start = text.find(self.short, start + 1)


def short_names(names: Mapping[str, Iterable[str]], taken: Collection[str]) -> tuple[ShortName, ...]:
    """The short names of products' names, by product id; those that name another product too, or are `taken`, are none.

    Of names that begin alike, as 岩骨肉桂 and 岩骨水仙, what distinguishes them is the short name.
    """
    own = {
        product_id: tuple(simplified(n) for n in each if has_cjk(n[:1])) for product_id, each in names.items()
    }
    wholes = [(product_id, name) for product_id, each in own.items() for name in each]
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for product_id, name in wholes:
        shared = max((_shared(name, other) for pid, other in wholes if pid != product_id), default=0)
        for begin in {0, shared if shared >= _LENGTH else 0}:
            short = name[begin : begin + _LENGTH]
            counts = begin and short[:1] in _COUNTS
            if len(short) == _LENGTH and all(map(has_cjk, short)) and short not in taken and not counts:
                found[short][product_id] = name
    return tuple(
        ShortName(product_id, short, name, made_up=not is_chinese_word(short))
        for short, owners in found.items()
        for product_id, name in owners.items()
        if _only(short, product_id, wholes)
    )


def _only(short: str, product_id: str, wholes: Iterable[tuple[str, str]]) -> bool:
    return not any(short in name for other, name in wholes if other != product_id)


def _shared(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
