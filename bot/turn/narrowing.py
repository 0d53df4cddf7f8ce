"""What is said after suggestions and is no wish of its own: "rather something he can wear", 有没有大点的."""

from __future__ import annotations

import re
from typing import Final

from bot.turn.about import About
from bot.turn.asks import ASKS
from bot.turn.memory import Memory
from bot.turn.state import Intent
from knowledge.search import Knowledge
from knowledge.words import content_stems, has_cjk

_LEANS = re.compile(
    r"\b(?:rather|instead|same (?:limit|budget|price|money)|budget stays|(?:some|any)thing (?:else|\w+er)"
    r"|not (?:those|these|that|them)|hmm+|the (?:\w+ )?(?:sort|kind|type))\b|^\W*(?:no|actually|but)\b"
    r"|换[一个种]|别的|其他|大点|小点|[一有]点[大小]|不要(?:这|那)|也行|预算(?:不变|一样)",
    re.IGNORECASE,
)
MOST_WORDS: Final = 12
"""A message that leans on the wish before it has at most so many words of its own."""
_WISHED: frozenset[Intent] = frozenset({"recommend", "product_fact"})
_ANSWERED_ELSEWHERE: frozenset[Intent] = frozenset({"small_talk", "human", "profile", "account"})


def narrowed(question: str, intent: Intent, subject: About, memory: Memory, knowledge: Knowledge) -> str:
    """The wish before it together with a message that narrows it; "" for any other message.

    After suggestions a statement tells more of what is wished; a question does where it leans on them and names no
    other kind of goods.
    """
    asked = memory.asked
    if asked is None or asked.intent != "recommend" or subject.points or intent in _ANSWERED_ELSEWHERE:
        return ""
    wanted = knowledge.constraints(question)
    if wanted.category or wanted.product_word or not content_stems(question):
        return ""
    leans = intent in _WISHED and _LEANS.search(question) and len(content_stems(question)) <= MOST_WORDS
    if not leans and ASKS.search(question):
        return ""
    return f"{question.rstrip('.。 ')}{'。' if has_cjk(question) else '. '}{asked.question}"
