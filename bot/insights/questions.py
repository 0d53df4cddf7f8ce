"""What shoppers ask most, and what the shop's data had no answer to: messages grouped by meaning."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import sentence_transformers.util as sentence_util

from bot.conversation import LoggedTurn
from bot.privacy import mask
from bot.turn.reading import glossed
from knowledge.embeddings import Embedder

ALIKE = 0.75
"""Cosine similarity from which two messages count as the same question."""
LONGEST = 300
_NO_QUESTION = frozenset({"small_talk", "out_of_scope", "human"})
_community_detection: Any = cast(Any, sentence_util).community_detection


@dataclass(frozen=True, slots=True)
class Question:
    """Messages that ask the same. `text` is the one nearest to all others, with what is personal masked.

    `asked` is how many messages there were, `unanswered` how many of them the shop's data had no answer to,
    `channels` where they came from, most often first.
    """

    text: str
    language: str
    asked: int
    unanswered: int
    channels: tuple[str, ...]


def questions(
    turns: Sequence[LoggedTurn], embedder: Embedder, *, alike: float = ALIKE
) -> tuple[Question, ...]:
    """The questions of `turns`, most often asked first; small talk and wishes for a person are none.

    Groups are the communities of sentence-transformers' fast clustering: each message of one is at least `alike`
    to its centre. Chinese is compared in English words, as the embedder reads English only.
    """
    asking = [turn for turn in turns if not turn.intents or set(turn.intents) - _NO_QUESTION]
    by_text = defaultdict[str, list[LoggedTurn]](list)
    for turn in asking:
        by_text[_normal(turn.message)].append(turn)
    texts = list(by_text)
    groups = _groups(texts, embedder, alike)
    found = [_question([by_text[texts[index]] for index in group]) for group in groups]
    return tuple(sorted(found, key=lambda question: -question.asked))


def unanswered(found: Sequence[Question]) -> tuple[Question, ...]:
    """The questions that the data had no answer to at least once, most often unanswered first."""
    return tuple(sorted((q for q in found if q.unanswered), key=lambda question: -question.unanswered))


def _groups(texts: Sequence[str], embedder: Embedder, alike: float) -> list[list[int]]:
    if not texts:
        return []
    vectors = np.asarray(embedder.embed([glossed(text) or text for text in texts]), dtype=np.float32)
    return _community_detection(vectors, threshold=alike, min_community_size=1)


def _question(group: Sequence[Sequence[LoggedTurn]]) -> Question:
    turns = [turn for same in group for turn in same]
    centre = group[0][0]
    return Question(
        text=mask(centre.message)[:LONGEST],
        language=centre.reply.language,
        asked=len(turns),
        unanswered=sum(turn.reply.abstained for turn in turns),
        channels=tuple(channel for channel, _ in Counter(turn.channel for turn in turns).most_common()),
    )


def _normal(message: str) -> str:
    return " ".join(message.casefold().split()).rstrip("?!.。？！ ")[:LONGEST]
