"""The measurement of search: metrics by hand, reading grades, shops of a size, the report's words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bot.config import SAMPLE_SHOP
from bot.errors import InputError, ServiceError
from eval.latency import Spread
from eval.processes import gone
from eval.retrieval.command import PARTS, chosen_parts
from eval.retrieval.facts import Asked, score_facts
from eval.retrieval.ingest import IngestTimes, estimate_plain, middle, time_ingest
from eval.retrieval.large_shop import large_shop
from eval.retrieval.metrics import hit, mean, ndcg, recall
from eval.retrieval.peers import Bm25Alone, EmbeddingsAlone
from eval.retrieval.products import ProductScore, read_grades, score_ranking
from eval.retrieval.report import Quality, Retrieval, retrieval_sections
from eval.retrieval.speed import SearchTimes
from knowledge.embeddings import HashEmbedder
from knowledge.passage import Passage
from knowledge.passages import passages
from knowledge.shop_folder import read_shop
from tests.eval.runs import MADE

ROOT = Path(__file__).resolve().parents[2]
GRADES = {"a": 3, "b": 0, "c": 1}


def test_ndcg_by_hand() -> None:
    ideal = 7 + 1 / 1.584962500721156
    assert ndcg(["a", "c"], GRADES) == pytest.approx(1.0)
    assert ndcg(["b", "a", "x"], GRADES) == pytest.approx(7 / 1.584962500721156 / ideal)
    assert ndcg(["x"], GRADES) == 0
    assert ndcg(["a"], {"b": 0}) is None


def test_recall_counts_as_many_as_fit() -> None:
    assert recall(["a", "x", "b"], {"a", "b", "c", "d"}, k=3) == pytest.approx(2 / 3)
    assert recall(["a"], set[str]()) is None
    assert hit(["x", "y", "a"], ["a", "b"])
    assert not hit(["x", "y", "z", "a"], ["a"])
    assert mean([1.0, None, 0.0]) == 0.5


def test_a_ranking_is_scored_over_its_queries() -> None:
    grades = {"q": {"a": 3, "b": 2}, "r": {"c": 3}}
    score = score_ranking("mine", lambda question, k: ["a", "b"] if question == "q" else ["x"], grades)
    assert (score.ndcg, score.recall) == (pytest.approx(0.5), pytest.approx(0.5))


def test_grades_are_read_and_faults_named(tmp_path: Path) -> None:
    file = tmp_path / "grades.csv"
    file.write_text("query,docid,rating\nfan,1,3\nfan,2,0\n", encoding="utf-8")
    assert read_grades(file) == {"fan": {"1": 3, "2": 0}}
    file.write_text("query,docid,rating\nfan,1,good\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"grades\.csv:2: found .*, expected query, docid, rating"):
        read_grades(file)
    with pytest.raises(InputError, match="cannot be read"):
        read_grades(tmp_path / "none.csv")


def test_the_peers_rank_each_source_once() -> None:
    ids, texts = ["s1", "s1", "s2"], ["green tent", "tent that is green", "desk lamp"]
    embedder = HashEmbedder()
    assert Bm25Alone(ids, texts)("green tent", 3) == ["s1"]
    assert EmbeddingsAlone(ids, embedder.embed(texts), embedder)("desk lamp", 3) == ["s2", "s1"]


def test_scores_are_kept_apart_by_half_and_language() -> None:
    def asked(half: str, sources: tuple[str, ...]) -> Asked:
        return Asked.model_validate(
            {
                "system": "Shopkeeper",
                "half": half,
                "lang": "en",
                "sources": sources,
                "answers": ("a",),
                "tokens": 50,
            }
        )

    scores = score_facts([asked("tune", ("a",)), asked("held", ("a",)), asked("held", ("x", "y", "z", "a"))])
    assert [(s.half, s.questions, s.recall) for s in scores] == [("tune", 1, 1.0), ("held", 2, 0.5)]
    assert scores[0].tokens == 50


def test_a_shop_of_a_size_has_records_of_its_own() -> None:
    sample = read_shop(SAMPLE_SHOP)
    large = large_shop(sample, 8_000)
    assert sum(1 for _ in passages(large)) == pytest.approx(8_000, rel=0.1)
    assert len({p.product_id for p in large.products}) == len(large.products) > len(sample.products)
    assert len({r.review_id for r in large.reviews}) == len(large.reviews)
    assert large_shop(sample, 8_000).products == large.products
    assert not large.orders


def test_a_part_of_the_passages_stands_for_all() -> None:
    seen: list[str] = []
    cut = [Passage(f"faq:{n}", "faq", "FAQ", f"Question {n}", "en") for n in range(100)]
    assert estimate_plain(cut, seen.extend, 10) > 0
    assert len(seen) == 10


def test_parts_by_name() -> None:
    assert chosen_parts([]) == PARTS
    assert chosen_parts(["speed"]) == ("speed",)
    with pytest.raises(InputError, match="found 'spead', expected one of facts"):
        chosen_parts(["spead"])


def test_the_section_tells_every_part_and_its_aim() -> None:
    spread = Spread(count=2, p50=0.0101, p95=0.0202)
    found = Retrieval(
        products=(
            ProductScore(system="Shopkeeper", ndcg=0.6, recall=0.5),
            ProductScore(system="BM25 alone", ndcg=0.5, recall=0.4),
        ),
        queries=35,
        searches=(SearchTimes(passages=50_000, plain=spread, constrained=spread, memory=10**9),),
        ingest=IngestTimes(shop="sample", first=10, again=0.4, peak=10**9, passages=9, plain=20),
        quality=Quality(labels=0.99, embedded=1.0),
    )
    sections = retrieval_sections(found, MADE)
    section = "\n".join(sections.values())
    assert "| Shopkeeper | 0.600 | 0.500 | 1.20 |" in section
    assert "| 50,000 | 0.010 s | 0.020 s | 0.010 s | 0.020 s | 1.00 GB |" in section
    assert "| sample | 9 | 10.0 s | 20.0 s | 0.50 | 0.40 s (4.0%) | 1.00 GB |" in section
    assert "1.0% lost (aim" in section
    assert list(sections) == ["Products found", "Speed of search", "Reading a shop"]


def test_a_shop_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="nowhere: ended with exit code"):
        time_ingest(tmp_path / "nowhere", tmp_path / "store", "nowhere", 0)


@pytest.mark.integration
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_no_ingest_and_no_folder_behind(tmp_path: Path, number: signal.Signals) -> None:
    line = [
        sys.executable,
        "-m",
        "eval",
        "retrieval",
        "--only",
        "ingest",
        "--results",
        str(tmp_path / "r.md"),
    ]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(line, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as measured:
        reading = _child(measured.pid, "ingest")
        measured.send_signal(number)
        assert measured.wait(30) != 0
    assert gone([reading], 2)
    assert list(tmp_path.iterdir()) == []


def _child(pid: int, word: str) -> psutil.Process:
    """The child process whose command line holds `word`, once there is one."""
    parent, end = psutil.Process(pid), time.monotonic() + 60
    while time.monotonic() < end:
        for child in parent.children(recursive=True):
            if word in child.cmdline():
                return child
        time.sleep(0.05)
    raise AssertionError(f"{pid} started nothing called {word}")


def test_of_several_runs_the_middle_ratio_counts() -> None:
    runs = [
        IngestTimes(shop="s", first=first, again=1.0, peak=1, passages=1, plain=plain)
        for first, plain in ((9.0, 10.0), (5.0, 10.0), (6.0, 20.0))
    ]
    assert middle(runs) == runs[1]
