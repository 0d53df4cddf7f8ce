"""The reviews that schema.org products carry."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal, InvalidOperation

from knowledge.importers.items import Items, Mapped, Unmapped, compact
from knowledge.importers.json_ld_source import Found, Node
from knowledge.importers.json_values import listed, text

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WITHOUT_FACTS = {"@type", "@context", "@id", "itemReviewed", "url"}
_MAPPED = {
    *_WITHOUT_FACTS,
    "reviewBody",
    "description",
    "reviewRating",
    "name",
    "headline",
    "datePublished",
    "inLanguage",
}


def reviews(found: Found, product_id: str) -> Items:
    """The reviews of a product. One without text is not mapped, nor a rating that is no whole number of 1 to 5."""
    parts = [*listed(found.node.get("review")), *listed(found.node.get("reviews"))]
    for part in parts:
        node = found.follow(part)
        body = text(node.get("reviewBody")) or text(node.get("description"))
        if not body:
            yield Unmapped(
                "review.reviewBody",
                "missing; the review is left out",
                found.place,
                _rating_words(node, found),
            )
            continue
        rating = _rating(node, found)
        if rating is None and _rating_words(node, found):
            reason = "not a whole number of 1 to 5; the rating is left out"
            yield Unmapped("review.reviewRating", reason, found.place, _rating_words(node, found))
        yield Mapped("reviews", compact(_values(node, product_id, body, rating)), found.place)
        yield from (
            Unmapped(f"review.{name}", "no place for it in a shop folder", found.place, text(value))
            for name, value in node.items()
            if name not in _MAPPED
        )


def _values(node: Node, product_id: str, body: str, rating: int | None) -> dict[str, object]:
    day = _DAY.match(text(node.get("datePublished")))
    return {
        "review_id": _id(node, product_id, body),
        "product_id": product_id,
        "text": body,
        "rating": rating,
        "title": text(node.get("name")) or text(node.get("headline")),
        "created_at": day.group() if day else "",
        "language": text(node.get("inLanguage")),
    }


def _id(node: Node, product_id: str, body: str) -> str:
    """Its `@id`, else one made from its content, so that a review met on two pages is one."""
    content = f"{body}\n{text(node.get('datePublished'))}\n{node.get('author')}"
    digest = hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:10]
    return text(node.get("@id")) or f"{product_id}-R{digest}"


def _rating(node: Node, found: Found) -> int | None:
    """The rating out of 5; other scales are left alone, since their steps are not ours."""
    rating = found.follow(node.get("reviewRating"))
    best = text(rating.get("bestRating")) or "5"
    try:
        value = Decimal(_rating_words(node, found))
    except InvalidOperation:
        return None
    whole = value == value.to_integral_value() and 1 <= value <= 5
    return int(value) if whole and best == "5" else None


def _rating_words(node: Node, found: Found) -> str:
    return text(found.follow(node.get("reviewRating")).get("ratingValue"))
