"""Judges a reply against what was expected of it. Pure: no model, no shop."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

from bot.messages import Card, Reply, Value
from eval.patterns import pattern_of
from eval.question import CardExpected, Expect

Outcome = Literal["right", "wrong", "abstained", "error"]
_MARK = re.compile(r"\s*\[\d+\]")


class Verdict(Value):
    """`error`: there was no reply to judge. `failures` say what was expected and not found."""

    outcome: Outcome
    failures: tuple[str, ...] = ()


def judge(expect: Expect, reply: Reply) -> Verdict:
    """Right, wrong, or abstained where the data holds an answer.

    Abstaining is right where the data holds none, and answering there is wrong. Whatever must not be said or
    shown makes any reply wrong.
    """
    forbidden = tuple(_forbidden(expect, reply))
    if reply.abstained and not expect.abstains:
        outcome: Outcome = "wrong" if forbidden else "abstained"
        return Verdict(outcome=outcome, failures=(*forbidden, "abstains: expected an answer"))
    failures = (*forbidden, *_missing(expect, reply))
    return Verdict(outcome="wrong" if failures else "right", failures=failures)


def plain(text: str) -> str:
    """The text without citation marks, in one line, in Unicode's compatibility form."""
    return " ".join(_MARK.sub("", unicodedata.normalize("NFKC", text)).split())


def shown(reply: Reply) -> str:
    """Everything that the shopper sees of a reply: text, cards, quotes."""
    quotes = (f"{citation.title} {citation.quote}" for citation in reply.citations)
    return plain("\n".join((reply.text, *map(card_text, reply.cards), *quotes)))


def card_text(card: Card) -> str:
    """All words of a card."""
    fields = (f"{field.label}: {field.value}" for field in card.fields)
    rating = f"{card.rating:.1f} ({card.rating_count})" if card.rating is not None else ""
    parts = (card.id, card.title, card.subtitle, *fields, card.reason, card.price, card.stock, rating)
    return "\n".join(part for part in parts if part)


def _forbidden(expect: Expect, reply: Reply) -> Iterator[str]:
    for name, wanted, text in (
        ("says_none", expect.says_none, plain(reply.text)),
        ("shows_none", expect.shows_none, shown(reply)),
    ):
        yield from (f"{name}: found {w!r}" for w in wanted if pattern_of(w).search(text))


def _missing(expect: Expect, reply: Reply) -> Iterator[str]:
    text = plain(reply.text)
    if expect.abstains and not reply.abstained:
        yield "abstains: answered where the data holds no answer"
    if expect.route is not None and reply.route != expect.route:
        yield f"route: found {reply.route}, expected {expect.route}"
    yield from (f"says_all: {w!r} is missing" for w in expect.says_all if not pattern_of(w).search(text))
    if expect.says_any and not any(pattern_of(w).search(text) for w in expect.says_any):
        yield f"says_any: none of {_listed(expect.says_any)}"
    sources = [citation.source for citation in reply.citations]
    for prefix in expect.cites:
        if not any(source.startswith(prefix) for source in sources):
            yield f"cites: {prefix!r} is missing, found {_listed(sources)}"
    if expect.cards_any and not any(_is(card, e) for card in reply.cards for e in expect.cards_any):
        found = _listed(f"{card.kind} {card.id}" for card in reply.cards)
        wanted = _listed(f"{e.kind} {e.id or 'any'}" for e in expect.cards_any)
        yield f"cards_any: none of {wanted}, found {found}"


def _is(card: Card, expected: CardExpected) -> bool:
    return card.kind == expected.kind and expected.id in (None, card.id)


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items) or "nothing"
