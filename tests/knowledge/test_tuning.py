"""Tuning the encoder: topics, batches, the adapter's file, and whether the committed one is better than none."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.e5 import multilingual
from knowledge.embedders import load_embedder
from knowledge.embeddings import BUILTIN, PLAIN
from knowledge.errors import KnowledgeError
from knowledge.projection import Projection
from knowledge.search_embedder import ADAPTER
from knowledge.tuned import (
    Maps,
    adapter_digest,
    changes_of,
    maps_of,
    multilingual_changes_of,
    write_adapter,
)
from knowledge.tuning.encoders import Multilingual
from knowledge.tuning.projecting import DIMENSION, learn_projection
from knowledge.tuning.topics import ONE_IN, Topic, read_parts, read_topics, split
from knowledge.tuning.training import Plan, Tuning, _batches, _lesson, measure


def topic(name: str) -> Topic:
    asks = (f"is {name} heavy", f"can I lift {name}")
    return Topic(
        topic=name, said=(f"Weight: {name}",), near=(f"Colour: {name}",), asks=asks, asks_zh=("重吗",)
    )


def test_a_faulty_line_is_named(tmp_path: Path) -> None:
    good = topic("a lamp").model_dump_json()
    (tmp_path / "goods.jsonl").write_text(f'{good}\n{{"topic": "x", "said": []}}\n', encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"goods\.jsonl:2: said: .*at least 1 item"):
        read_topics(tmp_path)


def test_the_same_topics_are_kept_aside_in_any_order() -> None:
    topics = [topic(f"thing {n}") for n in range(10)]
    learned, kept = split(topics)
    assert len(kept) == 10 // ONE_IN
    assert {*learned, *kept} == set(topics)
    assert split(topics[::-1]) == (learned, kept)


def test_topics_told_as_situations_are_learned_from_or_kept_aside_by_their_file(tmp_path: Path) -> None:
    for name in ("goods", "situations_told", "kept_told"):
        lines = [topic(f"{name} {n}").model_dump_json() for n in range(ONE_IN)]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    parts = read_parts(tmp_path)
    assert (len(parts.learned), len(parts.kept)) == (ONE_IN - 1, 1)
    assert {each.topic.split()[0] for each in parts.situations} == {"situations_told"}
    assert {each.topic.split()[0] for each in parts.kept_situations} == {"kept_told"}
    assert len(parts.every) == 2 * ONE_IN - 1


def test_no_topic_of_the_repository_straddles_the_split() -> None:
    parts = read_parts()
    asked = {question for each in parts.every for question in (*each.asks, *each.asks_zh)}
    for kept in (parts.kept, parts.kept_situations):
        assert len(kept) >= 60
        assert sum(question in asked for each in kept for question in (*each.asks, *each.asks_zh)) <= 10


def test_a_batch_asks_once_about_a_topic() -> None:
    lessons = [_lesson(topic(f"thing {n}"), str) for n in range(5)]
    batches = list(_batches(lessons, random.Random(0)))
    assert len(batches) == 3
    assert all(len({lesson.said for lesson, _ in batch}) == len(batch) == 5 for batch in batches)
    assert len({question for batch in batches for _, question in batch}) == 2 * 5 + 1


def test_what_is_nearest_is_counted_by_language() -> None:
    vectors = {"Weight: a": 0, "Colour: a": 1, "Weight: b": 2, "Colour: b": 3}
    said = {"is a heavy": 0, "can I lift a": 1, "is b heavy": 2, "can I lift b": 2}

    def embed(texts: list[str]) -> np.ndarray:
        return np.eye(5, dtype=np.float32)[[{**vectors, **said}.get(text, 4) for text in texts]]

    first, third = measure([topic("a"), topic("b")], embed)["en"]
    assert first == 0.75
    assert third >= first


def test_an_adapter_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "adapter.safetensors"
    a, b = np.ones((2, 3), dtype=np.float32), np.full((4, 2), 0.5, dtype=np.float32)
    drawn = Projection(np.ones(3, dtype=np.float32), np.eye(3, 2, dtype=np.float32))
    english = {"encoder.layer.0.lora_A": a, "encoder.layer.0.lora_B": b}
    other = {"encoder.layer.11.lora_A": a, "encoder.layer.11.lora_B": 2 * b}
    write_adapter(path, english, other, 2.0, Maps(drawn, b))
    assert [*changes_of(path)] == ["encoder.layer.0.weight"]
    assert [*multilingual_changes_of(path)] == ["encoder.layer.11.weight"]
    np.testing.assert_allclose(changes_of(path)["encoder.layer.0.weight"].numpy(), np.full((4, 3), 2.0))
    np.testing.assert_allclose(
        multilingual_changes_of(path)["encoder.layer.11.weight"].numpy(), np.full((4, 3), 4.0)
    )
    np.testing.assert_array_equal(maps_of(path).foretelling, b)
    rows = maps_of(path).projection(np.array([[4.0, 5.0, 9.0]], dtype=np.float32))
    np.testing.assert_allclose(rows, [[0.6, 0.8]], rtol=1e-6)
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(KnowledgeError, match=r"not a usable search adapter.*python -m knowledge\.tuning"):
        changes_of(path)
    with pytest.raises(KnowledgeError, match="missing"):
        adapter_digest(tmp_path / "none.safetensors")


def test_the_map_draws_questions_to_what_answers_them_and_not_to_what_looks_alike() -> None:
    """Some of a text's numbers tell its topic, louder ones how it is worded."""
    topics = [topic(f"thing {n}") for n in range(40)]
    chosen = np.random.default_rng(0)
    meant = {text: at for at, each in enumerate(topics) for text in (*each.asks, *each.said)}
    about = chosen.normal(size=(len(topics), 30))
    known: dict[str, np.ndarray] = {}

    def embed(texts: Sequence[str]) -> np.ndarray:
        for text in texts:
            loud = 2 * chosen.normal(size=20)
            told = about[meant[text]] if text in meant else chosen.normal(size=30)
            row = np.concatenate([told, loud])
            known.setdefault(text, (row / np.linalg.norm(row)).astype(np.float32))
        return np.stack([known[text] for text in texts])

    drawn = learn_projection(topics, embed)
    assert drawn.dimension <= DIMENSION

    def nearness(rows: Callable[[np.ndarray], np.ndarray]) -> float:
        pairs = [(each.asks[0], each.said[0]) for each in topics]
        return float(np.mean([rows(embed([a])) @ rows(embed([b])).T for a, b in pairs]))

    assert nearness(drawn) > nearness(lambda rows: rows) + 0.01


@pytest.mark.integration
def test_a_chinese_question_is_near_the_english_record_that_answers_it() -> None:
    embedder = load_embedder(BUILTIN)
    question, answers, other = embedder.embed(["下大雨会漏吗", "Hydrostatic head: 3000 mm", "Weight: 2.1 kg"])
    np.testing.assert_allclose(np.linalg.norm([question, answers, other], axis=1), 1, rtol=1e-4)
    assert question @ answers > question @ other + 0.1
    assert embedder.embed([]).shape == (0, embedder.dimension)


@pytest.mark.integration
def test_the_multilingual_model_in_training_reads_as_it_does_in_search() -> None:
    """Before it has learned, less what all vectors have in common, and whatever the order of the texts."""
    texts = ["a question of some length about a tent", "有货吗", "Weight: 2.1 kg", "how long", "Colour: red"]
    plain = multilingual().embed(texts)
    common = plain.mean(axis=0)
    encoder = Multilingual(common)
    wanted = (plain - common) / np.linalg.norm(plain - common, axis=1, keepdims=True)
    np.testing.assert_allclose(Tuning(encoder).embed(texts), wanted, atol=0.02)
    assert {name.split(".")[2] for name in encoder.adapter()} == {"8", "9", "10", "11"}


@pytest.mark.integration
def test_the_multilingual_model_learns_what_answers_what() -> None:
    topics = [topic(name) for name in ("a lamp", "a tent", "a boot", "a kettle")]
    encoder = Multilingual(multilingual().embed([each.said[0] for each in topics]).mean(axis=0))
    losses: list[float] = []
    Tuning(encoder).learn(topics, Plan(epochs=4, rate=1e-3), lambda _done, _of, loss: losses.append(loss))
    assert losses[-1] < losses[0]


@pytest.mark.integration
def test_what_search_reads_with_changes_nothing_of_the_shared_model() -> None:
    before = multilingual().embed(["is it waterproof"])
    load_embedder(BUILTIN).embed(["is it waterproof"])
    changed = multilingual().changed(multilingual_changes_of(ADAPTER)).embed(["is it waterproof"])
    np.testing.assert_array_equal(multilingual().embed(["is it waterproof"]), before)
    assert float(changed[0] @ before[0]) < 0.999


@pytest.mark.integration
def test_the_committed_adapter_finds_more_on_topics_it_has_not_seen() -> None:
    kept = split(read_topics())[1][:50]
    tuned, plain = (measure(kept, load_embedder(name).embed) for name in (BUILTIN, PLAIN))
    for language in ("en", "zh"):
        assert tuned[language][0] > plain[language][0] + 0.05


@pytest.mark.integration
def test_vectors_of_another_adapter_or_otherwise_counted_have_another_name() -> None:
    assert load_embedder(BUILTIN).name == f"builtin {adapter_digest(ADAPTER)} int8"
    assert load_embedder(PLAIN).name == "minilm"
