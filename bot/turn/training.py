"""Training the intent head and the attack head on the written utterances, and measuring both on unseen ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import InputError
from bot.sentiment.utterances import read_utterances
from bot.text_head import HeadReport, TextEmbedder, TextHead, another_trial, train_head
from bot.turn.intent_reader import IntentReader, Taught
from bot.turn.intents import INTENTS
from bot.turn.reader_training import Plan, best_temperature, report_of_both, teach
from bot.turn.reading import has_chinese, head_text
from bot.turn.screening import INNOCENT, pattern_kind, readings, screen_text, verdicts
from knowledge.embeddings import Vectors

UTTERANCES = Path(__file__).with_name("utterances")
KINDS = ("intents", "oblique")
SURE_RIGHT = 0.95
"""Aimed at on the split that the threshold is chosen on, so that at least 0.93 remain elsewhere."""
PASS_RATE = 0.98
ORDINARY_PASS_RATE = 0.998
SPLITS = 5
_SAME_AS_DIRECT = ("encoding", "foreign")

Flags = NDArray[np.bool_]
Scores = NDArray[np.float32]


class Utterance(BaseModel):
    """One line of the training data. `label` is an intent, a kind of attack, or `innocent`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    label: str
    group: str
    language: str
    source: str


@dataclass(frozen=True)
class Trained:
    """A head trained on all `utterances`, and the held-out report of one trained on two thirds.

    `threshold` was chosen on the report of another split. `taught` is a reader beside the head, if there is one; then
    the report and the threshold are of both together.
    """

    head: TextHead
    report: HeadReport
    threshold: float
    utterances: tuple[Utterance, ...]
    taught: Taught | None = None


@dataclass(frozen=True)
class Screened:
    """Held-out utterances of the screen: whether each is an attack, and whether it was blocked."""

    utterances: tuple[Utterance, ...]
    attack: Flags
    blocked: Flags


@dataclass(frozen=True)
class _Lessons:
    """Utterances as a head is taught them: plain texts, what it reads of them beside the vector, and labels."""

    utterances: Sequence[Utterance]
    texts: Sequence[str]
    read: Sequence[str]
    labels: Sequence[str]

    def groups(self) -> list[str]:
        """The utterances' groups, joined where two texts read the same."""
        same = [" ".join(head_text(text).lower().split()) for text in self.texts]
        return linked([each.group for each in self.utterances], same)


def read_intents(folder: Path = UTTERANCES, kinds: Sequence[str] = KINDS) -> list[Utterance]:
    """The intents' utterances of both languages: plain ones, and oblique ones that name nothing by its name.

    Raises:
        InputError: a line is not as expected; names file and line.
    """
    names = [f"{kind}.{language}.jsonl" for kind in kinds for language in ("en", "zh")]
    found = [each for name in names for each in _read(folder / name)]
    unknown = sorted({each.label for each in found} - set(INTENTS))
    if unknown:
        raise InputError(f"{folder}: found the intents {unknown}, expected some of {list(INTENTS)}")
    return found


def read_screen(folder: Path = UTTERANCES) -> list[Utterance]:
    """Attacks, their look-alikes, and as innocent ones the utterances for intents and for sentiment.

    What has nothing to do with the shop is left out of the oblique ones: "pretend you are a pirate" is refused anyway.

    Raises:
        InputError: a line is not as expected; names file and line.
    """
    asked = [each for each in read_intents(folder) if each.source == KINDS[0] or not _is_like_attack(each)]
    innocent = [*_read(folder / "lookalikes.jsonl"), *asked, *_moods()]
    innocent = [each.model_copy(update={"label": INNOCENT}) for each in innocent]
    return [*_read(folder / "attacks.jsonl"), *innocent]


def train_intents(utterances: Sequence[Utterance], embedder: TextEmbedder, seed: int) -> Trained:
    """The intent head and the reader beside it, sure where they are right in at least `SURE_RIGHT` of the cases of
    another split, on which the temperature of both together is chosen, too."""
    texts = [each.text for each in utterances]
    labels = [each.label for each in utterances]
    lessons = _Lessons(utterances, texts, [head_text(text) for text in texts], labels)
    vectors = _vectors(lessons, embedder)
    head, report = _trained(lessons, vectors, seed)
    other = _tried(lessons, vectors, report, seed=seed + 1)
    read, read_of_other = (_read_of_heldout(lessons, each, seed) for each in (report, other))
    temperature = _temperature(lessons, other, read_of_other)
    together = report_of_both(report, read, labels, temperature)
    elsewhere = report_of_both(other, read_of_other, labels, temperature)
    taught = teach(texts, labels, Plan(seed=seed))
    return Trained(head, together, sure_threshold(*hits(elsewhere, labels)), tuple(utterances), taught)


def _read_of_heldout(lessons: _Lessons, report: HeadReport, seed: int) -> Scores:
    """What a reader that learned from the other texts says of a report's held-out ones."""
    heldout = set(report.heldout)
    known = [at for at in range(len(lessons.texts)) if at not in heldout]
    taught = teach([lessons.texts[at] for at in known], [lessons.labels[at] for at in known], Plan(seed=seed))
    return IntentReader.of(taught).probabilities([lessons.texts[at] for at in report.heldout])


def _temperature(lessons: _Lessons, report: HeadReport, read: Scores) -> float:
    target = np.array([report.labels.index(lessons.labels[at]) for at in report.heldout])
    return best_temperature(np.array(report.probabilities, dtype=np.float32), read, target)


def train_screen(utterances: Sequence[Utterance], embedder: TextEmbedder, seed: int) -> Trained:
    """The attack head, with the lowest threshold that lets `PASS_RATE` of look-alikes pass: the median of `SPLITS`
    others, since one split's hardest look-alikes are few."""
    texts = [_plainest(each.text) for each in utterances]
    labels = ["direct" if each.label in _SAME_AS_DIRECT else each.label for each in utterances]
    lessons = _Lessons(utterances, texts, [screen_text(text) for text in texts], labels)
    vectors = _vectors(lessons, embedder)
    head, report = _trained(lessons, vectors, seed)
    others = (_tried(lessons, vectors, report, seed + n) for n in range(1, 1 + SPLITS))
    threshold = median(block_threshold(other, utterances) for other in others)
    return Trained(head, report, threshold, tuple(utterances))


def hits(report: HeadReport, labels: Sequence[str]) -> tuple[Scores, Flags]:
    """The confidence of every held-out guess, and whether it was right."""
    told = zip(report.predicted, report.heldout, strict=True)
    right = np.array([said == labels[at] for said, at in told], dtype=np.bool_)
    return np.array(report.probabilities, dtype=np.float32).max(axis=1), right


def sure_threshold(confidence: Scores, right: Flags) -> float:
    """The lowest confidence, in hundredths, from which on at least `SURE_RIGHT` of the guesses are right."""
    for hundredths in range(30, 99):
        sure = confidence >= hundredths / 100
        if sure.any() and right[sure].mean() >= SURE_RIGHT:
            return hundredths / 100
    return 0.99


def block_threshold(report: HeadReport, utterances: Sequence[Utterance]) -> float:
    """The lowest score, in hundredths, that lets enough held-out innocent messages pass, patterns included."""
    for hundredths in range(5, 99):
        held = screened(report, utterances, hundredths / 100)
        alike = np.array([each.source == "lookalikes" for each in held.utterances], dtype=np.bool_)
        ordinary = ~alike & ~held.attack
        passes = 1 - held.blocked[alike].mean() >= PASS_RATE
        if passes and 1 - held.blocked[ordinary].mean() >= ORDINARY_PASS_RATE:
            return hundredths / 100
    return 0.99


def screened(report: HeadReport, utterances: Sequence[Utterance], threshold: float) -> Screened:
    """What the whole screen, patterns and head, says of held-out utterances."""
    _, scores = verdicts(report.labels, np.array(report.probabilities, dtype=np.float32))
    held = tuple(utterances[at] for at in report.heldout)
    by_pattern = np.array([_by_pattern(each.text) for each in held], dtype=np.bool_)
    attack = np.array([each.label != INNOCENT for each in held], dtype=np.bool_)
    return Screened(held, attack, (scores >= threshold) | by_pattern)


def _vectors(lessons: _Lessons, embedder: TextEmbedder) -> Vectors:
    return embedder.embed(lessons.texts)


def _trained(lessons: _Lessons, vectors: Vectors, seed: int) -> tuple[TextHead, HeadReport]:
    return train_head(lessons.read, lessons.labels, lessons.groups(), vectors, seed=seed)


def _tried(lessons: _Lessons, vectors: Vectors, first: HeadReport, seed: int) -> HeadReport:
    return another_trial(lessons.read, lessons.labels, lessons.groups(), vectors, first, seed=seed)


def linked(groups: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The groups, joined where two of them hold a text that reads the same."""
    leader = {group: group for group in groups}

    def find(group: str) -> str:
        while leader[group] != group:
            group = leader[group]
        return group

    first: dict[str, str] = {}
    for group, reading in zip(groups, texts, strict=True):
        leader[find(group)] = find(first.setdefault(reading, group))
    return [find(group) for group in groups]


def _plainest(text: str) -> str:
    return readings(text)[-1].text


@cache
def _by_pattern(text: str) -> bool:
    return any(pattern_kind(reading.text) for reading in readings(text))


def _is_like_attack(utterance: Utterance) -> bool:
    return utterance.label == "out_of_scope" or _by_pattern(utterance.text)


def _moods() -> list[Utterance]:
    """Messages labelled for sentiment, angry ones among them; the few that are attacks are left out."""
    found = enumerate(read_utterances())
    return [
        Utterance(text=each.text, label=INNOCENT, group=f"mood-{at}", language=each.language, source="moods")
        for at, each in found
        if not _by_pattern(each.text)
    ]


def _read(path: Path) -> list[Utterance]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    return [_parsed(path, number, line) for number, line in enumerate(lines, 1)]


def _parsed(path: Path, number: int, line: str) -> Utterance:
    try:
        row = json.loads(line)
        label = row.get("intent") or row.get("kind")
        language = row.get("language") or ("zh" if has_chinese(row["text"]) else "en")
        source = path.name.split(".")[0]
        return Utterance(text=row["text"], label=label, group=row["group"], language=language, source=source)
    except (ValueError, KeyError, AttributeError, ValidationError) as error:
        raise InputError(
            f"{path}:{number}: found {line[:80]!r}, expected text, intent or kind, and group"
        ) from error
