"""Which measure a comparison asks for by its comparatives and verbs: "lasts longer", "more to lug around", 更沉."""

from __future__ import annotations

import re

from knowledge.measures import Quantity, asked_for

MEASURED: frozenset[Quantity] = frozenset({"mass", "length", "volume", "light", "power", "charge", "sound"})
_COMPARED: tuple[tuple[Quantity, str], ...] = (
    (
        "mass",
        r"\b(?:heav|light)(?:y|ier|iest|er|est)\b|\blug(?:ging)?\b|\bhaul"
        r"|\bcarry(?:ing)? (?:on|around|more|less)\b|[轻重沉]",
    ),
    (
        "time",
        r"\b(?:last|play|run|go|work|burn|hold|keep)(?:s|ing)?\b.{0,24}\blong(?:er|est)?\b|\blong(?:er|est) between\b"
        r"|\bhow long\b.{0,40}\b(?:last|play|run)|(?:用|续航|撑|播).{0,4}[久长]|更耐用",
    ),
    (
        "length",
        r"\b(?:tall|wid|deep|thick|narrow)(?:er|est|r|st)\b|\b(?:is|are) .{0,20}long(?:er|est)\b|更?[高宽深厚]",
    ),
    (
        "volume",
        r"\b(?:holds?|takes?|fits?) (?:the )?(?:more|most|less|least)\b|\broom(?:ier|iest)\b|装得?[多少下]",
    ),
    ("temperature", r"\b(?:hott|warm|cold|cool)(?:er|est)\b|\bdegrees\b|\bheat\b|[冷热暖]|温度|\d\s*度"),
    ("light", r"\bbright(?:er|est)\b|更?亮"),
    ("sound", r"\b(?:loud|quiet|nois)(?:er|est|ier|iest)\b|更?[吵静]"),
    ("power", r"\b(?:more|most|less|least) powerful\b|\bstrong(?:er|est)\b|功率"),
)
_PATTERNS: tuple[tuple[Quantity, re.Pattern[str]], ...] = tuple(
    (quantity, re.compile(pattern, re.IGNORECASE)) for quantity, pattern in _COMPARED
)


def measures_compared(question: str) -> frozenset[Quantity]:
    """The quantities in which the question compares; none where it compares in nothing that is measured."""
    compared = frozenset[Quantity](quantity for quantity, pattern in _PATTERNS if pattern.search(question))
    return compared | (asked_for(question) & MEASURED)
