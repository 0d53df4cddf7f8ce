"""A BERT encoder in torch alone, with the mean of its last layer as a text's vector (Reimers and Gurevych 2019).

Gives what sentence-transformers gives, without its imports, which take several times as long as reading the weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BATCH_TOKENS = 512


@dataclass(frozen=True, slots=True)
class Sizes:
    """What shapes a BERT: numbers in a vector and in the layer between, layers, attention heads, token that pads."""

    hidden: int
    between: int
    layers: int
    heads: int
    eps: float
    padding: int = 0


class Bert:
    """The encoder of `weights`, which go by BERT's names; the words' may be anything that tokens index."""

    def __init__(self, weights: Mapping[str, Any], sizes: Sizes) -> None:
        self._torch: Any = import_module("torch")
        self._embedding = _Embedding(weights, sizes.eps)
        self._encoder = _encoder(self._torch, weights, sizes)
        self._sizes = sizes

    def means(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """L2-normalised rows. Texts of one length go together, in batches whose activations stay in the cache."""
        rows = np.zeros((len(ids), self._sizes.hidden), dtype=np.float32)
        with self._torch.inference_mode():
            for batch in _batches(ids):
                rows[batch] = self._means([ids[place] for place in batch]).numpy()
        return rows

    def _means(self, batch: Sequence[Sequence[int]]) -> Any:
        torch, longest, pad = self._torch, len(batch[0]), self._sizes.padding
        tokens = torch.tensor([[*ids, *[pad] * (longest - len(ids))] for ids in batch])
        padding = tokens == pad if len(batch[-1]) < longest else None
        hidden = self._encoder(self._embedding(torch, tokens), src_key_padding_mask=padding)
        if padding is None:
            return torch.nn.functional.normalize(hidden.mean(dim=1))
        kept = (~padding)[..., None]
        return torch.nn.functional.normalize((hidden * kept).sum(dim=1) / kept.sum(dim=1))


class _Embedding:
    """The sum of word, place and type, normalised."""

    def __init__(self, weights: Mapping[str, Any], eps: float) -> None:
        self._words = weights["embeddings.word_embeddings.weight"]
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        self._places = weights["embeddings.position_embeddings.weight"] + kind
        self._norm = [weights[f"embeddings.LayerNorm.{part}"] for part in ("weight", "bias")]
        self._eps = eps

    def __call__(self, torch: Any, tokens: Any) -> Any:
        hidden = self._words[tokens] + self._places[: tokens.shape[1]]
        return torch.nn.functional.layer_norm(hidden, hidden.shape[-1:], *self._norm, self._eps)


def _batches(ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Places of texts, longest first."""
    order = sorted(range(len(ids)), key=lambda place: -len(ids[place]))
    start = 0
    while start < len(order):
        count = max(1, _BATCH_TOKENS // len(ids[order[start]]))
        yield order[start : start + count]
        start += count


def _encoder(torch: Any, weights: Mapping[str, Any], sizes: Sizes) -> Any:
    layer = torch.nn.TransformerEncoderLayer(
        sizes.hidden,
        sizes.heads,
        sizes.between,
        activation="gelu",
        layer_norm_eps=sizes.eps,
        batch_first=True,
    )
    encoder = torch.nn.TransformerEncoder(layer, sizes.layers, enable_nested_tensor=False)
    encoder.load_state_dict(dict(_renamed(torch, weights, sizes.layers)))
    return encoder.eval().requires_grad_(False)


_NAMES = {
    "self_attn.out_proj": "attention.output.dense",
    "linear1": "intermediate.dense",
    "linear2": "output.dense",
    "norm1": "attention.output.LayerNorm",
    "norm2": "output.LayerNorm",
}


def _renamed(torch: Any, weights: Mapping[str, Any], layers: int) -> Iterator[tuple[str, Any]]:
    """BERT's weights under torch's names."""
    for layer in range(layers):
        old, new = f"encoder.layer.{layer}", f"layers.{layer}"
        for part in ("weight", "bias"):
            inputs = [weights[f"{old}.attention.self.{name}.{part}"] for name in ("query", "key", "value")]
            yield f"{new}.self_attn.in_proj_{part}", torch.cat(inputs)
            for name, bert in _NAMES.items():
                yield f"{new}.{name}.{part}", weights[f"{old}.{bert}.{part}"]
