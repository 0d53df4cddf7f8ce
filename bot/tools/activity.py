"""What the signed-in customer did lately, on every channel: for "what did I look at last week?"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.messages import Evidence
from bot.tools.cards import day
from bot.tools.desk import Desk
from knowledge.customers import Entry, EntryKind, timeline
from knowledge.records import Customer

MOST_ENTRIES = 5
_DID = r"\b(?:did i|have i|i(?:['’]ve)?)\s+(?:recently |last |already |just )?"
_ASKED = re.compile(
    rf"(?:what|which|show|list|things?|products?|items?)\b.{{0,40}}{_DID}(?:look(?:ed)? at|view(?:ed)?|brows(?:ed|e)"
    r"|search(?:ed)? for|sav(?:ed|e)|put (?:in|on)(?:to)? my)"
    r"|\bmy (?:recent activity|activity|browsing history|history with you)\b"
    r"|\b(?:in|on|into|show|see|list|what(?:['’]s| is|s)) (?:me )?my (?:wish ?list|shopping cart|cart|basket)\b"
    r"|(?:看过|浏览过|搜过|收藏了?|加购了?)[^，。？?]{0,6}(?:什么|哪些)|(?:浏览|搜索|活动)(?:记录|历史)|我的(?:购物车|心愿单|收藏)",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[re.Pattern[str], frozenset[EntryKind]], ...] = (
    (re.compile(r"wish|saved?\b|心愿|收藏", re.IGNORECASE), frozenset({"wishlist"})),
    (re.compile(r"cart|basket|购物车|加购", re.IGNORECASE), frozenset({"cart"})),
    (re.compile(r"search|搜", re.IGNORECASE), frozenset({"search"})),
    (re.compile(r"look|view|brows|看过|浏览", re.IGNORECASE), frozenset({"view"})),
)


def asks_for_activity(question: str) -> bool:
    """Whether the customer asks what they themselves did."""
    return _ASKED.search(question) is not None


def activity(customer: Customer, question: str, desk: Desk) -> Iterator[Evidence]:
    """The newest entries of the customer's timeline that the question asks for, each complete and private."""
    kinds = next((kinds for pattern, kinds in _KINDS if pattern.search(question)), None)
    entries = timeline(customer.customer_id, desk.knowledge.catalogue, desk.language)
    asked = [entry for entry in entries if kinds is None or entry.kind in kinds]
    yield from (_evidence(entry, desk) for entry in asked[:MOST_ENTRIES])


def _evidence(entry: Entry, desk: Desk) -> Evidence:
    when = ", ".join(part for part in (day(entry.at, desk.language), entry.channel) if part)
    text = desk.say("account_activity", when=when, text=entry.text.rstrip(".。"))
    return Evidence(
        source=entry.source,
        title=desk.say("title_account"),
        text=text,
        language=desk.language,
        score=1.0,
        complete=True,
        private=True,
    )
