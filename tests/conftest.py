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
