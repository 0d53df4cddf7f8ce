"""Written questions: how a new one is drawn, their file, and whether the committed one finds what else is not found."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.asked_before import AskedBefore, of_matters, read_asked, write_asked
from knowledge.embeddings import HashEmbedder
from knowledge.errors import KnowledgeError
from knowledge.search_embedder import SearchEmbedder
from knowledge.tuning.topics import read_parts
from knowledge.tuning.training import measure

POST, HOURS = 0, 1


@pytest.fixture
def asked() -> AskedBefore:
    """Two matters, each asked in two ways; questions have three numbers, answers four."""
    posting = np.array([[1, 0, 0], [0.8, 0.6, 0]], np.float32), np.array([[0, 0, 2, 0]], np.float32)
    hours = (
        np.array([[0, 0, 1], [0, 0.6, 0.8]], np.float32),
        np.array([[0, 0, 0, 1], [0, 0, 0, 3]], np.float32),
    )
    return of_matters([posting, hours])


def test_a_question_is_drawn_to_what_answered_those_like_it(asked: AskedBefore) -> None:
    new = np.array([[1, 0, 0, 0], [1, 0, 0, 0]], np.float32)
    drawn = asked.drawn(new, np.array([[0.9, 0.3, 0], [0, 0.3, 0.9]], np.float32))
    np.testing.assert_allclose(np.linalg.norm(drawn, axis=1), 1, rtol=1e-6)
    near = drawn @ asked.answers.T
    for which, (meant, other) in enumerate([(POST, HOURS), (HOURS, POST)]):
        assert near[which, meant] > 0.4
        assert near[which, other] < 0.1
    assert (drawn[:, 0] > drawn[:, 1:].max(axis=1)).all(), "what it says itself counts most"


def test_no_question_is_drawn_to_nothing(asked: AskedBefore) -> None:
    assert asked.drawn(np.zeros((0, 4), np.float32), np.zeros((0, 3), np.float32)).shape == (0, 4)


def test_the_file_comes_back_as_it_was_a_little_rounded(asked: AskedBefore, tmp_path: Path) -> None:
    path = tmp_path / "asked.safetensors"
    write_asked(path, asked, "one")
    read = read_asked(path, "one")
    np.testing.assert_allclose(read.questions, asked.questions, atol=0.01)
    np.testing.assert_allclose(read.answers, asked.answers, atol=0.001)
    np.testing.assert_array_equal(read.matters, [0, 0, 1, 1])


def test_a_file_of_another_adapter_or_none_is_named(asked: AskedBefore, tmp_path: Path) -> None:
    path = tmp_path / "asked.safetensors"
    with pytest.raises(KnowledgeError, match=r"asked\.safetensors: not a usable file of written questions"):
        read_asked(path, "one")
    write_asked(path, asked, "one")
    with pytest.raises(
        KnowledgeError, match=r"found adapter 'one', expected 'two'\. .*knowledge\.tuning\.asking"
    ):
        read_asked(path, "two")


def test_an_embedder_without_written_questions_reads_questions_as_all_else() -> None:
    embedder = HashEmbedder()
    np.testing.assert_array_equal(embedder.embed_questions(["a lamp"]), embedder.embed(["a lamp"]))


@pytest.mark.integration
def test_what_situations_ask_for_is_found_more_often_than_without() -> None:
    topics = read_parts().kept_situations[::4]
    drawn, alone = SearchEmbedder(), SearchEmbedder(asked=None)
    with_them, without = (measure(topics, each.embed_questions, alone.embed) for each in (drawn, alone))
    for language in ("en", "zh"):
        assert with_them[language][0] > 1.1 * without[language][0]
