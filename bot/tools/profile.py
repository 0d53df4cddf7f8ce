"""`my_profile`: what is known of the shopper, said and inferred apart; and forgetting it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.messages import Evidence
from bot.privacy import mask
from bot.recommend.opinions import NONE
from bot.recommend.portrait import Portrait, Taste, portrait_of
from bot.recommend.reasons import is_sensitive
from bot.recommend.said import Fact, asks_pattern, denied_in, facts_in, only_states, without_facts
from bot.recommend.said_book import KeptFact
from bot.recommend.suits import same_topic, tastes_in
from bot.tools.account import on_record
from bot.tools.cards import day, name_of
from bot.tools.desk import Desk, Findings, as_tool
from knowledge.money import Money
from knowledge.words import content_stems

MOST_TASTES = 3
MOST_SAID = 8
LEAST_SHARE = 0.15
"""A taste with a smaller share of what was done lately is not worth telling."""
ProfileAsk = Literal["known", "forget", "states"]


class ProfileArguments(BaseModel):
    """Arguments of `my_profile`."""

    message: str = Field(description="what the shopper says or asks about themselves, in their own words")


def profile_tool(desk: Desk) -> BaseTool:
    """The tool for one turn; it sees this session and, of a signed-in customer, what they said anywhere."""

    def run(asked: ProfileArguments) -> Findings:
        ask = asks_of_profile(asked.message, told_before=True)
        if ask == "forget":
            return _forgotten(asked.message, desk)
        return _known(desk) if ask == "known" else Findings(said=_heard(asked.message, desk))

    description = "What is known of the shopper and what they said of themselves; forgets it when asked."
    return as_tool("my_profile", description, ProfileArguments, run)


def asks_of_profile(text: str, *, told_before: bool) -> ProfileAsk | None:
    """What a message wants of the profile, if anything; a bare "forget it" only where that was `told_before`."""
    if asks_pattern("forget").search(text) or (told_before and asks_pattern("forget_it").search(text)):
        return "forget"
    if asks_pattern("known").search(text):
        return "known"
    return "states" if only_states(text) else None


def noted(text: str, desk: Desk) -> tuple[str, ...]:
    """Keeps what the message says of its writer, takes back what it denies, and says so."""
    if desk.said is None or asks_of_profile(text, told_before=True) in ("forget", "known"):
        return ()
    facts = tastes_in(text, desk.knowledge.catalogue)
    before = {kept.fact.key for kept in _kept(desk)}
    gone = _take_back(denied_in(text), desk)
    desk.said.keep(desk.session_id, desk.signed_in, desk.channel, [_masked(fact) for fact in facts])
    new = [fact for fact in facts if fact.key not in before]
    return (
        *((desk.say("profile_forgotten", quotes=quoted(gone, desk)),) if gone else ()),
        *((desk.say("profile_noted", quotes=quoted(new, desk)),) if new else ()),
    )


def quoted(facts: Iterable[Fact], desk: Desk) -> str:
    """Statements in the customer's own words."""
    words = dict.fromkeys(fact.words for fact in facts)
    return desk.say("list_join_raw", items=[desk.say("profile_quote", words=said) for said in words])


def _masked(fact: Fact) -> Fact:
    return Fact(fact.kind, fact.topic, mask(fact.words))


def _heard(message: str, desk: Desk) -> tuple[str, ...]:
    """The answer to a message that only says something of its writer."""
    new = noted(message, desk)
    facts = [each.fact for each in _kept(desk) if each.fact.key in {fact.key for fact in facts_in(message)}]
    if new or not facts:
        return new or (desk.say("profile_unsure"),)
    return (desk.say("profile_noted", quotes=quoted(facts, desk)),)


def _kept(desk: Desk) -> tuple[KeptFact, ...]:
    return desk.said.of(desk.session_id, desk.signed_in) if desk.said else ()


def _take_back(traits: Sequence[str], desk: Desk) -> list[Fact]:
    """Deletes the traits; gives the statements that are gone."""
    gone = [each.fact for each in _kept(desk) if each.fact.kind == "trait" and each.fact.topic in traits]
    if gone and desk.said:
        desk.said.forget(desk.session_id, desk.signed_in, gone)
    return gone


def _known(desk: Desk) -> Findings:
    """Said things first, each with when and where; then what the records suggest, each with the records."""
    texts = [*_account(desk), *_said(desk), *_opinions(desk), *_inferred(desk)]
    if not texts:
        return Findings(said=(desk.say("profile_nothing"),))
    hint = (desk.say("profile_forget_hint"),) if _kept(desk) or _has_opinions(desk) else ()
    return Findings(evidence=tuple(_evidence(source, text, desk) for source, text in texts), said=hint)


def _account(desk: Desk) -> Iterator[tuple[str, str]]:
    if desk.customer and desk.signed_in:
        for text in on_record(desk.customer, "", desk):
            yield f"customer:{desk.signed_in}", text


def _said(desk: Desk) -> Iterator[tuple[str, str]]:
    for number, kept in enumerate(_distinct_words(_kept(desk))[-MOST_SAID:], 1):
        when = day(kept.at, desk.language)
        text = desk.say("profile_said", date=when, channel=kept.channel, words=kept.fact.words)
        yield f"profile:said-{number}", text


def _distinct_words(kept: Iterable[KeptFact]) -> list[KeptFact]:
    return list({each.fact.words: each for each in kept}.values())


def _opinions(desk: Desk) -> Iterator[tuple[str, str]]:
    opinions = desk.opinions.of(desk.session_id, desk.signed_in) if desk.opinions else NONE
    for name, ids in (("profile_disliked", opinions.disliked), ("profile_liked", opinions.liked)):
        products = [p for p in map(desk.knowledge.catalogue.product, sorted(ids)) if p]
        if products:
            names = desk.say("list_join_raw", items=[name_of(p, desk.language) for p in products])
            yield f"profile:{name.removeprefix('profile_')}", desk.say(name, names=names)


def _has_opinions(desk: Desk) -> bool:
    opinions = desk.opinions.of(desk.session_id, desk.signed_in) if desk.opinions else NONE
    return bool(opinions.disliked or opinions.liked)


def _inferred(desk: Desk) -> Iterator[tuple[str, str]]:
    """Tastes by the shop's records; never of what touches health, sex, faith or politics."""
    customer = desk.customer if desk.signed_in else None
    portrait = portrait_of(customer, desk.knowledge.catalogue, leave_out=is_sensitive)
    for name, tastes in (
        ("profile_category", portrait.categories),
        ("profile_brand", portrait.brands),
        ("profile_option", portrait.options),
    ):
        for taste in [t for t in tastes if t.share >= LEAST_SHARE][:MOST_TASTES]:
            yield taste.evidence[0], desk.say(name, evidence=_records(taste, desk), name=taste.name)
    yield from _price(portrait, desk)


def _price(portrait: Portrait, desk: Desk) -> Iterator[tuple[str, str]]:
    if portrait.price_band and portrait.price_band[0] < portrait.price_band[1]:
        currency = desk.knowledge.catalogue.profile.currency
        low, high = (
            Money(minor=each, currency=currency).format(desk.language) for each in portrait.price_band
        )
        yield "profile:price", desk.say("profile_price", low=low, high=high)


def _records(taste: Taste, desk: Desk) -> str:
    """The records that a taste is gathered from, by name."""
    orders = [source.removeprefix("order:") for source in taste.evidence if source.startswith("order:")]
    reviews = [source for source in taste.evidence if source.startswith("review:")]
    told = [
        *([desk.say("profile_orders", count=len(orders), ids=", ".join(orders))] if orders else []),
        *([desk.say("profile_reviews", count=len(reviews))] if reviews else []),
        *([desk.say("profile_visits")] if len(orders) + len(reviews) < len(taste.evidence) else []),
    ]
    return desk.say("list_join_raw", items=told)


def _evidence(source: str, text: str, desk: Desk) -> Evidence:
    return Evidence(
        source=source,
        title=desk.say("title_profile"),
        text=text,
        language=desk.language,
        score=1.0,
        complete=True,
        private=True,
    )


def _forgotten(message: str, desk: Desk) -> Findings:
    """Deletes what the message names, or all that was said; and says what remains."""
    kept = _kept(desk)
    meant = _meant(message, kept)
    whose = desk.session_id, desk.signed_in
    facts = [each.fact for each in (kept if meant is None else meant)]
    if desk.said:
        desk.said.forget(*whose, facts)
    said = [desk.say("profile_forgotten", quotes=quoted(facts, desk))] if facts else []
    if meant is None and _has_opinions(desk) and desk.opinions:
        desk.opinions.forget(*whose)
        said.append(desk.say("profile_forgot_opinions"))
    rest = [each.fact for each in _kept(desk)]
    return Findings(
        said=(
            *(said or [desk.say("profile_nothing_to_forget")]),
            *([desk.say("profile_still", quotes=quoted(rest, desk))] if rest else []),
            desk.say("profile_remains" if desk.signed_in else "profile_remains_guest"),
        )
    )


def _meant(message: str, kept: Sequence[KeptFact]) -> tuple[KeptFact, ...] | None:
    """Which statements a message wants forgotten; None for all of them."""
    named = {fact.key for fact in facts_in(message)}
    if named:
        return tuple(each for each in kept if each.fact.key in named or _same_topic(each, named))
    about = set(content_stems(without_facts(message)))
    touched = tuple(
        each for each in kept if about & set(content_stems(f"{each.fact.topic} {each.fact.kind}"))
    )
    return touched or None


def _same_topic(kept: KeptFact, named: Iterable[tuple[str, str]]) -> bool:
    return any(same_topic(topic, kept.fact.topic) for _, topic in named)
