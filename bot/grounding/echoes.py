"""Sentences that give the shopper's own words back: no answer, however many figures stand beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.grounding.polarity import LIGHT, settles
from bot.grounding.wording import NEUTRAL, asked_about, not_in, words_held
from bot.messages import Evidence
from knowledge.words import Word, content_stems, has_cjk, is_stop, words

MOST_SHARE = 0.5
"""Share of a sentence's words that it may take from the question without any fact holding them."""
LONGEST_RUN = {True: 4, False: 5}
"""Characters of Chinese, or words of English, that a sentence may repeat in a row without any fact holding them."""
_SHOPPER = re.compile(
    r"\b(?:I|my|mine|me|myself)\b(?!['’])(?! (?:can|could|found|see|recommend|suggest|would|have found|am sorry)\b)"
    r"|我(?!们|的?订单|店)|咱|俺|觉得|感觉|你们?家|你们?店",
)
_AGAINST_ITSELF = re.compile(
    r"\b(?P<en>[\w-]+(?: [\w-]+)?) (?:instead of|rather than) (?P=en)\b"
    r"|(?P<zh>[\u4e00-\u9fff]{2,6})(?:而不是|代替)(?P=zh)",
    re.IGNORECASE,
)
_FIGURE_ALONE = re.compile(r"[€£$¥￥]?\s*\d[\d.,]*\s*(?:[^\W\d_]{1,3}|°\s?[CF]|%|[A-Za-z]+)?")
_CHOICE = re.compile(r"\bor\b|还是|或", re.IGNORECASE)
_CLAUSE = re.compile(r"[,，;；。.!！?？:：—\n]+")


def shoppers_voice(text: str, evidence: Sequence[Evidence], question: str) -> list[str]:
    """What a sentence says in the shopper's person, where the question does and no fact is written so."""
    known = " ".join(e.text for e in evidence)
    said = [m.group() for m in _SHOPPER.finditer(text)]
    return [word for word in said if word in question and word not in known]


def set_against_itself(text: str) -> list[str]:
    """Where a sentence puts a thing in its own place: "Ivory instead of Ivory"."""
    return [m.group() for m in _AGAINST_ITSELF.finditer(text)]


def lists_figures(text: str) -> list[str]:
    """A sentence of several figures and no word: "30 分钟，230 °C，15 分钟" does not say what they are of."""
    parts = [part.strip() for part in re.split(r"[，、；;。]|,\s", text) if part.strip(" .")]
    return (
        [text] if len(parts) > 1 and all(_FIGURE_ALONE.fullmatch(part.rstrip(".")) for part in parts) else []
    )


def echoed(text: str, evidence: Sequence[Evidence], question: str) -> list[str]:
    """The question's words that make up a sentence, or a stretch of it, though no fact holds them.

    "You can leave it until 14:00 and it still has to be under the tree" tells nothing of the tree.
    """
    known = [e for e in evidence if has_cjk(e.text) == has_cjk(text)]
    if not known or not question:
        return []
    held = words_held(known)
    return _mostly_repeated(text, held, question) or _repeated_run(text, held, question)


def adds_nothing(text: str, question: str) -> bool:
    """Whether all that a sentence says stands in the question already: it tells a yes or a no, or nothing."""
    return not _claims(text) - set(content_stems(question))


def answers_nothing(text: str, question: str) -> bool:
    """Whether a sentence that is no yes or no only repeats a question which offers nothing to choose from."""
    open_question = not settles("yes", question) and not _CHOICE.search(question)
    return bool(question) and open_question and bool(_claims(text)) and adds_nothing(text, question)


def _claims(text: str) -> set[str]:
    return set(content_stems(text)) - NEUTRAL - LIGHT


def _mostly_repeated(text: str, held: set[str], question: str) -> list[str]:
    said = {w for w in _claims(text) if not w.isdecimal()}
    unheld = not_in(held, said & asked_about(question))
    return unheld if len(unheld) > 2 and len(unheld) > MOST_SHARE * len(said) else []


def _repeated_run(text: str, held: set[str], question: str) -> list[str]:
    """The words without support of the longest stretch that text and question share within a clause."""
    for clause in filter(None, map(str.strip, _CLAUSE.split(question))):
        run = _longest_common(_tokens(clause), _tokens(text))
        stems = {w.stem for w in run if not is_stop(w.stem)} - NEUTRAL - LIGHT
        length = sum(w.end - w.start for w in run) if has_cjk(clause) else len(run)
        unheld = not_in(held, {stem for stem in stems if not stem.isdecimal()})
        if length > LONGEST_RUN[has_cjk(clause)] and len(unheld) > 1 and 2 * len(unheld) >= len(stems):
            return unheld
    return []


def _tokens(text: str) -> list[Word]:
    """The words of a text, none inside another."""
    found = sorted(words(text), key=lambda w: (w.start, -w.end))
    kept: list[Word] = []
    for word in found:
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    return kept


def _longest_common(asked: Sequence[Word], said: Sequence[Word]) -> Sequence[Word]:
    """The longest stretch of words in a row that both hold."""
    best: Sequence[Word] = ()
    ends = [0] * (len(said) + 1)
    for position, word in enumerate(asked, start=1):
        before, ends = ends, [0] * (len(said) + 1)
        for other, known in enumerate(said, start=1):
            if word.stem == known.stem:
                ends[other] = before[other - 1] + 1
                if ends[other] > len(best):
                    best = asked[position - ends[other] : position]
    return best
