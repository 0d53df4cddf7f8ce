import pytest

from knowledge.lexical import LexicalIndex
from knowledge.words import content_stems, slug, stem_english, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("batteries", "battery"),
        ("weighs", "weighing"),
        ("washed", "washing"),
        ("dishes", "dish"),
        ("sizes", "size"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem_english(one) == stem_english(other)


def test_different_words_keep_different_stems() -> None:
    assert len({stem_english(word) for word in ("glass", "gas", "bus", "being", "red", "ring")}) == 6


def test_chinese_is_segmented_and_stop_words_go() -> None:
    assert content_stems("这款背包的重量是多少") == ("背包", "重量")
    assert content_stems("How does it do?") == ()


def test_words_keep_their_places_in_the_text() -> None:
    text = "ＰＸ-200 帐篷, 3.4 kg"
    assert [text[word.start : word.end] for word in words(text)] == ["ＰＸ", "200", "帐篷", "3.4", "kg"]


def test_slug() -> None:
    assert slug("Battery life (h)") == "battery-life-h"
    assert slug("电池 续航") == "电池-续航"
    assert slug("!!") == "part"


def test_coverage_is_the_share_of_the_question_that_a_text_holds() -> None:
    index = LexicalIndex.build(["tent weight 2 kg", "tent colour green", "lamp colour", "背包 重量"])
    scores = index.scores([("tent",), ("colour",)])
    assert scores.coverage[1] == pytest.approx(1.0)
    assert 0 < scores.coverage[0] < 1
    assert scores.coverage[3] == 0
    assert scores.bm25[1] > scores.bm25[0] > scores.bm25[3] == 0


def test_a_slip_of_the_keyboard_is_forgiven_and_an_unknown_word_counts_against() -> None:
    index = LexicalIndex.build(["waterproof backpack", "green lamp"])
    assert index.nearest("bakpack") == "backpack"
    assert index.nearest("zeppelin") is None
    assert index.scores([("backpack",), ("zeppelin",)]).coverage[0] < 0.9


def test_another_word_for_a_concept_counts_as_the_word() -> None:
    index = LexicalIndex.build(["the weight is 2 kg", "a lamp"])
    assert index.scores([("heavy", "weight")]).coverage[0] == pytest.approx(1.0)


def test_an_index_of_nothing_answers() -> None:
    assert len(LexicalIndex.build([]).scores([("tent",)]).bm25) == 0
