"""What was looked up is data: a review, manual or name that gives the assistant orders is left out of the answer.

The patterns are those that block a shopper's message; the trained head is not asked, since a manual may well give
orders to its reader.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.grounding.addressed import addressed_to_assistant
from bot.messages import Card, Evidence
from bot.tools.desk import Findings
from bot.turn.screening import gives_orders


def without_orders(found: Findings) -> Findings:
    """The findings without facts and cards that read as an attempt to take over the assistant; a note names them."""
    bad = tuple(fact for fact in (*found.evidence, *found.nearest) if _obeyed(fact.title, fact.text))
    cards = tuple(card for card in found.cards if not _obeyed(*_texts(card)))
    if not bad and len(cards) == len(found.cards):
        return found
    return replace(
        found,
        evidence=tuple(fact for fact in found.evidence if fact not in bad),
        nearest=tuple(fact for fact in found.nearest if fact not in bad),
        cards=cards,
        notes={**found.notes, "left_out": _sources(bad)},
    )


def _obeyed(*texts: str) -> bool:
    return gives_orders(*texts) or any(addressed_to_assistant(text) for text in texts)


def _texts(card: Card) -> tuple[str, ...]:
    return (card.title, card.subtitle, card.reason, *(field.value for field in card.fields))


def _sources(facts: Iterable[Evidence]) -> list[str]:
    return list(dict.fromkeys(fact.source for fact in facts))
