"""Options of the whole test suite."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--data",
        type=Path,
        default=Path(__file__).resolve().parent.parent / "data",
        metavar="DIR",
        help="Folder of third-party data sets for optional tests; default: data beside the project.",
    )


@pytest.fixture(scope="session")
def sample_store(request: pytest.FixtureRequest) -> Path:
    """The sample shop read with the real embedding model, kept between runs: only what changed is embedded again."""
    from knowledge.__main__ import SAMPLE_SHOP
    from knowledge.embedders import load_embedder
    from knowledge.shop_folder import read_shop
    from knowledge.store import build_store, is_current

    assert request.config.cache is not None
    path = request.config.cache.mkdir("sample-store") / "store"
    embedder = load_embedder("builtin")
    if not is_current(path, SAMPLE_SHOP, embedder.name):
        build_store(read_shop(SAMPLE_SHOP), path, embedder)
    return path
