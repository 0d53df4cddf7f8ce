"""How long a search takes in shops of several sizes, the question's embedding included, and the memory it needs."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bot.messages import Value
from eval.latency import Spread, spread
from eval.retrieval.large_shop import large_shop
from knowledge.embedders import load_embedder
from knowledge.embeddings import Embedder
from knowledge.shop_folder import Shop
from knowledge.store import build_store, open_store

SIZES = (1_000, 10_000, 50_000)
_WARM = 5
Ask = Callable[[str], object]


class SearchTimes(Value):
    """Seconds of one search in a shop of that many passages; `memory` is the process's peak, in bytes."""

    passages: int
    plain: Spread
    constrained: Spread
    memory: int


@dataclass(frozen=True, slots=True)
class Questions:
    """Plain ones, and ones that demand something of a product."""

    plain: Sequence[str]
    constrained: Sequence[str]


def time_searches(
    sample: Shop, folder: Path, questions: Questions, embedder: Embedder, step: Callable[[str], None]
) -> tuple[SearchTimes, ...]:
    """Builds a shop of each size in `folder` and times searches in a process of its own."""
    times: list[SearchTimes] = []
    for size in SIZES:
        step(f"building a shop of {size:,} passages")
        store = folder / str(size)
        built = build_store(large_shop(sample, size), store, embedder)
        step(f"searching among {built.added:,} passages")
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            times.append(pool.submit(_timed, store, embedder.name, questions, built.added).result())
    return tuple(times)


def _timed(store: Path, embedder: str, questions: Questions, passages: int) -> SearchTimes:
    knowledge = open_store(store, load_embedder(embedder))
    return SearchTimes(
        passages=passages,
        plain=_spread(knowledge.search, questions.plain),
        constrained=_spread(
            lambda text: knowledge.search(text, constraints=knowledge.constraints(text)),
            questions.constrained,
        ),
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    )


def _spread(ask: Ask, questions: Sequence[str]) -> Spread:
    for question in questions[:_WARM]:
        ask(f"{question} please")
    return spread(_seconds(ask, question) for question in questions)


def _seconds(ask: Ask, question: str) -> float:
    start = time.perf_counter()
    ask(question)
    return time.perf_counter() - start
