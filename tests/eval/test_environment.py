"""A run names its code, model and machine; a change of the results alone does not make the code dirty."""

from __future__ import annotations

from pathlib import Path

import pytest

import prompts
from bot.config import load_settings
from eval.environment import environment
from tests.eval.stand_ins import make_repository


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make_repository(tmp_path)


def test_everything_that_decides_a_result_is_named(repository: Path) -> None:
    made = environment(load_settings(), repository)
    assert len(made.commit) == 12
    assert not made.dirty
    assert made.packages["chromadb"] != "not installed"
    assert made.prompts == prompts.digests()
    assert made.machine.cores > 0
    assert made.machine.memory > 1_000_000_000
    assert made.machine.processor


def test_changed_code_is_dirty_and_changed_results_are_not(repository: Path) -> None:
    (repository / "eval").mkdir()
    (repository / "eval" / "RESULTS.md").write_text("new")
    (repository / "eval" / "kept").write_text("")
    assert environment(load_settings(), repository).dirty
    (repository / "eval" / "kept").unlink()
    assert not environment(load_settings(), repository).dirty
    (repository / "app.py").write_text("changed")
    assert environment(load_settings(), repository).dirty


def test_code_outside_a_repository_says_so(tmp_path: Path) -> None:
    assert environment(load_settings(), tmp_path / "none").commit == "no repository"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "SHA-256 cc324af070c2"),
        ({"llm_model": "transformers:some/model"}, "transformers:some/model"),
        ({"llm_model": "big", "llm_url": "http://127.0.0.1:1/v1"}, "big at http://127.0.0.1:1/v1"),
        ({"llm_weights": Path("/models/own.gguf")}, "own.gguf"),
    ],
)
def test_the_model_is_the_one_that_the_settings_choose(given: dict[str, object], told: str) -> None:
    assert told in environment(load_settings(**given), Path("/nowhere")).model
