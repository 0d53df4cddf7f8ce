"""What a time of conversations comes to: counts, shares and courses by day. Pure functions of the logged turns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

import numpy as np

from bot.conversation import LoggedTurn
from bot.insights.calendar import Calendar
from bot.messages import SentimentLabel


@dataclass(frozen=True, slots=True)
class Totals:
    """A time in one line. Shares are of the messages, from 0 to 1; `first_words` is the median in seconds.

    `liked` is the share of thumbs up among `rated` replies. What has nothing to be counted from is None.
    """

    messages: int
    conversations: int
    unanswered: float | None
    handed_over: float | None
    first_words: float | None
    rated: int
    liked: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a course: the first day of its step and which line it belongs to."""

    day: date
    line: str
    value: float


def totals(turns: Sequence[LoggedTurn]) -> Totals:
    """The time in one line."""
    answered = [turn.reply for turn in turns if turn.reply.route == "bot"]
    ratings = [turn.rating for turn in turns if turn.rating]
    return Totals(
        messages=len(turns),
        conversations=len({turn.session_id for turn in turns}),
        unanswered=_share(turn.reply.abstained for turn in turns),
        handed_over=_share(turn.reply.route == "human" for turn in turns),
        first_words=_percentile([reply.timings_ms.first_sentence / 1000 for reply in answered], 50),
        rated=len(ratings),
        liked=_share(rating == "up" for rating in ratings),
    )


def volume(turns: Iterable[LoggedTurn], calendar: Calendar, channels: Sequence[str]) -> tuple[Point, ...]:
    """Messages of each step and channel."""
    counts = Counter((calendar.step_of(turn.at), turn.channel) for turn in turns)
    return _whole(counts, calendar, channels)


def moods(turns: Iterable[LoggedTurn], calendar: Calendar) -> tuple[Point, ...]:
    """Percent of each step's messages that were negative, neutral and positive."""
    counts = Counter[tuple[date, str]](
        (calendar.step_of(turn.at), turn.reply.sentiment.label) for turn in turns
    )
    of_step = Counter[date]()
    for (day, _), count in counts.items():
        of_step[day] += count
    shares = {(day, label): 100 * count / of_step[day] for (day, label), count in counts.items()}
    return _whole(shares, calendar, get_args(SentimentLabel))


def waits(
    turns: Iterable[LoggedTurn], calendar: Calendar, lines: tuple[str, str] = ("p50", "p95")
) -> tuple[Point, ...]:
    """Median and 95th percentile, in seconds, of each step's times to the first words; named as in `lines`."""
    return _by_step(
        (turn for turn in turns if turn.reply.route == "bot"),
        calendar,
        lambda turn: turn.reply.timings_ms.first_sentence / 1000,
        {lines[0]: 50, lines[1]: 95},
    )


def tokens(
    turns: Iterable[LoggedTurn], calendar: Calendar, lines: tuple[str, str] = ("read", "written")
) -> tuple[Point, ...]:
    """Tokens that the language model read and wrote in each step; named as in `lines`."""
    sums = defaultdict[tuple[date, str], int](int)
    for turn in turns:
        sums[calendar.step_of(turn.at), lines[0]] += turn.reply.usage.prompt_tokens
        sums[calendar.step_of(turn.at), lines[1]] += turn.reply.usage.completion_tokens
    return _whole(sums, calendar, lines)


def asked_for(turns: Iterable[LoggedTurn]) -> tuple[tuple[str, int], ...]:
    """How often each intent was asked for, most often first."""
    return tuple(Counter(intent for turn in turns for intent in turn.intents).most_common())


def _whole(
    values: Mapping[tuple[date, str], float], calendar: Calendar, lines: Sequence[str]
) -> tuple[Point, ...]:
    """Every line at every step from the first value to the last; zero where there is none."""
    steps = calendar.steps_over(day for day, _ in values)
    more = sorted({line for _, line in values} - set(lines))
    return tuple(Point(day, line, values.get((day, line), 0)) for day in steps for line in (*lines, *more))


def _by_step(
    turns: Iterable[LoggedTurn],
    calendar: Calendar,
    value: Callable[[LoggedTurn], float],
    lines: dict[str, int],
) -> tuple[Point, ...]:
    values = defaultdict[date, list[float]](list)
    for turn in turns:
        values[calendar.step_of(turn.at)].append(value(turn))
    return tuple(
        Point(day, line, float(np.percentile(found, percent)))
        for day, found in sorted(values.items())
        for line, percent in lines.items()
    )


def _share(flags: Iterable[bool]) -> float | None:
    found = list(flags)
    return sum(found) / len(found) if found else None


def _percentile(values: Sequence[float], percent: float) -> float | None:
    return float(np.percentile(values, percent)) if values else None
