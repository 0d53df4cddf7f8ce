"""Plain words that may call a product: the first of its name, or a model number."""

import pytest

from knowledge.weak_names import WeakNames
from tests.knowledge.small_shop import product

PRODUCTS = (
    product("A", "Lumen Red Light Mask", "99.00"),
    product("B", "Northway Rise Desk", "300.00", brand="Northway"),
    product("C", "干爽除湿机", "900.00"),
    product("D", "拾尘 V8 无线吸尘器", "900.00"),
    product("E", "拾尘 V8 Pro 无线吸尘器", "1300.00"),
    product("F", "Tent One", "10.00"),
    product("G", "晴天伞", "10.00"),
    product("H", "晴天伞 大号", "10.00"),
    product("I", "晴天帽", "10.00"),
)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("lumen wont start, it just glows", ["A"]),
        ("anything to buy with the lumen?", ["A"]),
        ("how many lumen is that", []),
        ("does the rise wobble?", ["B"]),
        ("rise and shine", ["B"]),
        ("do prices rise", []),
        ("东北的车库，干爽搁那儿能干活吗", ["C"]),
        ("乾爽能干活吗", ["C"]),
        ("两个V8哪个久", ["D", "E"]),
        ("is the tent warm", []),
        ("晴天能用吗", []),
        ("那个 Light 小面罩能用吗", ["A"]),
        ("is there any light", []),
    ],
)
def test_a_text_calls_products_by_plain_words(text: str, called: list[str]) -> None:
    assert list(WeakNames(PRODUCTS, {"tent"}).find(text)) == called
