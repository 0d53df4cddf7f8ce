"""Versions of a product that a question names by colour or size: price and stock from the record, exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.messages import Evidence
from bot.tools.cards import name_of
from bot.tools.desk import Desk
from bot.tools.fields import asks_price, record_fact
from bot.tools.options import Said, picked, values_said
from bot.tools.suited import suited
from knowledge.constraints import COLOUR_OPTIONS, SIZE_OPTIONS, Constraints
from knowledge.records import Product, Variant
from knowledge.words import content_stems

MOST_VERSIONS = 4
_OFFERED = re.compile(
    r"\b(?:have|got) (?:it|them|this|that|these|those|any|one|some)\b"
    r"|\b(?:you|u|ye|youse|they) (?:still |also )?(?:have|got|do|sell|stock|carry)\b|\bhave (?:you|u|ye|youse|they)\b"
    r"|\b(?:comes? in|to be had|make|sell|are there|is there|available|left|stock|sold out|order|buy)\b"
    r"|有(?:货|吗|没|么|嘛|不)|有[^，。]{1,6}的[吗嘛么没]|还有|有没有|剩|卖|买|货",
    re.IGNORECASE,
)


_WHICH_COLOURS = re.compile(
    r"\b(?:what|which)(?: other)? colou?rs?\b|\bcolou?rs? (?:are there|do you have|does it come in|is there)"
    r"|(?:什么|哪些|几种|啥)颜色|颜色(?:有|都有|可选|选择)",
    re.IGNORECASE,
)
_WHICH_SIZES = re.compile(
    r"\b(?:what|which)(?: other)? sizes\b|\bsizes (?:are there|do you have|does it come in)"
    r"|(?:哪些|几种|几个)(?:尺寸|尺码|码|号)|(?:尺寸|尺码)(?:有|都有|可选|选择)",
    re.IGNORECASE,
)

_WHAT_IS_LEFT = re.compile(
    r"^\W*(?:(?:and|so|ok|then|right)\W+)*"
    r"(?:what(?:['’]?s| is| are| do you have| have you got)|which (?:ones|sizes|colou?rs))"
    r"(?: are| do you have| have you got)?(?: still)?(?: there)? (?:left|in stock|available)\b"
    r"(?: (?:then|now|in it))?\W*$"
    r"|^\W*(?:那么?)?(?:现在)?(?:还剩|还有|剩下?)(?:些|下)?(?:哪些|什么|啥|哪几[个种款])(?:码|号|尺码|颜色|色|款)?(?:有货)?(?:的)?(?:呢|啊|呀)?\W*$",
    re.IGNORECASE,
)
_ALIKE = re.compile(r"\bsame\b|一样|相同", re.IGNORECASE)
"""Asks whether versions differ, so that each is told."""
_NO_MORE = frozenset(
    content_stems(
        "got get have one any some size colour color in still please then version ye u 有 要 码 号 色 款 呢 吗 那 么"
    )
)
_LETTERS = re.compile(r"\b(?:X{0,3}[SL]|[2-5]XL|M)\b")


def lettered_size(product: Product, question: str) -> str | None:
    """The size in letters that a question names, where the product comes in such sizes: "do you make it in XL?"."""
    values = (value for variant in product.variants for value in variant.options.values())
    found = _LETTERS.search(question) if any(_LETTERS.fullmatch(value) for value in values) else None
    return found.group() if found else None


def version_facts(product: Product, question: str, asked: Constraints, desk: Desk) -> tuple[Evidence, ...]:
    """One complete fact per version that was asked for; which versions there are, when there is no such one.

    They count where price or stock is asked, or nothing but the version: "the white one flickers" asks for neither.
    """
    if not product.variants:
        return ()
    spans = [(m.start, m.end) for m in desk.knowledge.mentions(question) if m.kind == "product"]
    said = values_said(question, product, spans)
    wanted = [
        value
        for value in (asked.colour, asked.size or lettered_size(product, question))
        if value and _is_offered_in(product, value, asked)
    ]
    if not wanted and not said:
        unnamed = _of_none_named(product, question, desk)
        if unnamed:
            return (record_fact("variants", unnamed, product, desk),)
    offered = _OFFERED.search(question) or asks_price(question) or _bare(question, said, spans)
    if not offered or not (wanted or said):
        return ()
    missing = [value for value in wanted if not any(_has(v, value) for v in product.variants)]
    matching = [v for v in picked(product, said) if all(_has(v, value) for value in wanted)]
    if matching and asks_price(question) and _ALIKE.search(question):
        matching = list(product.variants)
    if missing or not matching:
        unmet = missing or list(dict.fromkeys([*wanted, *(each.value for each in said)]))
        return (record_fact("variants", _none(product, unmet, desk), product, desk),)
    return tuple(
        record_fact("variants", _stock(product, v, desk), product, desk) for v in matching[:MOST_VERSIONS]
    )


def _of_none_named(product: Product, question: str, desk: Desk) -> str:
    """What is told of the versions where the question names none: the one for its measure, those left, or all."""
    fitting = suited(product, question)
    if fitting:
        return _stock(product, fitting, desk)
    if asks_left(question):
        return _left(product, desk)
    return _all(product, desk) if asks_which(product, question) else ""


def version_for(product: Product, wish: str, desk: Desk) -> str:
    """The version that is for what a wish measures; "" where it measures nothing that the versions differ in."""
    fitting = suited(product, wish)
    return _stock(product, fitting, desk) if fitting else ""


def prices_of(product: Product, wish: str, desk: Desk) -> str:
    """The versions left where a wish asks for them, else each one's price where the prices differ; else ""."""
    if asks_which(product, wish):
        return _left(product, desk)
    prices = {(variant.price or product.price).minor for variant in product.variants if variant.stock != 0}
    return _priced(product, desk) if 1 < len(prices) <= MOST_VERSIONS else ""


def _priced(product: Product, desk: Desk) -> str:
    """What the versions cost; of several at one price the first."""
    first = dict[int, str]()
    for variant in product.variants:
        price = variant.price or product.price
        if variant.stock != 0:
            first.setdefault(price.minor, f"{_options(variant)} {price.format(desk.language)}")
    listed = desk.say("list_join_raw", items=list(first.values()))
    return desk.say("version_all", name=name_of(product, desk.language), all=listed)


def asks_for_versions(product: Product, question: str) -> bool:
    """Whether words ask for versions of the product and for nothing else: "medium?", "got a large?", "what's left"."""
    if not product.variants:
        return False
    said = values_said(question, product)
    return asks_which(product, question) or asks_left(question) or bool(said and _bare(question, said))


def asks_left(question: str) -> bool:
    """Whether it is asked which versions are left."""
    return _WHAT_IS_LEFT.search(question) is not None


def _bare(question: str, said: Sequence[Said], names: Sequence[tuple[int, int]] = ()) -> bool:
    """Whether nothing is said but the version; `names` are places of product names."""
    for start, end in (*names, *((each.start, each.end) for each in said)):
        question = f"{question[:start]}{' ' * (end - start)}{question[end:]}"
    return not set(content_stems(question)) - _NO_MORE


def _left(product: Product, desk: Desk) -> str:
    """The versions that are in stock; "" where none is."""
    versions = desk.say("list_join_raw", items=[_options(v) for v in product.variants if v.stock])
    return desk.say("version_left", name=name_of(product, desk.language), all=versions) if versions else ""


def asks_which(product: Product, question: str) -> bool:
    """Whether the question asks which colours or sizes there are, and the product comes in such."""
    names = {name.casefold() for variant in product.variants for name in variant.options}
    colour = _WHICH_COLOURS.search(question) and names & COLOUR_OPTIONS
    return bool(colour or (_WHICH_SIZES.search(question) and names & SIZE_OPTIONS))


def _is_offered_in(product: Product, value: str, asked: Constraints) -> bool:
    """Whether the product comes in colours, where a colour is asked for; in sizes, where a size is."""
    names = COLOUR_OPTIONS if value == asked.colour else SIZE_OPTIONS
    return any(name.casefold() in names for variant in product.variants for name in variant.options)


def _has(variant: Variant, value: str) -> bool:
    asked = set(content_stems(value)) or {value.casefold()}
    return any(
        option.casefold() == value.casefold() or asked <= set(content_stems(option))
        for option in variant.options.values()
    )


def _stock(product: Product, variant: Variant, desk: Desk) -> str:
    count = variant.stock
    stock = "stock_unknown" if count is None else "stock_some" if count else "stock_none"
    return desk.say(
        "version_stock",
        name=name_of(product, desk.language),
        options=_options(variant),
        price=(variant.price or product.price).format(desk.language),
        stock=desk.say(stock),
        count=count or "",
    )


def _all(product: Product, desk: Desk) -> str:
    versions = desk.say("list_join_raw", items=list(dict.fromkeys(_listed(product))))
    return desk.say("version_all", name=name_of(product, desk.language), all=versions)


def _none(product: Product, wanted: list[str], desk: Desk) -> str:
    versions = desk.say("list_join_raw", items=list(dict.fromkeys(_listed(product))))
    return desk.say(
        "version_none", name=name_of(product, desk.language), options=" / ".join(wanted), all=versions
    )


def _listed(product: Product) -> Iterator[str]:
    return (_options(variant) for variant in product.variants)


def _options(variant: Variant) -> str:
    return " / ".join(variant.options.values())
