"""What the shop's records show of one customer, over all channels: tastes with their evidence, never a guess beyond."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from statistics import quantiles
from zoneinfo import ZoneInfo

from knowledge.catalogue import Catalogue
from knowledge.records import Customer, Order, Product

HALF_LIFE_DAYS = 120.0
LATELY_DAYS = 2.0
"""Half-life of what is in hand: the category of the last days is the likeliest of the next purchase."""
WEIGHTS = {
    "order": 1.0, "purchase": 1.0, "review": 0.6, "wishlist": 0.6, "cart": 0.5, "view": 0.2, "talk": 0.3,
}  # fmt: skip
"""How much each kind of act says about a taste."""
LOW_RATING, GOOD_RATING = 2, 4
MOST_EVIDENCE = 3
_GIVEN_BACK = frozenset({"returned", "return_requested"})


@dataclass(frozen=True, slots=True)
class Act:
    """Something the customer did with a product. `source` is the record it stands in, such as `order:O0025`."""

    product: Product
    kind: str
    at: datetime
    source: str
    channel: str | None
    options: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Taste:
    """A category, brand or option and its share of all that was done lately, 0 to 1; inferred from `evidence`."""

    name: str
    share: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """Strongest tastes first; `lately` are the categories of the last days.

    `bought` has the last day of every product bought and kept, of all channels. `returned` was given back, `disliked`
    rated 1 or 2; `price_band` holds the middle half of prices paid, in minor units. Everything here is inferred from
    records; what a customer says is kept apart (`bot.recommend.said_book`, `bot.recommend.opinions`).
    """

    categories: tuple[Taste, ...] = ()
    lately: tuple[Taste, ...] = ()
    brands: tuple[Taste, ...] = ()
    options: tuple[Taste, ...] = ()
    price_band: tuple[int, int] | None = None
    bought: Mapping[str, datetime] = field(default_factory=dict[str, datetime])
    returned: frozenset[str] = frozenset()
    disliked: frozenset[str] = frozenset()
    recent: tuple[tuple[str, datetime], ...] = ()

    def share(self, product: Product) -> float:
        """How much of the customer's interest lies in the product's category and brand, 0 to 1."""
        category = next((t.share for t in self.categories if t.name == product.category), 0.0)
        lately = next((t.share for t in self.lately if t.name == product.category), 0.0)
        brand = next((t.share for t in self.brands if t.name == product.brand), 0.0)
        return 0.3 * category + 0.3 * lately + 0.4 * brand


NOBODY = Portrait()


def portrait_of(
    customer: Customer | None,
    catalogue: Catalogue,
    *,
    discussed: Sequence[str] = (),
    leave_out: Callable[[Product], bool] = lambda _: False,
) -> Portrait:
    """The portrait of a customer as of now; of a guest, of what the conversation was about (`discussed`, product ids).

    Acts of the future, of products that left the catalogue or that are to be left out, and of cancelled orders say
    nothing. The same act told twice counts once.
    """
    if customer is None and not discussed:
        return NOBODY
    now = catalogue.profile.now()
    customer_id = customer.customer_id if customer else None
    orders = [o for o in catalogue.orders_of(customer_id) if o.status != "cancelled"] if customer_id else []
    reviews = catalogue.reviews_by(customer_id) if customer_id else ()
    told = [*_acts(customer, orders, catalogue, now)] if customer else []
    acts = _distinct([*told, *_talked_of(discussed, catalogue, now)])
    returned = frozenset(product for order in orders for product in _returned(order))
    low = {r.product_id for r in reviews if r.rating and r.rating <= LOW_RATING}
    liked = [a for a in acts if a.product.product_id not in returned | low and not leave_out(a.product)]
    return Portrait(
        categories=tastes(((a.product.category, a) for a in liked), now),
        lately=tastes(((a.product.category, a) for a in liked), now, LATELY_DAYS),
        brands=tastes(((a.product.brand, a) for a in liked), now),
        options=tastes(((f"{k}: {v}", a) for a in liked for k, v in a.options.items()), now),
        price_band=_price_band(liked),
        bought=_bought(orders, returned, now),
        returned=returned,
        disliked=frozenset(low),
        recent=tuple((act.product.product_id, act.at) for act in liked),
    )


def acts_of(customer: Customer, catalogue: Catalogue) -> list[Act]:
    """What a customer did up to now, on all channels, each act once, newest first."""
    orders = [o for o in catalogue.orders_of(customer.customer_id) if o.status != "cancelled"]
    return _distinct(list(_acts(customer, orders, catalogue, catalogue.profile.now())))


def _acts(customer: Customer, orders: Sequence[Order], catalogue: Catalogue, now: datetime) -> Iterator[Act]:
    zone = ZoneInfo(catalogue.profile.timezone)
    for order in orders:
        for line in order.lines:
            product = catalogue.product(line.product_id)
            if product and order.placed_at <= now:
                source = f"order:{order.order_id}"
                yield Act(product, "order", order.placed_at, source, order.channel, line.options)
    for event in catalogue.events_of(customer.customer_id):
        product = catalogue.product(event.product_id) if event.product_id else None
        if product and event.at <= now:
            source = f"event:{event.event_id or event.at.isoformat()}"
            yield Act(product, event.kind, event.at, source, event.channel)
    for review in catalogue.reviews_by(customer.customer_id):
        product, at = catalogue.product(review.product_id), _moment(review.created_at, zone)
        if product and at and at <= now and review.rating and review.rating >= GOOD_RATING:
            yield Act(product, "review", at, f"review:{review.review_id}", review.channel)


def _talked_of(product_ids: Iterable[str], catalogue: Catalogue, now: datetime) -> Iterator[Act]:
    products = (catalogue.product(name) for name in product_ids)
    yield from (Act(product, "talk", now, "talk", None) for product in products if product)


def _distinct(acts: Sequence[Act]) -> list[Act]:
    """Each act once, newest first; a purchase event of a day on which an order holds the product is that order."""
    found: dict[tuple[str, str, datetime], Act] = {}
    ordered = {(act.product.product_id, act.at.date()) for act in acts if act.kind == "order"}
    for act in acts:
        told_already = act.kind == "purchase" and (act.product.product_id, act.at.date()) in ordered
        if act.kind in WEIGHTS and not told_already:
            found.setdefault((act.product.product_id, act.kind, act.at), act)
    return sorted(found.values(), key=lambda act: act.at, reverse=True)


def tastes(
    named: Iterable[tuple[str | None, Act]], now: datetime, half_life: float = HALF_LIFE_DAYS
) -> tuple[Taste, ...]:
    """The shares of what acts are named after, those of `half_life` days ago counting half; strongest first."""
    weights: dict[str, float] = defaultdict(float)
    evidence: dict[str, list[str]] = defaultdict(list)
    for name, act in named:
        if name:
            age = (now - act.at).total_seconds() / 86400
            weights[name] += WEIGHTS[act.kind] * 0.5 ** (age / half_life)
            evidence[name].append(act.source)
    total = sum(weights.values())
    found = (
        Taste(name, weight / total, tuple(dict.fromkeys(evidence[name]))[:MOST_EVIDENCE])
        for name, weight in weights.items()
    )
    return tuple(sorted(found, key=lambda taste: (-taste.share, taste.name)))


def _price_band(acts: Sequence[Act]) -> tuple[int, int] | None:
    paid = [act.product.price.minor for act in acts if act.kind == "order"]
    if len(paid) < 2:
        return (paid[0], paid[0]) if paid else None
    low, _, high = quantiles(paid, n=4, method="inclusive")
    return round(low), round(high)


def _bought(orders: Sequence[Order], returned: frozenset[str], now: datetime) -> dict[str, datetime]:
    last: dict[str, datetime] = {}
    for order in orders:
        for line in order.lines:
            if order.placed_at <= now and line.product_id not in returned:
                last[line.product_id] = max(order.placed_at, last.get(line.product_id, order.placed_at))
    return last


def _returned(order: Order) -> Iterator[str]:
    """Products of an order that went back or are about to; all of them when no return says which lines."""
    lines = {line for back in order.returns for line in back.line_ids}
    if order.status in _GIVEN_BACK or order.returns:
        yield from (line.product_id for line in order.lines if not lines or line.line_id in lines)


def _moment(value: date | datetime | None, zone: ZoneInfo) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime.combine(value, time(), tzinfo=zone)
