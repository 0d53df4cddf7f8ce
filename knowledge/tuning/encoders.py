"""The two encoders in training, each with a low-rank adapter (LoRA: Hu et al. 2021) on what it learns with."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.bilingual import to_english
from knowledge.e5 import e5_path, multilingual
from knowledge.e5_file import E5File
from knowledge.embeddings import builtin_folder
from knowledge.lora import adapter_of, renumbered, with_adapter, with_adapter_in
from knowledge.search_embedder import beginning

RANK, ALPHA = 16, 32
ADAPTED = 4
"""Layers of the multilingual model that learn, the last ones: those below are read once."""
_TOKENS, _TOKENS_MULTILINGUAL = 28, 48
_GROUPS = 4
"""In so many groups of like length a batch is read: padding costs as much as text."""

Floats = NDArray[np.float32]


class Trainable(Protocol):
    """An encoder that learns."""

    def read(self, text: str) -> str:
        """A text as the encoder is given it."""
        ...

    def parameters(self) -> list[Any]:
        """The tensors that learn."""
        ...

    def vectors(self, texts: Sequence[str], *, training: bool) -> Any:
        """Rows [n, d] of length 1."""
        ...


class English:
    """MiniLM; a Chinese text in the English of the glossary."""

    def __init__(self, seed: int = 0) -> None:
        self._torch: Any = import_module("torch")
        self._torch.manual_seed(seed)
        folder = builtin_folder()
        self._tokenizer: Any = import_module("tokenizers").Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_TOKENS)
        self._encoder = with_adapter(folder, RANK, ALPHA)

    def read(self, text: str) -> str:
        """A text in English, as far as the glossary knows it."""
        return to_english(text)

    def parameters(self) -> list[Any]:
        """The adapter."""
        return list(adapter_of(self._encoder).values())

    def adapter(self) -> dict[str, Floats]:
        """The adapter as it is now, by the encoder's names."""
        return {name: tensor.detach().numpy().copy() for name, tensor in adapter_of(self._encoder).items()}

    def vectors(self, texts: Sequence[str], *, training: bool) -> Any:
        """Rows [n, 384] of length 1."""
        torch = self._torch
        ids = [found.ids for found in self._tokenizer.encode_batch(list(texts))]
        longest = max(map(len, ids))
        tokens = torch.tensor([each + [0] * (longest - len(each)) for each in ids])
        kept = (tokens != 0)[..., None]
        self._encoder.train(training)
        hidden = self._encoder(input_ids=tokens, attention_mask=kept[..., 0].long()).last_hidden_state
        return torch.nn.functional.normalize((hidden * kept).sum(1) / kept.sum(1))


class Multilingual:
    """E5, its last layers in training; what the layers below make of a text is kept in memory, 40 kB at most.

    Its vectors lie close together: what they have in common is taken off before they are compared. With `quick`, the
    layers below count in bytes.
    """

    def __init__(self, common: Floats, seed: int = 0, *, quick: bool = False) -> None:
        self._torch: Any = import_module("torch")
        self._torch.manual_seed(seed)
        self._reads = multilingual()
        file = E5File(e5_path())
        self._below = file.sizes.layers - ADAPTED
        self._encoder = with_adapter_in(file.weights(self._torch), file.sizes, self._below, RANK, ALPHA)
        self._bert = self._reads.bert.quantized() if quick else self._reads.bert
        self._common = self._torch.from_numpy(common)
        self._known: dict[str, NDArray[np.float16]] = {}

    def read(self, text: str) -> str:
        """The beginning of a text, as search reads it."""
        return beginning(text)

    def parameters(self) -> list[Any]:
        """The adapter."""
        return list(adapter_of(self._encoder).values())

    def adapter(self) -> dict[str, Floats]:
        """The adapter as it is now, by the names in the whole encoder."""
        return {
            renumbered(name, self._below): tensor.detach().numpy().copy()
            for name, tensor in adapter_of(self._encoder).items()
        }

    def vectors(self, texts: Sequence[str], *, training: bool) -> Any:
        """Rows [n, 384] of length 1, without what all have in common."""
        self._encoder.train(training)
        self._learn([text for text in dict.fromkeys(texts) if text not in self._known])
        order = sorted(range(len(texts)), key=lambda place: len(self._known[texts[place]]))
        groups: list[list[int]] = [
            some.tolist() for some in np.array_split(np.array(order), _GROUPS) if len(some)
        ]
        rows = self._torch.cat([self._means([texts[place] for place in group]) for group in groups])
        back = self._torch.tensor(np.argsort(order))
        return self._torch.nn.functional.normalize(rows[back] - self._common)

    def _means(self, texts: Sequence[str]) -> Any:
        torch = self._torch
        states = [torch.from_numpy(self._known[text]).float() for text in texts]
        hidden = torch.nn.utils.rnn.pad_sequence(states, batch_first=True)
        kept = torch.nn.utils.rnn.pad_sequence(
            [each.new_ones(len(each), 1) for each in states], batch_first=True
        )
        unseen = ((1 - kept) * -1e4)[:, None, None, :, 0].expand(-1, 1, hidden.shape[1], -1)
        read = self._encoder(hidden, attention_mask=unseen).last_hidden_state
        return torch.nn.functional.normalize((read * kept).sum(1) / kept.sum(1))

    def _learn(self, texts: Sequence[str]) -> None:
        ids = self._reads.tokens(texts, _TOKENS_MULTILINGUAL)
        for place, states in self._bert.states(ids, self._below):
            self._known[texts[place]] = states.astype(np.float16)
