"""How long a suggestion takes in a large shop, wish by wish, and what training on it takes."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.messages import Value
from bot.recommend.collaborative import Collaborative, fit
from bot.recommend.shelf import shelf_of
from bot.recommend.shop_interactions import present_day, product_texts, shop_interactions
from bot.tools.recommend import recommend_tool
from eval.latency import Spread, spread
from eval.recommend.audit import desk_for
from eval.recommend.large_shop import open_large_shop
from eval.recommend.requests import Request, requests
from knowledge.embeddings import Embedder
from knowledge.search import Knowledge
from knowledge.shop_folder import Shop

WARM = 22


class SuggestionTimes(Value):
    """Seconds of one call of `recommend`: on the clock, and of the processor alone, which other processes do not slow.

    `prepare` is what the first call after new data waits for; `training` and `memory` (MiB, the process's peak) are of
    the shop's recommender.
    """

    products: int
    customers: int
    calls: Spread
    processor: Spread
    slowest: dict[str, float]
    prepare: float
    training: float
    memory: float


def time_suggestions(  # noqa: PLR0913 - what a run consists of
    sample: Shop,
    embedder: Embedder,
    step: Callable[[str], None],
    *,
    products: int,
    customers: int,
    count: int,
) -> SuggestionTimes:
    """Builds the shop in a temporary folder, trains its recommender and asks `count` times, in every way."""
    with tempfile.TemporaryDirectory() as folder:
        knowledge = open_large_shop(sample, products, customers, Path(folder) / "store", embedder, step)
        try:
            return _timed(knowledge, count, step)
        finally:
            knowledge.close()


def _timed(knowledge: Knowledge, count: int, step: Callable[[str], None]) -> SuggestionTimes:
    catalogue = knowledge.catalogue
    step("training its recommender")
    training, learned = _seconds(lambda: _trained(knowledge))
    step("preparing")
    prepare, _ = _seconds(lambda: shelf_of(catalogue))
    asked = list(requests(catalogue, count + WARM, seed=7))
    for request in asked[:WARM]:
        _ask(request, knowledge, learned)
    step(f"asking {count} times")
    times = [_call(request, knowledge, learned) for request in asked[WARM:]]
    return SuggestionTimes(
        products=len(catalogue.products()),
        customers=len(catalogue.customers()),
        calls=spread(clock for clock, _ in times),
        processor=spread(own for _, own in times),
        slowest=_slowest(asked[WARM:], times),
        prepare=prepare,
        training=training,
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _trained(knowledge: Knowledge) -> Collaborative:
    catalogue = knowledge.catalogue
    return fit(shop_interactions(catalogue), product_texts(catalogue), present_day(catalogue) + 1e-6)


def _seconds(act: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    made = act()
    return time.perf_counter() - start, made


def _call(request: Request, knowledge: Knowledge, learned: object) -> tuple[float, float]:
    clock, own = time.perf_counter(), time.thread_time()
    _ask(request, knowledge, learned)
    return time.perf_counter() - clock, time.thread_time() - own


def _ask(request: Request, knowledge: Knowledge, learned: object) -> None:
    desk = desk_for(knowledge, request, learned if isinstance(learned, Collaborative) else None)
    call = {"name": "recommend", "args": request.asked.model_dump(), "id": "1", "type": "tool_call"}
    recommend_tool(desk).invoke(call)


def _slowest(asked: Sequence[Request], times: Sequence[tuple[float, float]]) -> dict[str, float]:
    """The slowest processor time of each kind of wish."""
    found: dict[str, float] = {}
    for request, (_, own) in zip(asked, times, strict=True):
        found[request.kind] = max(own, found.get(request.kind, 0.0))
    return found
