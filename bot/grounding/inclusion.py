"""What comes with goods: a sentence must not say that something does where a fact says that it does not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.grounding.polarity import LIGHT
from bot.grounding.sentences import clauses
from bot.grounding.wording import NEUTRAL, without_names
from bot.messages import Evidence
from knowledge.words import content_stems

_LEFT_OUT = re.compile(
    r"\b(?:not|never)(?: \w+)? (?:includ\w+|come|supplied|part of)\b|n['’]t (?:include|come|supply)\b|\bwithout\b"
    r"|\b(?:sold|bought|ordered|available) separately\b"
    r"|不(?:含|包括|包含|附|带|配|送)|未附|没有附|另购|另买|另配|另售|单独(?:购买|出售)|自备",
    re.IGNORECASE,
)
_COMES_ALONG = re.compile(
    r"\b(?:comes?|supplied|delivered|sold) (?:together )?with\b|\binclud(?:es?|ed|ing)\b|\bin the box\b"
    r"|包含|包括|附[带赠]?|[自配]带|配有|随附|赠送|含有?",
    re.IGNORECASE,
)


def wrongly_included(text: str, evidence: Sequence[Evidence]) -> list[str]:
    """The words of what a sentence says to come with the goods, though a fact says of them that it does not."""
    if not _COMES_ALONG.search(text) or _LEFT_OUT.search(text):
        return []
    said = set(content_stems(_COMES_ALONG.sub(" ", text))) - NEUTRAL - LIGHT
    denied = {
        stem
        for e in evidence
        for clause in clauses(without_names(e.text, e.names))
        if _LEFT_OUT.search(clause)
        for stem in content_stems(_LEFT_OUT.sub(" ", clause))
    }
    return sorted(said & denied)
