"""The comparison of recommenders: what is read, what counts as right, and that it tells good from bad."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from bot.config import Settings
from bot.errors import InputError
from bot.recommend.interactions import Interactions
from eval.__main__ import app
from eval.environment import environment
from eval.recommend.comparison import ColdResult, Comparison
from eval.recommend.interactions_file import Columns, read_interactions
from eval.recommend.measures import accuracy, coverage, exposure_gini, interval, novelty, ratio_interval
from eval.recommend.report import recommendation_section
from eval.recommend.split import split
from tests.bot.recommend.simulated import group_of, interactions

COLUMNS = Columns("who", "what", "when", "name")
START = datetime(2026, 1, 1, tzinfo=UTC)


def written(path: Path, **columns: list[object]) -> Path:
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


def test_returns_cancelled_baskets_and_gaps_are_left_out_and_counted(tmp_path: Path) -> None:
    path = written(
        tmp_path / "takes.csv",
        who=[1.0, 2.0, None, 4.0, 5.0, 6.0],
        what=["a", "b", "c", "d", None, "f"],
        when=["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05", "soon"],
        name=["A", "B", "C", "D", "E", "F"],
        Quantity=[3, -1, 1, 2, 1, 1],
        InvoiceNo=["100", "101", "102", "C103", "104", "105"],
    )
    read = read_interactions(path, COLUMNS)
    assert (read.interactions.users, read.interactions.items) == (("1",), ("a",))
    assert read.texts == {"a": "A"}
    assert sorted(read.dropped.values()) == [1, 1, 1, 1, 1]


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    path = written(tmp_path / "takes.csv", customer=[1], what=["a"], at=["2026-01-01"])
    with pytest.raises(InputError, match=r"--user 'who'.*--time 'when'.*has: customer, what, at"):
        read_interactions(path, Columns("who", "what", "when"))


def test_parquet_is_read_like_csv(tmp_path: Path) -> None:
    table = {"who": ["x"], "what": ["a"], "when": [datetime(2026, 1, 1)]}
    pd.DataFrame(table).to_parquet(tmp_path / "takes.parquet")
    read = read_interactions(tmp_path / "takes.parquet", Columns("who", "what", "when"))
    assert read.interactions.users == ("x",)
    assert read.interactions.day.tolist() == [START.timestamp() / 86400]


@pytest.mark.parametrize("name", ["none.csv", "broken.parquet", "empty.csv"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"no parquet")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(InputError, match=name):
        read_interactions(tmp_path / name, COLUMNS)


def test_only_new_known_items_are_asked_for_and_the_cold_stand_apart() -> None:
    made = split(
        Interactions.of(
            [
                ("a", "x", 1.0),
                ("b", "y", 1.0),
                ("a", "x", 11.0),
                ("a", "y", 11.0),
                ("a", "z", 12.0),
                ("c", "x", 13.0),
            ]
        ),
        10.0,
    )
    assert [made.train.users[row] for row in made.users] == ["a"]
    assert [{made.train.items[i] for i in wanted} for wanted in made.relevant] == [{"y"}]
    assert made.cold_items == ("z",)
    assert [(made.train.users[row], place) for row, place in made.cold_takers] == [("a", 0)]
    assert len(made.cold_users) == 1


def test_accuracy_by_hand() -> None:
    found = accuracy(np.array([[5, 7, 9], [1, 2, 3]]), [frozenset({7, 8}), frozenset({4})], 3)
    assert found.hit.tolist() == [1, 0]
    assert found.recall.tolist() == [0.5, 0]
    ideal = 1 + 1 / math.log2(3)
    assert found.ndcg.tolist() == pytest.approx([(1 / math.log2(3)) / ideal, 0])


def test_the_range_by_hand() -> None:
    lists = np.array([[0, 1], [0, 2]])
    assert coverage(lists, 4) == 0.75
    assert novelty(lists, np.array([8, 4, 2, 0]), 8) == pytest.approx((0 + 1 + 0 + 2) / 4)
    assert exposure_gini(np.array([[0, 1], [2, 3]]), 4) == pytest.approx(0)
    assert exposure_gini(np.array([[0], [0]]), 4) == pytest.approx(0.75)


def test_intervals_hold_the_mean_and_pairs_are_drawn_together() -> None:
    values = np.random.default_rng(1).random(300).astype(np.float32)
    low, high = interval(values)
    assert low < values.mean() < high
    assert ratio_interval(values * 2, values) == pytest.approx((2, 2), rel=1e-5)


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = interactions()
    names = [found.items[i] for i in found.item]
    return written(
        tmp_path_factory.mktemp("takes") / "takes.csv",
        who=[found.users[u] for u in found.user],
        what=names,
        when=[(START + timedelta(days=float(day))).isoformat() for day in found.day],
        name=[f"thing of kind{group_of(name)}" for name in names],
    )


def run(takes: Path, *more: str) -> str:
    given = ["recommend", "--interactions", str(takes), "--user", "who", "--item", "what", "--time", "when"]
    results = ["--results", str(takes.with_name("RESULTS.md"))]
    result = CliRunner().invoke(app, [*given, *results, *more], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_the_command_compares_with_all_peers(takes: Path) -> None:
    found = json.loads(run(takes, "--text", "name", "--cut", "2026-04-01", "--json"))
    systems = {system["name"]: system for system in found["systems"]}
    assert list(systems) == ["Shopkeeper", "popularity", "item-cosine", "ALS", "BPR"]
    assert systems["Shopkeeper"]["ndcg"]["value"] > 1.5 * systems["popularity"]["ndcg"]["value"]
    assert found["ratio"]["low"] <= found["ratio"]["value"] <= found["ratio"]["high"]


def test_the_command_writes_its_section_with_the_cold_apart(takes: Path) -> None:
    found = Comparison.model_validate_json(run(takes, "--cut", "2026-04-01", "--text", "name", "--json"))
    told = takes.with_name("RESULTS.md").read_text(encoding="utf-8")
    words = ("Shopkeeper", "popularity", "item-cosine", "ALS", "BPR", "coverage", "novelty", "Gini", "95 %")
    assert [word for word in ("## Recommendation", *words) if word not in told] == []
    cold = ColdResult(
        cases=41, candidates=7, ndcg=0.25, hit_rate=0.5, peer="chance", peer_ndcg=0.1, peer_hit_rate=0.2
    )
    section = recommendation_section(
        found.model_copy(update={"cold_items": cold}), "takes.csv", environment(Settings(_env_file=None))
    )  # type: ignore[call-arg]
    assert (
        "| items nobody took before the cut | 41 | 7 | 0.2500 | 0.5000 | chance | 0.1000 | 0.2000 |"
        in section
    )


def test_the_command_prints_a_table(takes: Path) -> None:
    told = run(takes, "--cut", "2026-04-01", "--k", "5")
    assert "times the best peer's" in told


@pytest.mark.parametrize(
    ("cut", "said"), [("soon", "expected a date"), ("2020-01-01", "before"), ("2030-01-01", "after")]
)
def test_a_cut_that_cuts_nothing_is_said_so(takes: Path, cut: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        run(takes, "--cut", cut)
