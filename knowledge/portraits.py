"""Portraits of products: what all reviewers together praise and blame, counted when the shop is read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from knowledge.aspects import Opinion, opinions
from knowledge.records import Review
from knowledge.words import has_cjk

MOST_QUOTES = 3
_SHORTEST, _SHORTEST_CJK, _LONGEST = 15, 6, 180


@dataclass(frozen=True, slots=True)
class Quote:
    """A reviewer's own sentence; `language` is `zh` or `en` by its script."""

    review_id: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect. `praised` and `criticised` are review ids, one for each reviewer on that side, in the shop's order.

    Someone who says both stands on both sides. Quotes are the most telling first.
    """

    name: str
    praised: tuple[str, ...]
    criticised: tuple[str, ...]
    praise: tuple[Quote, ...]
    criticism: tuple[Quote, ...]

    @property
    def voices(self) -> int:
        """How many voices were raised, for or against."""
        return len(self.praised) + len(self.criticised)


@dataclass(frozen=True, slots=True)
class Period:
    """Reviews of a month (`2026-03`) or a channel; `average` rating 1 to 5, None when none of them has one."""

    key: str
    reviews: int
    average: float | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """A product's reviews in numbers.

    `reviewers` counts a known customer once. `histogram` counts ratings of 1, 2, 3, 4 and 5 stars. `verified` is the
    share (0 to 1) of verified buyers among the reviews that say so, None when none does. `months` are in order of
    time, `channels` most used first; a review posted on two channels counts on both. `aspects` are the most
    spoken of first.
    """

    product_id: str
    reviews: int
    reviewers: int
    average: float | None
    histogram: tuple[int, int, int, int, int]
    verified: float | None
    months: tuple[Period, ...]
    channels: tuple[Period, ...]
    aspects: tuple[Aspect, ...]

    def aspect(self, name: str) -> Aspect | None:
        """The aspect of that name; None when nobody judges it."""
        return next((aspect for aspect in self.aspects if aspect.name == name), None)


@dataclass(frozen=True, slots=True)
class _Voice:
    review: Review
    opinion: Opinion


def portrait(product_id: str, reviews: Iterable[Review]) -> Portrait:
    """The portrait of a product, made of those of the reviews that are about it."""
    own = tuple(review for review in reviews if review.product_id == product_id)
    ratings = Counter(review.rating for review in own if review.rating is not None)
    return Portrait(
        product_id=product_id,
        reviews=len(own),
        reviewers=len({_reviewer(review) for review in own}),
        average=_average(own),
        histogram=(ratings[1], ratings[2], ratings[3], ratings[4], ratings[5]),
        verified=_verified(own),
        months=tuple(sorted(_periods(_by_month(own)), key=lambda month: month.key)),
        channels=tuple(sorted(_periods(_by_channel(own)), key=lambda one: (-one.reviews, one.key))),
        aspects=_aspects(own),
    )


def portraits(reviews: Iterable[Review]) -> Iterator[Portrait]:
    """The portrait of every product that has a review, in the order of their first reviews."""
    of_product: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        of_product[review.product_id].append(review)
    for product_id, own in of_product.items():
        yield portrait(product_id, own)


def _reviewer(review: Review) -> str:
    return f"customer {review.customer_id}" if review.customer_id else f"review {review.review_id}"


def _average(reviews: Sequence[Review]) -> float | None:
    ratings = [review.rating for review in reviews if review.rating is not None]
    return sum(ratings) / len(ratings) if ratings else None


def _verified(reviews: Sequence[Review]) -> float | None:
    told = [review.verified for review in reviews if review.verified is not None]
    return sum(told) / len(told) if told else None


def _by_month(reviews: Sequence[Review]) -> dict[str, list[Review]]:
    months: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        if review.created_at is not None:
            months[f"{review.created_at:%Y-%m}"].append(review)
    return months


def _by_channel(reviews: Sequence[Review]) -> dict[str, list[Review]]:
    channels: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        for channel in review.channels or filter(None, (review.channel,)):
            channels[channel].append(review)
    return channels


def _periods(groups: Mapping[str, Sequence[Review]]) -> Iterator[Period]:
    for key, reviews in groups.items():
        yield Period(key, len(reviews), _average(reviews))


def _aspects(reviews: Sequence[Review]) -> tuple[Aspect, ...]:
    voices: dict[str, list[_Voice]] = defaultdict(list)
    for review in reviews:
        for text in filter(None, (review.title, review.text)):
            for opinion in opinions(text, review.rating):
                voices[opinion.aspect].append(_Voice(review, opinion))
    found = (_aspect(name, raised) for name, raised in voices.items())
    return tuple(sorted(found, key=lambda aspect: (-aspect.voices, aspect.name)))


def _aspect(name: str, voices: Sequence[_Voice]) -> Aspect:
    praise = [voice for voice in voices if voice.opinion.polarity > 0]
    criticism = [voice for voice in voices if voice.opinion.polarity < 0]
    return Aspect(name, _ids(praise), _ids(criticism), _quotes(praise), _quotes(criticism))


def _ids(voices: Iterable[_Voice]) -> tuple[str, ...]:
    """One review id for each reviewer."""
    first: dict[str, str] = {}
    for voice in voices:
        first.setdefault(_reviewer(voice.review), voice.review.review_id)
    return tuple(first.values())


def _quotes(voices: Iterable[_Voice]) -> tuple[Quote, ...]:
    """Sentences of the texts, one a reviewer, those whose words judge before those that only the rating judges."""
    ordered = sorted(
        voices, key=lambda v: (not v.opinion.explicit, not v.review.verified, v.review.review_id)
    )
    first: dict[str, Quote] = {}
    for voice in ordered:
        text = voice.opinion.sentence
        if _quotable(text) and text != voice.review.title:
            quote = Quote(voice.review.review_id, text, "zh" if has_cjk(text) else "en")
            first.setdefault(_reviewer(voice.review), quote)
    return tuple(islice(_both_languages(tuple(first.values())), MOST_QUOTES))


def _quotable(text: str) -> bool:
    return (_SHORTEST_CJK if has_cjk(text) else _SHORTEST) <= len(text) <= _LONGEST


def _both_languages(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """The quotes in their order, but the first of each language before the others."""
    firsts = list({quote.language: quote for quote in reversed(quotes)}.values())
    yield from sorted(firsts, key=quotes.index)
    yield from (quote for quote in quotes if quote not in firsts)
