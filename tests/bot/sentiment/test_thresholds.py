import pytest

from bot.messages import Sentiment
from bot.sentiment.thresholds import ANGRY_SHARE, choose, weigh


def said(
    mood: str, score: float, confidence: float = 0.9, *, grieved: bool = True
) -> tuple[str, Sentiment, bool]:
    return mood, Sentiment(label="negative", score=score, confidence=confidence), grieved


SEEN = [
    said("angry", -0.9),
    said("angry", -0.62),
    said("upset", -0.52),
    said("neutral", -0.58, 0.55),
    said("positive", -0.2),
]


def test_the_cost_counts_each_kind_of_mistake() -> None:
    eager = weigh(SEEN, -0.5, 0.5)
    assert (eager.missed, eager.needless, eager.calm, eager.cost) == (0, 1, 1, 1.5)
    careful = weigh(SEEN, -0.65, 0.75)
    assert (careful.missed, careful.angry, careful.needless, careful.innocent) == (1, 2, 0, 2)
    assert careful.cost == pytest.approx(10 * ANGRY_SHARE / (1 - ANGRY_SHARE) * 3 / 2)


def test_the_cheapest_thresholds_are_chosen() -> None:
    best = choose(SEEN)
    assert (best.cost, best.missed, best.needless, best.calm) == (0, 0, 0, 0)
    assert best.strong == -0.6


def test_what_a_miss_costs_decides() -> None:
    seen = [*SEEN, *[said("neutral", -0.61)] * 3]
    assert choose(seen, missed_cost=1).missed == 1
    assert choose(seen, missed_cost=100).missed == 0


def test_the_defaults_are_settings() -> None:
    from bot.config import Settings, thresholds_of
    from bot.sentiment.course import DEFAULTS

    assert thresholds_of(Settings(_env_file=None)) == DEFAULTS  # type: ignore[call-arg]


def test_a_message_that_names_no_grievance_calls_nobody() -> None:
    harmless = weigh([*SEEN, said("neutral", -0.95, grieved=False)], -0.65, 0.75)
    assert (harmless.needless, harmless.innocent) == (0, 3)
