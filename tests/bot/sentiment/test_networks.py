"""The two networks: what is trained is what runs."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch

from bot.errors import WeightsError
from bot.sentiment.adapter import ADAPTER, EnglishNetwork
from bot.sentiment.chinese_training import ChineseTraining, reduced
from bot.sentiment.convolution import CHINESE, ChineseNetwork, Vocabulary
from bot.sentiment.fit import moods_of
from bot.sentiment.model import language_of
from bot.sentiment.multilingual import MULTILINGUAL, RECIPE, MultilingualNetwork
from bot.sentiment.tensors import load, save

TEXTS = ["质量很好，很满意", "垃圾", "好" * 300, "!", "", "OK 好的 ABC"]


def chinese() -> ChineseTraining:
    words = ["质量", "很", "好", "满意", "垃圾"]
    return ChineseTraining(0, words, np.random.default_rng(0).normal(size=(5, 16)).astype(np.float32))


def test_a_text_is_cut_into_the_longest_known_words() -> None:
    vocabulary = Vocabulary(["质", "质量", "量", "好"])
    assert vocabulary.encode("质量好坏 好") == [3, 5, 1, 5]
    assert vocabulary.encode("質量") == [3]
    assert vocabulary.encode("") == [1]


def test_of_a_long_text_both_ends_are_read() -> None:
    tokens = Vocabulary(["头", "中", "尾"]).encode("头" * 5000 + "中" * 5000 + "尾" * 5000)
    assert (tokens.count(2), tokens.count(3), tokens.count(4)) == (55, 0, 55)


def test_the_saved_convolutions_tell_what_the_trained_ones_told(tmp_path: Path) -> None:
    training = chinese()
    training.save(tmp_path / "c")
    told = ChineseNetwork.load(tmp_path / "c").logits(TEXTS)
    assert np.allclose(told, moods_of(training, TEXTS), atol=0.02)


def test_a_text_is_told_the_same_alone_and_among_others() -> None:
    training = chinese()
    alone = np.concatenate([moods_of(training, [text]) for text in TEXTS])
    assert np.allclose(alone, moods_of(training, TEXTS), atol=1e-4)


def test_incomplete_convolutions_are_told(tmp_path: Path) -> None:
    training = chinese()
    training._weights.pop("attention")
    training.save(tmp_path / "c")
    with pytest.raises(WeightsError, match="incomplete"):
        ChineseNetwork.load(tmp_path / "c")


def test_vectors_are_reduced_to_what_differs_most() -> None:
    found = reduced(np.random.default_rng(1).normal(size=(200, 20)).astype(np.float32), 4)
    assert found.shape == (200, 4)
    assert np.linalg.norm(found, axis=1).mean() == pytest.approx(1, rel=1e-3)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is it", "en"), ("在哪里", "zh"), ("我的iPhone到了吗", "zh"), ("My order 好 is late again", "en"),
        ("😡😡", ""), ("123", ""), ("Où est ma commande", "en"), ("", ""),
    ],
)  # fmt: skip
def test_which_network_reads_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


def test_the_committed_files_are_small() -> None:
    assert ADAPTER.stat().st_size < 2_000_000
    assert CHINESE.stat().st_size < 5_000_000
    assert MULTILINGUAL.stat().st_size < 1_000_000


@pytest.mark.parametrize(
    ("file", "network"),
    [(ADAPTER, EnglishNetwork), (CHINESE, ChineseNetwork), (MULTILINGUAL, MultilingualNetwork)],
)
def test_a_corrupt_network_is_an_error_that_names_it(
    tmp_path: Path, file: Path, network: type[EnglishNetwork | ChineseNetwork | MultilingualNetwork]
) -> None:
    broken = tmp_path / "broken.safetensors"
    content = bytearray(file.read_bytes())
    content[-1000] ^= 0xFF
    broken.write_bytes(content)
    with pytest.raises(WeightsError, match=r"broken\.safetensors: not a usable sentiment network"):
        network.load(broken)


@cache
def english() -> EnglishNetwork:
    return EnglishNetwork.load()


@pytest.mark.integration
def test_the_merged_adapter_tells_what_the_adapter_in_training_tells() -> None:
    pytest.importorskip("peft")
    from bot.sentiment.english_training import EnglishTraining

    training = EnglishTraining(0)
    _, tensors = load(ADAPTER, "minilm-lora-1")
    with torch.no_grad():
        for name, parameter in training.parameters().items():
            parameter.copy_(torch.from_numpy(tensors[name]))
    texts = ["I love it", "Where is my parcel? It is late again.", "ok"]
    assert np.allclose(english().logits(texts), moods_of(training, texts), atol=1e-3)


@cache
def multilingual() -> MultilingualNetwork:
    return MultilingualNetwork.load()


@pytest.mark.integration
def test_the_multilingual_network_in_training_tells_what_the_saved_one_tells(tmp_path: Path) -> None:
    pytest.importorskip("peft")
    from bot.sentiment.multilingual_training import MultilingualTraining

    training = MultilingualTraining(0)
    _, tensors = load(MULTILINGUAL, RECIPE)
    with torch.no_grad():
        for name, parameter in training.parameters().items():
            parameter.copy_(torch.from_numpy(tensors[name]))
    texts = ["质量很好，很满意", "等了三天还没发货，太差了" * 40, "好"]
    assert np.allclose(multilingual().logits(texts), moods_of(training, texts), atol=0.05)
    training.save(tmp_path / "m")
    assert np.allclose(multilingual().logits(texts), MultilingualNetwork.load(tmp_path / "m").logits(texts))


@pytest.mark.integration
def test_the_multilingual_network_leaves_the_encoder_of_intents_alone() -> None:
    from knowledge.e5 import MultilingualE5
    from knowledge.e5 import multilingual as shared

    multilingual().logits(["质量很好"])
    assert (shared().embed(["质量很好"]) == MultilingualE5().embed(["质量很好"])).all()


@pytest.mark.integration
def test_of_a_long_review_the_multilingual_network_reads_both_ends() -> None:
    told = [
        multilingual().logits([f"{start}{'在' * 600}{end}"])
        for start, end in (("好", ""), ("", "差"), ("", ""))
    ]
    assert all(not np.allclose(each, told[2]) for each in told[:2])


@pytest.mark.integration
def test_a_network_of_other_sizes_is_told(tmp_path: Path) -> None:
    about, tensors = load(MULTILINGUAL, RECIPE)
    name = next(each for each in tensors if each.endswith("lora_B"))
    save(tmp_path / "m", RECIPE, about, {**tensors, name: tensors[name][:5]})
    with pytest.raises(WeightsError, match="m: does not fit the multilingual encoder"):
        MultilingualNetwork.load(tmp_path / "m")
