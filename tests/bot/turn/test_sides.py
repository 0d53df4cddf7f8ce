"""Two products set against each other, where one is only called "the carbon one"."""

from __future__ import annotations

import pytest

from bot.turn.memory import Memory
from bot.turn.references import about
from bot.turn.sides import against_another
from knowledge.search import Knowledge
from tests.bot.shop import product, shop_of

TOML = 'name = "Hob"\ncurrency = "EUR"\nlanguages = ["en"]\ntoday = 2026-03-18\ntimezone = "UTC"\n'
PANS, SOUND = ({"category": name, "stock": 3} for name in ("Pans", "Speakers"))
GOODS = [
    product("P1", "Brasa Iron Skillet", "54.00", **PANS),
    product("P2", "Brasa Carbon Pan", "62.00", **PANS),
    product("P3", "Ember Clay Pot", "70.00", **PANS),
    product("S1", "Wren Pip", "59.00", **SOUND, attributes={"Weight": "0.4 kg"}),
    product("S2", "Wren Pip Max", "129.00", **SOUND, attributes={"Weight": "1.9 kg"}),
]


@pytest.fixture(scope="module")
def hob(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return shop_of(tmp_path_factory.mktemp("hob"), TOML, GOODS)


@pytest.mark.parametrize(
    ("question", "product_id", "both"),
    [
        ("the iron skillet or the carbon one, which is lighter", "P1", ("P1", "P2")),
        ("what do I get for the Max over the plain one", "S2", ("S2", "S1")),
        ("is the iron skillet heavy", "P1", ()),
        ("the iron skillet or the purple one", "P1", ()),
    ],
)
def test_what_a_product_is_set_against(
    hob: Knowledge, question: str, product_id: str, both: tuple[str, ...]
) -> None:
    assert against_another(question, product_id, hob) == both


def test_the_bigger_brother_is_the_bigger_of_its_kind(hob: Knowledge) -> None:
    subject = about("and its big brother, would that float?", Memory(focus=("product:S1",)), None, hob)
    assert subject.products == ("S2",)
