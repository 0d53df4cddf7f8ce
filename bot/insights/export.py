"""The logged turns as a CSV file, for a spreadsheet: what is personal in the texts is masked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bot.conversation import LoggedTurn
from bot.privacy import mask

COLUMNS = (
    "at", "session", "channel", "language", "intents", "message", "reply", "route", "abstained", "sentiment",
    "sentiment_score", "first_words_ms", "total_ms", "prompt_tokens", "completion_tokens", "rating",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(turns: Iterable[LoggedTurn]) -> str:
    """One line a turn, with a byte order mark so that spreadsheets read Chinese rightly."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for turn in turns:
        writer.writerow(_row(turn))
    return f"\ufeff{out.getvalue()}"


def _row(turn: LoggedTurn) -> tuple[object, ...]:
    reply = turn.reply
    return (
        turn.at.isoformat(timespec="seconds"), turn.session_id[:6], turn.channel, reply.language,
        " ".join(turn.intents), _cell(turn.message), _cell(reply.text), reply.route, reply.abstained,
        reply.sentiment.label, round(reply.sentiment.score, 3), round(reply.timings_ms.first_sentence),
        round(reply.timings_ms.total), reply.usage.prompt_tokens, reply.usage.completion_tokens, turn.rating or "",
    )  # fmt: skip


def _cell(text: str) -> str:
    """Masked, and never a formula: a spreadsheet would carry out what a shopper wrote (CSV injection)."""
    masked = mask(text)
    return f"'{masked}" if masked.startswith(_FORMULA) else masked
