"""What is left of a question when the names in it are taken away."""

from __future__ import annotations

import pytest

from knowledge.bilingual import Bilingual
from knowledge.embeddings import HashEmbedder
from knowledge.mention import Mention
from knowledge.query import Reader, prepare
from knowledge.words import content_stems


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("how do I look after the Ridge 2 tent", "how do I look after the"),
        ("Ridge 2 how heavy is the tent", "how heavy is the"),
        ("how heavy is the rigde 2 tent", "how heavy is the"),
        ("登山靴怎么保养才能一直防水", "怎么保养才能一直防水"),
    ],
)
def test_only_the_words_of_a_name_are_taken_away(text: str, rest: str) -> None:
    """A mention may reach from the first to the last word of a name, with the question between them."""
    reader = Reader(Bilingual(), HashEmbedder(), lambda _: frozenset(content_stems("ridge 2 tent boots")))
    named = Mention("product", "P1", "Ridge 2 Tent", 1.0, text.lower().find("ri"), len(text))
    whole = named if named.start >= 0 else Mention("product", "P1", "Boots", 1.0, 0, len(text))
    assert prepare(text, [whole], reader).rest == rest


@pytest.mark.parametrize("text", ["have owners had trouble", "what do they dislike", "有人吐槽吗"])
def test_a_question_for_opinions(text: str) -> None:
    assert prepare(text, (), Reader(Bilingual(), HashEmbedder(), lambda _: frozenset())).opinion


@pytest.mark.parametrize("text", ["any savings on lamps", "any bargains?", "灯有优惠吗"])
def test_a_question_for_a_lower_price(text: str) -> None:
    assert prepare(text, (), Reader(Bilingual(), HashEmbedder(), lambda _: frozenset())).offer
