"""Places that texts name, in both languages, and words that only look like places."""

from __future__ import annotations

import pytest

from knowledge.places import Area, areas, words_for


@pytest.mark.parametrize(
    ("text", "home", "codes"),
    [
        ("I'm in Mayo and not a member", "IE", {"IE"}),
        ("I'm in Westport, when does it come?", "IE", {"IE"}),
        ("postage to dublin?", "GB", {"IE"}),
        ("my sister lives in Urumqi", "CN", {"CN-XJ"}),
        ("can you post it to Reading", "GB", {"GB-ENG"}),
        ("we're moving to Nice", "IE", {"FR"}),
        ("postage to belfast", "IE", {"GB-NIR"}),
        ("do you ship to the US", "IE", {"US"}),
        ("人在乌鲁木齐，发得过来吗", "CN", {"CN-XJ"}),
        ("我妹在拉萨，也寄一个给她", "CN", {"CN-XZ"}),
        ("我闺蜜在柏林", "IE", {"DE"}),
        ("寄西宁呢", "CN", {"CN-QH"}),
    ],
)
def test_a_town_stands_for_its_region_or_country(text: str, home: str, codes: set[str]) -> None:
    found = areas(text, home)
    assert [set(area.codes) for area in found] == [codes]


@pytest.mark.parametrize(
    "text",
    [
        "Nice tent! Reading the policy, is postage free?",
        "can you tell us the postage",
        "Can I order a jersey in March?",
        "black or orange?",
        "喜欢和平的人",
        "海口味的茶",
    ],
)
def test_words_that_are_towns_elsewhere_are_none(text: str) -> None:
    assert areas(text, "IE") == ()


def test_names_of_goods_are_left_out() -> None:
    assert areas("Is the Berlin lamp in stock?", "IE", taken=[(7, 18)]) == ()


def test_a_town_of_the_shops_own_country_is_meant() -> None:
    assert areas("a parcel to Birmingham", "GB")[0].codes == {"GB-ENG"}
    assert areas("a parcel to Birmingham", "US")[0].codes == {"US-AL"}


def test_places_lie_in_regions_countries_and_groups() -> None:
    europe, britain = (areas(text, "IE")[0] for text in ("EU countries", "Great Britain"))
    berlin, belfast = (areas(f"to {town}", "IE")[0] for town in ("Berlin", "Belfast"))
    assert berlin.within(europe)
    assert not belfast.touches(europe)
    assert not belfast.touches(britain)
    assert Area("UK", frozenset({"GB"})).touches(britain)
    assert not Area("UK", frozenset({"GB"})).within(britain)


def test_words_that_rules_may_use_are_told() -> None:
    assert words_for(areas("to Berlin", "IE")[0], "en") == ("Germany", "EU", "European Union")
    assert words_for(areas("to Tralee", "IE")[0], "en", whole=False) == ()
    assert words_for(areas("寄拉萨", "CN")[0], "zh") == ("西藏", "中国")


def test_the_month_of_march_is_no_town() -> None:
    assert areas("is it delivered in March?", "GB") == ()
