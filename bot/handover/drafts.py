"""What is drafted for the people of a shop; written once for all who read it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Protocol

from bot.handover.values import Suggestion

MOST_KEPT = 200


class Drafts(Protocol):
    """Drafts for a person. Both calls raise `ModelError` when the language model fails, `NotFoundError` else."""

    async def suggest(self, session_id: str) -> Suggestion:
        """A verified reply to the shopper's latest question."""
        ...

    async def prose(self, handover_id: str, language: str) -> str:
        """The hand-over's package in a few verified sentences; empty where none held."""
        ...


class KeptProse:
    """Prose that was asked for before, by hand-over and language: a package never changes."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts
        self._kept = OrderedDict[tuple[str, str], asyncio.Task[str]]()

    async def of(self, handover_id: str, language: str) -> str:
        """The prose; two who ask at once wait for the same. What failed is tried anew the next time."""
        key = (handover_id, language)
        task = self._kept.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._kept[key] = asyncio.create_task(self._drafts.prose(handover_id, language))
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return await asyncio.shield(task)
