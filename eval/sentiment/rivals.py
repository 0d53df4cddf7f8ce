"""Other sentiment classifiers, asked for a score of -1 to 1: VADER and TextBlob for English, SnowNLP for Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

Score = Callable[[str], float]
NEUTRAL = 0.05  # VADER's own bound: a score nearer to 0 is neutral


def rivals(language: str) -> Mapping[str, Score]:
    """The rivals that read a language, by name.

    Raises:
        ImportError: one is not installed.
    """
    return {"VADER": _vader(), "TextBlob": _textblob()} if language == "en" else {"SnowNLP": _snownlp()}


def _vader() -> Score:
    module: Any = import_module("vaderSentiment.vaderSentiment")
    analyzer = module.SentimentIntensityAnalyzer()
    return lambda text: float(analyzer.polarity_scores(text)["compound"])


def _textblob() -> Score:
    module: Any = import_module("textblob")
    return lambda text: float(module.TextBlob(text).sentiment.polarity)


def _snownlp() -> Score:
    """Its probability of a positive review; it gives no neutral, and fails on a text without words."""
    module: Any = import_module("snownlp")
    return lambda text: 2 * float(module.SnowNLP(text).sentiments) - 1 if text.strip() else 0.0
