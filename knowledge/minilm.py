"""all-MiniLM-L6-v2 from a folder of sentence-transformers' making."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.bert import Bert, Sizes


class MiniLM:
    """The model in the folder: weights, tokenizer, sizes.

    `changes` are added to the weights of the same names: a fine-tuned adapter. `quantized`: it counts in bytes.

    Raises:
        OSError, ValueError, KeyError: the folder does not hold such a model.
    """

    def __init__(
        self, folder: Path, changes: Mapping[str, Any] | None = None, *, quantized: bool = False
    ) -> None:
        limit = _json(folder / "sentence_bert_config.json")["max_seq_length"]
        weights: dict[str, Any] = import_module("safetensors.torch").load_file(folder / "model.safetensors")
        for name, change in (changes or {}).items():
            weights[name] = weights[name] + change
        sizes = _sizes(_json(folder / "config.json"))
        self._tokenizer = _tokenizer(folder, limit)
        bert = Bert(weights, sizes)
        self._bert = bert.quantized() if quantized else bert
        self.dimension = sizes.hidden

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """L2-normalised rows [n, dimension]."""
        return self._bert.means([found.ids for found in self._tokenizer.encode_batch(list(texts))])


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def _sizes(config: Mapping[str, Any]) -> Sizes:
    return Sizes(
        hidden=int(config["hidden_size"]),
        between=int(config["intermediate_size"]),
        layers=int(config["num_hidden_layers"]),
        heads=int(config["num_attention_heads"]),
        eps=float(config["layer_norm_eps"]),
    )


def _tokenizer(folder: Path, limit: int) -> Any:
    tokenizer: Any = import_module("tokenizers").Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(limit)
    tokenizer.no_padding()
    return tokenizer
