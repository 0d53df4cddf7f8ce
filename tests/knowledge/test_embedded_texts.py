"""Which passages get a vector, and from which words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.embedded_texts import Reading
from knowledge.passage import Passage
from knowledge.passages import passages
from tests.knowledge.small_shop import small_shop

FOUND = {passage.key: passage for passage in passages(small_shop())}


def text_of(passage: Passage, *others: Passage, embedder: str = "builtin") -> str | None:
    return Reading.of((passage, *others), "en", embedder).text(passage)


@pytest.mark.parametrize("embedder", ["builtin", "other"])
def test_one_translation_stands_for_all(embedder: str) -> None:
    english, chinese = FOUND["product:P001#weight@en"], FOUND["product:P001#weight@zh"]
    assert text_of(english, chinese, embedder=embedder) == english.text
    assert text_of(chinese, english, embedder=embedder) is None


def test_an_english_model_reads_english_where_there_is_some() -> None:
    english, chinese = FOUND["product:P001@en"], FOUND["product:P001@zh"]
    for embedder, expected in (("builtin", [english]), ("other", [chinese])):
        reading = Reading.of((chinese, english), "zh", embedder)
        assert [p for p in (chinese, english) if reading.text(p) is not None] == expected


def test_what_has_no_translation_is_embedded_in_its_own_language() -> None:
    chinese = FOUND["product:P001@zh"]
    assert text_of(chinese, embedder="other") == chinese.text


@pytest.mark.parametrize("part", ["price", "stock"])
def test_prices_and_stocks_are_found_by_their_labels(part: str) -> None:
    fact = FOUND[f"product:P001#{part}@en"]
    assert text_of(fact) is None
    assert Reading.of((fact,), "en", "builtin").labels([fact]).keys() == {fact.source}


def test_a_portrait_is_embedded_without_ids_and_quotes() -> None:
    said = "Tent — durability: Of 3 reviewers, 2 praise the durability (R1, R2). “It held (somehow).” (R1)"
    portrait = replace(
        FOUND["product:P001@en"], kind="review", source="product:P001#reviews-durability", text=said
    )
    assert text_of(portrait) == "Tent — durability: Of 3 reviewers, 2 praise the durability."


def test_an_order_is_found_by_its_words_alone() -> None:
    assert text_of(FOUND["order:O0001@en"]) is None
