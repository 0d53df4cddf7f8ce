"""The intent model: what it makes of probabilities, which vectors it takes, and how it does on fresh messages."""

from pathlib import Path

import numpy as np
import pytest

from bot.errors import WeightsError
from bot.text_head import TextHead
from bot.turn import intents
from bot.turn.intents import INTENTS, IntentModel, guess, load_head, load_threshold
from bot.turn.message_vectors import MULTILINGUAL_SHARE, MessageVectors, message_vectors
from knowledge.embedders import load_embedder
from knowledge.embeddings import HASH_DIMENSION, HashEmbedder, Vectors
from tests.bot.turn import fresh


class RecordingEmbedder(HashEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed(self, texts: list[str]) -> Vectors:
        """As the fake embedder does."""
        self.asked += texts
        return super().embed(texts)


def head(labels: tuple[str, ...] = ("policy", "returns")) -> TextHead:
    """A head that always favours the first label."""
    weights = np.zeros((HASH_DIMENSION, len(labels)), dtype=np.float32)
    bias = np.arange(len(labels), 0, -1).astype(np.float32)
    return TextHead(labels, 1.0, HASH_DIMENSION, np.array([], dtype=np.int64), weights, bias)


def test_a_guess_is_ranked_and_sure_from_the_threshold_on() -> None:
    found = guess(("a", "b", "c"), np.array([0.2, 0.5, 0.3], dtype=np.float32), 0.5)
    assert (found.intent, found.sure) == ("b", True)
    assert [name for name, _ in found.ranked] == ["b", "c", "a"]
    assert not guess(("a", "b"), np.array([0.51, 0.49], dtype=np.float32), 0.6).sure


def test_one_model_reads_the_chinese_and_the_other_its_gloss() -> None:
    english, both = RecordingEmbedder(), RecordingEmbedder()
    vectors = MessageVectors(english, both).embed(["运费 UPS"])
    assert (english.asked, both.asked) == (["shipping cost UPS"], ["运费 ups"])
    first, second = vectors[0, :HASH_DIMENSION], vectors[0, HASH_DIMENSION:]
    assert np.linalg.norm(first) == pytest.approx(1)
    assert np.linalg.norm(second) == pytest.approx(MULTILINGUAL_SHARE)


def test_no_guess_is_sure_of_chinese_that_could_not_be_read() -> None:
    model = IntentModel(head(), HashEmbedder(), 0.5)
    assert model.predict("运费").sure
    assert not model.predict("龘龘龘运费").sure


def test_a_head_for_other_vectors_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "head.safetensors"
    TextHead(
        ("a", "b"),
        1.0,
        3,
        np.array([], dtype=np.int64),
        np.zeros((3, 2), np.float32),
        np.zeros(2, np.float32),
    ).save(path)
    with pytest.raises(WeightsError, match=r"vectors of 3 numbers, the embedder gives 256.*bot\.turn train"):
        load_head(path, HashEmbedder())


def test_an_unknown_threshold_is_a_clear_error() -> None:
    with pytest.raises(WeightsError, match="expected a number called nothing"):
        load_threshold("nothing")


def test_every_trained_label_is_an_intent() -> None:
    assert TextHead.load(intents.HEAD).labels == INTENTS


@pytest.mark.integration
@pytest.mark.parametrize(
    ("messages", "accuracy", "when_sure"), [(fresh.INTENTS, 0.85, 0.93), (fresh.LATER, 0.75, 0.9)]
)
def test_messages_it_was_not_trained_on(
    messages: dict[str, list[str]], accuracy: float, when_sure: float
) -> None:
    model = IntentModel.load(message_vectors(load_embedder("minilm")))
    guesses = [(intent, model.predict(text)) for intent, texts in messages.items() for text in texts]
    right = [intent == found.intent for intent, found in guesses]
    first_three = [intent in [name for name, _ in found.ranked[:3]] for intent, found in guesses]
    sure = [intent == found.intent for intent, found in guesses if found.sure]
    assert sum(right) / len(right) >= accuracy
    assert sum(first_three) / len(first_three) >= 0.93
    assert len(sure) / len(guesses) >= 0.5
    assert sum(sure) / len(sure) >= when_sure
