"""Holds suggestions against the shop's records, worked out anew: what was violated, and how exposure is shared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from time import perf_counter

import numpy as np

import prompts
from bot.messages import Card, Value
from bot.recommend.collaborative import Collaborative
from bot.tools.desk import Desk
from bot.tools.recommend import recommend, recommend_tool, wish_of
from eval.recommend.faults import faults, reason_kind
from eval.recommend.requests import Request
from knowledge.records import Product
from knowledge.search import Knowledge

BANDS = 4


class Audit(Value):
    """What was found over all requests. Violations say which request and product."""

    requests: int
    suggested: int
    none_found: int
    constraints: tuple[str, ...]
    owned: tuple[str, ...]
    out_of_stock: tuple[str, ...]
    untrue: tuple[str, ...]
    reasons: dict[str, int]
    brand_gini: float
    brand_gini_before: float
    band_gini: float
    band_gini_before: float
    p50_ms: float
    p95_ms: float

    @property
    def violations(self) -> int:
        """How often any rule was broken."""
        return len(self.constraints) + len(self.owned) + len(self.out_of_stock) + len(self.untrue)


def audit(knowledge: Knowledge, asked: Iterable[Request]) -> Audit:
    """Asks for all requests and checks every card."""
    found: dict[str, list[str]] = {name: [] for name in ("constraints", "owned", "out_of_stock", "untrue")}
    reasons, shown, plain = Counter[str](), list[Product](), list[Product]()
    times, count, none = list[float](), 0, 0
    for request in asked:
        desk = desk_for(knowledge, request)
        start = perf_counter()
        cards = _ask(request, desk)
        times.append((perf_counter() - start) * 1000)
        count, none = count + 1, none + (not cards)
        for card in cards:
            for fault in faults(card, request, desk):
                found[fault].append(
                    f"{request.asked.need!r} ({request.customer_id}): {card.id} {card.reason!r}"
                )
            reasons[reason_kind(card.reason)] += 1
        shown += [p for card in cards if (p := knowledge.catalogue.product(card.id))]
        plain += _without_variety(request, desk, len(cards))
    products = knowledge.catalogue.products()
    return Audit(
        requests=count,
        suggested=len(shown),
        none_found=none,
        **{name: tuple(told) for name, told in found.items()},
        reasons=dict(reasons),
        brand_gini=_gini([p.brand for p in shown], [p.brand for p in products]),
        brand_gini_before=_gini([p.brand for p in plain], [p.brand for p in products]),
        band_gini=_gini(_bands(shown, products), _bands(products, products)),
        band_gini_before=_gini(_bands(plain, products), _bands(products, products)),
        p50_ms=float(np.percentile(times, 50)),
        p95_ms=float(np.percentile(times, 95)),
    )


def desk_for(knowledge: Knowledge, request: Request, learned: Collaborative | None = None) -> Desk:
    """The desk of a turn in which the request is made."""
    catalogue = knowledge.catalogue
    return Desk(
        knowledge=knowledge,
        phrases=prompts.phrases(request.language),
        language=request.language,
        today=catalogue.profile.now().date(),
        session_id="audit",
        customer=catalogue.customer(request.customer_id) if request.customer_id else None,
        learned=learned,
    )


def _ask(request: Request, desk: Desk) -> tuple[Card, ...]:
    call = {"name": "recommend", "args": request.asked.model_dump(), "id": "1", "type": "tool_call"}
    return recommend_tool(desk).invoke(call).artifact.cards


def _without_variety(request: Request, desk: Desk, k: int) -> list[Product]:
    """What would be shown by score alone."""
    found = recommend(wish_of(request.asked, desk), desk, k, vary=False)
    return [suggestion.product for suggestion in found.suggestions]


def _bands(products: Iterable[Product], of: Iterable[Product]) -> list[int]:
    edges = np.quantile([p.price.minor for p in of], np.linspace(0, 1, BANDS + 1)[1:-1])
    return [int(np.searchsorted(edges, p.price.minor)) for p in products]


def _gini(shown: list[str | None] | list[int], there: list[str | None] | list[int]) -> float:
    """How unequally exposure is shared between groups, against their number of products; 0 is evenly."""
    sizes = Counter(there)
    rates = np.sort([Counter(shown)[group] / size for group, size in sizes.items()])  # type: ignore[type-var]
    ranks = np.arange(1, len(rates) + 1)
    total = len(rates) * rates.sum()
    return float((2 * ranks - len(rates) - 1) @ rates / total) if total else 0.0
