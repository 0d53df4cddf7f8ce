"""Yes or no: a sentence must not say the one where the fact it rests on says the other."""

from __future__ import annotations

import re

_YES = re.compile(r"(?:yes|yep|sure|certainly)\b|(?:是的|可以|能(?!不)|支持|有的|会的|对)", re.IGNORECASE)
_NO = re.compile(r"(?:no|not|never|none)\b|(?:不|否|没有|无法|非)", re.IGNORECASE)
_ANSWER = re.compile(r"^.{0,200}?[?？]\s*|^.{0,120}?(?::\s+|：\s*)", re.DOTALL)


def polarity(text: str) -> bool | None:
    """True for a text that begins with yes, False for one that begins with no, None for any other."""
    start = text.strip()
    if _NO.match(start):
        return False
    return True if _YES.match(start) else None


def contradicts(sentence: str, fact: str) -> bool:
    """Whether a sentence begins with the opposite of how the fact's answer or value begins."""
    said, known = polarity(sentence), polarity(_ANSWER.sub("", fact.strip(), count=1))
    return said is not None and known is not None and said != known
