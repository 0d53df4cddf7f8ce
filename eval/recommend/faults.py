"""What is wrong with a suggestion, worked out from the shop's records alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.messages import Card
from bot.tools.desk import Desk
from eval.recommend.requests import Request
from knowledge.constraints import Constraints
from knowledge.records import Product, Variant
from knowledge.words import content_stems

_TOGETHER = re.compile(
    r"bought together with (?P<en>.+) in (?P<n>\d+) orders"
    r"|有 (?P<m>\d+) 个订单与 (?P<zh>.+) 一起购买"
)
_RATED = re.compile(r"^(?:rated|评分) (?P<average>[\d.]+)(?: of 5 by | 分（)(?P<count>\d+)")
_AGAIN = re.compile(r"^(?:you last bought it on|您上次购买是) (?P<day>.+)$")
_CHEAPER = re.compile(r"cheaper than (?P<en>.+)$|^比 (?P<zh>.+) 便宜")


def faults(card: Card, request: Request, desk: Desk) -> Iterator[str]:
    """What is wrong with a suggestion: `constraints`, `owned`, `out_of_stock`, `untrue`."""
    product = desk.knowledge.catalogue.product(card.id)
    if product is None or not any(_buyable(product, v) for v in product.variants or (None,)):
        yield "out_of_stock"
        return
    if not _meets(product, request, desk):
        yield "constraints"
    if request.asked.for_whom is None and _has(product, request, desk):
        yield "owned"
    if not _true(card, product, desk):
        yield "untrue"


def _meets(product: Product, request: Request, desk: Desk) -> bool:
    asked, catalogue = request.asked, desk.knowledge.catalogue
    said = desk.knowledge.constraints(asked.need)
    reference = catalogue.product(asked.similar_to) if asked.similar_to else None
    if asked.category and product.category != asked.category:
        return False
    if reference is None and said.category and not asked.category and product.category != said.category:
        return False
    if reference and product.product_id == reference.product_id:
        return False
    limits = [m for m in (said.price_max and said.price_max.minor, _minor(asked.max_price)) if m is not None]
    if reference and asked.cheaper:
        limits.append(min(_price(reference, v) for v in _versions(reference)) - 1)
    return any(
        _version_meets(product, v, said, min(limits, default=None)) for v in product.variants or (None,)
    )


def _version_meets(product: Product, variant: Variant | None, said: Constraints, most: int | None) -> bool:
    if not _buyable(product, variant) or (most is not None and _price(product, variant) > most):
        return False
    options = {**product.attributes, **(variant.options if variant else {})}
    given = {stem for value in options.values() for stem in (*content_stems(value), value)}
    return all(set(content_stems(w)) <= given or w in given for w in (said.size, said.colour) if w)


def _versions(product: Product) -> list[Variant | None]:
    return [v for v in product.variants if _buyable(product, v)] or [*product.variants] or [None]


def _price(product: Product, variant: Variant | None) -> int:
    return ((variant.price if variant else None) or product.price).minor


def _buyable(product: Product, variant: Variant | None) -> bool:
    stock = variant.stock if variant and variant.stock is not None else product.stock
    return stock is None or stock > 0


def _minor(amount: str | None) -> int | None:
    return None if amount is None else round(float(amount) * 100)


def _has(product: Product, request: Request, desk: Desk) -> bool:
    """Whether the customer has the product, and it is not something that several customers bought again."""
    catalogue = desk.knowledge.catalogue
    if request.customer_id is None:
        return False
    held = [
        order
        for order in catalogue.orders_of(request.customer_id)
        if order.status != "cancelled" and any(line.product_id == product.product_id for line in order.lines)
    ]
    again = Counter(
        order.customer_id
        for order in catalogue.orders()
        if order.status != "cancelled" and any(line.product_id == product.product_id for line in order.lines)
    )
    used_up = sum(1 for times in again.values() if times > 1) >= 2
    returned = any(order.returns or order.status.startswith("return") for order in held)
    return bool(held) and (returned or not used_up)


def _true(card: Card, product: Product, desk: Desk) -> bool:
    """Whether the records say what the reason says."""
    text = card.reason
    if together := _TOGETHER.search(text):
        count = int(together["n"] or together["m"])
        return _bought_together(product, _named(together["en"] or together["zh"], desk), desk) == count
    if rated := _RATED.search(text):
        return _rating(product, desk) == (rated["average"], rated["count"])
    if cheaper := _CHEAPER.search(text):
        return _is_cheaper(product, _named(cheaper["en"] or cheaper["zh"], desk))
    if _AGAIN.search(text):
        orders = desk.knowledge.catalogue.orders_of(desk.customer.customer_id) if desk.customer else ()
        return any(line.product_id == product.product_id for order in orders for line in order.lines)
    if _stands_in_record(text, product):
        return True
    named = any(name in text for p in desk.knowledge.catalogue.products() for name in _names(p))
    return not text or named or (product.category is not None and product.category in text)


def _stands_in_record(text: str, product: Product) -> bool:
    """Whether it is nothing but attributes and features of the product, in any of its languages."""
    told = (product, *product.translations.values())
    lines = [feature for words in told for feature in words.features]
    for words in told:
        lines += [
            f"{label}{colon}{value}" for label, value in words.attributes.items() for colon in (": ", "：")
        ]
    for line in sorted((line.rstrip("。. ") for line in lines), key=len, reverse=True):
        text = text.replace(line, "")
    return not text.strip(";； ")


def _bought_together(product: Product, other: Product | None, desk: Desk) -> int | None:
    if other is None:
        return None
    both = {product.product_id, other.product_id}
    orders = (order for order in desk.knowledge.catalogue.orders() if order.status != "cancelled")
    return sum(both <= {line.product_id for line in order.lines} for order in orders)


def _rating(product: Product, desk: Desk) -> tuple[str, str] | None:
    ratings = [r.rating for r in desk.knowledge.catalogue.reviews_of(product.product_id) if r.rating]
    return (f"{sum(ratings) / len(ratings):.1f}", str(len(ratings))) if ratings else None


def _is_cheaper(product: Product, other: Product | None) -> bool:
    if other is None:
        return False
    mine, theirs = (min(_price(p, v) for v in _versions(p)) for p in (product, other))
    return mine < theirs


def _named(name: str | None, desk: Desk) -> Product | None:
    return next((p for p in desk.knowledge.catalogue.products() if name in _names(p)), None)


def _names(product: Product) -> list[str]:
    return [product.name, *(t.name for t in product.translations.values() if t.name)]


def reason_kind(text: str) -> str:
    """Which kind of reason a text is: `together`, `rated`, `again`, `cheaper`, `other` or `none`."""
    patterns = {"together": _TOGETHER, "rated": _RATED, "again": _AGAIN, "cheaper": _CHEAPER}
    return next(
        (name for name, pattern in patterns.items() if pattern.search(text)), "other" if text else "none"
    )
