"""Training the Chinese reader: a LoRA adapter on the last layers of multilingual-e5-small, by peft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.sentiment.fit import Plan
from bot.sentiment.moods import MOODS
from bot.sentiment.multilingual import RECIPE, SHARPNESS, as_tokens
from bot.sentiment.tensors import save
from knowledge.e5 import e5_path, multilingual
from knowledge.e5_file import E5File
from knowledge.lora import adapter_of, renumbered, with_adapter_in

ADAPTED = 4  # layers, the last ones
RANK = 16
ALPHA = 32
PLAN = Plan(epochs=2, batch=32, rates={"": 8e-4})

States = NDArray[np.float16]


class MultilingualTraining:
    """The network in training; `fit` trains it, `save` writes what `MultilingualNetwork` reads.

    What the layers below the adapted ones make of a text is kept in memory: about 40 kB for a review.
    """

    def __init__(self, seed: int) -> None:
        self._torch: Any = import_module("torch")
        self._torch.manual_seed(seed)
        self._reads = multilingual()
        file = E5File(e5_path())
        self._below = file.sizes.layers - ADAPTED
        self._encoder = with_adapter_in(file.weights(self._torch), file.sizes, self._below, RANK, ALPHA)
        self._head: Any = self._torch.nn.Linear(file.sizes.hidden, len(MOODS))
        self._known: dict[tuple[int, ...], States] = {}

    def parameters(self) -> Mapping[str, Any]:
        """The adapter's A and B of every adapted layer, by the encoder's names, and the head."""
        adapter = {renumbered(name, self._below): each for name, each in adapter_of(self._encoder).items()}
        return {**adapter, "head.weight": self._head.weight, "head.bias": self._head.bias}

    def encode(self, text: str) -> list[int]:
        """Both ends of a text; a token's number is one more than the encoder's, for there 0 is no padding."""
        return [token + 1 for token in as_tokens(self._reads, [text])[0]]

    def scores(self, tokens: Any, *, training: bool) -> Any:
        """Scores [n, moods]."""
        torch, mask = self._torch, tokens > 0
        self._encoder.train(training)
        unseen = torch.where(mask, 0.0, -torch.inf)[:, None, None].expand(-1, 1, tokens.shape[1], -1)
        with torch.autocast("cpu", torch.bfloat16):  # a third of the time where the processor knows it
            hidden = self._lower([tuple(row[row > 0].tolist()) for row in tokens], tokens.shape[1])
            hidden = self._encoder(hidden, attention_mask=unseen).last_hidden_state.float()
        kept = mask[..., None]
        vectors = torch.nn.functional.normalize((hidden * kept).sum(1) / kept.sum(1))
        return self._head(torch.nn.functional.dropout(vectors, 0.1, training) * SHARPNESS)

    def save(self, path: Path) -> None:
        """Write adapter and head."""
        tensors = {name: tensor.detach().numpy() for name, tensor in self.parameters().items()}
        save(path, RECIPE, {"scale": ALPHA / RANK, "moods": MOODS}, tensors)

    def _lower(self, rows: Sequence[tuple[int, ...]], longest: int) -> Any:
        """What comes into the adapted layers [n, longest, hidden]."""
        self._learn(row for row in rows if row not in self._known)
        states = [self._torch.from_numpy(self._known[row]).float() for row in rows]
        pad = self._torch.nn.functional.pad
        return self._torch.stack([pad(each, (0, 0, 0, longest - len(each))) for each in states])

    def _learn(self, rows: Iterable[tuple[int, ...]]) -> None:
        new = sorted(set(rows))
        ids = [[token - 1 for token in row] for row in new]
        for place, states in self._reads.bert.states(ids, self._below):
            self._known[new[place]] = states.astype(np.float16)
