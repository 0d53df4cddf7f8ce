"""Sentences that say that the facts do not tell: no answer, however they are worded."""

from __future__ import annotations

import re

_EVASION = re.compile(
    r"\bunknown\b"
    r"|\b(?:not|n['’]t|never|no)\b.{0,24}\b(?:specif(?:y|ied|ies)|mention(?:ed|s)?|stated?|provided?|indicated?|given|listed"
    r"|disclosed?|clear from|included? in the|information|details?|data)\b(?! (?:back|to you|away)).{0,40}"
    r"(?:\bfacts?\b|\binformation\b|\bdata\b|\bdetails?\b|\bdescription\b|[.!]?$)"
    r"|\b(?:given|provided) facts\b|\bfacts (?:do not|don['’]t|given|provided)\b"
    r"|未(?:提及|提到|说明|注明|提供|给出|明确)|没有?(?:提及|提到|说明|注明|给出|明确说|写明|相关信息)|不(?:清楚|确定|知道)|无法(?:确定|判断|得知|回答)"
    r"|(?:给出|提供)的事实|事实(?:中|里)",
    re.IGNORECASE,
)


def evades(sentence: str) -> bool:
    """Whether a sentence only says that the facts do not answer."""
    return _EVASION.search(sentence.strip()) is not None
