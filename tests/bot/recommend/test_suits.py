"""Products held against what a customer said: by the record, in either language, denials respected."""

from __future__ import annotations

from typing import Any

import pytest

from bot.recommend.rank import Suggestion
from bot.recommend.said import facts_in
from bot.recommend.suits import against, favoured, same_topic, suiting
from knowledge.records import Product


def thing(name: str = "Thing", **fields: Any) -> Product:
    return Product.model_validate(
        {"product_id": name, "name": name, "price": "10.00", "currency": "EUR", **fields}
    )


def refused(said: str, product: Product) -> bool:
    return against(product, facts_in(said)) is not None


@pytest.mark.parametrize(
    ("said", "product"),
    [
        ("I hate wool", thing("Wool Socks")),
        ("I hate wool", thing(attributes={"Material": "80 % merino wool"})),
        ("我讨厌羊毛", thing(attributes={"Material": "80 % merino wool"})),
        ("I hate wool", thing("袜子", attributes={"材质": "羊毛混纺"})),
        ("I'm allergic to nuts", thing(description="With roasted hazelnuts.")),
        ("我对花生过敏", thing(description="May hold traces of peanuts.")),
        ("I'm vegan", thing(attributes={"Upper": "Full-grain leather"})),
        ("I don't like plastic bottles", thing(features=["Two plastic bottles"])),
    ],
)
def test_what_the_record_holds_speaks_against(said: str, product: Product) -> None:
    assert refused(said, product)


@pytest.mark.parametrize(
    ("said", "product"),
    [
        ("I hate wool", thing(attributes={"Material": "no wool, no silk"})),
        ("I'm allergic to peanuts", thing(features=["Peanut-free"])),
        ("I'm allergic to latex", thing(description="Made without latex.")),
        ("我对乳胶过敏", thing(description="不含乳胶。")),
        ("I'm vegan", thing(attributes={"Upper": "vegan leather"})),
        ("I hate wool", thing(description="Goes well with a wool jumper.")),
        ("I'm allergic to nuts", thing(description="Ready in ten minutes.")),
        ("I like black", thing("Wool Socks")),
    ],
)
def test_what_is_denied_or_only_touched_on_does_not(said: str, product: Product) -> None:
    assert not refused(said, product)


def test_a_size_must_be_there_where_sizes_are_of_its_kind() -> None:
    def sized(**stock: int) -> Product:
        return thing(
            variants=[
                {"variant_id": n, "options": {"size": n.removeprefix("S")}, "stock": s}
                for n, s in stock.items()
            ]
        )

    assert refused("I wear size 42", sized(S41=3, S42=0))
    assert refused("I wear size 42", sized(S40=3, S41=3))
    assert not refused("I wear size 42", sized(S41=3, S42=1))
    assert not refused("I wear size 42", sized(M=3, L=3))
    assert refused("I'm a size M", sized(S=3, XL=3))
    assert not refused("I wear size 42", thing())


def test_what_is_liked_or_needed_comes_first_of_its_like() -> None:
    wide, plain = thing("Shoe A", attributes={"Fit": "Wide"}), thing("Shoe B")
    assert favoured(wide, facts_in("my feet are wide"))
    ranked = [Suggestion(plain, 0.60, 0.5), Suggestion(wide, 0.55, 0.5)]
    assert suiting(ranked, facts_in("my feet are wide"), 2).suggestions[0].product is wide


def test_dislikes_give_way_where_nothing_else_is_left_and_allergies_do_not() -> None:
    ranked = [Suggestion(thing("Wool Socks"), 0.6, 0.5)]
    despite = suiting(ranked, facts_in("I hate wool"), 3)
    assert [s.product.name for s in despite.suggestions] == ["Wool Socks"]
    assert [fact.topic for fact in despite.despite] == ["wool"]
    strict = suiting(ranked, facts_in("I'm allergic to wool"), 3)
    assert (strict.suggestions, [fact.topic for fact in strict.minded]) == ([], ["wool"])


def test_topics_are_the_same_in_either_language() -> None:
    assert same_topic("花生", "peanuts")
    assert not same_topic("羊毛", "peanuts")
