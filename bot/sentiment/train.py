"""Trains the whole sentiment model: the head on utterances, a network of each language on utterances and reviews."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.sentiment.adapter import ADAPTER, EnglishNetwork
from bot.sentiment.chinese_training import PLAN as CHINESE_PLAN
from bot.sentiment.chinese_training import ChineseTraining, token_embeddings
from bot.sentiment.convolution import CHINESE, ChineseNetwork
from bot.sentiment.corpus import UTTERANCES, Corpus, Text, kinds, only, repeated
from bot.sentiment.english_training import PLAN as ENGLISH_PLAN
from bot.sentiment.english_training import EnglishTraining
from bot.sentiment.fit import Plan, Report, Trainable, fit
from bot.sentiment.mixes import MESSAGE, MIXES, REVIEW, Mix, Opinions
from bot.sentiment.mixing import choose_mix
from bot.sentiment.model import GATE, HEAD, Network, SentimentModel, embed, features
from bot.sentiment.multilingual import MULTILINGUAL, MultilingualNetwork
from bot.sentiment.multilingual_training import PLAN as MULTILINGUAL_PLAN
from bot.sentiment.multilingual_training import MultilingualTraining
from bot.sentiment.need import ANSWER, NEED, PERSON, NeedVectors
from bot.sentiment.wording import WORDINGS, Wording, read_wordings, wording_path
from bot.sentiment.wording_training import train_wording
from bot.text_head import TextEmbedder, TextHead, train_head

OFTEN = {"en": 2, "zh": 4}  # how often an utterance is learned in an epoch, where a review is once
REVIEWS = 1200  # of a source, that the gate learns from
TWINS = 0.5  # character bigrams in common, of all, that make two texts near-twins


@dataclass(frozen=True, slots=True)
class Places:
    """Where training writes. `work` holds checkpoints, from which it goes on."""

    work: Path
    head: Path = HEAD
    need: Path = NEED
    gate: Path = GATE
    english: Path = ADAPTER
    chinese: Path = CHINESE
    multilingual: Path = MULTILINGUAL
    mixes: Path = MIXES
    wordings: Path = WORDINGS


def train_english(parts: Corpus, places: Places, report: Report) -> None:
    """Train the adapter and write it."""
    network = EnglishTraining(ENGLISH_PLAN.seed)
    _learn(network, parts, "en", ENGLISH_PLAN, places.work / "english.checkpoint", report)
    network.save(places.english)


def train_chinese(parts: Corpus, language_model: Path, places: Places, report: Report) -> None:
    """Train the convolutions, which begin with the words of `language_model`, and write them."""
    network = ChineseTraining(CHINESE_PLAN.seed, *token_embeddings(language_model))
    _learn(network, parts, "zh", CHINESE_PLAN, places.work / "chinese.checkpoint", report)
    network.save(places.chinese)


def train_multilingual(parts: Corpus, places: Places, report: Report) -> None:
    """Train the adapter of the multilingual encoder on Chinese and write it."""
    network = MultilingualTraining(MULTILINGUAL_PLAN.seed)
    _learn(network, parts, "zh", MULTILINGUAL_PLAN, places.work / "multilingual.checkpoint", report)
    network.save(places.multilingual)


def _learn(  # noqa: PLR0913, PLR0917  what training needs
    network: Trainable, parts: Corpus, language: str, plan: Plan, checkpoint: Path, report: Report
) -> None:
    """Train a network on the texts of its language."""
    fit(
        network,
        repeated(only(parts["train"], language), OFTEN[language]),
        [each.example for each in only(parts["dev"], language)],
        plan,
        checkpoint=checkpoint,
        report=report,
    )


def train_heads(parts: Corpus, embedder: TextEmbedder, places: Places, seed: int) -> None:
    """Train the head on the utterances that the networks learn from, and the gate; write both."""
    train_on_utterances(parts["train"], embedder, seed).save(places.head)
    train_gate(parts["train"], seed).save(places.gate)


def train_need(texts: Sequence[Text], embedder: NeedVectors, seed: int) -> TextHead:
    """Tells the utterances among `texts` that need a person from those that an answer settles."""
    own = [each for each in texts if each.source == UTTERANCES]
    read = [each.text for each in own]
    labels = [PERSON if each.needs_person else ANSWER for each in own]
    groups = [each.group for each in own]
    head, _ = train_head([features(text) for text in read], labels, groups, embedder.embed(read), seed=seed)
    return head


def train_gate(texts: Sequence[Text], seed: int) -> TextHead:
    """Tells reviews from messages, by n-grams alone; learns from `REVIEWS` reviews of each source at most."""
    some = [each for each in texts if each.source == UTTERANCES]
    for _, source in kinds(texts):
        some += [each for each in texts if each.source == source != UTTERANCES][:REVIEWS]
    labels = [MESSAGE if each.source == UTTERANCES else REVIEW for each in some]
    nothing = np.zeros((len(some), 0), dtype=np.float32)
    gate, _ = train_head(
        [each.text for each in some], labels, [each.group for each in some], nothing, seed=seed
    )
    return gate


def train_wordings(texts: Sequence[Text], places: Places) -> None:
    """Train the wording of each language and write it."""
    for language in OFTEN:
        train_wording(only(texts, language)).save(wording_path(language, places.wordings))


def mix_opinions(parts: Corpus, embedder: TextEmbedder, places: Places) -> None:
    """Choose how much each written opinion counts, on texts that none has learned from, and write it.

    Wording and multilingual network have a say in reviews alone: most that they learned from are, and plain questions
    are few among them.
    """
    head = SentimentModel(TextHead.load(places.head), embedder)
    networks: dict[str, Network] = {
        "en": EnglishNetwork.load(places.english),
        "zh": ChineseNetwork.load(places.chinese),
    }
    multilingual: dict[str, Network] = {"zh": MultilingualNetwork.load(places.multilingual)}
    wordings = read_wordings(places.wordings)
    told: dict[str, dict[str, Any]] = {language: {} for language in networks}
    for language, network in networks.items():
        for kind, some in _by_kind(parts["dev"], language):
            others = (wordings[language], multilingual.get(language)) if kind == REVIEW else (None, None)
            told[language][kind] = asdict(_mix(some, head, network, *others))
    places.mixes.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _by_kind(texts: Sequence[Text], language: str) -> Iterator[tuple[str, list[Text]]]:
    own = only(texts, language)
    yield MESSAGE, [each for each in own if each.source == UTTERANCES]
    yield REVIEW, [each for each in own if each.source != UTTERANCES]


def train_on_utterances(texts: Sequence[Text], embedder: TextEmbedder, seed: int) -> TextHead:
    """A head on the utterances among `texts`."""
    own = [each for each in texts if each.source == UTTERANCES]
    read = [each.text for each in own]
    moods = [each.moods[0] for each in own]
    head, _ = train_head(
        [features(text) for text in read], moods, near_twins(read), embed(embedder, read), seed=seed
    )
    return head


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


def _mix(
    texts: Sequence[Text],
    model: SentimentModel,
    network: Network,
    wording: Wording | None,
    multilingual: Network | None,
) -> Mix:
    read = [each.text for each in texts]
    by_wording = wording.opinions(read) if wording else None
    by_other = multilingual.logits(read) if multilingual else None
    return choose_mix(texts, Opinions(model.by_head(read), network.logits(read), by_wording, by_other))


def _bigrams(text: str) -> set[str]:
    squeezed = "".join(text.lower().split())
    return {squeezed[at : at + 2] for at in range(len(squeezed) - 1)} or {squeezed}
