"""What a product's record says of a wish stands beside its price."""

from __future__ import annotations

import pytest

from bot.recommend.told import LONGEST, told_of
from bot.tools.nearest import NEARBY
from bot.tools.recommend import recommend_tool
from knowledge.passage import Kind, Passage
from knowledge.search import Hit
from tests.bot.conftest import MakeDesk
from tests.bot.tools.calling import call


def hit(part: str, text: str, dense: float = 0.5, *, product_id: str = "P1", kind: Kind = "product") -> Hit:
    source = f"{kind}:{product_id}{part}"
    return Hit(
        Passage(source, kind, "Bike", f"Bike — {text}", "en", product_id=product_id), 0.1, (), dense, 0.0
    )


def test_the_nearest_lines_are_told_without_name_and_full_stop() -> None:
    hits = [hit("#load", "Load: 125 kg.", 0.4), hit("#features-1", "feature: Rings its own bell", 0.6)]
    assert told_of("P1", hits, "en") == "Rings its own bell; Load: 125 kg"


@pytest.mark.parametrize(
    "other",
    [
        hit("#load", "Load: 125 kg", NEARBY - 0.01),
        hit("#price", "price: €99.00"),
        hit("#stock", "stock: 3"),
        hit("", "A bike at €99.00"),
        hit("#brakes", "Push.", kind="manual"),
        hit("#load", "Load: 90 kg", product_id="P2"),
        hit("#load", f"Load: {'very ' * LONGEST['en']}heavy"),
    ],
)
def test_what_is_far_of_another_or_on_the_card_is_not(other: Hit) -> None:
    assert told_of("P1", [other], "en") == ""


def test_another_languages_lines_are_not_told() -> None:
    assert told_of("P1", [hit("#load", "Load: 125 kg")], "zh") == ""


def test_a_suggestion_gives_what_its_record_says_of_the_wish(desk: MakeDesk) -> None:
    """The line of the wish stands on the card, not the kind alone."""
    found = call(recommend_tool(desk()), need="a tent of little weight, a heavy one is no use")
    assert {card.reason for card in found.cards} == {"Weight: 2.1 kg", "Weight: 2.9 kg"}
