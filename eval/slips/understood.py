"""What becomes of a message before any words are written: intents, products, orders, demands, and what is found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from langgraph.runtime import Runtime

import prompts
from bot.conversations import Session
from bot.tools.desk import Desk
from bot.turn.asks import language_of
from bot.turn.plan import plan
from bot.turn.state import Stopwatch, Task, TurnContext, TurnState
from knowledge.search import Constraints, Knowledge


@dataclass(frozen=True, slots=True)
class Understood:
    """Of each question in a message: its intent, what it is about, what it demands, and the first passage for it."""

    intents: tuple[str, ...]
    subjects: tuple[tuple[tuple[str, ...], str | None], ...]
    demands: tuple[Constraints, ...]
    evidence: tuple[str, ...]

    @property
    def parts(self) -> tuple[object, ...]:
        """What is compared, in the order of `PARTS`."""
        return self.intents, self.subjects, self.demands, self.evidence


PARTS = ("intent", "about", "demands", "evidence")


async def understood(text: str, customer_id: str | None, channel: str, context: TurnContext) -> Understood:
    """What the plan makes of the first message of a session; the language model is not asked."""
    desk = _desk(text, customer_id, channel, context.knowledge)
    session = Session(
        session_id="s",
        channel=channel,
        customer_id=customer_id,
        language=desk.language,
        opened_at=datetime.now(UTC),
    )
    watch = Stopwatch(time.perf_counter, time.perf_counter())
    state = TurnState(session=session, text=text, language=desk.language, desk=desk, watch=watch)
    update = await plan(state, Runtime(context=context))
    tasks = cast("Sequence[Task]", update["tasks"])
    return Understood(
        intents=tuple(task.intent for task in tasks),
        subjects=tuple((tuple(sorted(task.products)), task.order_id) for task in tasks),
        demands=tuple(context.knowledge.constraints(task.question) for task in tasks),
        evidence=tuple(_first(task, desk) for task in tasks),
    )


def _desk(text: str, customer_id: str | None, channel: str, knowledge: Knowledge) -> Desk:
    catalogue = knowledge.catalogue
    language = language_of(text, catalogue.profile.languages[0])
    return Desk(
        knowledge=knowledge,
        phrases=prompts.phrases(language),
        language=language,
        today=catalogue.profile.now().date(),
        session_id="s",
        customer=catalogue.customer(customer_id) if customer_id else None,
        channel=channel,
    )


def _first(task: Task, desk: Desk) -> str:
    hits = desk.knowledge.search(
        task.question, product_ids=task.products, language=desk.language, today=desk.today, k=1
    )
    return hits[0].passage.source if hits else ""
