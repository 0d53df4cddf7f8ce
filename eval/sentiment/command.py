"""The command `sentiment`: how well moods are told, beside VADER, TextBlob and SnowNLP in the same run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Protocol

import numpy as np
from rich.console import Console
from rich.markdown import Markdown

from bot.errors import InputError
from bot.messages import Sentiment
from bot.sentiment.card import confusion_table
from bot.sentiment.corpus import SEED, UTTERANCES, Text, corpus, kinds, of_kind, only
from bot.sentiment.figures import Figures, figures
from bot.sentiment.model import Classifier, SentimentModel
from bot.sentiment.reviews import read_reviews
from bot.sentiment.utterances import read_utterances
from eval.results import RESULTS, write_section
from eval.sentiment.rivals import NEUTRAL, Score, rivals
from knowledge.embedders import load_embedder

HEADING = "Sentiment"
TIMED = 200  # messages


class Classifiers(Classifier, Protocol):
    """Classifies one text, or many."""

    def classify_all(self, texts: Sequence[str]) -> list[Sentiment]:
        """The sentiments of several messages."""
        ...


def measure_sentiment(reviews: Path | None, results: Path | None) -> None:
    """Measures on the held-out texts, prints and writes the section.

    Raises:
        InputError: reviews or a rival are missing.
        ShopkeeperError: the model cannot be used, or the results not be written.
    """
    parts = corpus(read_utterances(), read_reviews(reviews) if reviews else [], SEED)
    model = SentimentModel.load(load_embedder("minilm"))
    section = sentiment_section(model, parts["test"])
    Console().print(Markdown(section))
    write_section(HEADING, section, results or RESULTS)


def sentiment_section(model: Classifiers, texts: Sequence[Text]) -> str:
    """The section's text."""
    return "\n\n".join(
        [
            _INTRODUCTION,
            "\n".join([_HEAD, *_rows(model, texts)]),
            _timing(model, texts),
            *_confusions(model, texts),
        ]
    )


def score_label(score: float) -> Sentiment:
    """What a rival's score says; it tells no confidence."""
    label = "neutral" if abs(score) < NEUTRAL else "negative" if score < 0 else "positive"
    return Sentiment(label=label, score=max(-1.0, min(1.0, score)), confidence=1.0)


_INTRODUCTION = (
    "Texts that the model has not learned from: messages to a shop of situations held out whole, and reviews held out"
    " with their copies. `right side` is the share of negative and positive texts whose score has the right sign,"
    " accuracy and macro-F1 are of three labels. The rivals give no neutral label of their own: scores below"
    f" {NEUTRAL} either way count as neutral. SnowNLP was trained by its makers on the very reviews that are held out"
    " here from ours. Written by `python -m eval sentiment --reviews DIR`."
)
_HEAD = (
    "| language | texts from | count | system | right side | accuracy | macro-F1 | calibration error |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def _rows(model: Classifiers, texts: Sequence[Text]) -> Iterator[str]:
    for language, source in kinds(texts):
        some = of_kind(texts, language, source)
        found = _told(some, model.classify_all([each.text for each in some]))
        yield _row(language, source, "Shopkeeper", found, f"{found.ece:.3f}")
        for name, score in _rivals(language).items():
            yield _row(
                language, source, name, _told(some, [score_label(score(each.text)) for each in some]), ""
            )


def _rivals(language: str) -> dict[str, Score]:
    try:
        return dict(rivals(language))
    except ImportError as error:
        raise InputError(f"{error}: install what is compared with: pip install -e .[dev]") from error


def _told(texts: Sequence[Text], told: Sequence[Sentiment]) -> Figures:
    return figures([each.label for each in texts], told)


def _row(language: str, source: str, system: str, found: Figures, ece: str) -> str:
    side = "" if found.sides is None else f"{found.sides:.3f}"
    cells = (
        language,
        source,
        found.count,
        system,
        side,
        f"{found.accuracy:.3f}",
        f"{found.macro_f1:.3f}",
        ece,
    )
    return f"| {' | '.join(map(str, cells))} |"


def _timing(model: Classifiers, texts: Sequence[Text]) -> str:
    """Milliseconds of one message after another, the encoders' first use left out."""
    some = [each.text for each in texts if each.source == UTTERANCES][:TIMED]
    model.classify(some[0])
    took = list[float]()
    for text in some:
        start = perf_counter()
        model.classify(text)
        took.append(1000 * (perf_counter() - start))
    middle, slow = (float(np.percentile(took, share)) for share in (50, 95))
    return (
        f"One message takes {middle:.0f} ms (median), {slow:.0f} ms (95th percentile),"
        f" of {len(took)} utterances, their sentence vectors not given."
    )


def _confusions(model: Classifiers, texts: Sequence[Text]) -> Iterator[str]:
    for language in ("en", "zh"):
        some = only(texts, language, UTTERANCES)
        if some:
            found = _told(some, model.classify_all([each.text for each in some]))
            yield f"Utterances, {language}: rows true, columns said\n\n{confusion_table(found)}"
