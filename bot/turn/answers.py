"""Verified answers to questions that need no context, kept to be said again without the language model.

The key holds everything that the answer depends on: the question, the language, the evidence to the letter, the shop's
data, the prompt and the model. Whatever of it changes, the answer is written anew. Nothing about a customer is kept.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

from pydantic_core import to_json

from bot.messages import Evidence
from bot.privacy import mask

MOST = 2000

Said = tuple[tuple[str, tuple[int, ...]], ...]
"""Sentences, each with the places of the evidence that it rests on."""


class AnswerCache:
    """The answers used last, at most `most` of them. Safe to share between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._said: OrderedDict[str, Said] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._said)

    def get(self, key: str | None) -> Said | None:
        """What was said under `key`; None when it is not known, or there is no key."""
        with self._lock:
            if key is None or key not in self._said:
                return None
            self._said.move_to_end(key)
            return self._said[key]

    def put(self, key: str | None, said: Said) -> None:
        """Keep what was said, unless there is no key; the answer unused for longest makes room."""
        if key is None or not said:
            return
        with self._lock:
            self._said[key] = said
            self._said.move_to_end(key)
            while len(self._said) > self._most:
                self._said.popitem(last=False)


def key_of(question: str, language: str, evidence: Sequence[Evidence], *made_with: str) -> str | None:
    """The key of an answer; None for one that may not be kept: about a customer, or with something personal in it.

    `made_with` are the digests of data, prompt and model.
    """
    if any(fact.private for fact in evidence) or mask(question) != question:
        return None
    facts = [fact.model_dump(exclude={"score"}) for fact in evidence]
    return hashlib.sha256(to_json([question, language, facts, made_with])).hexdigest()
