"""What a reply says, as plain text to search in."""

from __future__ import annotations

import re
import unicodedata

from bot.messages import Card

_MARK = re.compile(r"\s*\[\d+\]")


def plain(text: str) -> str:
    """The text without citation marks, in one line, in Unicode's compatibility form."""
    return " ".join(_MARK.sub("", unicodedata.normalize("NFKC", text)).split())


def card_text(card: Card) -> str:
    """All words of a card."""
    fields = (f"{field.label}: {field.value}" for field in card.fields)
    rating = f"{card.rating:.1f} ({card.rating_count})" if card.rating is not None else ""
    parts = (card.id, card.title, card.subtitle, *fields, card.reason, card.price, card.stock, rating)
    return "\n".join(part for part in parts if part)
