"""What hand-overs come to: how often, why, how long people waited, what shoppers thought; and which to look at again.

Pure functions of what is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Literal

import numpy as np

from bot.conversation import LoggedTurn
from bot.handover.values import Handover, Rating
from bot.messages import Value
from bot.privacy import mask

Verdict = Literal["missed", "needless"]
UNHAPPY = -0.5
MOST_DOUBTS = 100


@dataclass(frozen=True, slots=True)
class Past:
    """What happened in a time: its turns and hand-overs, when each was first taken, and the ratings, by hand-over."""

    turns: Sequence[LoggedTurn]
    handovers: Sequence[Handover]
    claims: Mapping[str, datetime]
    ratings: Mapping[str, Rating]


class Figures(Value):
    """One group's conversations. `group` is `all`, `channel:…`, `language:…` or `mood:…` (of the worst message).

    Waits are seconds from asking to the first claim. `csat` is the mean rating, 1 to 5; None without any.
    """

    group: str
    conversations: int
    handed_over: int
    share: float
    causes: dict[str, int]
    queues: dict[str, int]
    states: dict[str, int]
    wait_median: float | None
    wait_p90: float | None
    rated: int
    csat: float | None


class Doubt(Value):
    """A turn that may have been handed over needlessly, or not although it should have been. Texts are masked."""

    verdict: Verdict
    reply_id: str
    message: str
    score: float
    why: str


class Example(Value):
    """A marked message in the form of the training utterances (`bot/sentiment/utterances`)."""

    text: str
    label: Literal["negative", "neutral"]
    situation: str
    urgency: int
    language: str


def figures(past: Past) -> tuple[Figures, ...]:
    """All conversations, then by channel, by language and by mood."""
    groups: dict[str, set[str]] = {"all": set()}
    worst = {session_id: _worst(turns) for session_id, turns in _by_session(past.turns).items()}
    for turn in past.turns:
        mood = worst[turn.session_id].reply.sentiment.label
        names = ("all", f"channel:{turn.channel}", f"language:{turn.reply.language}", f"mood:{mood}")
        for name in names:
            groups.setdefault(name, set()).add(turn.session_id)
    ordered = sorted(groups, key=lambda name: (name != "all", name))
    return tuple(_figures(name, groups[name], past) for name in ordered)


def doubts(past: Past) -> tuple[Doubt, ...]:
    """What is worth a look: the unhappy who kept the bot, and the calm who were given to a person unasked."""
    handed = {handover.session_id for handover in past.handovers}
    missed = (
        _doubt("missed", _worst(turns), "unhappy, and no person was called")
        for session_id, turns in _by_session(past.turns).items()
        if session_id not in handed and _worst(turns).reply.sentiment.score <= UNHAPPY
    )
    return (*tuple(missed)[:MOST_DOUBTS], *tuple(_needless(past))[:MOST_DOUBTS])


def examples(turns: Iterable[LoggedTurn], marks: Mapping[str, Verdict]) -> tuple[Example, ...]:
    """The marked messages as training examples; what is personal in them is masked."""
    return tuple(_example(turn, marks[turn.reply.reply_id]) for turn in turns if turn.reply.reply_id in marks)


def asked_in(turns: Iterable[LoggedTurn], handover_id: str) -> LoggedTurn | None:
    """The turn in which the hand-over was made: its reply carries the card."""
    return next((turn for turn in turns if any(card.id == handover_id for card in turn.reply.cards)), None)


def _figures(name: str, sessions: set[str], past: Past) -> Figures:
    found = [handover for handover in past.handovers if handover.session_id in sessions]
    ids = [handover.handover_id for handover in found]
    waits = [
        (past.claims[h.handover_id] - h.asked_at).total_seconds()
        for h in found
        if h.handover_id in past.claims
    ]
    given = [past.ratings[each].rating for each in ids if each in past.ratings]
    handed = len({handover.session_id for handover in found})
    return Figures(
        group=name,
        conversations=len(sessions),
        handed_over=handed,
        share=handed / len(sessions) if sessions else 0.0,
        causes=dict(Counter(handover.cause for handover in found)),
        queues=dict(Counter(handover.queue for handover in found)),
        states=dict(Counter(_state(handover) for handover in found)),
        wait_median=float(np.median(waits)) if waits else None,
        wait_p90=float(np.percentile(waits, 90)) if waits else None,
        rated=len(given),
        csat=fmean(given) if given else None,
    )


def _state(handover: Handover) -> str:
    return "given back" if handover.state == "bot" else handover.state


def _by_session(turns: Iterable[LoggedTurn]) -> dict[str, list[LoggedTurn]]:
    sessions: dict[str, list[LoggedTurn]] = {}
    for turn in turns:
        sessions.setdefault(turn.session_id, []).append(turn)
    return sessions


def _worst(turns: Sequence[LoggedTurn]) -> LoggedTurn:
    return min(turns, key=lambda turn: turn.reply.sentiment.score)


def _needless(past: Past) -> Iterable[Doubt]:
    for handover in past.handovers:
        turn = asked_in(past.turns, handover.handover_id)
        if turn is None or handover.cause == "wish":
            continue
        if turn.reply.sentiment.label != "negative":
            yield _doubt("needless", turn, f"calm, and handed over: {handover.cause}")


def _doubt(verdict: Verdict, turn: LoggedTurn, why: str) -> Doubt:
    return Doubt(
        verdict=verdict,
        reply_id=turn.reply.reply_id,
        message=mask(turn.message),
        score=turn.reply.sentiment.score,
        why=why,
    )


def _example(turn: LoggedTurn, verdict: Verdict) -> Example:
    missed = verdict == "missed"
    return Example(
        text=mask(turn.message),
        label="negative" if missed else "neutral",
        situation=f"marked/{turn.session_id[:8]}",
        urgency=2 if missed else 0,
        language=turn.reply.language,
    )
