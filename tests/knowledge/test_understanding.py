"""What a question asks for, besides its words: quantities, opinions, offers, the thing and not its accessory."""

from __future__ import annotations

import pytest

from knowledge.accessories import is_accessory
from knowledge.bilingual import Bilingual
from knowledge.dictionary import meanings
from knowledge.measures import asked_for, told_by


@pytest.mark.parametrize(
    ("question", "quantity"),
    [
        ("how heavy is it", "mass"),
        ("这个多重", "mass"),
        ("how tall is the desk", "length"),
        ("桌子多高", "length"),
        ("how long does the battery last", "time"),
        ("充满要多久", "time"),
        ("how many litres fit in", "volume"),
        ("多少流明", "light"),
        ("how much is it", "money"),
        ("卖多少钱", "money"),
        ("上门取件要交多少", "money"),
        ("how cold can it get, what temperature", "temperature"),
    ],
)
def test_the_quantity_that_is_asked_for(question: str, quantity: str) -> None:
    assert quantity in asked_for(question)


@pytest.mark.parametrize(
    "question", ["is it waterproof", "which colours are there", "能机洗吗", "一天喂多少克"]
)
def test_a_question_for_no_quantity(question: str) -> None:
    assert not asked_for(question)


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("Weight: 2.1 kg", {"mass"}),
        ("重量：78 克", {"mass"}),
        ("120 x 60 cm", {"length"}),
        ("8 hours at 20 W", {"time", "power"}),
        ("保修两年，30 天内退货", {"time"}),
        ("€12.50", {"money"}),
        ("350 lumens", {"light"}),
        ("2 doors", set[str]()),
        ("Mesh", set[str]()),
    ],
)
def test_the_quantities_that_a_text_tells(text: str, quantities: set[str]) -> None:
    assert told_by(text) == quantities


@pytest.mark.parametrize(
    ("name", "asked", "accessory"),
    [
        ("CHERRY WetEx Keyboard cover", {"keyboard"}, True),
        ("Logitech keyboard USB", {"keyboard"}, False),
        ("Phone case black", {"phone", "case"}, False),
        ("Kensington Laptop Mounting Arm", {"laptop"}, True),
        ("手机保护壳", {"手机"}, True),
        ("Tent with a cover sheet", {"lamp"}, False),
    ],
)
def test_a_thing_is_told_from_what_belongs_to_it(name: str, asked: set[str], accessory: bool) -> None:
    assert is_accessory([name], asked) is accessory


def test_a_word_of_the_dictionary_in_a_few_english_ones() -> None:
    assert meanings("轮子") == ("wheel",)
    assert meanings("利息") == ("interest",)
    assert meanings("不是一个词语啊") == ()


def test_the_shops_own_words_come_before_the_dictionary() -> None:
    own = Bilingual([("轮子", "castors")])
    assert own.english("轮子坏") == "castors broken faulty damaged"
    assert Bilingual().english("利息") == "interest"
    assert own.english("量子纠") != ""


def test_the_glossary_of_talk_comes_before_the_dictionary() -> None:
    """Whose first meaning of 好 is `fond of`."""
    assert Bilingual().english("周五好") == "friday good"


def test_other_names_of_one_kind_of_goods() -> None:
    assert "backpack" in Bilingual().same_things("rucksack")
    assert "凳" in Bilingual().synonyms("凳子")
    assert "headphon" not in Bilingual().same_things("earbud")


def test_of_words_in_each_other_the_longest_is_put_into_english() -> None:
    assert "boots" in Bilingual().english("登山靴")
    assert "mountain" not in Bilingual().english("登山靴")
