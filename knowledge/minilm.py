"""all-MiniLM-L6-v2 in torch alone: a BERT encoder and the mean of its last layer (Reimers and Gurevych 2019).

Gives what sentence-transformers gives, without its imports, which take several times as long as reading the weights.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BATCH_TOKENS = 512


class MiniLM:
    """The model in a folder of sentence-transformers' making: weights, tokenizer, sizes.

    `changes` are added to the weights of the same names: a fine-tuned adapter.

    Raises:
        OSError, ValueError, KeyError: the folder does not hold such a model.
    """

    def __init__(self, folder: Path, changes: Mapping[str, Any] | None = None) -> None:
        self._torch: Any = import_module("torch")
        sizes = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        limit = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))[
            "max_seq_length"
        ]
        weights: dict[str, Any] = import_module("safetensors.torch").load_file(folder / "model.safetensors")
        for name, change in (changes or {}).items():
            weights[name] = weights[name] + change
        self._tokenizer = _tokenizer(folder, limit)
        self._embedding = _Embedding(weights, float(sizes["layer_norm_eps"]))
        self._encoder = _encoder(self._torch, weights, sizes)
        self.dimension = int(sizes["hidden_size"])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """L2-normalised rows. Texts of one length go together, in batches whose activations stay in the cache."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        with self._torch.inference_mode():
            for batch in _batches(ids):
                rows[batch] = self._means([ids[place] for place in batch]).numpy()
        return rows

    def _means(self, batch: Sequence[Sequence[int]]) -> Any:
        torch, longest = self._torch, len(batch[0])
        tokens = torch.tensor([[*ids, *[0] * (longest - len(ids))] for ids in batch])
        padding = tokens == 0 if len(batch[-1]) < longest else None
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


def _tokenizer(folder: Path, limit: int) -> Any:
    tokenizer: Any = import_module("tokenizers").Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(limit)
    tokenizer.no_padding()
    return tokenizer


def _batches(ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Places of texts, longest first."""
    order = sorted(range(len(ids)), key=lambda place: -len(ids[place]))
    start = 0
    while start < len(order):
        count = max(1, _BATCH_TOKENS // len(ids[order[start]]))
        yield order[start : start + count]
        start += count


def _encoder(torch: Any, weights: Mapping[str, Any], sizes: Mapping[str, Any]) -> Any:
    layer = torch.nn.TransformerEncoderLayer(
        sizes["hidden_size"],
        sizes["num_attention_heads"],
        sizes["intermediate_size"],
        activation=sizes["hidden_act"],
        layer_norm_eps=sizes["layer_norm_eps"],
        batch_first=True,
    )
    encoder = torch.nn.TransformerEncoder(layer, sizes["num_hidden_layers"], enable_nested_tensor=False)
    encoder.load_state_dict(dict(_renamed(torch, weights, sizes["num_hidden_layers"])))
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
