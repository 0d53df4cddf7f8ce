"""How well the category of the next purchase is foreseen from recent acts, beside plain rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.messages import Value
from bot.recommend.portrait import LATELY_DAYS, Act, acts_of, tastes
from knowledge.catalogue import Catalogue

HORIZON = timedelta(days=14)
CUTS = 8
TAKEN = frozenset({"purchase", "order"})


class CategoryScore(Value):
    """How often the category came first, or among the first three."""

    name: str
    first: float
    third: float


class NextCategories(Value):
    """`cases` are customers on days, who bought something in the two weeks after."""

    cases: int
    scores: tuple[CategoryScore, ...]


def measure_next(catalogue: Catalogue, days: Sequence[datetime] = ()) -> NextCategories | None:
    """On each of `days` (default: `CUTS` of them, two weeks apart, up to now); None where nobody bought then."""
    now = catalogue.profile.now()
    when = list(days) or [now - HORIZON * (n + 1) for n in range(CUTS)]
    people = [acts_of(customer, catalogue) for customer in catalogue.customers()]
    cases = [
        ([act for act in acts if act.at < day], _bought(acts, day), day) for acts in people for day in when
    ]
    cases = [(before, bought, day) for before, bought, day in cases if before and bought]
    if not cases:
        return None
    popular = [
        name
        for name, _ in Counter(
            a.product.category for acts in people for a in acts if a.kind in TAKEN and a.product.category
        ).most_common()
    ]
    wanted = [bought for _, bought, _ in cases]
    lists = {
        "Shopkeeper": [_ranked(before, day, LATELY_DAYS) for before, _, day in cases],
        "long taste (120 days)": [_ranked(before, day, 120.0) for before, _, day in cases],
        "touched last": [
            list(dict.fromkeys(a.product.category or "" for a in before)) for before, _, _ in cases
        ],
        "most bought": [popular] * len(cases),
    }
    scores = (
        CategoryScore(name=name, first=_share(given, wanted, 1), third=_share(given, wanted, 3))
        for name, given in lists.items()
    )
    return NextCategories(cases=len(cases), scores=tuple(scores))


def _ranked(acts: Sequence[Act], day: datetime, half_life: float) -> list[str]:
    return [taste.name for taste in tastes(((a.product.category, a) for a in acts), day, half_life)]


def _bought(acts: Sequence[Act], day: datetime) -> frozenset[str]:
    return frozenset(
        a.product.category
        for a in acts
        if a.kind in TAKEN and day <= a.at < day + HORIZON and a.product.category
    )


def _share(lists: Sequence[Sequence[str]], wanted: Sequence[frozenset[str]], k: int) -> float:
    return sum(bool(set(given[:k]) & want) for given, want in zip(lists, wanted, strict=True)) / len(wanted)
