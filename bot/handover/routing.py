"""Which queue a conversation waits in, and how urgently. Urgency decides who is answered first and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from bot.sentiment.course import Cause
from bot.sentiment.signals import topic_of

Queue = Literal["general", "orders", "returns", "billing", "products", "complaints"]
QUEUES: tuple[str, ...] = get_args(Queue)
URGENT = 4

_PRIORITY: dict[Cause, int] = {"threat": 3, "anger": 2, "complaints": 2, "repeats": 1, "failures": 1}
_OF_INTENT: dict[str, Queue] = {
    "order_status": "orders",
    "order_history": "orders",
    "order_change": "orders",
    "returns": "returns",
    "product_fact": "products",
    "product_compare": "products",
    "product_reviews": "products",
    "recommend": "products",
    "promotion": "billing",
}


def queue_for(cause: Cause, texts: Iterable[str], intents: Iterable[str]) -> str:
    """The queue of a talk. `texts` are its messages and `intents` what they asked, the newest first.

    A threat is for those who handle complaints. Else the newest message that names a topic decides, then the
    newest question; a talk about nothing goes to `general` on a wish and to `complaints` otherwise.
    """
    if cause == "threat":
        return "complaints"
    named = next((topic for topic in map(topic_of, texts) if topic), "")
    asked = next((_OF_INTENT[intent] for intent in intents if intent in _OF_INTENT), "")
    return named or asked or ("general" if cause in ("wish", "failures", "other") else "complaints")


def priority_of(cause: Cause, *, unhappy: bool, valued: bool) -> int:
    """0 is ordinary, `URGENT` the most urgent."""
    return max(_PRIORITY.get(cause, 0), int(unhappy)) + int(valued)
