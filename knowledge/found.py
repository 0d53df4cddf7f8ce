"""What a search found, as the command line gives it: a table, JSON values, ids of records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from rich.console import Console
from rich.table import Table

from knowledge.passage import Kind
from knowledge.search import Hit, Knowledge

_OVERFETCH = 8


def show(hits: Iterable[Hit]) -> None:
    """Prints hits as a table."""
    table = Table("score", "source", "text", "found by", box=None, pad_edge=False)
    for hit in hits:
        cells = (f"{hit.score:.2f}", hit.passage.source, hit.passage.text, ", ".join(hit.matched))
        table.add_row(*(cell.replace("[", r"\[") for cell in cells))
    Console().print(table if table.row_count else "nothing found")


def hit_values(hit: Hit) -> dict[str, Any]:
    """A hit as JSON has it."""
    passage = hit.passage
    return {
        "source": passage.source,
        "kind": passage.kind,
        "title": passage.title,
        "text": passage.text,
        "language": passage.language,
        "score": hit.score,
        "dense": hit.dense,
        "lexical": hit.lexical,
        "matched": list(hit.matched),
    }


def ranked_ids(
    knowledge: Knowledge, queries: Iterable[str], kinds: tuple[Kind, ...], k: int
) -> Iterator[dict[str, Any]]:
    """For each query the ids of the `k` best records: products by their descriptions, others by their best passage."""
    ranked = ranked_products if kinds == ("product",) else partial(_ranked_records, kinds=kinds)
    for query in queries:
        best = ranked(knowledge, query, k=k)
        yield {"query": query, "ids": list(best), "scores": list(best.values())}


def ranked_products(knowledge: Knowledge, query: str, k: int) -> dict[str, float]:
    """The ids of the `k` products that a query describes best, with their scores."""
    found = knowledge.find_products(query, constraints=knowledge.constraints(query), k=k)
    return {product.product_id: round(score, 4) for product, score in found}


def _ranked_records(knowledge: Knowledge, query: str, k: int, kinds: tuple[Kind, ...]) -> dict[str, float]:
    constraints = knowledge.constraints(query)
    best: dict[str, float] = {}
    for hit in knowledge.search(query, kinds=kinds, constraints=constraints, k=k * _OVERFETCH):
        best.setdefault(hit.passage.record_id, hit.score)
    return dict(list(best.items())[:k])
