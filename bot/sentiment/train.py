"""Training the sentiment head on the written utterances, and the model card that tells how it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import InputError
from bot.messages import SentimentLabel
from bot.sentiment.model import ANGRY, LABEL, UPSET, embed, features
from bot.text_head import HeadReport, TextEmbedder, TextHead, train_head
from bot.text_head.training import expected_calibration_error, macro_f1

UTTERANCES = Path(__file__).with_name("utterances")
MODEL_CARD = Path(__file__).with_name("MODEL_CARD.md")
LABELS: tuple[SentimentLabel, ...] = ("negative", "neutral", "positive")
TWINS = 0.5  # character bigrams in common, of all, that make two texts near-twins


class Utterance(BaseModel):
    """One shopper's message. `urgency` 2 in a negative one means anger, 0 or 1 a calm complaint."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, Field(min_length=1)]
    label: SentimentLabel
    situation: Annotated[str, Field(min_length=1)]
    urgency: Annotated[int, Field(ge=0, le=2)]
    language: str = ""

    @property
    def mood(self) -> str:
        """The class that the head learns."""
        if self.label == "negative":
            return ANGRY if self.urgency == 2 else UPSET
        return self.label


@dataclass(frozen=True)
class Training:
    """A head trained on everything, with what heads trained on two thirds did on the rest.

    `wordings` holds out texts (near-twins together), `situations` holds out whole situations.
    """

    head: TextHead
    wordings: HeadReport
    situations: HeadReport


@dataclass(frozen=True)
class Figures:
    """Quality of the three labels on some held-out utterances, 0 to 1. `ece`: lower is better."""

    count: int
    accuracy: float
    macro_f1: float
    ece: float


def read_utterances(folder: Path = UTTERANCES) -> list[Utterance]:
    """All utterances of a folder; a file's name is their language.

    Raises:
        InputError: a line is not an utterance; names file and line.
    """
    return [
        _parse(line, path, number)
        for path in sorted(folder.glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    ]


def train(utterances: Sequence[Utterance], embedder: TextEmbedder, seed: int) -> Training:
    """Train and measure; the same utterances, embedder and seed give the same head."""
    texts = [each.text for each in utterances]
    read = [features(text) for text in texts]
    moods = [each.mood for each in utterances]
    vectors = embed(embedder, texts)
    head, wordings = train_head(read, moods, near_twins(texts), vectors, seed=seed)
    _, situations = train_head(read, moods, [each.situation for each in utterances], vectors, seed=seed)
    return Training(head, wordings, situations)


def near_twins(texts: Sequence[str]) -> list[str]:
    """A group for each text: texts that share half of their character bigrams get the same one."""
    bigrams = [_bigrams(text) for text in texts]
    leaders: list[int] = []
    for at, mine in enumerate(bigrams):
        twin = (
            before
            for before in range(at)
            if len(mine & bigrams[before]) >= TWINS * len(mine | bigrams[before])
        )
        first = next(twin, at)
        leaders.append(leaders[first] if first < at else at)
    return [str(leader) for leader in leaders]


def figures(report: HeadReport, utterances: Sequence[Utterance], language: str | None = None) -> Figures:
    """What a report's held-out texts say about the three labels, in one language or in all."""
    told = zip(report.heldout, report.probabilities, strict=True)
    some = [(utterances[at], _label(report.labels, row)) for at, row in told]
    some = [(each, said) for each, said in some if language in (None, each.language)]
    confusion = np.zeros((3, 3), dtype=np.int64)
    for each, (label, _) in some:
        confusion[LABELS.index(each.label), LABELS.index(label)] += 1
    right = np.array([each.label == label for each, (label, _) in some])
    confidence = np.array([sure for _, (_, sure) in some], dtype=np.float32)
    return Figures(
        len(some), float(right.mean()), macro_f1(confusion), expected_calibration_error(confidence, right)
    )


def model_card(training: Training, utterances: Sequence[Utterance], seed: int) -> str:
    """The card's Markdown."""
    return f"""# Sentiment head

Tells angry, upset, neutral and positive messages to a shop apart, in English and Chinese. Made by
`python -m bot.sentiment train --seed {seed}`; do not edit.

- Input: all-MiniLM-L6-v2 sentence vector, hashed n-grams, marks of the lexicon (`lexicon.toml`).
- Model: multinomial logistic regression, C {training.wordings.strength:g}, temperature {training.head.temperature:.3f}.
- Data: {_count(utterances)}, all written for this project. Digest {training.head.data_digest[:16]}.
- The committed head is trained on all of it; the figures are of heads trained the same way on two thirds.

Held out: other wordings (near-twins stay on one side)

{_table(training.wordings, utterances)}

Held out: whole situations, such as all sarcasm about deliveries

{_table(training.situations, utterances)}

Moods on other wordings, rows true, columns said

{_confusion(training.wordings)}

Limits: the lexicon was extended while looking at errors on these utterances, so expect somewhat less on other
shops' messages. Sarcasm without a telling word, and plain statements of a fact that is bad news, are often missed.
"""


def _parse(line: str, path: Path, number: int) -> Utterance:
    try:
        return Utterance.model_validate_json(line).model_copy(update={"language": path.stem})
    except ValidationError as error:
        raise InputError(
            f"{path}, line {number}: not an utterance: {error.errors()[0]['msg']}: {line[:80]}"
        ) from error


def _bigrams(text: str) -> set[str]:
    squeezed = "".join(text.lower().split())
    return {squeezed[at : at + 2] for at in range(len(squeezed) - 1)} or {squeezed}


def _label(moods: Sequence[str], row: Sequence[float]) -> tuple[SentimentLabel, float]:
    sums = {
        label: sum(p for mood, p in zip(moods, row, strict=True) if LABEL[mood] == label) for label in LABELS
    }
    label = max(LABELS, key=lambda name: sums[name])
    return label, sums[label]


def _count(utterances: Sequence[Utterance]) -> str:
    languages = sorted({each.language for each in utterances})
    parts = ", ".join(f"{sum(each.language == name for each in utterances)} {name}" for name in languages)
    return f"{len(utterances)} utterances ({parts})"


def _table(report: HeadReport, utterances: Sequence[Utterance]) -> str:
    lines = ["| language | texts | accuracy | macro-F1 | calibration error |", "|---|---|---|---|---|"]
    for language in [*sorted({each.language for each in utterances}), None]:
        found = figures(report, utterances, language)
        lines.append(
            f"| {language or 'all'} | {found.count} | {found.accuracy:.3f} | {found.macro_f1:.3f} | {found.ece:.3f} |"
        )
    return "\n".join(lines)


def _confusion(report: HeadReport) -> str:
    lines = [f"| | {' | '.join(report.labels)} |", "|---|" + "---|" * len(report.labels)]
    for name, row in zip(report.labels, report.confusion, strict=True):
        lines.append(f"| {name} | {' | '.join(map(str, row))} |")
    return "\n".join(lines)
