"""`review_portrait`: what buyers say about a product, counted from the records, with their own words as evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.messages import Evidence
from bot.tools.cards import name_of, product_card, rating_of
from bot.tools.desk import Desk, Findings, as_tool
from bot.tools.evidence import evidence_of, shared_words
from bot.tools.knowledge import NEAR
from knowledge.aspects import aspect_name
from knowledge.records import Product, Review
from knowledge.search import Hit
from knowledge.words import content_stems, has_cjk

MOST_QUOTED = 3
FAINT = 0.25
"""Score from which a review is quoted where none is near."""
MOST_NAMED = 2
MOST_CHARACTERS = 220
Side = Literal["bad", "good", "any"]
_BAD = re.compile(
    r"complain|dislike|hate|bad|worst|problem|issue|negative|wrong|drawback|downside|cons?\b|critici|unhappy|break|fault"
    r"|抱怨|差评|最差|较差|低分|缺点|不好|不满|问题|吐槽|毛病|坏",
    re.I,
)
_GOOD = re.compile(
    r"praise|like|love|best|positive|\bpros?\b|good|great|happy|好评|优点|喜欢|称赞|夸|好的", re.I
)
_OPEN = re.compile(
    r"\bany good\b|\b(?:would|do|does|did) .{0,20}\blike\b|\bwhat (?:is|are).{0,20}like\b|好不好|好用吗", re.I
)
_STARS = re.compile(
    r"\b([1-5]|one|two|three|four|five)[- ]stars?\b|(?=[1-5一二两三四五]星)(.)", re.IGNORECASE
)
_COUNTS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
}
_REVIEWING = frozenset(
    content_stems(
        "review reviews reviewers people buyers bought customers say says think complain complaints like good bad best"
        " worst star stars rating rated feel feeling mood opinion general overall popular experience"
        " 评价 评论 评分 口碑 买家 顾客 大家 别人 人 买 过 用 说 差评 好评 最差 缺点 优点 抱怨 觉得"
        " 感觉 看法 不好 整体 总体"
    )
)


class ReviewArguments(BaseModel):
    """Arguments of `review_portrait`."""

    product_id: str = Field(description="the product")
    question: str = Field("", description="what the shopper wants to know of the reviews")


def reviews_tool(desk: Desk) -> BaseTool:
    """The tool for one turn."""

    def run(asked: ReviewArguments) -> Findings:
        product = desk.knowledge.catalogue.product(asked.product_id)
        if product is None:
            return Findings(said=(desk.say("which_product"),), abstains=True)
        return _findings(product, asked.question, desk)

    return as_tool("review_portrait", "What buyers praise and criticise in a product.", ReviewArguments, run)


def _findings(product: Product, question: str, desk: Desk) -> Findings:
    reviews = desk.knowledge.catalogue.reviews_of(product.product_id)
    summary = _summary(product, reviews, desk)
    quoted = _quoted(product, reviews, question, desk) if reviews else []
    aspects = _aspects(product, question, desk)
    mood = _mood(product, desk) if _asks_of_all(question, product, desk) else []
    return Findings(
        evidence=(summary, *mood, *aspects, *(_quote(r, product, desk) for r in quoted)),
        cards=(product_card(product, desk),),
        focus=(f"product:{product.product_id}",),
        abstains=not reviews,
    )


def _aspects(product: Product, question: str, desk: Desk) -> list[Evidence]:
    """What the product's portrait says about the aspect that is asked, "do people find it comfortable?"."""
    hits = [h for h in _hits(product, question, desk) if h.passage.source.startswith("product:")]
    near = [
        h for h in hits if h.score >= NEAR and h.passage.language == desk.language and "-" in h.passage.source
    ]
    return [evidence_of(h.passage, h.score, desk).model_copy(update={"complete": True}) for h in near[:1]]


def _asks_of_all(question: str, product: Product, desk: Desk) -> bool:
    """Whether it is asked what buyers think of the product as a whole: no side, and no aspect of it."""
    named = (product.name, name_of(product, desk.language), product.category or "")
    else_asked = set(content_stems(question)) - _REVIEWING - set(content_stems(" ".join(named)))
    return side_asked(question) == "any" and not else_asked and not _STARS.search(question)


def _mood(product: Product, desk: Desk) -> list[Evidence]:
    """How buyers feel about the whole product: the share of positive reviews, what most praise and most criticise."""
    portrait = desk.knowledge.catalogue.portrait_of(product.product_id)
    rated = sum(portrait.histogram) if portrait else 0
    if portrait is None or not rated:
        return []
    praised = {aspect.name: len(aspect.praised) for aspect in portrait.aspects}
    criticised = {aspect.name: len(aspect.criticised) for aspect in portrait.aspects}
    name = name_of(product, desk.language)
    text = desk.say(
        "review_mood",
        name=name,
        percent=round(100 * sum(portrait.histogram[3:]) / rated),
        praised=_most_named(praised, desk),
        criticised=_most_named(criticised, desk),
    )
    return [_of_all(product, "reviews", text, desk)]


def _most_named(voices: Mapping[str, int], desk: Desk) -> list[str]:
    """The aspects that most buyers name, in the shopper's words, each with how many do."""
    named = sorted((item for item in voices.items() if item[1]), key=lambda item: -item[1])
    return [
        desk.say("review_named", aspect=aspect_name(aspect, desk.language), count=count)
        for aspect, count in named[:MOST_NAMED]
    ]


def _summary(product: Product, reviews: Sequence[Review], desk: Desk) -> Evidence:
    name = name_of(product, desk.language)
    average, count = rating_of(product, desk)
    ratings = [r.rating for r in reviews if r.rating]
    text = desk.say("review_none", name=name)
    if count:
        low, high = sum(r <= 2 for r in ratings), sum(r >= 4 for r in ratings)
        text = desk.say("review_summary", name=name, average=average, count=count, low=low, high=high)
    return _of_all(product, "rating", text, desk)


def _of_all(product: Product, part: str, text: str, desk: Desk) -> Evidence:
    """What is counted from all of a product's reviews."""
    name = name_of(product, desk.language)
    return Evidence(
        source=f"product:{product.product_id}#{part}",
        title=f"{name}: {desk.say('label_rating')}",
        text=text,
        subject=f"product:{product.product_id}",
        language=desk.language,
        names=(name, product.name),
        score=1.0,
        complete=True,
    )


def side_asked(question: str) -> Side:
    """Whether a question asks for what is wrong, for what is liked, or for neither in particular."""
    if _BAD.search(question):
        return "bad"
    return "good" if _GOOD.search(_OPEN.sub(" ", question)) else "any"


def _quoted(product: Product, reviews: Sequence[Review], question: str, desk: Desk) -> list[Review]:
    """The reviews that answer the question: of the asked side, those in the shopper's language first.

    A question about something else than praise or blame ("do they run small?") is answered by reviews that the
    search finds near; where none is, by the nearest.
    """
    stars = stars_asked(question)
    if stars:
        reviews = [r for r in reviews if r.rating == stars]
    side = "any" if stars else side_asked(question)
    hits = [hit for hit in _hits(product, question, desk) if hit.passage.source.startswith("review:")]
    names = (product.name, name_of(product, desk.language))
    telling = {hit.passage.record_id for hit in hits if _specific(shared_words(hit, names))}
    near = telling | {hit.passage.record_id for hit in hits if hit.score >= NEAR}
    near = near or {hit.passage.record_id for hit in hits if hit.score >= FAINT}
    wanted = [r for r in reviews if stars or (_on_side(r, side) and (side != "any" or r.review_id in near))]
    order = {hit.passage.record_id: n for n, hit in enumerate(hits)}
    strength = {"bad": 1, "good": -1, "any": 0}[side]
    wanted.sort(
        key=lambda r: (
            r.review_id not in telling,
            has_cjk(r.text) != (desk.language == "zh"),
            strength * (r.rating or 3),
            order.get(r.review_id, len(order)),
        )
    )
    return wanted[:MOST_QUOTED]


def stars_asked(question: str) -> int | None:
    """How many stars the reviews have that a question asks for: "the one-star reviews"."""
    found = _STARS.search(question)
    said = (found.group(1) or found.group(2)).lower() if found else ""
    return _COUNTS.get(said) or (int(said) if said.isdecimal() else None)


def _specific(shared: Sequence[str]) -> bool:
    """Whether a review holds a word of the question that is not one of talking about reviews."""
    return bool(set(shared) - _REVIEWING)


def _on_side(review: Review, side: Side) -> bool:
    rating = review.rating or 3
    return {"bad": rating <= 3, "good": rating >= 4, "any": True}[side]


def _hits(product: Product, question: str, desk: Desk) -> tuple[Hit, ...]:
    return desk.knowledge.search(
        question, kinds=("review",), product_ids=(product.product_id,), language=desk.language, k=12
    )


def _quote(review: Review, product: Product, desk: Desk) -> Evidence:
    text = " ".join(review.text.split())
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS].rsplit(" ", 1)[0] + " …"
    return Evidence(
        source=f"review:{review.review_id}",
        title=review.title or name_of(product, desk.language),
        text=desk.say("review_quote", rating=review.rating or "", text=text),
        subject=f"product:{product.product_id}",
        language="zh" if has_cjk(text) else "en",
        names=(product.name, name_of(product, desk.language)),
        score=0.8,
        complete=True,
    )
