"""Teaches the multilingual model's last layers to tell intents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from bot.text_head.training import HeadReport, report_of
from bot.turn.intent_reader import SHARPNESS, Floats, Taught, agreed
from knowledge.e5 import multilingual
from knowledge.tuning.encoders import ALPHA, RANK, Multilingual

_TYPICAL = 2000
"""Texts of which the mean vector is taken for what all have in common."""
_SMOOTHING = 0.05
TEMPERATURES = tuple(float(value) for value in np.geomspace(0.3, 3, 91))

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast the encoder and its last layer learn."""

    epochs: int = 3
    batch: int = 32
    rate: float = 1e-3
    last_rate: float = 5e-3
    seed: int = 0


def teach(texts: Sequence[str], labels: Sequence[str], plan: Plan) -> Taught:
    """A reader that has learned the `labels` of `texts`."""
    names = tuple(sorted(set(labels)))
    learner = _Learner([text.lower() for text in texts], [names.index(label) for label in labels], plan)
    batches = _batches(len(texts), plan)
    optimizer, schedule = learner.optimizer(len(batches))
    for batch in batches:
        learner.learn(batch, optimizer)
        schedule.step()
    return learner.taught(names)


class _Learner:
    """The encoder in training and the layer that reads labels off its vectors."""

    def __init__(self, texts: Sequence[str], target: Sequence[int], plan: Plan) -> None:
        self._torch: Any = import_module("torch")
        self._texts, self._plan = texts, plan
        self._common = multilingual().embed(texts[:_TYPICAL]).mean(axis=0).astype(np.float32)
        self._encoder = Multilingual(self._common, plan.seed)
        self._last: Any = self._torch.nn.Linear(len(self._common), max(target) + 1)
        self._target: Any = self._torch.tensor(target)

    def optimizer(self, steps: int) -> tuple[Any, Any]:
        """AdamW and a one-cycle rate (Smith & Topin 2019) for so many steps."""
        plan, optim = self._plan, self._torch.optim
        learned = [{"params": self._encoder.parameters()}, {"params": self._last.parameters()}]
        optimizer = optim.AdamW(learned, lr=plan.rate, weight_decay=0.01)
        rates = [plan.rate, plan.last_rate]
        return optimizer, optim.lr_scheduler.OneCycleLR(
            optimizer, rates, total_steps=steps + 1, pct_start=0.1
        )

    def learn(self, batch: Sequence[int], optimizer: Any) -> None:
        """One step."""
        torch = self._torch
        rows = self._encoder.vectors([self._texts[at] for at in batch], training=True)
        said, right = self._last(SHARPNESS * rows), self._target[list(batch)]
        loss = torch.nn.functional.cross_entropy(said, right, label_smoothing=_SMOOTHING)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._encoder.parameters(), 1.0)
        optimizer.step()

    def taught(self, names: tuple[str, ...]) -> Taught:
        """What has been learned so far."""
        weights, bias = (each.detach().numpy().copy() for each in (self._last.weight, self._last.bias))
        return Taught(names, ALPHA / RANK, self._encoder.adapter(), self._common, weights, bias)


def best_temperature(some: Floats, others: Floats, target: Ints) -> float:
    """The temperature of two guesses together that has the least log loss."""
    rows = np.arange(len(target))

    def loss(temperature: float) -> float:
        return float(-np.log(agreed(some, others, temperature)[rows, target] + 1e-9).mean())

    return min(TEMPERATURES, key=loss)


def report_of_both(
    first: HeadReport, others: Floats, labels: Sequence[str], temperature: float
) -> HeadReport:
    """The report of a head's held-out guesses, made together with the `others` [held-out, labels] of a reader."""
    both = agreed(np.array(first.probabilities, dtype=np.float32), others, temperature)
    target = np.array([first.labels.index(labels[at]) for at in first.heldout])
    return report_of(
        both,
        target,
        first.labels,
        heldout=first.heldout,
        trained_on=first.trained_on,
        strength=first.strength,
        temperature=temperature,
    )


def _batches(count: int, plan: Plan) -> list[list[int]]:
    """The places of all texts, in another order each time, in batches; the last few are left out."""
    chosen = np.random.default_rng(plan.seed)
    orders = [cast("list[int]", chosen.permutation(np.arange(count)).tolist()) for _ in range(plan.epochs)]
    starts = range(0, count - plan.batch + 1, plan.batch)
    return [order[at : at + plan.batch] for order in orders for at in starts]
