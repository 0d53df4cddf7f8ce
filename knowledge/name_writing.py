"""Whether a single word stands in a text as a name does."""

from __future__ import annotations

import re

from knowledge.dictionary import is_english_word
from knowledge.words import Word, content_stems, has_cjk

SHORTEST = 4
_DETERMINED = re.compile(r"\b(?:the|this|that|your|my|our|his|her|their)\s+$", re.IGNORECASE)
_SENTENCE_START = re.compile(r"(?:^|[.!?。！？\n:：])\W*$")
_COORDINATED = re.compile(r"\W*(?:or|and|vs\.?|versus|&)\s", re.IGNORECASE)
_NEXT = re.compile(r"[ -]?([\w']+)")


def like_a_name(text: str, word: Word, *, ordinary: bool, leads: bool) -> bool:
    """Whether a Latin word is written like a name: with a capital, or Latin in a Chinese sentence.

    A word that is not `ordinary` is a name in small letters too, where an article goes before it and no noun follows,
    where it `leads` a product's name and the sentence, and wherever it stands if no dictionary knows it.
    """
    said = text[word.start : word.end]
    if len(said) < SHORTEST or not (said.isascii() and said.isalpha()):
        return False
    if _capital(text, word, said) or has_cjk(text):
        return True
    if ordinary:
        return False
    begins = leads and bool(_SENTENCE_START.search(text[: word.start]))
    return begins or _determined(text, word) or not is_english_word(said)


def _capital(text: str, word: Word, said: str) -> bool:
    if not said[0].isupper() or text.isupper():
        return False
    begins = _SENTENCE_START.search(text[: word.start])
    return not begins or bool(_COORDINATED.match(text, word.end))


def _determined(text: str, word: Word) -> bool:
    follows = _NEXT.match(text, word.end)
    noun_follows = bool(follows and content_stems(follows.group(1)))
    return follows_article(text, word) and not noun_follows


def follows_article(text: str, word: Word) -> bool:
    """Whether an article or the like goes right before a word: the lumen, my lumen."""
    return bool(_DETERMINED.search(text[: word.start]))
