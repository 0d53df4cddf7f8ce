"""What is trained on, chosen on and measured on: the written utterances and the reviews, split by group."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from bot.messages import SentimentLabel
from bot.sentiment.fit import Example
from bot.sentiment.moods import ANGRY, UPSET
from bot.sentiment.reviews import Review, share
from bot.sentiment.utterances import ROUTING, Utterance, read_utterances

UTTERANCES = "utterances"
Part = Literal["train", "dev", "test"]
SEED = 0  # of the committed model's split
TEST, DEV = 0.15, 0.2  # of the reviews' groups: below the first, up to the second
FOLDS = 6  # of the utterances' situations: one is tested on, one chosen on
MOST: Mapping[tuple[str, str], int] = {
    ("clothing", "train"): 1000,
    ("clothing", "dev"): 150,
    ("clothing", "test"): 400,
}  # of either side
MORE = {**MOST, ("clothing", "train"): 2500}  # where a text costs little to learn
MOST_NEUTRAL = {"clothing": 200}


@dataclass(frozen=True, slots=True)
class Text:
    """A labelled text. `moods` are those that are right: a negative review may be angry or upset."""

    text: str
    label: SentimentLabel
    moods: tuple[str, ...]
    language: str
    source: str
    group: str
    needs_person: bool = False

    @property
    def example(self) -> Example:
        """What a network learns of it."""
        return Example(self.text, self.moods)


Corpus = dict[Part, list[Text]]


def corpus(
    utterances: Sequence[Utterance],
    reviews: Sequence[Review],
    seed: int,
    most: Mapping[tuple[str, str], int] = MOST,
) -> Corpus:
    """Both kinds of texts in three parts; no situation and no cluster of reviews straddles two.

    Of a source and part in `most`, that many of either side are taken.
    """
    parts: Corpus = {"train": [], "dev": [], "test": []}
    for each, part in zip(utterances, _parts(utterances, seed), strict=True):
        parts[part].append(_of_utterance(each))
    for part, some in _reviews_by_part(reviews, seed, most).items():
        parts[part] += some
    return parts


def training_corpus(folder: Path, reviews: Sequence[Review], seed: int) -> Corpus:
    """The corpus of a folder's utterances; what the routing was made on is learned too, and nothing measured on it.

    Raises:
        InputError: a line is not an utterance.
    """
    parts = corpus(read_utterances(folder), reviews, seed)
    parts["train"] += map(_of_utterance, read_utterances(folder / ROUTING))
    return parts


def only(texts: Iterable[Text], language: str, source: str | None = None) -> list[Text]:
    """The texts of a language, and of a source."""
    return [each for each in texts if each.language == language and source in (None, each.source)]


def kinds(texts: Sequence[Text]) -> list[tuple[str, str]]:
    """The languages and sources that there are."""
    return sorted({(each.language, each.source) for each in texts})


def of_kind(texts: Sequence[Text], language: str, source: str) -> list[Text]:
    """The texts of a language and source."""
    return [each for each in texts if (each.language, each.source) == (language, source)]


def repeated(texts: Iterable[Text], times: int) -> list[Example]:
    """Training examples, utterances `times` as often as reviews."""
    return [
        each.example for each in texts for _ in range(times if each.source == UTTERANCES else 1)
    ]  # shuffled by the training


def _parts(utterances: Sequence[Utterance], seed: int) -> list[Part]:
    """Test, dev or train for each utterance; both languages' texts of a situation fall into the same part."""
    if not utterances:
        return []
    folds: Any = import_module("sklearn.model_selection").StratifiedGroupKFold(
        FOLDS, shuffle=True, random_state=seed
    )
    moods = [each.mood for each in utterances]
    parts: list[Part] = ["train"] * len(moods)
    names: tuple[Part, Part] = ("test", "dev")
    splits = folds.split(moods, moods, [each.situation for each in utterances])
    for name, (_, rows) in zip(names, splits, strict=False):
        for row in rows:
            parts[row] = name
    return parts


def _of_utterance(each: Utterance) -> Text:
    return Text(
        each.text, each.label, (each.mood,), each.language, UTTERANCES, each.situation, each.needs_person
    )


def _reviews_by_part(reviews: Sequence[Review], seed: int, most: Mapping[tuple[str, str], int]) -> Corpus:
    shuffled = list(reviews)
    random.Random(seed).shuffle(shuffled)  # noqa: S311  not for secrets
    parts: Corpus = {"train": [], "dev": [], "test": []}
    counts: dict[tuple[str, str, str], int] = {}
    for each in shuffled:
        place = share(each.group, seed)
        part: Part = "test" if place < TEST else "dev" if place < DEV else "train"
        key = (each.source, part, each.label)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= _most(*key, most):
            parts[part].append(_of_review(each))
    return parts


def _most(source: str, part: str, label: str, most: Mapping[tuple[str, str], int]) -> int:
    unlimited = 1_000_000
    if label == "neutral":
        return MOST_NEUTRAL.get(source, unlimited) if part == "train" else unlimited * (source != "clothing")
    return most.get((source, part), unlimited)


def _of_review(each: Review) -> Text:
    moods = (ANGRY, UPSET) if each.label == "negative" else (each.label,)
    return Text(each.text, each.label, moods, each.language, each.source, each.group)
