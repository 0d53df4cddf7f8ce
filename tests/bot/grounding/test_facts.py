"""Two texts state the same fact however each writes it."""

from __future__ import annotations

import pytest

from bot.grounding.facts import facts_of, unsupported


def values(text: str) -> set[tuple[str, str, str]]:
    return {(fact.kind, fact.value, fact.unit) for fact in facts_of(text)}


@pytest.mark.parametrize(
    "text",
    ["It weighs 3.4 kg.", "3,4 kg", "3.4 kilograms", "a 3.4-kg tent", "重 3.4 公斤", "3.40千克"],
)
def test_one_weight_however_it_is_written(text: str) -> None:
    assert values(text) == {("number", "3.4", "kg")}


@pytest.mark.parametrize(
    "text",
    [
        "12 March 2026",
        "March 12, 2026",
        "March 12th, 2026",
        "2026-03-12",
        "2026年3月12日",
        "12th of March 2026",
    ],
)
def test_one_date_however_it_is_written(text: str) -> None:
    assert values(text) == {("date", "2026-03-12", "")}


@pytest.mark.parametrize("text", ["€1,299.00", "1299 €", "1,299 EUR", "1299 euros", "1299欧元"])
def test_one_price_however_it_is_written(text: str) -> None:
    assert values(text) == {("number", "1299", "eur")}


def test_ids_times_and_addresses_are_facts() -> None:
    text = "Order O0025, parcel TRK000025, call +353 20 915 0142 or mail a.b@shop.example between 9:00 and 5:30 pm"
    assert values(text) == {
        ("id", "O0025", ""),
        ("id", "TRK000025", ""),
        ("address", "353209150142", ""),
        ("address", "a.b@shop.example", ""),
        ("time", "09:00", ""),
        ("time", "17:30", ""),
    }


def test_number_words_count_only_before_a_unit() -> None:
    assert values("two years, one of them") == {("number", "2", "year")}
    assert values("保修两年") == {("number", "2", "year")}


def test_another_unit_is_another_fact() -> None:
    assert list(unsupported(facts_of("30 days"), facts_of("30 months")))
    assert not list(unsupported(facts_of("30 days"), facts_of("return within 30 days")))


def test_a_date_without_year_is_supported_by_the_whole_date() -> None:
    assert not list(unsupported(facts_of("on 12 March"), facts_of("2026-03-12")))
    assert list(unsupported(facts_of("on 13 March"), facts_of("2026-03-12")))


def test_an_impossible_date_is_not_a_date() -> None:
    assert all(fact.kind != "date" for fact in facts_of("2026-13-45"))
