"""The products of the kind of thing that a question names: "the tent", 那双鞋, 那个饼."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from knowledge.categories import names_of
from knowledge.constraints import Constraints
from knowledge.records import Product
from knowledge.search import Knowledge
from knowledge.words import content_stems, has_cjk

_THAT = re.compile(r"[那这](?=[\u4e00-\u9fff])一?([\u4e00-\u9fff]{1,4})")
_THAT_PHRASE = re.compile(
    r"[那这]一?[个款件双条台只种些张把本套盒顶口盏](?:[\u4e00-\u9fff]{1,4}的)?([\u4e00-\u9fff]{2,8}?)(?=[是能会要有可在的吗呢]|[^\u4e00-\u9fff]|$)"
)
_BEFORE_KIND = re.compile(r"[那这]一?[个款件双条台只种些张把本套盒顶口盏][\u4e00-\u9fff]{0,3}$")
_ENDING = re.compile(r"[\u4e00-\u9fff]+(?=$|[\s(（,，])")
SHORTEST_ENDING, LONGEST_ENDING = 2, 5
_NO_NOUN = frozenset("个款件双种些次天边里么样")
_OF = re.compile(r"s?\s+of\s+(?!(?:mine|ours|yours|it|them|these|those)\b)\w", re.IGNORECASE)
_INTO = re.compile(r"(?:[进在往]|到)\s*$")
_PLACE_OF = re.compile(r"[\u4e00-\u9fff]{0,2}[边旁上里下][面边上]?[放摆用挂铺盖]的")
_LIKE = re.compile(r"[像跟和](?:[^，。？！]{1,8}?)(?:那样|一样|那种|似的)")

_AT_HOME = re.compile(
    r"\b(?:i|we)(?:['’]ve| have)(?: got)? (?:an?|some|two|three|a few|a couple of) (?:[\w-]+ ){0,2}$"
    r"|(?:[离靠]|挨着|贴着)(?:我们?|家里)?(?:家|的)?的?$|(?:我们?|家里)(?:家|还|已经|现在)?有(?:[一两几\d]+)?[个只张把盏块套]?$",
    re.IGNORECASE,
)


def kind_named(question: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The products of the kind that a question names ("the tent", "那双鞋"); empty when it names none."""
    question = without_circumstances(question, knowledge)
    said = knowledge.constraints(question)
    ending = _ending_named(question, knowledge)
    if ending:
        return ending
    if not said.category and not said.product_word:
        return _headed(question, knowledge)
    kind = Constraints(category=said.category, product_word=said.product_word)
    members = _with_namesakes(question, knowledge.filter_products(kind), said.category, knowledge)
    words = set(content_stems(question))
    shared = {p.product_id: _shared(words, p) for p in members}
    most = max(shared.values(), default=0)
    return tuple(product_id for product_id, count in shared.items() if count == most)


def _with_namesakes(
    question: str, members: Sequence[Product], category: str | None, knowledge: Knowledge
) -> tuple[Product, ...]:
    """The members and what else of the category ends in a noun of one character: 台灯 is a 灯 in any language."""
    nouns = {question[m.start : m.end] for m in knowledge.mentions(question) if m.kind == "category"}
    nouns = {noun for noun in nouns if len(noun) == 1}
    if not nouns or category is None:
        return tuple(members)
    others = knowledge.filter_products(Constraints(category=category))
    return (*members, *(p for p in others if p not in members and any(ends_in(n, p) for n in nouns)))


def _shared(words: Collection[str], product: Product) -> int:
    """How many of the words stand in the product's names; a 灯 is what a 台灯 is, though that is a word of its own."""
    called = {stem for name in names_of(product) for stem in content_stems(name)}
    return sum(w in called or (len(w) == 1 and has_cjk(w) and ends_in(w, product)) for w in words)


def _ending_named(question: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The products whose Chinese names end in the longest noun of a question, longer than any kind it names."""
    known = [m.end - m.start for m in knowledge.mentions(question) if m.kind in ("category", "product")]
    endings = _endings(knowledge)
    for length in range(LONGEST_ENDING, max([SHORTEST_ENDING - 1, *known]), -1):
        for start in range(len(question) - length, -1, -1):
            if question[start : start + length] in endings:
                return endings[question[start : start + length]]
    return ()


@lru_cache(maxsize=4)
def _endings(knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    """The products by what their Chinese names end in."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for product in knowledge.catalogue.products():
        for name in names_of(product):
            for noun in _ENDING.findall(name):
                for length in range(SHORTEST_ENDING, min(LONGEST_ENDING, len(noun)) + 1):
                    found[noun[-length:]][product.product_id] = None
    return {ending: tuple(ids) for ending, ids in found.items()}


def without_circumstances(question: str, knowledge: Knowledge) -> str:
    """The question without goods that only hold, stand beside or are likened to what it is about: 拿进帐篷里."""
    question = _LIKE.sub(lambda m: " " * len(m.group()), question)
    for m in knowledge.mentions(question):
        if m.kind == "category" and _is_circumstance(question, m.start, m.end):
            question = f"{question[: m.start]}{' ' * (m.end - m.start)}{question[m.end :]}"
    return question


def _is_circumstance(question: str, start: int, end: int) -> bool:
    """Whether the goods named there are a measure, as in "a bag of coffee", or a place for others."""
    return bool(_OF.match(question, end) or _INTO.search(question[:start]) or _PLACE_OF.match(question, end))


def is_at_home(before: str) -> bool:
    """Whether the words before goods tell that the shopper has them: 离我沙发, 我有几个收纳箱."""
    return _AT_HOME.search(before) is not None


def points_at_kind(question: str, knowledge: Knowledge) -> bool:
    """Whether a question points at goods by 那 or 这 and their kind: 那个双肩包."""
    kinds = (m for m in knowledge.mentions(question) if m.kind == "category")
    return any(_BEFORE_KIND.search(question[: m.start]) for m in kinds)


def calls_by_kind(question: str, product: Product, knowledge: Knowledge) -> bool:
    """Whether a noun for goods in a Chinese question ends the product's name, though other goods share more of it."""
    nouns = [question[m.start : m.end] for m in knowledge.mentions(question) if m.kind == "category"]
    return any(has_cjk(noun) and ends_in(noun, product) for noun in nouns)


def _headed(question: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The products whose Chinese names end in the noun after 那 or 这: 管阳寿眉饼 is 那个饼."""
    said = [found.group(1) for found in _THAT.finditer(question)]
    nouns = [text[at : at + long] for text in said for long, most in ((2, 3), (1, 2)) for at in range(most)]
    ends = [found.group(1) for found in _THAT_PHRASE.finditer(question)]
    nouns += [text[-length:] for text in ends for length in (2, 1)]
    nouns = [noun for noun in nouns if noun and noun not in _NO_NOUN]
    for noun in nouns:
        members = tuple(p.product_id for p in knowledge.catalogue.products() if ends_in(noun, p))
        if members:
            return members
    return ()


def ends_in(noun: str, product: Product) -> bool:
    parts = (part for name in names_of(product) if has_cjk(name) for part in re.split(r"[\s(（,，]", name))
    return any(part.endswith(noun) for part in parts)
