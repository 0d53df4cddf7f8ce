"""A shop whose one frequent question changes its answer, and what a store of it says."""

from __future__ import annotations

from pathlib import Path

from knowledge.embeddings import HashEmbedder
from knowledge.search import Knowledge
from knowledge.shop_folder import read_shop
from knowledge.store import BuildReport, build_store, open_store
from tests.knowledge.shop_on_disk import FAQ, write_table


def ingest(root: Path, store: Path) -> BuildReport:
    return build_store(read_shop(root), store, HashEmbedder())


def say(root: Path, answer: str) -> None:
    """Changes what the shop says about its one frequent question."""
    write_table(root, "faqs", {**FAQ, "answer": answer})


def heard(knowledge: Knowledge) -> str:
    """What a search finds about that question."""
    (hit,) = knowledge.search("How long is the cord?", kinds=["faq"], k=1)
    return hit.passage.text.removeprefix(f"{FAQ['question']} ")


def heard_anew(store: Path) -> str:
    opened = open_store(store, HashEmbedder())
    try:
        return heard(opened)
    finally:
        opened.close()


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.embedded
