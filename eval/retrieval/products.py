"""Product search against human grades: ours beside BM25 alone and sentence embeddings alone, over the same products."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.errors import InputError
from bot.messages import Value
from eval.retrieval.metrics import RELEVANT, mean, ndcg, recall
from eval.retrieval.peers import Bm25Alone, EmbeddingsAlone, Ranking
from knowledge.embeddings import Embedder
from knowledge.records import Product
from knowledge.search import Knowledge

Grades = Mapping[str, Mapping[str, int]]
_DEPTH = 10


class ProductScore(Value):
    """Means over the queries for which something is graded as good as it must be."""

    system: str
    ndcg: float
    recall: float


def read_grades(path: Path) -> Grades:
    """Grades 0 to 3 by query and product, from a CSV file with the columns query, docid, rating.

    Raises:
        InputError: the file cannot be read as such; names file and line.
    """
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                try:
                    grades[row["query"]][row["docid"]] = int(row["rating"])
                except (KeyError, ValueError, TypeError) as error:
                    raise InputError(f"{path}:{line}: found {row}, expected query, docid, rating") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); expected a CSV file of grades") from error
    return grades


def score_products(
    knowledge: Knowledge, grades: Grades, embedder: Embedder, step: Callable[[str], None]
) -> tuple[ProductScore, ...]:
    """Our product search and its peers, each asked every query."""
    products = knowledge.catalogue.products()
    ids, texts = [p.product_id for p in products], [brief(p) for p in products]

    def ours(question: str, k: int) -> list[str]:
        constraints = knowledge.constraints(question)
        return [p.product_id for p, _ in knowledge.find_products(question, constraints=constraints, k=k)]

    systems: dict[str, Callable[[], Ranking]] = {
        "Shopkeeper": lambda: ours,
        "BM25 alone": lambda: Bm25Alone(ids, texts),
        "MiniLM alone": lambda: EmbeddingsAlone(ids, embedder.embed(texts), embedder),
    }
    scores: list[ProductScore] = []
    for name, made in systems.items():
        step(f"asking {name} {len(grades)} queries")
        scores.append(score_ranking(name, made(), grades))
    return tuple(scores)


def score_ranking(name: str, ranking: Ranking, grades: Grades) -> ProductScore:
    """nDCG@10 and Recall@10 of one ranking."""
    rankings: dict[str, Sequence[str]] = {query: ranking(query, _DEPTH) for query in grades}
    good = {query: {i for i, grade in own.items() if grade >= RELEVANT} for query, own in grades.items()}
    return ProductScore(
        system=name,
        ndcg=mean([ndcg(rankings[query], own, _DEPTH) for query, own in grades.items()]),
        recall=mean([recall(rankings[query], own, _DEPTH) for query, own in good.items()]),
    )


def brief(product: Product) -> str:
    """What the peers read of a product: title, description, brand."""
    return " ".join(part for part in (product.name, product.description, product.brand) if part)
