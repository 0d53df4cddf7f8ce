"""The pack that goods are sold in is no thing of its own."""

from __future__ import annotations

import pytest

from bot.turn.memory import Memory
from bot.turn.packs import without_packs
from bot.turn.references import about
from knowledge.search import Knowledge
from tests.bot.shop import product, shop_of

TOML = 'name = "Kennel"\ncurrency = "EUR"\nlanguages = ["en", "zh"]\ntoday = 2026-03-18\ntimezone = "UTC"\n'
BAGS = [
    {"variant_id": f"F1-{kilos}", "options": {"size": f"{kilos} kg"}, "price": "32.00", "stock": 3}
    for kilos in (6, 12)
]
GOODS = [
    product(
        "F1",
        "Tailwind Lamb Kibble",
        "32.00",
        category="Pets",
        description="Dry food for dogs.",
        variants=BAGS,
    ),
    product("B1", "Saltmarsh Wash Bag", "42.00", category="Bags", description="Hangs on a hook."),
]
OF_FOOD, OF_BAG = Memory(focus=("product:F1",)), Memory(focus=("product:B1",))


@pytest.fixture(scope="module")
def kennel(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return shop_of(tmp_path_factory.mktemp("kennel"), TOML, GOODS)


@pytest.mark.parametrize(
    ("question", "memory"),
    [
        ("price of the bigger bag?", OF_FOOD),
        ("大袋的多少钱", OF_FOOD),
        ("the 12 kilo lamb kibble or two of the small bags, what is cheaper?", Memory()),
    ],
)
def test_a_bag_of_a_size_is_the_foods(kennel: Knowledge, question: str, memory: Memory) -> None:
    blank = without_packs(question, memory, kennel)
    assert len(blank) == len(question)
    assert "bag" not in blank
    assert "袋" not in blank
    assert "B1" not in about(question, memory, None, kennel).products


@pytest.mark.parametrize(
    ("question", "memory"),
    [
        ("is there a bigger bag?", OF_BAG),
        ("what does the wash bag cost?", OF_FOOD),
        ("a small bag for travelling", Memory()),
    ],
)
def test_other_bags_stay_bags(kennel: Knowledge, question: str, memory: Memory) -> None:
    assert without_packs(question, memory, kennel) == question
