"""Chinese short names: the beginning of a name, or what distinguishes names that begin alike."""

import pytest

from knowledge.short_names import short_names

NAMES = {
    "A": ["静沸温控壶"],
    "B": ["岩骨肉桂"],
    "C": ["岩骨水仙"],
    "D": ["围炉电陶炉"],
    "E": ["云丘三人沙发"],
    "F": ["云丘脚踏"],
    "G": ["折叠桌"],
    "H": ["Kestrel Day 28 日用背包"],
}


def called(text: str, taken: frozenset[str] = frozenset({"折叠"})) -> list[str]:
    return sorted(each.product_id for each in short_names(NAMES, taken) if list(each.places(text)))


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("静沸烧满一壶要多久", ["A"]),
        ("靜沸", []),
        ("肉桂和水仙选哪个", ["B", "C"]),
        ("岩骨怎么样", []),
        ("围炉能用吗", ["D"]),
        ("围炉夜话这本书", []),
        ("围炉电陶炉多少钱", ["D"]),
        ("三人用的桌子", []),
        ("脚踏多高", ["F"]),
        ("折叠的有吗", []),
    ],
)
def test_a_text_calls_products_by_their_short_names(text: str, products: list[str]) -> None:
    assert called(text) == products


def test_a_name_that_begins_with_latin_has_none() -> None:
    assert all(each.product_id != "H" for each in short_names(NAMES, ()))
