"""The moods that the classifiers tell apart."""

from __future__ import annotations

from collections.abc import Mapping

from bot.messages import SentimentLabel

ANGRY, UPSET, NEUTRAL, POSITIVE = MOODS = ("angry", "upset", "neutral", "positive")
LABEL: Mapping[str, SentimentLabel] = {
    ANGRY: "negative",
    UPSET: "negative",
    NEUTRAL: "neutral",
    POSITIVE: "positive",
}
