"""Whether a person is needed, by how the last messages sound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.errors import WeightsError
from bot.sentiment.corpus import corpus
from bot.sentiment.need import NEED, PERSON, NeedModel, NeedVectors
from bot.sentiment.train import train_need
from bot.sentiment.utterances import read_utterances
from bot.text_head import TextHead
from knowledge.e5 import multilingual
from knowledge.embedders import load_embedder
from knowledge.embeddings import HashEmbedder

VECTORS = NeedVectors(HashEmbedder(), HashEmbedder())


class Told(NeedModel):
    """Gives the probabilities it was told."""

    def __init__(self, told: dict[str, float]) -> None:
        super().__init__(TextHead.load(NEED), VECTORS)
        self._told = told

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([self._told[text] for text in texts], dtype=np.float32)


def test_the_last_messages_are_weighed_together() -> None:
    model = Told({"calm": 0.1, "harsh": 0.6, "furious": 0.99})
    assert not model.needs_person(["calm"])
    assert model.needs_person(["harsh"])
    assert not model.needs_person(["calm", "harsh"])
    assert model.needs_person(["calm", "furious"])
    assert model.needs_person(["calm", "harsh", "harsh", "harsh"]), "what lies further back does not count"


def test_an_outburst_that_is_certain_is_weighed_too() -> None:
    assert Told({"calm": 0.1, "certain": 1.0}).needs_person(["calm", "certain"])


def test_without_words_an_answer_does_not_do() -> None:
    assert Told({}).needs_person([""])


def test_another_embedder_is_refused() -> None:
    with pytest.raises(WeightsError, match="trained on vectors of 768 numbers, the embedder gives"):
        NeedModel.load(HashEmbedder())


def test_what_an_answer_settles_is_learned_from_the_utterances(tmp_path: Path) -> None:
    texts = corpus(read_utterances()[::6], [], 1)["train"]
    train_need(texts, VECTORS, 1).save(tmp_path / "need")
    model = NeedModel.load(VECTORS, tmp_path / "need")
    told = model.probabilities([each.text for each in texts])
    needed = np.array([each.needs_person for each in texts])
    assert told[needed].mean() > told[~needed].mean() + 0.3
    assert PERSON in TextHead.load(tmp_path / "need").labels


@pytest.mark.integration
def test_a_blunt_question_is_told_from_anger_in_both_languages() -> None:
    model = NeedModel.load(NeedVectors(load_embedder("minilm"), multilingual()))
    blunt = ("Parcel stuck since Tuesday. When does it arrive?", "退款还没到账，一般几天能到？")
    angry = ("You are thieves, give me my money back at once!", "你们就是骗子，马上把钱退给我！")
    told = zip(model.probabilities(blunt), model.probabilities(angry), strict=True)
    assert all(harsh > plain + 0.3 for plain, harsh in told)
    assert all(model.needs_person([text]) for text in angry)
