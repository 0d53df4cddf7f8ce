"""The audit of suggestions: nothing breaks a rule, and what would is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config import Settings
from bot.messages import Card
from bot.tools.recommend import RecommendArguments
from eval.environment import environment
from eval.recommend.audit import audit, desk_for
from eval.recommend.faults import faults
from eval.recommend.next_category import measure_next
from eval.recommend.report import suggestions_section
from eval.recommend.requests import TEMPLATES, Request, requests
from eval.recommend.speed import time_suggestions
from knowledge.embedders import load_embedder
from knowledge.search import Knowledge
from knowledge.shop_folder import read_shop
from knowledge.store import build_store, open_store
from tests.bot.recommend.records import catalogue
from tests.bot.shop import write_shop


@pytest.fixture(scope="module")
def pebble(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder = tmp_path_factory.mktemp("pebble")
    embedder = load_embedder("hash")
    build_store(read_shop(write_shop(folder / "shop")), folder / "store", embedder)
    return open_store(folder / "store", embedder)


def test_requests_are_of_all_kinds_and_the_same_again(pebble: Knowledge) -> None:
    made = list(requests(pebble.catalogue, 2 * len(TEMPLATES)))
    assert {request.kind for request in made} == set(TEMPLATES)
    assert {request.language for request in made} == {"en", "zh"}
    assert made == list(requests(pebble.catalogue, 2 * len(TEMPLATES)))


def test_no_suggestion_breaks_a_rule(pebble: Knowledge) -> None:
    found = audit(pebble, requests(pebble.catalogue, 110))
    assert found.suggested > 40
    assert (found.constraints, found.owned, found.out_of_stock, found.untrue) == ((), (), (), ())


LAMP = Request("name", "en", "C1", RecommendArguments(need="a lamp under 60 euros"))  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("product_id", "reason", "fault"),
    [
        ("P4", "", None),
        ("P4", "in Lighting", None),
        ("P4", "Weight: 0.8 kg; Beam dims by remote", None),
        ("P4", "Weight: 0.9 kg", "untrue"),
        ("P5", "", "out_of_stock"),
        ("GONE", "", "out_of_stock"),
        ("P2", "", "constraints"),
        ("P3", "", "owned"),
        ("P4", "rated 4.9 of 5 by 12 buyers", "untrue"),
        ("P4", "bought together with Lumo Desk Lamp in 7 orders", "untrue"),
        ("P4", "you last bought it on 3 May 2025", "untrue"),
        ("P4", "praised by astronauts", "untrue"),
    ],
)
def test_what_breaks_a_rule_is_seen(
    pebble: Knowledge, product_id: str, reason: str, fault: str | None
) -> None:
    card = Card(kind="recommendation", id=product_id, title="?", reason=reason)
    found = list(faults(card, LAMP, desk_for(pebble, LAMP)))
    assert found == [] if fault is None else fault in found


def test_a_present_may_be_what_is_owned(pebble: Knowledge) -> None:
    gift = replace(LAMP, asked=RecommendArguments(need="a lamp", for_whom="a friend"))  # type: ignore[call-arg]
    card = Card(kind="recommendation", id="P3", title="?")
    assert list(faults(card, gift, desk_for(pebble, gift))) == []


def test_the_section_tells_violations_and_exposure_before_and_after(pebble: Knowledge) -> None:
    found = audit(pebble, requests(pebble.catalogue, 22))
    told = suggestions_section({"pebble": found}, None, environment(Settings(_env_file=None)))  # type: ignore[call-arg]
    assert "constraints violated" in told
    assert f"{found.brand_gini_before:.3f}, {found.brand_gini:.3f}" in told


def test_a_made_up_shop_is_timed(tmp_path: Path) -> None:
    sample = read_shop(write_shop(tmp_path / "shop"))
    steps: list[str] = []
    times = time_suggestions(
        sample, load_embedder("hash"), steps.append, products=30, customers=200, count=22
    )
    assert (times.products, times.customers, times.calls.count) == (30, 200, 22)
    assert times.processor.p95 is not None
    assert set(times.slowest) == set(TEMPLATES)
    assert times.training > 0
    assert steps


def test_the_next_category_is_foreseen_from_the_last_days(tmp_path: Path) -> None:
    """Whoever looked at lamps yesterday and bought tents long ago buys a lamp."""

    def event(day: str, kind: str, product_id: str) -> dict[str, str]:
        at = f"{day}T10:00:00+00:00"
        return {"customer_id": "C2", "at": at, "kind": kind, "product_id": product_id, "channel": "web"}

    events = [
        *(event(f"2025-{month:02d}-01", "view", "P1") for month in range(4, 12)),
        event("2026-03-01", "view", "P3"),
        event("2026-03-05", "purchase", "P4"),
    ]
    found = measure_next(catalogue(tmp_path, events=events, orders=[]), [datetime(2026, 3, 2, tzinfo=UTC)])
    assert found is not None
    scores = {score.name: score.first for score in found.scores}
    assert found.cases == 1
    assert (scores["Shopkeeper"], scores["long taste (120 days)"]) == (1.0, 0.0)
