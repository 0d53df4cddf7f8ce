"""What goods cost together, and what an offer leaves of that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.grounding.units import NUMBER_WORDS
from bot.messages import Evidence
from bot.tools.cards import name_of
from bot.tools.desk import Desk, Findings
from bot.tools.offer_figures import offers_of_share
from bot.tools.offer_terms import concerns, discount, obstacle, price_meant
from bot.tools.promotions import named_offers
from bot.tools.returned_goods import Goods
from bot.tools.told import findings, told
from knowledge.money import Money, sum_of
from knowledge.records import Product, Promotion

_WITH_OFFER = re.compile(
    r"\d\s*(?:%|per ?cent)"
    r"|\bcodes?\b|\bcoupon|\bvoucher|\bdiscount|\boffer\b|\bwith (?:that|it)\b|优惠|[码碼]|券|折后|到手|[用减]了"
    r"|(?<![A-Za-z0-9])(?-i:[A-Z]{2,}\d+|[A-Z]{4,})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"\bhow much\b|\bwhat(?:['’]?s| is| do| would| will)\b|\bpay\b|\bcome to\b|\bcosts?\b|\btotal\b|\bprice\b"
    r"|到手|多少|掏|几块|划算|价",
    re.IGNORECASE,
)
_NO_SUM = re.compile(
    r"\bdeliver|\bshipping|\bpostage|\breturn|\bpoints?\b|\btogether\b.{0,20}\bcodes|运费|邮费|退|积分",
    re.IGNORECASE,
)
_MEASURES = "个只把盒罐瓶件份包张块盏台套双条袋枚本"
_COUNT = re.compile(
    rf"(?:(?<![\d.])(?P<d>\d{{1,2}})|\b(?P<w>{'|'.join(w for w in NUMBER_WORDS if w.isascii())}))"
    r"(?:\s*x|\s+(?:bottles?|packs?|boxes|pairs?|pieces?|tins?|jars?) of|\s+of the)?\s+(?:the\s+)?$"
    rf"|(?P<z>[两二三四五六七八九十]|\d{{1,2}})\s*[{_MEASURES}]的?\s*$",
    re.IGNORECASE,
)


_JUST = re.compile(r"\b(?:just|only) (?:with )?(?:the|that)\b|[只光]用", re.IGNORECASE)
MOST_VERSIONS = 4
"""Of more versions none is told unless it is named."""


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one product at the price of the version that is meant."""

    product: Product
    quantity: int
    price: Money
    version: str = ""

    @property
    def total(self) -> Money:
        """What they cost."""
        return self.price * self.quantity


def basket(question: str, product_ids: Sequence[str], desk: Desk) -> tuple[Line, ...]:
    """The goods of a question with their prices; empty where one of them has no single price."""
    products = [p for p in map(desk.knowledge.catalogue.product, product_ids) if p]
    lines = [
        Line(product, _count(question, product, desk), price)
        for product in products
        if (price := price_meant(product, desk, question))
    ]
    return tuple(lines) if len(lines) == len(products) else ()


def _count(question: str, product: Product, desk: Desk) -> int:
    """How many of a product a question names: "two Ridge tents", 两个枕头; one unless it says."""
    starts = (m.start for m in desk.knowledge.mentions(question) if m.id == product.product_id)
    found = next((c for start in starts if (c := _COUNT.search(question[:start]))), None)
    if found is None:
        return 1
    said = (found["d"] or found["w"] or found["z"]).lower()
    return int(said) if said.isdigit() else int(NUMBER_WORDS.get(said, "1"))


def asks_price_with_offer(question: str) -> bool:
    """Whether it is asked what something costs with a code or an offer."""
    return bool(_WITH_OFFER.search(question) and _PRICE.search(question)) and not _NO_SUM.search(question)


def price_with_offer(goods: Goods, desk: Desk) -> Findings | None:
    """The price of the goods with the offer that is named, else with the one that saves most; None without either."""
    ids = goods.product_ids or desk.discussed[:1]
    named = _named(goods.question, ids, desk)
    if len(named) > 1:
        return None
    baskets = (
        [lines] if (lines := basket(goods.question, ids, desk)) else _versions(goods.question, ids, desk)
    )
    priced = [found for lines in baskets if (found := _priced(lines, named, desk))]
    products = [line.product for line in baskets[0]] if baskets else []
    if not priced or len(priced) < len(baskets):
        return None
    return findings(dict.fromkeys(fact for facts in priced for fact in facts), products, None, desk)


def _named(question: str, product_ids: Sequence[str], desk: Desk) -> list[Promotion]:
    """The offers that the question names by their codes, or by what they take off the goods: "just the 10%"."""
    by_code = named_offers(question, desk)
    products = [p for p in map(desk.knowledge.catalogue.product, product_ids) if p]
    by_share = [o for o in offers_of_share(question, desk) if obstacle(o, products, desk) is None]
    return by_share if by_share and (not by_code or _JUST.search(question)) else by_code


def _versions(question: str, product_ids: Sequence[str], desk: Desk) -> list[tuple[Line, ...]]:
    """One of each version of the only product, where their prices differ and none is named."""
    product = desk.knowledge.catalogue.product(product_ids[0]) if len(product_ids) == 1 else None
    if product is None or not 1 < len(product.variants) <= MOST_VERSIONS:
        return []
    quantity = _count(question, product, desk)
    return [
        (Line(product, quantity, v.price or product.price, " / ".join(v.options.values())),)
        for v in product.variants
    ]


def _priced(lines: Sequence[Line], named: Sequence[Promotion], desk: Desk) -> list[Evidence]:
    """What the goods cost with the named offer, else with the one that saves most, and its terms; else nothing."""
    products = [line.product for line in lines]
    offers = [
        o
        for o in named or desk.knowledge.catalogue.promotions()
        if obstacle(o, products, desk) is None and (named or _for_asker(o, desk))
    ]
    saved = [(less, offer) for offer in offers if (less := saving_on(lines, offer))]
    if not saved:
        return []
    less, offer = max(saved, key=lambda pair: pair[0].minor)
    total = _sum(lines)
    names = [_called(line, desk) for line in lines]
    text = desk.say(
        "basket_price",
        names=names,
        several=len(names) > 1 or lines[0].quantity > 1,
        quantity=lines[0].quantity if len(lines) == 1 else 1,
        code=offer.code or offer.title,
        total=total.format(desk.language),
        after=(total - less).format(desk.language),
        less=less.format(desk.language),
    )
    fact = told(f"promotion:{offer.promotion_id}", offer.title, text, desk)
    terms = fact.model_copy(update={"text": desk.say("offer_terms", title=offer.title, terms=offer.terms)})
    return [fact.model_copy(update={"names": (*names, *(p.name for p in products))}), terms]


def _called(line: Line, desk: Desk) -> str:
    name = name_of(line.product, desk.language)
    return f"{name} ({line.version})" if line.version else name


def _for_asker(offer: Promotion, desk: Desk) -> bool:
    """Whether an offer that was not named may be counted on: a guest's membership and first order are not known."""
    return desk.customer is not None or not (offer.memberships or offer.first_order_only)


def saving_on(lines: Sequence[Line], offer: Promotion) -> Money | None:
    """What an offer takes off the goods; None where it takes nothing off."""
    covered = [line for line in lines if concerns(offer, line.product)]
    less = discount(offer, _sum(covered)) if covered else None
    return less if less and less.minor > 0 and not _sum(lines) < less else None


def _sum(lines: Sequence[Line]) -> Money:
    return sum_of(line.total for line in lines)
