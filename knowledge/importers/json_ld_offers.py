"""The price and stock that schema.org offers tell of one product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.importers.items import Options, Unmapped
from knowledge.importers.json_ld_source import Found, Node, types
from knowledge.importers.json_values import listed, mapping, text
from knowledge.importers.prices import PriceError, read_price
from knowledge.money import Money

_NO_STOCK = {"OutOfStock", "SoldOut", "Discontinued"}


@dataclass(frozen=True, slots=True)
class BestOffer:
    """The lowest price asked, the stock if it is told, and what of the offers is not used."""

    price: Money
    stock: int | None
    notes: tuple[Unmapped, ...]


def best_offer(found: Found, options: Options) -> BestOffer | Unmapped:
    """The best of a product's offers in one currency, or why there is no price.

    The currency wished for comes first, else that of the first offer.
    """
    prices: list[tuple[Money, Node]] = []
    notes: list[Unmapped] = []
    for offer in _offers(found):
        try:
            prices.append((_price(offer, found, options), offer))
        except PriceError as error:
            notes.append(
                Unmapped("offers.price", f"{error.problem}; the offer is left out", found.place, error.found)
            )
    if not prices:
        reason = "no usable price; the product is left out"
        example = notes[0].found if notes else text(found.node.get("name"))
        return Unmapped("offers.price", reason, found.place, example)
    codes = [price.currency for price, _ in prices]
    code = options.currency if options.currency in codes else codes[0]
    for price, _ in prices:
        if price.currency != code:
            notes.append(
                Unmapped(
                    "offers.priceCurrency", f"not {code}; the offer is left out", found.place, price.currency
                )
            )
    own = [(price, offer) for price, offer in prices if price.currency == code]
    lowest = min((price for price, _ in own), key=lambda price: price.minor)
    stock = _stock([offer for _, offer in own])
    if stock is None and any(text(offer.get("availability")) for _, offer in own):
        notes.append(_uncounted(found, own[0][1]))
    return BestOffer(lowest, stock, tuple(notes))


def _offers(found: Found) -> Iterator[Node]:
    """Single offers where there are any, else the aggregate that sums them up."""
    for part in listed(found.node.get("offers")):
        offer = found.follow(part)
        inner = [found.follow(one) for one in listed(offer.get("offers"))]
        yield from [one for one in inner if one] or ([offer] if offer else [])


def _price(offer: Node, found: Found, options: Options) -> Money:
    specifications = [found.follow(part) for part in listed(offer.get("priceSpecification"))]
    names = ("lowPrice", "price") if "AggregateOffer" in types(offer) else ("price", "lowPrice")
    parts = [offer, *specifications]
    told = (text(part.get(name)) for part in parts for name in (*names, "minPrice"))
    currencies = (text(part.get("priceCurrency")) for part in parts)
    currency = next(filter(None, currencies), "").upper() or options.currency
    return read_price(next(filter(None, told), ""), currency)


def _stock(offers: list[Node]) -> int | None:
    levels = [text(mapping(offer.get("inventoryLevel")).get("value")) for offer in offers]
    counts = [int(level) for level in levels if level.isdigit()]
    if counts:
        return sum(counts)
    states = {text(offer.get("availability")).rpartition("/")[2] for offer in offers}
    return 0 if states and states <= _NO_STOCK else None


def _uncounted(found: Found, offer: Node) -> Unmapped:
    reason = "tells no number of pieces; stock is left out"
    return Unmapped("offers.availability", reason, found.place, text(offer.get("availability")))
