import time

import pytest

from knowledge.bilingual import Bilingual
from knowledge.catalogue import Catalogue
from knowledge.common_words import common_stems
from knowledge.mentions import MentionFinder
from tests.knowledge.small_shop import product, small_shop

MORE = (
    product("P010", "Adventurer Pro Backpack", "120.00", brand="Northway", category="Bags"),
    product("P011", "Adventurer Backpack", "90.00", brand="Northway", category="Bags"),
    product(
        "P012", "Harbour Wool Blanket", "60.00", category="Home", description="Good by a fire in the harbour."
    ),
    product("P013", "Harbour Cotton Blanket", "40.00", category="Home"),
)


@pytest.fixture(scope="module")
def finder() -> MentionFinder:
    shop = small_shop()
    grown = small_shop(products=(*shop.products, *MORE))
    return MentionFinder(Catalogue(grown), Bilingual(), common_stems(grown))


def products(finder: MentionFinder, text: str) -> list[str]:
    return [mention.id for mention in finder.find(text) if mention.kind == "product"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How heavy is the Alder Trail 2 Tent?", ["P001"]),
        ("is the alder trail 3 in stock", ["P002"]),
        ("adventurer pro bakpack", ["P010"]),
        ("the Adventurer backpack, please", ["P011"]),
        ("Northway Adventurer Pro", ["P010"]),
        ("Alder Trail 2 双人帐篷有多重", ["P001"]),
        ("firefly lamp", ["P003"]),
        ("harbour wool blanket", ["P012"]),
    ],
)
def test_a_name_is_linked(finder: MentionFinder, text: str, expected: list[str]) -> None:
    assert products(finder, text) == expected


def test_two_products_in_one_sentence(finder: MentionFinder) -> None:
    assert set(products(finder, "compare the Alder Trail 2 and the Alder Trail 3")) == {"P001", "P002"}
    assert set(products(finder, "Trail 2 or Trail 3?")) == {"P001", "P002"}


def test_a_name_that_two_products_share_links_both(finder: MentionFinder) -> None:
    assert set(products(finder, "the alder trail tent")) == {"P001", "P002"}


@pytest.mark.parametrize(
    "text",
    [
        "I need a bag",
        "a desk",
        "where is my order",
        "2",
        "do you have a tent",
        "how long is the trail?",
        "",
        "🙂",
        "pro",
    ],
)
def test_a_common_word_links_no_product(finder: MentionFinder, text: str) -> None:
    assert products(finder, text) == []


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("that tent", "Tents & Camping"),
        ("那个帐篷", "Tents & Camping"),
        ("a bag", "Bags"),
        ("rucksacks", "Bags"),
        ("a lamp for reading", "Lighting"),
    ],
)
def test_a_kind_of_thing_names_its_category(finder: MentionFinder, text: str, category: str) -> None:
    assert [mention.id for mention in finder.find(text) if mention.kind == "category"] == [category]


def test_an_order_id_is_found_by_its_shape_alone(finder: MentionFinder) -> None:
    found = [m for m in finder.find("where is o0001 and order 9999?") if m.kind == "order"]
    assert [m.id for m in found] == ["O0001", "O9999"]
    assert not [m for m in finder.find("O00011 or XO0001") if m.kind == "order"]


def test_a_brand_is_found(finder: MentionFinder) -> None:
    assert [m.id for m in finder.find("anything by Northway?") if m.kind == "brand"] == ["Northway"]


def test_a_mention_says_where_it_stands(finder: MentionFinder) -> None:
    text = "is the Firefly Desk Lamp bright"
    mention = next(m for m in finder.find(text) if m.kind == "product")
    assert text[mention.start : mention.end] == "Firefly Desk Lamp"
    assert mention.score == pytest.approx(1.0)


def test_a_long_message_is_quick(finder: MentionFinder) -> None:
    text = "I wrote about the Alder Trail 2 and the weather and other things. " * 40
    finder.find(text)
    start = time.perf_counter()
    finder.find(text)
    assert time.perf_counter() - start < 1.0


def test_plain_words_side_by_side_in_one_name_point_at_it() -> None:
    """As "fish oil" does where the shop's texts are full of fish and oil, and "2 tents" does not."""
    goods = (
        product(
            "P020", "Goodmorrow Omega-3 Fish Oil", "29.00", description="Small fish; an oil without fish."
        ),
        product("P021", "Goodmorrow Algae Omega", "34.00", description="For who eats no fish and no oil."),
        product("P022", "Driftwood Squalane Oil", "29.00", description="An oil. Cook no fish in this oil."),
        product("P023", "Ridge 2 Tent", "99.00", description="A tent, 2 kg, a tent for 2."),
        product("P024", "Fell 3 Tent", "99.00", description="A tent for 3, for fish too."),
    )
    shop = small_shop(products=goods)
    found = MentionFinder(
        Catalogue(shop), Bilingual(), common_stems(shop) | {"fish", "oil", "2", "3", "tent"}
    )
    assert products(found, "how much is the fish oil?") == ["P020"]
    assert products(found, "is there fish in the oil?") == []
    assert products(found, "I need 2 tents") == []
