"""The encoder, with small random weights."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import torch

from knowledge.bert import Bert, Sizes

SIZES = Sizes(hidden=8, between=16, layers=2, heads=2, eps=1e-12)
TEXTS = [[3, 4, 5, 6], [3, 4], [7]]
MANY = [*TEXTS, *([3 + n % 6, 8] for n in range(1000))]
SHAPES = {
    "attention.self.query": (8, 8),
    "attention.self.key": (8, 8),
    "attention.self.value": (8, 8),
    "attention.output.dense": (8, 8),
    "intermediate.dense": (16, 8),
    "output.dense": (8, 16),
    "attention.output.LayerNorm": (8,),
    "output.LayerNorm": (8,),
}


def weights() -> dict[str, Any]:
    chance = torch.Generator().manual_seed(0)
    shapes = {
        "embeddings.word_embeddings.weight": (9, 8),
        "embeddings.position_embeddings.weight": (6, 8),
        "embeddings.token_type_embeddings.weight": (2, 8),
        "embeddings.LayerNorm.weight": (8,),
        "embeddings.LayerNorm.bias": (8,),
    }
    for layer in range(SIZES.layers):
        for name, shape in SHAPES.items():
            shapes |= {f"encoder.layer.{layer}.{name}.weight": shape}
            shapes |= {f"encoder.layer.{layer}.{name}.bias": shape[:1]}
    return {name: torch.randn(shape, generator=chance) for name, shape in shapes.items()}


def added() -> Mapping[str, Any]:
    names = [name for name, shape in SHAPES.items() if len(shape) > 1]
    return {
        f"encoder.layer.1.{name}.weight": torch.full(SHAPES[name], 0.1 * at) for at, name in enumerate(names)
    }


def test_a_text_s_vector_does_not_depend_on_its_neighbours() -> None:
    bert = Bert(weights(), SIZES)
    alone = np.concatenate([bert.means([text]) for text in TEXTS])
    assert bert.means(TEXTS) == pytest.approx(alone, abs=1e-5)


def test_a_changed_encoder_is_one_of_the_summed_weights_and_the_first_stays_as_it_was() -> None:
    first, summed = Bert(weights(), SIZES), weights()
    before = first.means(TEXTS)
    for name, each in added().items():
        summed[name] = summed[name] + each
    changed = first.changed(added()).means(TEXTS)
    assert changed == pytest.approx(Bert(summed, SIZES).means(TEXTS), abs=1e-5)
    assert (first.means(TEXTS) == before).all()
    assert not np.allclose(changed, before)


def test_a_weight_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        Bert(weights(), SIZES).changed({"encoder.layer.0.pooler.weight": torch.zeros(8, 8)})


def test_states_after_all_layers_have_the_vector_as_their_mean() -> None:
    bert = Bert(weights(), SIZES)
    states = dict(bert.states(TEXTS, SIZES.layers))
    means = np.stack([states[place].mean(axis=0) for place in range(len(TEXTS))])
    assert [len(states[place]) for place in range(len(TEXTS))] == [4, 2, 1]
    assert means / np.linalg.norm(means, axis=1, keepdims=True) == pytest.approx(bert.means(TEXTS), abs=1e-5)


def test_a_quantized_encoder_gives_nearly_the_same_vectors_and_leaves_the_first_as_it_was() -> None:
    first = Bert(weights(), SIZES)
    before = first.means(TEXTS)
    rounded = first.quantized().means(TEXTS)
    assert (rounded * before).sum(axis=1).min() > 0.99
    assert not np.array_equal(rounded, before)
    assert (first.means(TEXTS) == before).all()


def test_a_quantized_text_s_vector_hardly_depends_on_its_neighbours() -> None:
    rounded = Bert(weights(), SIZES).quantized()
    alone = np.concatenate([rounded.means([text]) for text in TEXTS])
    assert (rounded.means(TEXTS) * alone).sum(axis=1).min() > 0.99


@pytest.mark.parametrize("threads", [1, 2])
def test_batches_side_by_side_each_fill_their_own_rows(threads: int) -> None:
    bert, before = Bert(weights(), SIZES), torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        rows = bert.means(MANY)
        assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
    assert rows[-6:] == pytest.approx(np.concatenate([bert.means([text]) for text in MANY[-6:]]), abs=1e-5)
    assert rows[: len(TEXTS)] == pytest.approx(bert.means(TEXTS), abs=1e-5)


def test_a_batch_that_fails_is_not_swallowed() -> None:
    with pytest.raises(IndexError):
        Bert(weights(), SIZES).means([*MANY, [99]])
