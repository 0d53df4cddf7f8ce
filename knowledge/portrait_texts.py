"""A portrait in words: one passage for the whole, one for each aspect with at least two voices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.aspects import aspect_name
from knowledge.portraits import Aspect, Portrait, Quote

LEAST_REVIEWS = LEAST_VOICES = 2
_ASPECTS_NAMED = 3
_IDS_NAMED = 3

_WORDS = {
    "en": {
        "reviews": "reviews",
        "count": "{reviews} reviews",
        "average": ", {average} of 5 stars on average",
        "verified": ", {percent}% from verified buyers",
        "of": "Of {count} reviewers, {said}.",
        "praise": "{count} praise the {aspect} ({ids})",
        "praise one": "{count} praises the {aspect} ({ids})",
        "criticise": "{count} criticise the {aspect} ({ids})",
        "criticise one": "{count} criticises the {aspect} ({ids})",
        "stop": ". ",
        "comma": ", ",
        "and": " and ",
        "more": "…",
        "quote": "“{text}” ({id})",
    },
    "zh": {
        "reviews": "买家评价",
        "count": "{reviews} 条评价",
        "average": "，平均 {average} 分（满分 5 分）",
        "verified": "，{percent}% 来自已验证买家",
        "of": "{count} 位评论者中，{said}。",
        "praise": "{count} 位称赞{aspect}（{ids}）",
        "criticise": "{count} 位批评{aspect}（{ids}）",
        "stop": "。",
        "comma": "、",
        "and": "，",
        "more": "…",
        "quote": "“{text}”（{id}）",
    },
}


@dataclass(frozen=True, slots=True)
class PortraitText:
    """One passage of a portrait: `part` is `reviews` or `reviews-<aspect>`.

    Only the whole one calls itself reviews, so that a question about the reviews finds it first.
    """

    part: str
    heading: str
    text: str
    language: str


def portrait_texts(portrait: Portrait, names: dict[str, str]) -> Iterator[PortraitText]:
    """A portrait's passages in each language of `names` (the product's name by language) that has words here.

    Nothing for a product with fewer than two reviews: it would only repeat them.
    """
    if portrait.reviews < LEAST_REVIEWS:
        return
    for language, name in names.items():
        if language in _WORDS:
            words = _WORDS[language]
            yield PortraitText("reviews", words["reviews"], _summary(portrait, name, language), language)
            for aspect in portrait.aspects:
                if aspect.voices >= LEAST_VOICES:
                    yield _of_aspect(aspect, portrait, name, language)


def _summary(portrait: Portrait, name: str, language: str) -> str:
    words = _WORDS[language]
    text = words["count"].format(reviews=portrait.reviews)
    if portrait.average is not None:
        text += words["average"].format(average=f"{portrait.average:.1f}")
    if portrait.verified is not None:
        text += words["verified"].format(percent=round(100 * portrait.verified))
    praised = sorted(portrait.aspects, key=lambda aspect: -len(aspect.praised))[:_ASPECTS_NAMED]
    blamed = sorted(portrait.aspects, key=lambda aspect: -len(aspect.criticised))[:_ASPECTS_NAMED]
    said = [_side("praise", a.name, a.praised, language) for a in praised if a.praised]
    said += [_side("criticise", a.name, a.criticised, language) for a in blamed if a.criticised]
    if said:
        text += words["stop"] + words["of"].format(count=portrait.reviewers, said=_listed(said, language))
    return _about(name, words["reviews"], text, language)


def _of_aspect(aspect: Aspect, portrait: Portrait, name: str, language: str) -> PortraitText:
    words = _WORDS[language]
    sides = (("praise", aspect.praised), ("criticise", aspect.criticised))
    said = [_side(key, aspect.name, ids, language) for key, ids in sides if ids]
    text = words["of"].format(count=portrait.reviewers, said=_listed(said, language))
    quotes = [_first(aspect.praise, language), _first(aspect.criticism, language)]
    quoted = [words["quote"].format(text=q.text, id=q.review_id) for q in quotes if q is not None]
    heading = aspect_name(aspect.name, language)
    joined = " ".join([text, *quoted]) if language == "en" else "".join([text, *quoted])
    return PortraitText(f"reviews-{aspect.name}", heading, _about(name, heading, joined, language), language)


def _about(name: str, label: str, text: str, language: str) -> str:
    return f"{name} — {label}: {text}" if language == "en" else f"{name} — {label}：{text}"


def _side(key: str, aspect: str, ids: Sequence[str], language: str) -> str:
    words = _WORDS[language]
    named = words["comma"].join(ids[:_IDS_NAMED]) + (words["more"] if len(ids) > _IDS_NAMED else "")
    phrase = words.get(f"{key} one", words[key]) if len(ids) == 1 else words[key]
    return phrase.format(count=len(ids), aspect=aspect_name(aspect, language), ids=named)


def _listed(items: Sequence[str], language: str) -> str:
    *before, last = items
    words = _WORDS[language]
    separator = ", " if language == "en" else words["and"]
    return f"{separator.join(before)}{words['and']}{last}" if before else last


def _first(quotes: Sequence[Quote], language: str) -> Quote | None:
    """The first quote in that language."""
    return next((quote for quote in quotes if quote.language == language), None)
