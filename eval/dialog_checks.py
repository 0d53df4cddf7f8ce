"""Checks a reply, and what a dialog left behind, against what was expected. Pure: no model, no storage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from bot.handover.machine import Handover
from bot.messages import Card, Reply, ToolCall
from eval.dialog import CardExpected, Expect, Final, HandoffExpected, ToolExpected
from eval.outcome import Failure
from eval.patterns import pattern_of
from eval.reply_text import plain
from knowledge.catalogue import Catalogue
from knowledge.money import Money

_IDS = {
    "products": "product_id",
    "customers": "customer_id",
    "orders": "order_id",
    "reviews": "review_id",
    "promotions": "promotion_id",
    "faqs": "faq_id",
    "policies": "policy_id",
}
_MISSING = object()


def check_reply(expect: Expect, reply: Reply, seconds: float | None) -> tuple[Failure, ...]:
    """What of `expect` the reply, which took `seconds`, does not meet."""
    checks = (
        *_words(expect, plain(reply.text)),
        *_sources(expect, [citation.source for citation in reply.citations]),
        *_cards(expect, reply.cards),
        *_tools(expect, reply.tools),
        *_manner(expect, reply),
        *_time(expect.max_seconds, seconds),
    )
    return tuple(Failure(result="facts", check=check, message=message) for check, message in checks)


def check_final(final: Final, handover: Handover | None, catalogue: Catalogue) -> tuple[Failure, ...]:
    """What must hold after the dialog and does not. `handover` is the conversation's latest one."""
    checks = [*_handoff(final.handoff, handover)] if final.handoff is not None else []
    for place, expected in final.state.items():
        found = _record_value(catalogue, place)
        if not _same(found, expected):
            shown = "none" if found is _MISSING else repr(found)
            checks.append((f"state.{place}", f"found {shown}, expected {expected!r}"))
    return tuple(Failure(result="state", check=check, message=message) for check, message in checks)


Found = Iterator[tuple[str, str]]
"""Check and message of each expectation that is not met."""


def _words(expect: Expect, text: str) -> Found:
    for wanted in expect.says_all:
        if not pattern_of(wanted).search(text):
            yield "says_all", f"found no {wanted!r}"
    if expect.says_any and not any(pattern_of(wanted).search(text) for wanted in expect.says_any):
        yield "says_any", f"found none of {_listed(map(repr, expect.says_any))}"
    for unwanted in expect.says_none:
        match = pattern_of(unwanted).search(text)
        if match:
            yield "says_none", f"found {match.group()!r}, expected nothing like {unwanted!r}"


def _sources(expect: Expect, sources: list[str]) -> Found:
    for prefix in expect.cites:
        if not any(source.startswith(prefix) for source in sources):
            yield "cites", f"found {_listed(sources)}, expected {prefix!r}"


def _cards(expect: Expect, cards: Iterable[Card]) -> Found:
    cards = tuple(cards)
    if expect.cards_any and not any(_is_card(card, e) for card in cards for e in expect.cards_any):
        found = _listed(f"{card.kind} {card.id}" for card in cards)
        wanted = " or ".join(f"{e.kind} {e.id or 'of any id'}" for e in expect.cards_any)
        yield "cards_any", f"found {found}, expected {wanted}"


def _is_card(card: Card, expected: CardExpected) -> bool:
    return card.kind == expected.kind and expected.id in (None, card.id)


def _tools(expect: Expect, calls: Iterable[ToolCall]) -> Found:
    calls = tuple(calls)
    if expect.tools_any and not any(_is_call(call, e) for call in calls for e in expect.tools_any):
        found = _listed(_call(call.name, call.arguments) for call in calls)
        wanted = " or ".join(_call(e.name, e.arguments) for e in expect.tools_any)
        yield "tools_any", f"found {found}, expected {wanted}"
    for name in expect.tools_none:
        if any(call.name == name for call in calls):
            yield "tools_none", f"found a call of {name}, expected none"


def _is_call(call: ToolCall, expected: ToolExpected) -> bool:
    given, wanted = to_jsonable_python(call.arguments), to_jsonable_python(expected.arguments)
    return call.name == expected.name and all(
        key in given and given[key] == value for key, value in wanted.items()
    )


def _call(name: str, arguments: Mapping[str, Any]) -> str:
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"


def _manner(expect: Expect, reply: Reply) -> Found:
    if expect.route is not None and reply.route != expect.route:
        yield "route", f"found {reply.route}, expected {expect.route}"
    if expect.abstains is not None and reply.abstained != expect.abstains:
        found, expected = (
            ("an abstention", "an answer") if reply.abstained else ("an answer", "an abstention")
        )
        yield "abstains", f"found {found}, expected {expected}"
    if expect.sentiment and reply.sentiment.label not in expect.sentiment:
        yield "sentiment", f"found {reply.sentiment.label}, expected {' or '.join(expect.sentiment)}"


def _time(limit: float | None, seconds: float | None) -> Found:
    if limit is not None and seconds is not None and seconds > limit:
        yield "max_seconds", f"found {seconds:.1f} s, expected at most {limit:g} s"


def _handoff(expected: HandoffExpected, found: Handover | None) -> Found:
    if found is None or found.state != "waiting":
        state = "none" if found is None else f"one in state {found.state}"
        yield "handoff", f"found {state}, expected one waiting"
        return
    if expected.queue not in (None, found.queue):
        yield "handoff.queue", f"found {found.queue!r}, expected {expected.queue!r}"
    for wanted in expected.summary_all:
        if not pattern_of(wanted).search(plain(found.summary)):
            yield "handoff.summary_all", f"found no {wanted!r} in {found.summary!r}"


def _record_value(catalogue: Catalogue, place: str) -> Any:
    """The value at `table.id.field`, or deeper (`lines.0.name`), as in JSON; `_MISSING` where there is none.

    Money is its amount.
    """
    table, _, rest = place.partition(".")
    if table not in _IDS:
        return _MISSING
    records: Iterable[BaseModel] = getattr(catalogue, table)()
    for record in records:
        prefix = f"{getattr(record, _IDS[table])}."
        if rest.startswith(prefix):
            return _inside(record, rest.removeprefix(prefix).split("."))
    return _MISSING


def _inside(value: Any, path: Iterable[str]) -> Any:
    for part in path:
        value = _part(value, part)
    if isinstance(value, Money):
        return value.decimal
    return value if value is _MISSING else to_jsonable_python(value)


def _part(value: Any, part: str) -> Any:
    if isinstance(value, tuple | list):
        items = cast(Sequence[Any], value)
        return items[int(part)] if part.isdecimal() and int(part) < len(items) else _MISSING
    if isinstance(value, Mapping):
        return cast(Mapping[str, Any], value).get(part, _MISSING)
    is_field = isinstance(value, BaseModel) and part in type(value).model_fields
    return getattr(value, part) if is_field else _MISSING


def _same(found: Any, expected: Any) -> bool:
    """Numbers are compared as such, however they are written; dates as ISO 8601."""
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        return _number(found) == _number(expected)
    wanted = expected.isoformat() if isinstance(expected, date) else to_jsonable_python(expected)
    return found == wanted


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items) or "nothing"
