"""The events of a turn as the API tells them: a name and a JSON payload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.messages import (
    CardEvent,
    CitationEvent,
    ErrorEvent,
    Event,
    FinalEvent,
    RouteEvent,
    SentenceEvent,
    WaitEvent,
)
from bot.web.problems import Problem, problem


def name_and_payload(event: Event) -> tuple[str, Mapping[str, Any]]:
    """The event's name, and what is told under it."""
    match event:
        case CardEvent():
            payload = event.card.model_dump(mode="json")
        case CitationEvent():
            payload = event.citation.model_dump(mode="json")
        case FinalEvent():
            payload = event.reply.model_dump(mode="json")
        case ErrorEvent():
            payload = problem_of_event(event).model_dump(mode="json", exclude_none=True)
        case SentenceEvent() | RouteEvent() | WaitEvent():
            payload = event.model_dump(mode="json", exclude={"event"})
    return event.event, payload


def problem_of_event(event: ErrorEvent) -> Problem:
    """The problem that stands for a turn's error event; its words were written for the shopper."""
    status = 504 if "timeout" in event.code else 503
    return problem(status, event.code.replace("_", "-"), event.message)
