"""A shop folder that a test may change, and a store of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.knowledge.changing_shop import ingest
from tests.knowledge.shop_on_disk import write_shop


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    return write_shop(tmp_path / "shop")


@pytest.fixture
def store(root: Path, tmp_path: Path) -> Path:
    """A store of the shop, in which the cord is 80 cm."""
    ingest(root, tmp_path / "store")
    return tmp_path / "store"
