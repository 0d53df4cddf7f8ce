from pathlib import Path

import numpy as np
import pytest

from knowledge.embedders import load_embedder
from knowledge.embeddings import HashEmbedder, ModelEmbedder, builtin_folder, check_builtin
from knowledge.errors import KnowledgeError


def test_the_fake_gives_unit_rows_that_only_the_text_decides() -> None:
    rows = HashEmbedder().embed(["a green tent", "a lamp", "a green tent", ""])
    assert rows.shape == (4, 256)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, rtol=1e-5)
    np.testing.assert_array_equal(rows[0], rows[2])
    assert rows[0] @ rows[2] > rows[0] @ rows[1]
    assert HashEmbedder().embed([]).shape == (0, 256)


def test_load_embedder_knows_the_fake_by_name() -> None:
    assert load_embedder("hash").name == "hash"


def test_a_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"embedding model .* cannot be loaded"):
        load_embedder(str(tmp_path))


@pytest.mark.integration
def test_the_built_in_model_is_the_one_that_it_should_be() -> None:
    check_builtin()


@pytest.mark.integration
def test_the_built_in_model_places_meanings() -> None:
    embedder = ModelEmbedder()
    texts = ["how heavy is it", "weight", "colour", "weight"]
    rows = embedder.embed(texts)
    assert rows.shape == (4, embedder.dimension) == (4, 384)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, rtol=1e-4)
    np.testing.assert_array_equal(rows[1], rows[3])
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.1


@pytest.mark.integration
def test_the_built_in_model_gives_what_sentence_transformers_gives() -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["a tent", "", "帐篷 that keeps the rain out, at last", "rain " * 400]
    peer = SentenceTransformer(str(builtin_folder()), device="cpu")
    theirs = np.asarray(peer.encode(texts, normalize_embeddings=True))
    np.testing.assert_allclose(ModelEmbedder("minilm").embed(texts), theirs, atol=1e-5)
