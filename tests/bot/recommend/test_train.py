"""Training a shop's recommender: the same twice, kept as plain arrays, told what is wrong, not needed to run."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.errors import InputError, WeightsError
from bot.recommend.__main__ import app
from bot.recommend.artefact import load, save
from bot.recommend.collaborative import fit
from bot.recommend.train import load_trained, train
from tests.bot.recommend.records import catalogue
from tests.bot.recommend.simulated import interactions
from tests.bot.shop import ORDERS, order


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    future = order("O0020", "C1", "delivered", "P6", placed_at="2030-01-01T10:00:00+00:00")
    catalogue(tmp_path / "shop", orders=[*ORDERS, future])
    return tmp_path / "shop"


def test_a_saved_model_scores_as_before(tmp_path: Path) -> None:
    found = interactions(users=60)
    model = fit(found, {name: f"thing {name}" for name in found.items}, 120.0)
    save(model, tmp_path / "model.npz", "digest", found, 0)
    history = [("i001", 100.0), ("i005", 119.0)]
    assert load(tmp_path / "model.npz").score(history) == pytest.approx(model.score(history))
    assert "purchases" in (tmp_path / "model.md").read_text(encoding="utf-8")


def test_it_learns_from_purchases_up_to_now_and_only_once(shop: Path, tmp_path: Path) -> None:
    first, again = (train(shop, tmp_path / "model.npz") for _ in range(2))
    assert (first.fresh, again.fresh) == (True, False)
    assert first.products == 3
    assert set(load(tmp_path / "model.npz").items) == {"P1", "P2", "P3"}


def test_the_same_data_give_the_same_model(shop: Path, tmp_path: Path) -> None:
    made = [tmp_path / name for name in ("one.npz", "two.npz")]
    for path in made:
        train(shop, path)
    one, two = map(load, made)
    assert np.array_equal(one.blend.weights, two.blend.weights)
    assert (one.model.goes_with != two.model.goes_with).nnz == 0


def test_a_shop_without_purchases_says_so(tmp_path: Path) -> None:
    catalogue(tmp_path / "shop", orders=[])
    with pytest.raises(InputError, match="found no orders"):
        train(tmp_path / "shop", tmp_path / "model.npz")


@pytest.mark.parametrize("content", [b"", b"no npz", b"PK\x03\x04 cut off"])
def test_a_damaged_file_is_named_and_gone_without(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"model\.npz.*bot\.recommend train"):
        load(path)
    with caplog.at_level(logging.WARNING):
        assert load_trained(path) is None
    assert "without the trained recommender" in caplog.text


def test_no_file_is_no_trouble(tmp_path: Path) -> None:
    assert load_trained(tmp_path / "none.npz") is None


def test_the_command_says_what_it_did(shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "model.npz"
    told = [
        CliRunner()
        .invoke(app, ["train", "--shop", str(shop), "--out", str(out)], catch_exceptions=False)
        .output
        for _ in range(2)
    ]
    assert "trained on 3 purchases of 3 products by 2 customers" in told[0]
    assert "is up to date" in told[1]
