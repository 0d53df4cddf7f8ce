from pathlib import Path

import numpy as np
import pytest

from bot.errors import WeightsError
from bot.sentiment.tensors import load, save

TENSORS = {"a": np.array([[0.5, -2.0]], dtype=np.float32), "b": np.array([1, 2], dtype=np.int8)}


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    save(tmp_path / "f", "recipe-1", {"scale": 2}, TENSORS)
    about, tensors = load(tmp_path / "f", "recipe-1")
    assert about["scale"] == 2
    assert tensors["a"].dtype == np.float32
    assert tensors["a"].tolist() == [[0.5, -2.0]]
    assert tensors["b"].tolist() == [1, 2]
    save(tmp_path / "g", "recipe-1", {"scale": 2}, TENSORS)
    assert (tmp_path / "f").read_bytes() == (tmp_path / "g").read_bytes()


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "f"
    save(path, "recipe-1", {}, TENSORS)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"\x55")
    with pytest.raises(WeightsError, match=r"f: not a usable sentiment network: its content does not match"):
        load(path, "recipe-1")
    path.write_bytes(whole[:40])
    with pytest.raises(WeightsError, match="not a usable sentiment network"):
        load(path, "recipe-1")
    path.unlink()
    with pytest.raises(WeightsError, match="train it again"):
        load(path, "recipe-1")


def test_another_recipe_is_refused(tmp_path: Path) -> None:
    save(tmp_path / "f", "recipe-1", {}, TENSORS)
    with pytest.raises(WeightsError, match="found recipe 'recipe-1', expected 'recipe-2'"):
        load(tmp_path / "f", "recipe-2")
