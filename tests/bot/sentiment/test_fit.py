from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from bot.sentiment.fit import Example, Plan, fit, moods_of
from bot.sentiment.moods import MOODS

WORDS = ("outrageous", "chipped", "where", "lovely")
EXAMPLES = [Example(f"{WORDS[at % 4]} {'thing ' * (at % 3)}", (MOODS[at % 4],)) for at in range(160)]
PLAN = Plan(epochs=4, batch=8, rates={"": 0.05, "table": 0.1})


class BagOfWords:
    """The mean of a trained row for each word."""

    def __init__(self) -> None:
        torch.manual_seed(1)
        self.table = torch.nn.Parameter(torch.zeros(7, 4))
        self.bias = torch.nn.Parameter(torch.zeros(4))

    def parameters(self) -> Mapping[str, Any]:
        return {"table": self.table, "bias": self.bias}

    def encode(self, text: str) -> list[int]:
        return [1 + (*WORDS, "thing").index(word) for word in text.split()]

    def scores(self, tokens: Any, *, training: bool) -> Any:
        mask = (tokens > 0)[..., None]
        rows = torch.nn.functional.dropout(self.table[tokens], 0.2, training)
        return (rows * mask).sum(1) / mask.sum(1) + self.bias


class InterruptedTrainingError(Exception):
    pass


def silent(phase: str, done: int, total: int) -> None:
    pass


def trained(folder: Path, plan: Plan = PLAN) -> BagOfWords:
    network = BagOfWords()
    fit(network, EXAMPLES, EXAMPLES[:20], plan, checkpoint=folder / "c", report=silent)
    return network


def test_it_learns(tmp_path: Path) -> None:
    scores = moods_of(trained(tmp_path), [*WORDS, "lovely thing"])
    assert [MOODS[at] for at in scores.argmax(axis=1)] == [*MOODS, "positive"]


def test_any_of_the_right_moods_will_do(tmp_path: Path) -> None:
    network = BagOfWords()
    reviews = [Example(WORDS[at % 2], ("angry", "upset") if at % 2 else ("positive",)) for at in range(160)]
    fit(network, reviews, reviews, PLAN, checkpoint=tmp_path / "c", report=silent)
    told = np.exp(moods_of(network, [WORDS[1]])[0])
    assert told[0] == pytest.approx(told[1], rel=0.1)
    assert told[:2].sum() > 10 * told[2:].sum()


def test_the_same_seed_gives_the_same_weights(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    assert torch.equal(trained(tmp_path / "one").table, trained(tmp_path / "other").table)
    (tmp_path / "third").mkdir()
    assert not torch.equal(
        trained(tmp_path / "one").table, trained(tmp_path / "third", replace(PLAN, seed=1)).table
    )


def test_interrupted_training_goes_on_and_comes_to_the_same(tmp_path: Path) -> None:
    def stop(phase: str, done: int, total: int) -> None:
        if done == 57:
            raise InterruptedTrainingError

    with pytest.raises(InterruptedTrainingError):
        fit(BagOfWords(), EXAMPLES, EXAMPLES[:20], PLAN, checkpoint=tmp_path / "c", report=stop)
    seen = list[int]()
    network = BagOfWords()
    fit(
        network, EXAMPLES, EXAMPLES[:20], PLAN, checkpoint=tmp_path / "c",
        report=lambda phase, done, total: seen.append(done),
    )  # fmt: skip
    assert seen[0] == 51
    (tmp_path / "whole").mkdir()
    assert torch.equal(network.table, trained(tmp_path / "whole").table)


def test_a_checkpoint_of_other_texts_is_not_continued(tmp_path: Path) -> None:
    trained(tmp_path)
    seen = list[int]()
    fit(
        BagOfWords(), EXAMPLES[:80], EXAMPLES[:20], PLAN, checkpoint=tmp_path / "c",
        report=lambda phase, done, total: seen.append(done),
    )  # fmt: skip
    assert seen[0] == 1


def test_it_stops_early_and_keeps_the_best_epoch(tmp_path: Path) -> None:
    network = BagOfWords()
    wrong = [Example(word, (MOODS[3 - at],)) for at, word in enumerate(WORDS)]
    losses = fit(network, EXAMPLES, wrong, replace(PLAN, epochs=9), checkpoint=tmp_path / "c", report=silent)
    assert len(losses) == 3
    assert losses == sorted(losses)
    first = BagOfWords()
    fit(first, EXAMPLES, wrong, replace(PLAN, epochs=9, patience=0), checkpoint=tmp_path / "d", report=silent)
    assert torch.equal(network.table, first.table)
