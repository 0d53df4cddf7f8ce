"""Training the English network: a LoRA adapter on all linear layers of the built-in encoder, by peft."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.sentiment.adapter import RECIPE, SHARPNESS
from bot.sentiment.fit import Plan
from bot.sentiment.moods import MOODS
from bot.sentiment.tensors import save
from bot.text_head.features import clip
from knowledge.embeddings import builtin_folder
from knowledge.lora import adapter_of, with_adapter

RANK = 16
ALPHA = 32
TOKENS = 48
PLAN = Plan(epochs=2, batch=32, rates={"": 8e-4})


class EnglishTraining:
    """The network in training; `fit` trains it, `save` writes what `EnglishNetwork` reads."""

    def __init__(self, seed: int) -> None:
        self._torch: Any = import_module("torch")
        self._torch.manual_seed(seed)
        folder = builtin_folder()
        self._tokenizer: Any = import_module("tokenizers").Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(TOKENS)
        self._encoder = with_adapter(folder, RANK, ALPHA)
        self._head: Any = self._torch.nn.Linear(self._encoder.config.hidden_size, len(MOODS))

    def parameters(self) -> Mapping[str, Any]:
        """The adapter's A and B of every layer, by the encoder's names, and the head."""
        return {**adapter_of(self._encoder), "head.weight": self._head.weight, "head.bias": self._head.bias}

    def encode(self, text: str) -> list[int]:
        """Both ends of a text, `TOKENS` tokens at most."""
        return self._tokenizer.encode(clip(text)).ids

    def scores(self, tokens: Any, *, training: bool) -> Any:
        """Scores [n, moods]."""
        functional, mask = self._torch.nn.functional, (tokens != 0)
        self._encoder.train(training)
        hidden = self._encoder(input_ids=tokens, attention_mask=mask.long()).last_hidden_state
        kept = mask[..., None]
        vectors = functional.normalize((hidden * kept).sum(1) / kept.sum(1))
        return self._head(functional.dropout(vectors, 0.1, training) * SHARPNESS)

    def save(self, path: Path) -> None:
        """Write adapter and head."""
        tensors = {name: tensor.detach().numpy() for name, tensor in self.parameters().items()}
        save(path, RECIPE, {"scale": ALPHA / RANK, "moods": MOODS}, tensors)
