"""Questions for just the price or just the stock."""

import pytest

from bot.tools.fields import asks_price, asks_stock, beside_fields, plain_price


@pytest.mark.parametrize(
    "question",
    [
        "how much is the lamp",
        "yo how much 4 the quill",
        "what would a full kilo run me",
        "What does that chair set me back?",
        "and the price?",
        "what would the desk come to",
        "so the tall one would come to what",
        "what does the paper lamp go for",
        "so the tall one would come to what, leaving delivery aside",
        "就要一个的话打完折多少，运费另算不",
        "这个几钱",
        "这个啥价",
        "那把椅子什么价",
    ],
)
def test_just_the_price(question: str) -> None:
    assert asks_price(question)


@pytest.mark.parametrize(
    "question",
    [
        "how much does it weigh",
        "how much is delivery",
        "安装要多少钱",
        "how much would it hold",
        "who pays for the damage",
    ],
)
def test_another_amount(question: str) -> None:
    assert not asks_price(question)


def test_just_the_stock() -> None:
    assert asks_stock("have you any left?")
    assert asks_stock("how many of them have you left")
    assert asks_stock("is the salmon food back in")
    assert not asks_stock("is the express delivery in stock now?")


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Is the red one in stock? It must stand 240 degrees.", "It must stand 240 degrees"),
        ("is it in stock", ""),
        ("how heavy is it?", ""),
        ("有现货吗？能放洗碗机吗？", "能放洗碗机吗"),
    ],
)
def test_what_is_asked_beside_stock_and_price(question: str, rest: str) -> None:
    assert " ".join(beside_fields(question).split()) == rest


def test_the_damage_is_the_price() -> None:
    assert asks_price(plain_price("ok and the damage?"))
    assert plain_price("who pays the damage?") == "who pays the damage?"
