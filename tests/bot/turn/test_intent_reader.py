"""The reader of intents: its file, and how its guess and the head's become one."""

from pathlib import Path

import numpy as np
import pytest

from bot.errors import WeightsError
from bot.turn.intent_reader import READER, IntentReader, Taught, agreed
from bot.turn.intents import INTENTS, IntentModel, Second
from bot.turn.reader_training import Plan, best_temperature, teach
from knowledge.embeddings import HASH_DIMENSION, HashEmbedder
from tests.bot.turn.test_intents import head


def rows(*probabilities: tuple[float, ...]) -> np.ndarray:
    return np.array(probabilities, dtype=np.float32)


def taught(favoured: int) -> Taught:
    """A reader of two labels that always favours one of them."""
    bias = np.zeros(2, dtype=np.float32)
    bias[favoured] = 3
    nothing = np.zeros(HASH_DIMENSION, dtype=np.float32)
    return Taught(("policy", "returns"), 2.0, {}, nothing, np.zeros((2, HASH_DIMENSION), np.float32), bias)


def test_two_that_agree_are_as_sure_as_each_and_one_may_overrule_the_other() -> None:
    assert agreed(rows((0.8, 0.2)), rows((0.8, 0.2)), 1.0) == pytest.approx(rows((0.8, 0.2)), abs=1e-4)
    assert agreed(rows((0.6, 0.4)), rows((0.1, 0.9)), 1.0)[0].argmax() == 1
    assert agreed(rows((0.8, 0.2)), rows((0.8, 0.2)), 0.5)[0, 0] > 0.9


def test_the_temperature_is_low_where_both_are_right_and_too_modest() -> None:
    modest, right = rows((0.6, 0.4), (0.4, 0.6)), np.array([0, 1])
    assert best_temperature(modest, modest, right) < 0.5
    assert best_temperature(modest, modest, 1 - right) > 2


def test_the_reader_corrects_the_head() -> None:
    alone = IntentModel(head(), HashEmbedder(), 0.5)
    second = Second(IntentReader(HashEmbedder(), taught(1)), 1.0)
    together = IntentModel(head(), HashEmbedder(), 0.5, second)
    assert alone.predict("refund").intent == "policy"
    assert together.predict("refund").intent == "returns"


def test_a_reader_is_read_as_it_was_written_and_a_damaged_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "reader.safetensors"
    taught(1).save(path)
    found = Taught.load(path)
    assert (found.labels, found.scale) == (("policy", "returns"), 2.0)
    assert found.bias.tolist() == [0, 3]
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(WeightsError, match=r"reader\.safetensors: not a usable reader of intents"):
        Taught.load(path)


def test_the_committed_reader_tells_the_intents_apart() -> None:
    assert Taught.load(READER).labels == INTENTS


@pytest.mark.integration
def test_it_learns_what_it_is_taught() -> None:
    weather = [f"will it rain on {day}" for day in ("Monday", "Tuesday", "Friday", "Sunday")]
    cooking = [f"how long do I boil {food}" for food in ("eggs", "rice", "beans", "pasta")]
    learned = teach(
        weather + cooking, ["weather"] * 4 + ["cooking"] * 4, Plan(epochs=12, batch=4, last_rate=2e-2)
    )
    told = IntentReader.of(learned).probabilities(
        ["is snow forecast for the weekend", "should I fry or bake the fish"]
    )
    assert [learned.labels[at] for at in told.argmax(axis=1)] == ["weather", "cooking"]
