"""Logged turns for the tests of the insights."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.conversation import LoggedTurn
from bot.fakes import scripted_reply

START = datetime(2026, 11, 1, 9, tzinfo=UTC)


def turn(message: str = "How heavy is it?", **given: Any) -> LoggedTurn:
    """A logged turn; parts of the reply are given by the reply's own names, `hours` moves it on from `START`."""
    own = {name: given.pop(name) for name in ("channel", "intents", "rating", "session_id") if name in given}
    at = START + timedelta(hours=given.pop("hours", 0))
    reply = scripted_reply("Two kilograms.").model_copy(update=given)
    kept = {"session_id": "s1", "channel": "web", "intents": ("product_fact",), "rating": None, **own}
    return LoggedTurn(message=message, reply=reply, at=at, **kept)
