"""What is kept of a conversation, as values that know no storage: its session, its turns, what the shopper thought."""

from __future__ import annotations

import secrets
from typing import Any, Literal

from pydantic import AwareDatetime

from bot.messages import Reply, Value


class Session(Value):
    """One conversation. Its id is unguessable: knowing it is the right to go on with it."""

    session_id: str
    channel: str
    customer_id: str | None
    language: str
    opened_at: AwareDatetime


class StoredTurn(Value):
    """A message and its reply. `trace` is how the reply came about; `focus` names what the turn was about.

    `client_message_id` is the sender's own name for the message.
    """

    message: str
    reply: Reply
    trace: dict[str, Any]
    focus: tuple[str, ...]
    at: AwareDatetime
    client_message_id: str | None = None


class SourceView(Value):
    """What a citation points to, for opening it; `kind` is the source's: `product`, `review`, `policy`."""

    title: str
    text: str
    kind: str


class LoggedTurn(Value):
    """A turn as the shop looks back on it: where it was, what was asked for, what the shopper thought of the reply."""

    session_id: str
    channel: str
    message: str
    reply: Reply
    intents: tuple[str, ...]
    rating: Literal["up", "down"] | None
    at: AwareDatetime


class Feedback(Value):
    """A shopper's opinion of one reply."""

    reply_id: str
    rating: Literal["up", "down"]
    comment: str | None
    at: AwareDatetime


def new_id() -> str:
    """An id that cannot be guessed, 22 URL-safe characters."""
    return secrets.token_urlsafe(16)
