"""Whether a yes or a no rests on evidence that speaks of what was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.grounding.polarity import LIGHT, asks_yes_or_no, denies_otherwise, polarity, settles
from bot.grounding.sentences import sentences
from bot.grounding.wording import NEUTRAL, asked_about, is_rule, not_in, topic_of, words_held, words_in
from bot.messages import Evidence
from knowledge.words import content_stems, has_cjk

VERY_NEAR = 0.85
"""Score from which a fact may answer a yes-or-no question that it shares no words with."""
ANSWERING = 0.75
"""Share of the best score below which no yes or no may rest on a rule."""
_ABLE = re.compile("[能可会要该得]|适合")
_EXISTENCE = re.compile(
    r"(?:自带|附带|配有|包含|附赠|有没有|有无|含不含|带不带|送不送|带有|含有|带(?![上着去出到走进下来回])|含|附|送|配|(?<!没)有)"
    r"(?P<thing>[\u4e00-\u9fffA-Za-z0-9 -]{1,10}?)(?:功能)?(?:的)?[吗嘛么不没]?[?？]?$"
)


def denied_otherwise(text: str, answering: Sequence[Evidence], question: str) -> list[str]:
    """The question's words that a sentence affirms and a fact denies, or the other way about."""
    if not asks_yes_or_no(question):
        return []
    asked = {word for word in asked_about(question) if len(word) > 1}
    return [word for e in answering for word in denies_otherwise(text, e.text, asked)]


def yes_from_afar(
    text: str, resting: Sequence[Evidence], evidence: Sequence[Evidence], question: str
) -> bool:
    """Whether a yes or a no takes up no word of the question and rests on a rule while another is much nearer.

    "Yes, write to the privacy desk" does not tell whether invoices are written, though a rule says it of deleting them.
    """
    best = max((e.score for e in evidence), default=0.0)
    rules = [e for e in resting if is_rule(e)]
    if polarity(text) is None or asked_about(question) & set(content_stems(text)) & words_in(rules):
        return False
    return any(e.score < ANSWERING * best for e in rules)


def repeated_words(
    text: str, resting: Sequence[Evidence], evidence: Sequence[Evidence], question: str
) -> list[str]:
    """The question's words that a bare yes or no, resting on a rule, says again though no evidence holds them."""
    rules = [e for e in resting if is_rule(e) and has_cjk(e.text) == has_cjk(text)]
    if polarity(text) is None or not rules:
        return []
    held = words_held(evidence)
    return not_in(held, {w for w in asked_about(question) & set(content_stems(text)) if len(w) > 1})


def speaking_of(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The facts that a yes-or-no question speaks of, whichever of them a sentence rests on."""
    if not asks_yes_or_no(question):
        return []
    asked = set(content_stems(question)) - NEUTRAL - LIGHT
    return [e for e in evidence if asked & (set(e.shared) | topic_of(e))]


def unheard_of(text: str, evidence: Sequence[Evidence], question: str) -> list[str]:
    """What a sentence answers of a yes-or-no question about a product though no fact of it speaks of that.

    "Is it chew proof?" has no answer in what it is made of: neither a yes or a no, nor a sentence that repeats the
    words. A fact that is very near may say it in words of its own.
    """
    evidence = _of_products(evidence)
    if not (asks_yes_or_no(question) or settles(text, question)) or not all(
        (e.subject or "").startswith("product:") for e in evidence
    ):
        return []
    held = words_held(evidence)
    asked = asked_about(_asking(question))
    thing = _thing_asked(question)
    if thing and len(not_in(held, thing)) == len(thing) and all(e.score < VERY_NEAR for e in evidence):
        return sorted(thing)
    settled = polarity(text) is not None and all(e.score < VERY_NEAR for e in evidence)
    repeated = asked & set(content_stems(text))
    taken = repeated | {w for w in asked if len(w) > 1} if settled else repeated
    return not_in(held, taken)


def _asking(question: str) -> str:
    """The sentences of a question that want a yes or a no, without those that tell what led to it."""
    asking = [sentence for sentence in sentences(question) if asks_yes_or_no(sentence)]
    return " ".join(asking) or question


def _thing_asked(question: str) -> set[str]:
    """What a Chinese question asks the existence of, as stems: 锁 of 抽屉带锁吗. Empty for any other question."""
    found = _EXISTENCE.search(question.strip())
    if found and _ABLE.search(question[: found.start()]):
        return set()
    return set(content_stems(found["thing"])) - NEUTRAL - LIGHT if found else set()


def _of_products(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence without answers to others' questions about no product, where a product's own is among it.

    That old batteries are taken back does not tell that a lamp runs on them.
    """
    own = [e for e in evidence if (e.subject or "").startswith("product:") or not e.source.startswith("faq:")]
    return own or list(evidence)
