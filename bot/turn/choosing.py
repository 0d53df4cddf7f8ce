"""Which product is meant by "the cheaper one", "the other one", "the family one", 四人的那款.

Chosen is among those that were spoken of; where none of them fits, among those most like the one in focus.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.tools.options import values_said
from bot.turn.asks import ordinal
from bot.turn.described import nearest
from bot.turn.describing import beyond, by_degree, by_names, by_quantity, by_record, by_values, unlike
from bot.turn.kin import namesakes, of_kind
from bot.turn.memory import Memory
from knowledge.records import Product
from knowledge.search import Knowledge
from knowledge.words import content_stems

MOST_UNCLEAR = 4
"""Of more products that may be meant none is asked back about."""
_MEASURE_WORD = "[个款件双条台只种张把本套盒顶辆]"
_VERB = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|come|comes|cost|costs|weigh|weighs|fit"
    r"|fits|last|lasts|need|needs|take|takes|work|works|go|goes|hold|holds|and|or|but|in|on|at|please|then|too|instead)"
)
_TAIL = (
    rf"(?: (?:with|without|for|that (?:has|comes with|takes)) (?!me\b)(?:(?!{_VERB}\b)[\w'-]+ ?){{1,4}}\b)"
)
_ONE = re.compile(
    rf"\bthe (?P<en>(?:[\w'-]+ ){{0,3}}?(?:one|ones|model|version)\b{_TAIL}?)"
    r"|\b(?:the|its|it['’]s) (?P<kin>(?:big|small|larg|littl)\w*) (?:brother|sister|sibling|cousin)\b"
    r"(?=\W*$|[,.?!]| (?:one|as|too|then|is|does|do|can|will|would))"
    r"|\bthe (?P<bare>(?:\w+er|\w+est|(?:more|most|less|least) \w+))(?=\W*$|[,.?!]| (?:is|has|does|of)\b)"
    rf"|(?P<zh>[^\s，,。？?！!、]{{1,8}}?)(?:一点|点|些|一些)?的那?一?(?:那|这){_MEASURE_WORD}"
    rf"|(?P<which>[^\s，,。？?！!、]{{1,6}}?)(?:一点|点|些|一些)?的(?={_MEASURE_WORD}?(?:呢|[？?]|$))",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\bthe other(?: one| ones| model| product)?\b(?! (?:day|week|night|orders?|parcels?|two|three))"
    rf"|另外?一?{_MEASURE_WORD}(?!订单|包裹)",
    re.IGNORECASE,
)
_KIN = re.compile(
    r"\b(?:its|their|the) (?P<said>(?:bigg?(?:er|est)|big|larger?|small(?:er)?|little|lighter|heavier|cheaper|dearer)"
    r" )?(?:brother|sister|sibling|cousin)\b"
    r"|(?:它|他)的?(?P<zh>[大小])(?:哥|弟|姐|妹|兄弟|姐妹)",
    re.IGNORECASE,
)
"""The product of the same family as the one that was spoken of."""
_ONE_ANOTHER = re.compile(
    r"\b(?:one|each)\b(?:\W+\w+){1,4}?\W+the other\b|一[个款种].{1,6}另一", re.IGNORECASE
)
_NO_DESCRIPTION = re.compile(
    r"[哪啥几谁我你您他她]|什么|怎么|多少|刚|之前|上次|[退买说问推]|订|下单"
    r"|\b(?:same|right|wrong|only|best|good|nice|new|latest|last|next|first|whole|that|which|you|i|we)\b",
    re.IGNORECASE,
)
"""What asks, tells of what was done, or praises does not set one product apart."""
_NOTHING_TOLD = re.compile(r"\b(?:other|one|ones|model|version)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s，,、]*(?:i mean[,:]?|就是|是)?[\s，,、]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen products and where the text points at them; `unclear` are those that it may mean."""

    products: tuple[str, ...]
    start: int
    end: int
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pointed:
    """Where a text points at one product without its name: `said` describes it; an `other` is not the one in focus.

    `kin` is one of its family."""

    said: str
    other: bool
    start: int
    end: int
    kin: bool = False


def chosen(question: str, memory: Memory, knowledge: Knowledge) -> Chosen | None:
    """The choice that the question makes without a name; None when it makes none, or nothing fits."""
    pointed = _pointed(question)
    if pointed is None:
        return None
    if pointed.kin:
        meant = _sibling(pointed.said, memory, knowledge)
    else:
        meant = _among_spoken(pointed, memory, knowledge) or _among_kin(question, pointed, memory, knowledge)
    if not meant:
        return None
    sure = len(meant) == 1
    return Chosen(meant if sure else (), pointed.start, pointed.end, () if sure else meant)


def answered(text: str, unclear: Sequence[str], knowledge: Knowledge) -> str | None:
    """The product that a reply to "which one do you mean?" picks: by its place, a degree, or a word of its name."""
    products = _products(unclear, knowledge)
    place = ordinal(text)
    if place is not None and -len(products) <= place <= len(products):
        return products[place - 1 if place > 0 else place].product_id
    return by_degree(text, products) or by_names(text, products) or by_record(text, products)


def is_bare_choice(question: str, rest: str) -> bool:
    """Whether a question says nothing but which product it means; `rest` is what it says beside that."""
    return _pointed(question) is not None and not content_stems(rest)


def _pointed(question: str) -> _Pointed | None:
    kin = _KIN.search(question)
    if kin:
        return _Pointed((kin["said"] or kin["zh"] or "").strip(), True, *kin.span(), kin=True)
    other = None if _ONE_ANOTHER.search(question) else _OTHER.search(question)
    told = next(_descriptions(question, other.end() if other else 0), None)
    if other is None:
        return _Pointed(told[0], False, *told[1]) if told else None
    if told and _BETWEEN.fullmatch(question, other.end(), told[1][0]):
        return _Pointed(told[0], True, other.start(), told[1][1])
    return _Pointed("", True, *other.span())


def _descriptions(question: str, start: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """What is told of one product, and where."""
    for found in _ONE.finditer(question, start):
        said = _NOTHING_TOLD.sub(" ", next(filter(None, found.groups()), "")).strip()
        if said and not _NO_DESCRIPTION.search(said):
            yield said, found.span()


def _among_spoken(pointed: _Pointed, memory: Memory, knowledge: Knowledge) -> tuple[str, ...]:
    spoken = _products(memory.choices, knowledge)
    if pointed.other:
        rest = [p for p in spoken if p.product_id not in memory.products[:1]]
        if not pointed.said:
            return (rest[0].product_id,) if len(rest) == 1 else ()
        spoken = rest if len(rest) > 1 else []
    if len(spoken) < 2:
        return ()
    said = pointed.said
    found = (
        by_quantity(said, spoken)
        or by_names(said, spoken)
        or by_degree(said, spoken)
        or by_record(said, spoken)
    )
    return (found,) if found else ()


def _among_kin(question: str, pointed: _Pointed, memory: Memory, knowledge: Knowledge) -> tuple[str, ...]:
    """The product like the only one in focus that is described, or simply is the other one; several that may be."""
    focus = _products(memory.products, knowledge)
    of_order = memory.order_id is not None and pointed.other
    if (
        of_order
        or len(focus) != 1
        or (pointed.said and values_said(question[pointed.start : pointed.end], focus[0]))
    ):
        return ()
    near = namesakes(focus[0], knowledge)
    said = pointed.said
    if not said:
        return _few([p.product_id for p in near])
    own = () if pointed.other else (focus[0],)
    kind = of_kind(focus[0], knowledge)
    for circle in ((*own, *near), (*own, *kind)):
        named = by_quantity(said, circle) or by_names(said, circle)
        if named:
            return (named,)
    valued = unlike(said, focus[0], near)
    valued = valued or by_values(said, (*own, *near)) or by_values(said, (*own, *kind))
    if not valued and len(own) + len(kind) > 1:
        valued = nearest(said, [p.product_id for p in (*own, *kind)], knowledge)
    return (valued,) if valued else _few(beyond(said, focus[0], near) or beyond(said, focus[0], kind))


def _sibling(said: str, memory: Memory, knowledge: Knowledge) -> tuple[str, ...]:
    """The product of the same kind and brand as the one in focus that has more or less of what is said."""
    focus = _products(memory.products, knowledge)
    if len(focus) != 1:
        return ()
    kind = of_kind(focus[0], knowledge)
    near = [p for p in namesakes(focus[0], knowledge) if p.brand == focus[0].brand] or [
        p for p in kind if p.brand and p.brand == focus[0].brand
    ]
    return _few(beyond(said, focus[0], near) or [p.product_id for p in near])


def _few(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(found) if len(found) <= MOST_UNCLEAR else ()


def _products(product_ids: Sequence[str], knowledge: Knowledge) -> list[Product]:
    return [p for p in map(knowledge.catalogue.product, product_ids) if p]
