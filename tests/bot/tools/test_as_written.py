"""Rules and manuals are told as the shop wrote them."""

from bot.messages import Evidence
from bot.tools.as_written import BESIDE, LONGEST, MOST, PLAIN, as_written, is_written
from bot.tools.knowledge import own_language_first


def rule(score: float, part: int = 0, text: str = "Within 30 days.", language: str = "en") -> Evidence:
    source = f"policy:returns#{part}"
    return Evidence(source=source, title="Returns", text=text, score=score, language=language)


def test_what_is_the_shop_s_own_text() -> None:
    assert is_written(rule(0.9), "en")
    assert is_written(Evidence(source="manual:P1#use", title="", text=""), "en")
    assert not is_written(rule(0.9, language="zh"), "en")
    assert not is_written(rule(0.9, text="word " * LONGEST), "en")
    assert not is_written(Evidence(source="product:P1#weight", title="", text=""), "en")


def test_the_nearest_stand_complete() -> None:
    told = as_written([rule(0.8), rule(0.7, 1), rule(0.6, 2), rule(0.6, 3)], "en")
    assert [e.source for e in told] == ["policy:returns#0", "policy:returns#1", "policy:returns#2"]
    assert len(told) == MOST
    assert all(e.complete for e in told)


def test_one_in_another_language_stands_behind_the_others_where_it_is_as_near() -> None:
    told = as_written([rule(0.8), rule(0.8, 1, language="zh"), rule(0.7, 2)], "en")
    assert [e.source for e in told] == ["policy:returns#0", "policy:returns#2", "policy:returns#1"]
    assert len(as_written([rule(0.8), rule(0.7, 1, language="zh")], "en")) == 1


def test_what_is_told_begins_in_the_asker_s_language_where_that_is_about_as_near() -> None:
    other, own, far = rule(0.5, language="zh"), rule(0.46, 1), rule(0.4, 2)
    assert own_language_first([other, far, own], "en") == [own, other, far]
    assert own_language_first([other, far], "en") == [other, far]
    assert own_language_first([own, other], "en") == [own, other]


def test_neither_a_far_one_nor_a_long_one_stands_beside() -> None:
    assert len(as_written([rule(0.8), rule(0.8 * BESIDE - 0.01, 1)], "en")) == 1
    long = "word " * (LONGEST // 5)
    assert len(as_written([rule(0.8, text=long), rule(0.8, 1, text=long)], "en")) == 1


def test_parts_of_records_stand_beside_but_not_prices_or_cards() -> None:
    def beside(source: str) -> Evidence:
        return Evidence(source=source, title="", text="A cable.", score=0.7, language="en")

    first = rule(0.8)
    for source in ("product:P1#in-the-box", "shop:hours"):
        assert [e.source for e in as_written([first, beside(source)], "en")] == [first.source, source]
    for source in ("product:P1", "product:P1#price", "product:P1#variants", "review:P1-R1", "promotion:PR1"):
        assert as_written([first, beside(source)], "en")[1:] == ()


def test_one_that_is_not_near_enough_is_no_answer() -> None:
    assert as_written([rule(PLAIN - 0.01)], "en") == ()
    assert as_written([rule(0.1).model_copy(update={"complete": True})], "en") != ()
