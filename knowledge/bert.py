"""A BERT encoder in torch alone, with the mean of its last layer as a text's vector (Reimers and Gurevych 2019).

Gives what sentence-transformers gives, without its imports, which take several times as long as reading the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy, deepcopy
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.int8_layer import Int8Layer

_BATCH_TOKENS = 256


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
        self._layers: list[Any] = _layers(self._torch, weights, sizes)
        self._sizes = sizes

    def changed(self, additions: Mapping[str, Any]) -> Bert:
        """An encoder to whose layers' weights these are added, by BERT's names; it shares all that stays the same.

        Raises:
            KeyError, RuntimeError: there is no such weight, or it has another shape.
        """
        places = {name: _place(name) for name in additions}
        mine = {layer for layer, _, _, _ in places.values()}
        other = copy(self)
        other._layers = [deepcopy(each) if at in mine else each for at, each in enumerate(self._layers)]
        for name, (layer, weight, part, parts) in places.items():
            rows = other._layers[layer].get_parameter(weight).chunk(parts)[part]
            rows += additions[name]
        return other

    def quantized(self) -> Bert:
        """An encoder that counts in bytes: some three times as quick; its vectors have a cosine of 0.99 to these."""
        other = copy(self)
        other._layers = [Int8Layer(layer) for layer in self._layers]
        return other

    def means(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """L2-normalised rows. Texts of one length go together, in batches whose activations stay in the cache."""
        rows = np.zeros((len(ids), self._sizes.hidden), dtype=np.float32)

        def fill(batch: list[int]) -> None:
            hidden, padding = self._states([ids[place] for place in batch], None)
            rows[batch] = self._mean(hidden, padding).numpy()

        _side_by_side(self._torch, fill, list(_batches(ids)))
        return rows

    def states(self, ids: Sequence[Sequence[int]], layers: int) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """The place of each text and its states [length, hidden] after so many layers, longest texts first."""
        for batch in _batches(ids):
            hidden, _ = self._states([ids[place] for place in batch], layers)
            yield from (
                (place, each[: len(ids[place])].float().numpy())
                for place, each in zip(batch, hidden, strict=True)
            )

    def _states(self, batch: Sequence[Sequence[int]], layers: int | None) -> tuple[Any, Any]:
        """States [n, longest, hidden] of texts, the longest first, and where they are padding, if any is."""
        torch, longest, pad = self._torch, len(batch[0]), self._sizes.padding
        tokens = torch.tensor([[*ids, *[pad] * (longest - len(ids))] for ids in batch])
        padding = tokens == pad if len(batch[-1]) < longest else None
        with torch.inference_mode():
            hidden = self._embedding(torch, tokens)
            for layer in self._layers[:layers]:
                hidden = layer(hidden, src_key_padding_mask=padding)
        return hidden, padding

    def _mean(self, hidden: Any, padding: Any) -> Any:
        normalize = self._torch.nn.functional.normalize
        if padding is None:
            return normalize(hidden.mean(dim=1))
        kept = (~padding)[..., None]
        return normalize((hidden * kept).sum(dim=1) / kept.sum(dim=1))


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


def _side_by_side(torch: Any, work: Callable[[list[int]], None], batches: Sequence[list[int]]) -> None:
    """Works on as many batches at once as torch may use threads, each on one: they need not wait for each other."""
    threads = torch.get_num_threads()
    if threads == 1 or len(batches) == 1:
        for batch in batches:
            work(batch)
        return
    try:
        with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            list(pool.map(work, batches))
    finally:
        torch.set_num_threads(threads)


def _layers(torch: Any, weights: Mapping[str, Any], sizes: Sizes) -> list[Any]:
    made: list[Any] = []
    for layer in range(sizes.layers):
        with torch.device("meta"):
            one = torch.nn.TransformerEncoderLayer(
                sizes.hidden,
                sizes.heads,
                sizes.between,
                activation="gelu",
                layer_norm_eps=sizes.eps,
                batch_first=True,
            )
        one.load_state_dict(dict(_renamed(torch, weights, f"encoder.layer.{layer}")), assign=True)
        made.append(one.eval().requires_grad_(False))
    return made


_NAMES = {
    "self_attn.out_proj": "attention.output.dense",
    "linear1": "intermediate.dense",
    "linear2": "output.dense",
    "norm1": "attention.output.LayerNorm",
    "norm2": "output.LayerNorm",
}
_INPUTS = ("query", "key", "value")
_PLACES = {f"{bert}.weight": (f"{name}.weight", 0, 1) for name, bert in _NAMES.items()} | {
    f"attention.self.{name}.weight": ("self_attn.in_proj_weight", part, 3)
    for part, name in enumerate(_INPUTS)
}


def _renamed(torch: Any, weights: Mapping[str, Any], layer: str) -> Iterator[tuple[str, Any]]:
    """A layer's weights under torch's names."""
    for part in ("weight", "bias"):
        inputs = [weights[f"{layer}.attention.self.{name}.{part}"] for name in _INPUTS]
        yield f"self_attn.in_proj_{part}", torch.cat(inputs)
        for name, bert in _NAMES.items():
            yield f"{name}.{part}", weights[f"{layer}.{bert}.{part}"]


def _place(name: str) -> tuple[int, str, int, int]:
    """Where torch has the weight of one of BERT's names: layer, name, which of how many parts on each other."""
    layer, _, rest = name.removeprefix("encoder.layer.").partition(".")
    return int(layer), *_PLACES[rest]
