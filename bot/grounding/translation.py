"""Whether a translation may stand for what was translated: its figures, its denials and its language."""

from __future__ import annotations

import re

from bot.grounding.facts import facts_of, unsupported
from bot.grounding.sentences import is_prose
from knowledge.words import has_cjk

_DENIAL_EN = re.compile(r"\b(?:not|no|never|none|neither|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_DENIAL_ZH = re.compile(r"(?<!级)(?<!特)(?<!区)别(?!人)|非(?!常)|不(?!锈|仅|但|只)|[没无未勿]")
_LONGEST_SHARE = {True: 1.2, False: 8.0}
"""How many characters a translation may have for each one of the text, into Chinese and into English."""


def is_faithful(translation: str, text: str, *, language: str) -> bool:
    """Whether a translation into `language` holds the same figures as the text, and denies where that denies."""
    chinese = language == "zh"
    if not is_prose(translation) or has_cjk(translation) != chinese or "\n" in translation.strip():
        return False
    if len(translation) > _LONGEST_SHARE[chinese] * len(text):
        return False
    said, known = facts_of(translation), facts_of(text)
    if any(unsupported(said, known)) or any(unsupported(known, said)):
        return False
    return _denies(translation) == _denies(text)


def _denies(text: str) -> bool:
    return bool((_DENIAL_ZH if has_cjk(text) else _DENIAL_EN).search(text))
