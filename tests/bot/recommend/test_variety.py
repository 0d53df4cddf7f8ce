"""Lists that are not all alike."""

from __future__ import annotations

from pathlib import Path

from bot.recommend.rank import Suggestion
from bot.recommend.variety import likeness, varied
from tests.bot.recommend.records import catalogue


def test_the_best_comes_first_and_then_what_is_unlike_it(tmp_path: Path) -> None:
    made = catalogue(tmp_path / "shop")
    scores = {"P1": 0.9, "P2": 0.88, "P3": 0.85}
    suggestions = [Suggestion(p, score, score) for name, score in scores.items() if (p := made.product(name))]
    assert [s.product.product_id for s in varied(suggestions, 2)] == ["P1", "P3"]
    assert [s.product.product_id for s in varied(suggestions, 9)] == ["P1", "P3", "P2"]


def test_likeness_is_of_brand_price_and_name(tmp_path: Path) -> None:
    made = catalogue(tmp_path / "shop")
    tent, other_tent, lamp = (made.product(name) for name in ("P1", "P2", "P4"))
    assert tent and other_tent and lamp
    assert likeness(tent, other_tent) > likeness(tent, lamp) == 0
    assert likeness(tent, tent) == 1
