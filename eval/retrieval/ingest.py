"""How long reading a shop takes, beside embedding each of its passages; and what fewer embeddings cost in quality."""

from __future__ import annotations

import math
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from bot.messages import Value
from eval.memory import resident, watched
from eval.processes import Command, running
from eval.retrieval.metrics import mean, ndcg
from eval.retrieval.question import RetrievalQuestion
from knowledge.embeddings import Embedder, builtin_folder
from knowledge.generations import current_generation
from knowledge.labels import LabelVectors
from knowledge.passage import Passage
from knowledge.search import Knowledge
from knowledge.store import open_store

INGEST_RUNS = 3
_DEPTH = 10
_LIMIT_SECONDS = 7200.0
Encode = Callable[[list[str]], object]


class IngestTimes(Value):
    """Seconds of `python -m knowledge ingest`, from nothing and again; `peak` is its memory in bytes.

    `plain` is what embedding the text of each passage takes with the same model; None where it was not done.
    """

    shop: str
    first: float
    again: float
    peak: int
    passages: int
    plain: float | None = None


def time_ingest(shop: Path, store: Path, name: str, passages: int) -> IngestTimes:
    """Reads a shop twice, each time by the command, into a store that is not there yet.

    Raises:
        ServiceError: the command failed, or took hours; says what it printed last.
    """
    first, peak = _ingest(shop, store)
    again, _ = _ingest(shop, store)
    return IngestTimes(shop=name, first=first, again=again, peak=peak, passages=passages)


def middle(runs: Sequence[IngestTimes]) -> IngestTimes:
    """Of several runs, each with its peer, the one whose ratio to the peer is in the middle."""
    return sorted(runs, key=lambda run: run.first / (run.plain or math.inf))[len(runs) // 2]


def plain_encoder() -> Encode:
    """`SentenceTransformer.encode` of the built-in model, loaded and warm."""
    made: Any = import_module("sentence_transformers")
    model = made.SentenceTransformer(str(builtin_folder()), device="cpu")
    model.encode(["warm"], show_progress_bar=False)
    return lambda texts: model.encode(texts, normalize_embeddings=True, show_progress_bar=False)


def time_plain(passages: Sequence[Passage], encode: Encode) -> float:
    """Seconds that it takes to encode the text of each passage."""
    texts = [passage.text for passage in passages]
    start = time.perf_counter()
    encode(texts)
    return time.perf_counter() - start


def estimate_plain(passages: Sequence[Passage], encode: Encode, every: int) -> float:
    """`time_plain` of all passages, estimated from one in `every`: all of a large shop's would take hours."""
    return time_plain(passages[::every], encode) * every


def with_all_embedded(store: Path, copy: Path, passages: Sequence[Passage], embedder: Embedder) -> Knowledge:
    """A copy of the shop's knowledge in which every single fact has a vector of its own text."""
    shutil.copytree(store, copy)
    facts = [row for row, p in enumerate(passages) if p.is_fact]
    rows = np.full(len(passages), -1, dtype=np.int32)
    rows[facts] = np.arange(len(facts))
    vectors = embedder.embed([passages[row].text for row in facts])
    LabelVectors(vectors, rows).save(current_generation(copy))
    return open_store(copy, embedder)


def quality(knowledge: Knowledge, questions: Sequence[RetrievalQuestion]) -> float:
    """Mean nDCG@10 over questions, every answer as good as the others."""
    found = (
        (
            tuple(
                hit.passage.source for hit in knowledge.search(q.question, membership=q.membership, k=_DEPTH)
            ),
            q,
        )
        for q in questions
    )
    return mean([ndcg(sources, dict.fromkeys(q.sources, 1), _DEPTH) for sources, q in found])


def _ingest(shop: Path, store: Path) -> tuple[float, int]:
    line = (sys.executable, "-m", "knowledge", "ingest", "--shop", str(shop), "--store", str(store))
    command = Command(f"reading {shop}", line, Path.cwd(), {})
    start = time.perf_counter()
    with running(command, store.with_name(f"{store.name}.log")) as program:
        with watched(lambda: resident(program.pid)) as peak:
            program.finish(_LIMIT_SECONDS)
        return time.perf_counter() - start, peak.bytes
