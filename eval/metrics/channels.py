"""Whether the same dialog says the same on every channel."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from bot.messages import Reply, Value
from eval.facts import facts_of
from eval.metrics.statistics import Share
from eval.outcome import DialogResult, TurnResult
from eval.reply_text import plain

Claims = frozenset[str]
"""Facts of a reply as `kind:value`, such as `price:249`, `date:2026-03-01`, `product:P001`."""

ProductNames = Mapping[str, frozenset[str]]
"""Names in lower case, longest first, each with the ids of the products that it may mean."""

_PRODUCT = "product:"
_PRODUCT_CARDS = frozenset({"product", "recommendation"})


class Disagreement(Value):
    """The same turn (from 1) on two channels, with the facts that only one of them stated."""

    dialog: str
    attempt: int
    turn: int
    user: str
    channels: tuple[str, str]
    routes: tuple[str, str]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


class Consistency(Value):
    """Of the pairs of turns that ran on two channels and got replies: how many state the same and go the same way."""

    agree: Share
    same_facts: Share
    same_route: Share
    disagreements: tuple[Disagreement, ...]


def consistency(results: Sequence[DialogResult]) -> Consistency:
    """Compares each turn of a dialog on every two of its channels, repetition by repetition."""
    names = product_names(_replies(results))
    pairs = [_compared(*pair, names) for pair in _pairs(results)]
    facts = sum(not (p.only_first or p.only_second) for p in pairs)
    routes = sum(p.routes[0] == p.routes[1] for p in pairs)
    apart = tuple(p for p in pairs if p.only_first or p.only_second or p.routes[0] != p.routes[1])
    return Consistency(
        agree=Share(hits=len(pairs) - len(apart), of=len(pairs)),
        same_facts=Share(hits=facts, of=len(pairs)),
        same_route=Share(hits=routes, of=len(pairs)),
        disagreements=apart,
    )


def product_names(replies: Iterable[Reply]) -> ProductNames:
    """What the products shown or cited by any reply are called: whole, without the first word, by their number."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for reply in replies:
        for product, title in _products(reply):
            for form in _forms(plain(title)):
                names[form.lower()].add(product)
    return {name: frozenset(names[name]) for name in sorted(names, key=len, reverse=True)}


def claims(reply: Reply, names: ProductNames) -> Claims:
    """The numbers, prices, dates, times, ids, addresses and products that a reply's text names."""
    own = {product for product, _ in _products(reply)}
    text, found = plain(reply.text), set[str]()
    if names:
        either = "|".join(map(re.escape, names))
        pattern = re.compile(rf"(?<![a-z0-9])(?:{either})(?![a-z0-9]|\.\d)", re.IGNORECASE)
        mentions = [names[match.group().lower()] for match in pattern.finditer(text)]
        found = {_PRODUCT + ",".join(sorted(ids & own or ids)) for ids in mentions}
        text = pattern.sub(" ; ", text)
    return frozenset(found | {f"{fact.kind}:{fact.value}" for fact in facts_of(text)})


def _pairs(results: Iterable[DialogResult]) -> Iterator[tuple[DialogResult, DialogResult, int]]:
    groups: defaultdict[tuple[str, int], dict[str, DialogResult]] = defaultdict(dict)
    for result in results:
        groups[result.id, result.attempt][result.channel] = result
    for group in groups.values():
        for first, second in combinations(group.values(), 2):
            for number in range(min(len(first.turns), len(second.turns))):
                if first.turns[number].reply and second.turns[number].reply:
                    yield first, second, number


def _compared(first: DialogResult, second: DialogResult, number: int, names: ProductNames) -> Disagreement:
    one, other = _reply(first.turns[number]), _reply(second.turns[number])
    said, told = claims(one, names), claims(other, names)
    return Disagreement(
        dialog=first.id,
        attempt=first.attempt,
        turn=number + 1,
        user=first.turns[number].user,
        channels=(first.channel, second.channel),
        routes=(one.route, other.route),
        only_first=tuple(sorted(said - told)),
        only_second=tuple(sorted(told - said)),
    )


def _reply(turn: TurnResult) -> Reply:
    if turn.reply is None:
        raise ValueError(f"the turn {turn.user!r} has no reply to compare")
    return turn.reply


def _replies(results: Iterable[DialogResult]) -> Iterator[Reply]:
    yield from (turn.reply for result in results for turn in result.turns if turn.reply is not None)


def _products(reply: Reply) -> Iterator[tuple[str, str]]:
    """Ids and names."""
    yield from ((card.id, card.title) for card in reply.cards if card.kind in _PRODUCT_CARDS)
    for citation in reply.citations:
        if citation.source.startswith(_PRODUCT):
            yield citation.source.removeprefix(_PRODUCT).partition("#")[0], citation.title


def _forms(name: str) -> Iterator[str]:
    if not name:
        return
    words = name.split()
    yield name
    if len(words) > 2:
        yield " ".join(words[1:])
    yield from (f"{a} {b}" for a, b in pairwise(words) if re.search(r"\d", b) and a[:1].isupper())
