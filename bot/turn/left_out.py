"""What an answer leaves out of the facts that it rests on, as the record has it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.grounding.echoes import adds_nothing
from bot.grounding.facts import facts_of, unsupported
from bot.grounding.polarity import LIGHT, asks_yes_or_no, settles
from bot.grounding.roles import is_attribute
from bot.grounding.units import unit_of
from bot.grounding.wording import NEUTRAL, is_rule
from bot.messages import Evidence
from knowledge.words import content_stems, has_cjk

SHORT_VALUE = 60
"""Characters up to which an attribute's value is told whole."""
LONGEST_RULE = 320
"""Characters up to which a rule is told in full after an answer that leaves out figures of it."""
LONGEST_ATTRIBUTE = 120
"""The same of a product's attribute after a bare yes or no, or as the second of two things asked."""
_JOINS_QUESTIONS = re.compile(
    r"\b(?:and|also|plus)\b|[?？].+[?？]|[，,].*[吗嘛么不没][？?]?\s*$|还|另外|[多几].+[吗嘛]", re.IGNORECASE
)
"""What joins one question to another."""

Said = tuple[str, tuple[int, ...]]
"""A sentence, and the positions of the evidence that it rests on."""


def left_out(question: str, said: Sequence[Said], evidence: Sequence[Evidence], language: str) -> list[Said]:
    """What is told behind the sentences that were said: of a rule, of a record, and of the second thing asked."""
    told = list(said)
    for part in (_rest_of_rule, _fact_behind, _other_part):
        position = part(question, told, evidence, language)
        if position is not None:
            told.append((as_sentence(evidence[position]), (position,)))
    return told[len(said) :]


def as_sentence(evidence: Evidence) -> str:
    """A piece of evidence as it is said by itself, with a full stop.

    An answer to a common question keeps its question: "No, only the small one." is untrue for what was asked instead.
    """
    text = " ".join(evidence.text.split())
    return text if text.endswith((".", "。", "!", "?", "！", "？")) else f"{text}."


def whole_value(sentence: str, cited: Sequence[Evidence], question: str) -> str:
    """The fact as the record has it instead of a sentence that leaves out a part of its short value.

    "What switches are these?" is not answered by half of "quiet tactile, 45 g"; a yes or a no may leave out the rest.
    """
    label, _, value = cited[0].text.rpartition(": ") if cited else ("", "", "")
    if not label or "#" not in cited[0].source or asks_yes_or_no(question) or len(value) > SHORT_VALUE:
        return sentence
    if not cited[0].source.startswith("product:") or has_cjk(value) != has_cjk(sentence):
        return sentence
    words = {word for word in content_stems(value) if not unit_of(word)}
    missing = words - set(content_stems(f"{sentence} {question}"))
    return as_sentence(cited[0]) if _tells_too_little(words, missing) else sentence


def _tells_too_little(words: Collection[str], missing: Collection[str]) -> bool:
    """Whether a number of a value is missing, or more than half of its words."""
    return any(word[0].isdecimal() for word in missing) or 2 * len(missing) > len(words)


def _rest_of_rule(
    _question: str, said: Sequence[Said], evidence: Sequence[Evidence], language: str
) -> int | None:
    """The rule that an answer rests on, as the shop wrote it, where the answer leaves out figures of it."""
    resting = (i for _, cited in said for i in cited)
    position = next((i for i in resting if is_rule(evidence[i]) and evidence[i].language == language), None)
    if position is None:
        return None
    rule, told = as_sentence(evidence[position]), facts_of(" ".join(sentence for sentence, _ in said))
    return position if len(rule) <= LONGEST_RULE and any(unsupported(facts_of(rule), told)) else None


def _fact_behind(
    question: str, said: Sequence[Said], evidence: Sequence[Evidence], language: str
) -> int | None:
    """The fact that a yes or no rests on, where it holds a figure left out, or all that it says was asked.

    可试睡：30 晚 stands behind "可以试睡", and "the lid seals tight" behind "Yes, it does."
    """
    if len(said) != 1 or not settles(said[0][0], question):
        return None
    sentence, cited = said[0]
    known = [i for i in cited[:1] if evidence[i].language == language]
    return next((i for i in known if _keeps_back(sentence, evidence[i], question)), None)


def _other_part(
    question: str, said: Sequence[Said], evidence: Sequence[Evidence], language: str
) -> int | None:
    """The attribute that holds a word of the question which no sentence has taken up, where two things are asked.

    "How long is the blade, and may it go in the dishwasher?" is not answered by the blade's length.
    """
    if not said or not _JOINS_QUESTIONS.search(question):
        return None
    told = set(content_stems(" ".join(sentence for sentence, _ in said))) | NEUTRAL | LIGHT
    cited = {position for _, positions in said for position in positions}
    open_ones = (i for i, known in enumerate(evidence) if i not in cited and known.language == language)
    return next((i for i in open_ones if _is_short(evidence[i]) and _asked(evidence[i]) - told), None)


def _is_short(known: Evidence) -> bool:
    return is_attribute(known) and len(as_sentence(known)) <= LONGEST_ATTRIBUTE


def _asked(known: Evidence) -> set[str]:
    """The question's words that a fact holds; one character says too little."""
    return {word for word in known.shared if len(word) > 1}


def _keeps_back(sentence: str, known: Evidence, question: str) -> bool:
    """Whether a yes or no keeps back a figure of a short attribute, or says nothing that was not asked."""
    fact = as_sentence(known)
    bare = _without(fact, known.names)
    if _is_short(known) and any(unsupported(facts_of(bare), facts_of(sentence))):
        return True
    more = set(content_stems(bare)) - NEUTRAL - set(content_stems(f"{sentence} {question}"))
    return (
        bool(more) and len(fact) <= LONGEST_RULE and adds_nothing(_without(sentence, known.names), question)
    )


def _without(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, " ")
    return text
