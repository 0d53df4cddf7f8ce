"""What a product's record answers, whatever the question was read as."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.tools.desk import Desk
from bot.turn.by_record import by_record
from bot.turn.memory import Memory
from bot.turn.state import Intent, Task
from knowledge.search import Knowledge
from tests.bot.conftest import MakeDesk
from tests.bot.shop import product, shop_of

TOML = 'name = "Bothy"\ncurrency = "EUR"\nlanguages = ["en"]\ntoday = 2026-03-18\ntimezone = "UTC"\n'
GOODS = [
    product("G1", "Millhand C3", "79.00", category="Kitchen", description="A hand mill that grinds coffee."),
    product("G2", "Alder Kettle", "49.00", category="Kitchen", description="Boils water for a family."),
    product("G3", "Brook Board", "19.00", category="Kitchen", description="An oak board for bread."),
]
MILL = "took my hand mill apart, now the coffee it grinds is uneven"
TALKED = Memory(focus=("product:G2",))


@pytest.fixture(scope="module")
def bothy(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return shop_of(tmp_path_factory.mktemp("bothy"), TOML, GOODS)


@pytest.fixture
def at(desk: MakeDesk, bothy: Knowledge) -> Desk:
    return replace(desk(), knowledge=bothy)


@pytest.mark.parametrize(
    ("question", "intent", "memory", "products"),
    [
        (MILL, "policy", Memory(), ("G1",)),
        (MILL, "returns", Memory(), ("G1",)),
        (MILL, "order_status", Memory(), ()),
        (MILL, "policy", TALKED, ()),
        (f"{MILL}, can I return it?", "returns", Memory(), ()),
        ("is the hand mill that grinds coffee loud?", "recommend", Memory(), ("G1",)),
        ("a hand mill that grinds coffee", "recommend", Memory(), ()),
    ],
)
def test_what_is_described_is_told_by_its_record(
    at: Desk, question: str, intent: Intent, memory: Memory, products: tuple[str, ...]
) -> None:
    told = by_record(Task(question, intent, 0.9), memory, at)
    assert told.products == products
    assert told.intent == ("product_fact" if products else intent)


def test_a_named_product_is_told_by_its_record_where_no_rule_is_as_near(desk: MakeDesk) -> None:
    for question, intent in (
        ("does the Lumo Desk Lamp beam dim by touch", "product_fact"),
        ("within how many days may I return an item", "returns"),
    ):
        assert by_record(Task(question, "returns", 0.9, ("P3",)), Memory(), desk()).intent == intent


@pytest.mark.parametrize(
    ("question", "products", "intent"),
    [
        ("is the lumo desk lamp weight 1.2 kg?", ("P3",), "product_fact"),
        ("when will it arrive?", ("P3",), "order_status"),
        ("is the tent weight 2.1 kg?", ("P1",), "order_status"),
    ],
)
def test_goods_of_an_order_are_told_by_their_record(
    desk: MakeDesk, question: str, products: tuple[str, ...], intent: Intent
) -> None:
    task = Task(question, "order_status", 0.9, products, order_id="O0002")
    assert by_record(task, Memory(), desk("C1")).intent == intent
