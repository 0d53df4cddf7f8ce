"""Trains a network of moods: seeded, with progress, early stopping, and a checkpoint from which it goes on."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.sentiment.moods import MOODS

POOL = 20  # batches whose texts are sorted by length before they are cut
WARM_UP = 50  # steps
SAVE_EVERY = 25  # steps
SHARPEST = 1.0  # gradient norm at most

Floats = NDArray[np.float32]
Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the moods that are right for it: a negative review may be angry or upset."""

    text: str
    moods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a network is trained. `rates`: learning rate by the beginning of a parameter's name, '' for the rest."""

    epochs: int
    batch: int
    rates: Mapping[str, float] = field(default_factory=lambda: {"": 1e-3})
    patience: int = 1  # epochs without a better dev loss before it stops
    seed: int = 0


class Trainable(Protocol):
    """A network in training."""

    def parameters(self) -> Mapping[str, Any]:
        """The tensors that are trained."""
        ...

    def encode(self, text: str) -> list[int]:
        """A text's tokens; 0 is padding."""
        ...

    def scores(self, tokens: Any, *, training: bool) -> Any:
        """Scores [n, moods] of tokens [n, length]."""
        ...


def fit(  # noqa: PLR0913  what training needs
    network: Trainable,
    examples: Sequence[Example],
    dev: Sequence[Example],
    plan: Plan,
    *,
    checkpoint: Path,
    report: Report,
) -> list[float]:
    """Train `network` in place, leave it as it was after its best epoch, and give every epoch's dev loss.

    `report` is told the phase, the step and how many there are. A `checkpoint` of the same plan and texts is continued.
    """
    return _Run(network, examples, dev, plan, checkpoint, report).run()


def moods_of(network: Trainable, texts: Sequence[str], batch: int = 64) -> Floats:
    """Scores [n, moods] of a network that is not in training."""
    torch: Any = import_module("torch")
    tokens = [network.encode(text) for text in texts]
    order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
    told = np.zeros((len(texts), len(MOODS)), dtype=np.float32)
    with torch.inference_mode():
        for start in range(0, len(order), batch):
            some = order[start : start + batch]
            padded = _padded(torch, [tokens[place] for place in some])
            told[some] = network.scores(padded, training=False).numpy()
    return told


class _Run:
    def __init__(  # noqa: PLR0913, PLR0917  as `fit`
        self,
        network: Trainable,
        examples: Sequence[Example],
        dev: Sequence[Example],
        plan: Plan,
        checkpoint: Path,
        report: Report,
    ) -> None:
        self._torch: Any = import_module("torch")
        self._network, self._plan, self._dev = network, plan, dev
        self._path, self._report = checkpoint, report
        self._examples = [example for example in examples if example.moods]
        self._tokens = [network.encode(example.text) for example in self._examples]
        self._targets = _targets(self._torch, self._examples)
        self._parameters = dict(network.parameters())
        self._steps = plan.epochs * -(-len(self._examples) // plan.batch)
        self._optimizer = self._torch.optim.AdamW(list(self._groups()), weight_decay=0.01)
        self._schedule = self._torch.optim.lr_scheduler.LambdaLR(self._optimizer, self._rate)
        self._done = 0
        self._losses: list[float] = []
        self._best: dict[str, Any] = {}

    def run(self) -> list[float]:
        self._torch.manual_seed(self._plan.seed)
        self._resume()
        per_epoch = self._steps // self._plan.epochs
        while self._done < self._steps and not self._stopped():
            epoch, skip = divmod(self._done, per_epoch)
            for batch in list(self._batches(epoch))[skip:]:
                self._step(batch)
            self._judge()
        self._restore(self._best)
        return self._losses

    def _rate(self, step: int) -> float:
        """Of the learning rate at a step: up within the first steps, then down to 0."""
        return min(1.0, (step + 1) / WARM_UP) * max(0.0, 1 - step / self._steps)

    def _step(self, batch: Sequence[int]) -> None:
        torch = self._torch
        scores = self._network.scores(_padded(torch, [self._tokens[at] for at in batch]), training=True)
        loss = _loss(torch, scores, self._targets[list(batch)])
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(self._parameters.values()), SHARPEST)
        self._optimizer.step()
        self._schedule.step()
        self._done += 1
        self._report("training", self._done, self._steps)
        if self._done % SAVE_EVERY == 0:
            self._save()

    def _judge(self) -> None:
        """Ends an epoch: keeps the weights when they are the best so far."""
        scores = moods_of(self._network, [example.text for example in self._dev])
        loss = float(
            _loss(self._torch, self._torch.from_numpy(scores), _targets(self._torch, self._dev)).item()
        )
        if not self._losses or loss < min(self._losses):
            self._best = {name: tensor.detach().clone() for name, tensor in self._parameters.items()}
        self._losses.append(loss)
        self._save()

    def _stopped(self) -> bool:
        worse = len(self._losses) - 1 - int(np.argmin(self._losses)) if self._losses else 0
        return worse > self._plan.patience

    def _batches(self, epoch: int) -> Iterator[list[int]]:
        """Shuffled batches of texts of about one length; the same for the same seed and epoch."""
        order = list(range(len(self._tokens)))
        shuffle = random.Random(f"{self._plan.seed}:{epoch}").shuffle  # noqa: S311  not for secrets
        shuffle(order)
        size = self._plan.batch
        made: list[list[int]] = []
        for start in range(0, len(order), size * POOL):
            pool = sorted(order[start : start + size * POOL], key=lambda at: len(self._tokens[at]))
            made += [pool[at : at + size] for at in range(0, len(pool), size)]
        shuffle(made)
        yield from made

    def _groups(self) -> Iterator[dict[str, Any]]:
        rates = sorted(self._plan.rates.items(), key=lambda entry: -len(entry[0]))
        taken = set[str]()
        for start, rate in rates:
            names = [name for name in self._parameters if name.startswith(start) and name not in taken]
            taken |= set(names)
            if names:
                yield {"params": [self._parameters[name] for name in names], "lr": rate}

    def _key(self) -> str:
        told = [asdict(self._plan), [[each.text, each.moods] for each in self._examples]]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=dict).encode()).hexdigest()

    def _save(self) -> None:
        state = {
            "key": self._key(),
            "done": self._done,
            "losses": self._losses,
            "best": self._best,
            "parameters": {name: tensor.detach() for name, tensor in self._parameters.items()},
            "optimizer": self._optimizer.state_dict(),
            "schedule": self._schedule.state_dict(),
            "chance": self._torch.get_rng_state(),
        }
        partial = self._path.with_suffix(".part")
        self._torch.save(state, partial)
        partial.replace(self._path)

    def _resume(self) -> None:
        """Goes on from the checkpoint when it is of this plan and these texts."""
        if not self._path.is_file():
            return
        state: dict[str, Any] = self._torch.load(self._path, weights_only=True)
        if state["key"] != self._key():
            return
        self._restore(state["parameters"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._schedule.load_state_dict(state["schedule"])
        self._torch.set_rng_state(state["chance"])
        self._done, self._losses, self._best = state["done"], state["losses"], state["best"]

    def _restore(self, tensors: Mapping[str, Any]) -> None:
        with self._torch.no_grad():
            for name, tensor in tensors.items():
                self._parameters[name].copy_(tensor)


def _padded(torch: Any, rows: Sequence[Sequence[int]]) -> Any:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])


def _targets(torch: Any, examples: Sequence[Example]) -> Any:
    return torch.tensor([[float(mood in example.moods) for mood in MOODS] for example in examples])


def _loss(torch: Any, scores: Any, targets: Any) -> Any:
    """Mean of -log p(one of the right moods)."""
    told = torch.log_softmax(scores, 1)
    return -torch.logsumexp(told + torch.log(targets + 1e-9), 1).mean()
