from collections import Counter

import pytest

from knowledge.documents import Section
from knowledge.passage import Passage, index_text
from knowledge.passages import passages
from knowledge.product_passages import attribute_slugs
from knowledge.sections import section_parts
from tests.knowledge.small_shop import small_shop


@pytest.fixture(scope="module")
def by_key() -> dict[str, Passage]:
    return {passage.key: passage for passage in passages(small_shop())}


def test_an_attribute_is_one_fact_with_one_source_in_both_languages(by_key: dict[str, Passage]) -> None:
    english, chinese = by_key["product:P001#weight@en"], by_key["product:P001#weight@zh"]
    assert english.text == "Alder Trail 2 Tent — Weight: 2.1 kg"
    assert chinese.text == "Alder Trail 2 双人帐篷 — 重量：2.1 公斤"
    assert english.heading == "Weight"
    assert english.parent == "product:P001"
    assert english.product_id == "P001"


def test_the_card_says_name_category_price_range_and_stock(by_key: dict[str, Passage]) -> None:
    assert by_key["product:P001@en"].text == (
        "Alder Trail 2 Tent (Tents & Camping): €189.00 to €199.00, 3 in stock. A light tent for two."
    )


def test_an_attribute_called_like_a_fixed_part_gets_a_name_of_its_own(by_key: dict[str, Passage]) -> None:
    assert by_key["product:P001#price@en"].text.endswith("price: €189.00 to €199.00")
    assert by_key["product:P001#price-2@en"].text.endswith("Price: see label")


def test_versions_are_listed_with_price_and_stock(by_key: dict[str, Passage]) -> None:
    text = by_key["product:P001#variants@en"].text
    assert "colour Moss green: €189.00, 3 in stock" in text
    assert "colour Rust red: €199.00, out of stock" in text


def test_stock_is_not_spoken_of_when_the_shop_does_not_say() -> None:
    shop = small_shop()
    silent = shop.products[2].model_copy(update={"stock": None})
    found = {p.source: p for p in passages(small_shop(products=(silent,)))}
    assert "product:P003#stock" not in found
    assert "stock" not in found["product:P003"].text


def test_a_policy_section_is_cut_by_membership(by_key: dict[str, Passage]) -> None:
    assert by_key["policy:returns#gold@en"].text == "Gold members have 60 days."
    assert by_key["policy:returns#gold@en"].memberships == ("gold",)
    assert by_key["policy:returns#silver@en"].text == "Silver members have 45 days."
    assert by_key["policy:returns#standard@en"].text == "Customers without a membership have 30 days."
    assert by_key["policy:returns#how-long@en"].text == "The period starts on the day of delivery."
    assert by_key["policy:returns#how-long@en"].memberships == ()
    assert by_key["policy:returns#gold@zh"].text == "金卡会员有 60 天。"
    assert by_key["policy:returns#condition@zh"].text == "商品须未使用。"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (
            "Send it back within 30 days. Glow members get 45 days, Radiance members 60.",
            {
                (): "Send it back within 30 days.",
                ("glow",): "Glow members get 45 days.",
                ("radiance",): "Radiance members 60 days.",
            },
        ),
        (
            "签收后 7 天内可以退货，金毫会员放宽到 15 天，岁藏会员 30 天。",
            {
                (): "签收后 7 天内可以退货。",
                ("金毫",): "金毫会员放宽到 15 天。",
                ("岁藏",): "岁藏会员 30 天。",
            },
        ),
        (
            "运费由买家承担，金毫和岁藏会员由我们承担。",
            {(): "运费由买家承担。", ("岁藏", "金毫"): "金毫和岁藏会员由我们承担。"},
        ),
        (  # a figure that would lose what it counts, and an introduction that is no rule
            "Glow earns 1 petal per dollar and Radiance 1.5. For returns, Glow and Radiance pay nothing.",
            {
                ("glow", "radiance"): "Glow earns 1 petal per dollar and Radiance 1.5. "
                "For returns, Glow and Radiance pay nothing."
            },
        ),
    ],
)
def test_what_is_for_everybody_is_cut_from_what_members_get(
    text: str, cut: dict[tuple[str, ...], str]
) -> None:
    known = {"glow", "radiance", "金毫", "岁藏"}
    parts = section_parts([Section(heading="If it is not for you", text=text)], ["x"], known)
    assert {part.memberships: part.text for part in parts} == cut


@pytest.mark.parametrize("none", ["No tier", "Standard"])
def test_a_column_that_is_headed_standard_is_no_membership(none: str) -> None:
    text = f"{none}, Standard: €5, free over €50. {none}, Express: €14. "
    text += "Gold, Standard: free over €25. Gold, Express: €9."
    parts = section_parts([Section(heading="Cost", text=text)], ["x"], {"standard", "gold"})
    assert {part.memberships: part.text for part in parts} == {
        ("standard",): f"{none}, Standard: €5, free over €50. {none}, Express: €14.",
        ("gold",): "Gold, Standard: free over €25. Gold, Express: €9.",
    }


def test_orders_carry_their_customer_and_nothing_else_does(by_key: dict[str, Passage]) -> None:
    owners = {passage.source: passage.customer_id for passage in by_key.values() if passage.customer_id}
    assert owners == {"order:O0001": "C001", "order:O0002": "C002", "order:O0003": "C001"}


def test_sources_of_every_kind(by_key: dict[str, Passage]) -> None:
    sources = {passage.source for passage in by_key.values()}
    assert {
        "faq:F01",
        "review:P001-R2",
        "manual:P001#cleaning",
        "promotion:PR1",
        "shop:contact",
        "shop:hours",
    } <= sources
    assert by_key["review:P001-R1@en"].channels == ("web",)
    assert by_key["promotion:PR1@en"].text == "Spring tents: 15% off tents in March. (SPRING15)"


def test_no_key_occurs_twice_even_when_headings_do() -> None:
    shop = small_shop()
    section = shop.policies[0].sections[1]
    twice = shop.policies[0].model_copy(update={"sections": (section, section)})
    keys = Counter(p.key for p in passages(small_shop(policies=(twice,))))
    assert max(keys.values()) == 1


def test_index_text_says_the_heading_once() -> None:
    passage = Passage("faq:F1", "faq", "FAQ", "Do you wrap? Yes.", "en", heading="Do you wrap?")
    assert index_text(passage) == "FAQ\nDo you wrap? Yes."


@pytest.mark.parametrize(
    ("own", "translated", "expected"),
    [
        ({"Weight": "1 kg"}, {"Weight": "1 公斤"}, {"Weight": "weight"}),
        (
            {"Weight": "1 kg", "Size": "2 m"},
            {"重量": "1 公斤", "尺寸": "2 米"},
            {"重量": "weight", "尺寸": "size"},
        ),
        ({"Weight": "1 kg", "Size": "2 m"}, {"尺寸": "2 米"}, {"尺寸": "size"}),
        ({"Weight": "1 kg", "Size": "2 m"}, {"产地": "中国"}, {"产地": "产地"}),
    ],
)
def test_translated_attributes_find_their_twins(
    own: dict[str, str], translated: dict[str, str], expected: dict[str, str]
) -> None:
    assert attribute_slugs(own, translated) == expected


def test_what_a_section_is_for_holds_in_every_language_and_how_a_level_is_reached_is_for_all() -> None:
    english = (
        Section(heading="Business customers", text="Business orders are not taken back."),
        Section(heading="Levels", text="You become Silver with €300, and Gold with €800."),
    )
    other = (
        Section(heading="公对公", text="非质量问题不退货。"),
        Section(heading="等级", text="满 300 欧元成为银卡，满 800 欧元成为金卡。"),
    )
    known = {"business", "silver", "gold"}
    for sections in (english, other):
        parts = section_parts(sections, ("business-customers", "levels"), known, (english, other))
        assert [(p.slug, p.memberships) for p in parts] == [("business", ("business",)), ("levels", ())]
