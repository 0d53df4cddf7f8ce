"""Which texts are embedded how."""

from collections.abc import Sequence

import numpy as np
import pytest

from knowledge.embedded_texts import Reading
from knowledge.embedders import load_embedder
from knowledge.embeddings import BUILTIN, HashEmbedder, Vectors
from knowledge.passages import passages
from knowledge.text_vectors import TextsRead, vectors_of
from tests.knowledge.small_shop import small_shop


class Noting(HashEmbedder):
    """Notes the texts that it was given in bulk."""

    def __init__(self) -> None:
        super().__init__()
        self.bulk: set[str] = set()

    def embed_bulk(self, texts: Sequence[str]) -> Vectors:
        self.bulk |= {*texts}
        return super().embed_bulk(texts)


def test_facts_with_a_label_and_reviews_are_embedded_in_bulk_where_they_are_english() -> None:
    found = tuple(passages(small_shop()))
    reading = Reading.of(found, "en", "builtin")
    read = TextsRead(found, tuple(map(reading.text, found)), reading.labels(found))
    embedder, told = Noting(), list[tuple[int, int]]()
    table, embedded = vectors_of(read, embedder, None, lambda done, total: told.append((done, total)))
    texts = dict(zip((passage.key for passage in found), read.texts, strict=True))
    assert texts["product:P001#weight@en"] in embedder.bulk
    assert texts["product:P001@en"] not in embedder.bulk
    assert not embedder.bulk & {*read.labels.values()}
    assert embedder.bulk == read.bulk()
    assert embedded == len(read.distinct()) == len(table.rows)
    assert told[-1] == (embedded, embedded)
    np.testing.assert_array_equal(table.of(read.distinct()), embedder.embed(read.distinct()))


@pytest.mark.integration
def test_what_is_read_in_bulk_lies_near_what_is_read_with_both_models() -> None:
    embedder = load_embedder(BUILTIN)
    texts = ["Weight: 2.1 kg", "The zip broke after a week.", "Capacity: 2 people"]
    bulk, both = embedder.embed_bulk(texts), embedder.embed(texts)
    np.testing.assert_allclose(np.linalg.norm(bulk, axis=1), 1, rtol=1e-4)
    assert (bulk @ both.T).argmax(axis=1).tolist() == [0, 1, 2]
    assert np.diag(bulk @ both.T).min() > 0.85
    assert embedder.embed_bulk([]).shape == (0, embedder.dimension)
