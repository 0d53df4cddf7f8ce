"""What a time of conversations comes to."""

from datetime import UTC, date, timedelta, timezone

import pytest

from bot.insights.calendar import Calendar, calendar_for
from bot.insights.figures import Point, asked_for, moods, tokens, totals, volume, waits
from bot.messages import Sentiment, Timings, Usage
from tests.bot.insights.turns import turn

DAYS = Calendar(UTC)
ANGRY = Sentiment(label="negative", score=-0.9, confidence=0.9)


def test_nothing_asked_is_nothing_and_not_zero() -> None:
    found = totals([])
    assert (found.messages, found.conversations, found.rated) == (0, 0, 0)
    assert (found.unanswered, found.handed_over, found.first_words, found.liked) == (None, None, None, None)


def test_totals_count_messages_conversations_and_shares() -> None:
    turns = [
        turn(session_id="a", rating="up", timings_ms=Timings(first_sentence=1000)),
        turn(session_id="a", abstained=True, timings_ms=Timings(first_sentence=3000)),
        turn(session_id="b", rating="down", route="human", timings_ms=Timings(first_sentence=90_000)),
        turn(session_id="b", rating="up", timings_ms=Timings(first_sentence=2000)),
    ]
    found = totals(turns)
    assert (found.messages, found.conversations, found.rated) == (4, 2, 3)
    assert found.unanswered == 0.25
    assert found.handed_over == 0.25
    assert found.liked == pytest.approx(2 / 3)
    assert found.first_words == 2.0  # a person's reply does not count


def test_volume_counts_by_day_of_the_shop_and_channel() -> None:
    turns = [turn(), turn(channel="mobile"), turn(hours=14), turn(hours=24)]
    assert volume(turns, DAYS, ("web", "mobile")) == (
        Point(date(2026, 11, 1), "web", 2),
        Point(date(2026, 11, 1), "mobile", 1),
        Point(date(2026, 11, 2), "web", 1),
        Point(date(2026, 11, 2), "mobile", 0),
    )
    shanghai = Calendar(timezone(timedelta(hours=8)))
    assert [point.value for point in volume(turns, shanghai, ("web",)) if point.line == "web"] == [1, 2]


def test_days_without_messages_are_in_the_course_too() -> None:
    found = volume([turn(), turn(hours=72)], DAYS, ("web",))
    assert [point.value for point in found] == [1, 0, 0, 1]


def test_a_long_time_is_told_by_weeks_and_a_longer_one_by_months() -> None:
    turns = [turn(), turn(hours=24), turn(hours=24 * 40)]
    monday, end = date(2026, 10, 26), date(2026, 12, 31)
    weeks = volume(turns, calendar_for(monday, end, UTC), ("web",))
    assert [(point.day, point.value) for point in weeks[:2]] == [(monday, 1), (date(2026, 11, 2), 1)]
    assert [point.value for point in weeks] == [1, 1, 0, 0, 0, 0, 1]
    months = volume(turns, calendar_for(date(2025, 1, 1), end, UTC), ("web",))
    assert [(point.day.month, point.value) for point in months] == [(11, 2), (12, 1)]


def test_moods_are_percent_of_the_day() -> None:
    turns = [turn(sentiment=ANGRY), turn(), turn(), turn(), turn(hours=24)]
    assert {(p.day.day, p.line): p.value for p in moods(turns, DAYS) if p.value} == {
        (1, "negative"): 25,
        (1, "neutral"): 75,
        (2, "neutral"): 100,
    }


def test_waits_are_percentiles_in_seconds() -> None:
    turns = [turn(timings_ms=Timings(first_sentence=1000 * second)) for second in range(1, 101)]
    p50, p95 = waits(turns, DAYS)
    assert (p50.line, p50.value) == ("p50", pytest.approx(50.5))
    assert (p95.line, p95.value) == ("p95", pytest.approx(95.05))


def test_tokens_are_summed() -> None:
    turns = [turn(usage=Usage(prompt_tokens=100, completion_tokens=10)), turn(usage=Usage(prompt_tokens=50))]
    assert [(p.line, p.value) for p in tokens(turns, DAYS)] == [("read", 150), ("written", 10)]


def test_intents_most_often_first() -> None:
    turns = [turn(intents=("policy",)), turn(intents=("policy", "returns")), turn(intents=())]
    assert asked_for(turns) == (("policy", 2), ("returns", 1))
