"""Reviews that were posted more than once: one review that carries all its channels."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from rapidfuzz import process
from rapidfuzz.distance import Indel

from knowledge.cleaning import search_key
from knowledge.records import Review

NEAR = 0.95
SHORT = 40
WINDOW = 1_000

_NUMBER = re.compile(r"\d+")

_FILLED_IN = ("customer_id", "rating", "title", "verified", "created_at", "channel")


@dataclass(slots=True)
class _Kept:
    """The surviving reviews of one product, earliest first, and their keys; twins are folded in."""

    reviews: list[Review] = field(default_factory=list[Review])
    keys: list[str] = field(default_factory=list[str])
    places: dict[str, list[int]] = field(default_factory=lambda: defaultdict[str, list[int]](list))


def merge_twins(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """The reviews with exact and near duplicates of one product merged, in the given order.

    The earliest survives, takes what it lacks from its twins, and carries their channels. Twins are texts
    that are equal or at least 95 % alike (normalised Indel similarity of their search keys). Of two known
    customers only an equal text of 40 characters or more is a twin, since two people may both write "Great!";
    where a customer is unknown, ratings must not differ. Texts with different numbers in them are never near.

    Equal texts are found wherever they are; near ones among the 1,000 reviews of the product posted just
    before, so that time stays linear in the number of reviews (the sorted neighbourhood method of Hernández
    and Stolfo, "The merge/purge problem for large databases", SIGMOD 1995).
    """
    given = [_with_channels(review) for review in reviews]
    kept: dict[str, _Kept] = defaultdict(_Kept)
    for review in sorted(given, key=_posted):
        _add(kept[review.product_id], review)
    survivors = {r.review_id: r for block in kept.values() for r in block.reviews}
    return tuple(survivors[r.review_id] for r in given if r.review_id in survivors)


def _with_channels(review: Review) -> Review:
    if review.channel is None or review.channel in review.channels:
        return review
    return review.model_copy(update={"channels": (review.channel, *review.channels)})


def _posted(review: Review) -> datetime:
    if isinstance(review.created_at, datetime):
        return review.created_at
    day: date = review.created_at or date.max
    return datetime.combine(day, time.min, UTC)


def _add(block: _Kept, review: Review) -> None:
    key = search_key(review.text)
    place = _find_twin(block, review, key)
    if place is not None:
        block.reviews[place] = _merged(block.reviews[place], review)
        return
    block.places[key].append(len(block.reviews))
    block.reviews.append(review)
    block.keys.append(key)


def _find_twin(block: _Kept, review: Review, key: str) -> int | None:
    for place in block.places.get(key, ()):
        if _same_voice(block.reviews[place], review, copied=len(key) >= SHORT):
            return place
    start = max(0, len(block.keys) - WINDOW)
    for place in _near(block.keys[start:], key):
        same_numbers = _NUMBER.findall(block.keys[start + place]) == _NUMBER.findall(key)
        if same_numbers and _same_voice(block.reviews[start + place], review, copied=False):
            return start + place
    return None


def _near(keys: Sequence[str], key: str) -> list[int]:
    near = process.extract(
        key, keys, scorer=Indel.normalized_similarity, processor=None, score_cutoff=NEAR, limit=None
    )
    return [place for _, _, place in near]


def _same_voice(one: Review, other: Review, *, copied: bool) -> bool:
    if one.customer_id is not None and other.customer_id is not None:
        return one.customer_id == other.customer_id or copied
    return one.rating is None or other.rating is None or one.rating == other.rating


def _merged(first: Review, twin: Review) -> Review:
    missing = {name: getattr(twin, name) for name in _FILLED_IN if getattr(first, name) is None}
    channels = tuple(dict.fromkeys((*first.channels, *twin.channels)))
    return first.model_copy(update={**missing, "channels": channels})
