from __future__ import annotations

import pytest

from knowledge.records import Review
from knowledge.twins import merge_twins

LONG = "The handle came loose after two weeks, and the shop sent a new one within days."


def review(review_id: str, text: str = LONG, **fields: object) -> Review:
    return Review.model_validate({"review_id": review_id, "product_id": "P1", "text": text, **fields})


def ids(*reviews: Review) -> list[str]:
    return [kept.review_id for kept in merge_twins(reviews)]


def test_the_earliest_survives_with_all_channels_and_what_it_lacked() -> None:
    late = review("R1", channel="web", created_at="2026-03-02T00:00:00Z", rating=2, customer_id="C1")
    early = review("R2", channel="social", created_at="2026-03-01", title="Loose")
    (kept,) = merge_twins([late, early])
    assert (kept.review_id, kept.channels, kept.channel) == ("R2", ("social", "web"), "social")
    assert (kept.rating, kept.customer_id, kept.title) == (2, "C1", "Loose")


def test_a_single_review_carries_its_channel() -> None:
    assert merge_twins([review("R1", channel="web")])[0].channels == ("web",)


def test_order_is_kept_and_undated_reviews_come_last_in_age() -> None:
    reviews = [
        review("R1", "Fine."),
        review("R2"),
        review("R3", created_at="2026-03-01"),
        review("R4", "Bad."),
    ]
    assert ids(*reviews) == ["R1", "R3", "R4"]


@pytest.mark.parametrize(
    "twin",
    [
        LONG.upper(),
        LONG.replace(",", " ,").replace("T", "Ｔ"),
        LONG.replace("loose", "lose"),
        f"{LONG} :)",
    ],
)
def test_near_texts_are_twins(twin: str) -> None:
    assert ids(review("R1"), review("R2", twin)) == ["R1"]


@pytest.mark.parametrize(
    "other",
    [
        {"text": "The handle came loose after two weeks, and the shop never answered me."},
        {"product_id": "P2"},
        {"rating": 1},
    ],
)
def test_other_texts_products_and_ratings_are_no_twins(other: dict[str, object]) -> None:
    second = Review.model_validate(
        {"review_id": "R2", "product_id": "P1", "text": LONG, "rating": 5, **other}
    )
    assert ids(review("R1", rating=5), second) == ["R1", "R2"]


def test_another_number_is_another_opinion() -> None:
    text = "It boils seven cups of water in {} minutes, which is what the box says as well."
    assert ids(review("R1", text.format(3)), review("R2", text.format(9))) == ["R1", "R2"]


def test_two_customers_may_write_the_same_short_text_but_not_a_long_one() -> None:
    assert ids(review("R1", "Great!", customer_id="C1"), review("R2", "Great!", customer_id="C2")) == [
        "R1",
        "R2",
    ]
    assert ids(review("R1", customer_id="C1"), review("R2", customer_id="C2")) == ["R1"]


def test_two_customers_may_write_nearly_the_same() -> None:
    near = LONG.replace("loose", "lose")
    assert ids(review("R1", customer_id="C1"), review("R2", near, customer_id="C2")) == ["R1", "R2"]
    assert ids(review("R1", customer_id="C1"), review("R2", near, customer_id="C1")) == ["R1"]


def test_the_same_customer_changes_a_rating_and_is_still_one() -> None:
    assert ids(review("R1", customer_id="C1", rating=5), review("R2", customer_id="C1", rating=4)) == ["R1"]
