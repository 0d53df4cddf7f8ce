"""`models pull | check | list`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.errors import WeightsError
from bot.llm import weights
from bot.llm.cli import app


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LLM_URL", "LLM_MODEL", "LLM_WEIGHTS"):
        monkeypatch.delenv(f"SHOPKEEPER_{name}", raising=False)
    monkeypatch.setenv("SHOPKEEPER_MODELS_DIR", str(tmp_path))
    return tmp_path


def test_list_says_where_and_from_where(folder: Path) -> None:
    (entry,) = json.loads(CliRunner().invoke(app, ["list", "--json"]).stdout)
    assert (entry["sha256"], entry["there"]) == (weights.CHAT.sha256, False)
    assert entry["path"] == str(folder / weights.CHAT.file)
    assert len(entry["sources"]) == 2
    assert weights.CHAT.sha256 in CliRunner().invoke(app, ["list"]).stdout


def test_check_fails_for_missing_and_for_corrupt_weights(folder: Path) -> None:
    missing = CliRunner().invoke(app, ["check", "--json"])
    assert (missing.exit_code, json.loads(missing.stdout)["status"]) == (1, "missing")
    (folder / weights.CHAT.file).write_bytes(b"GGUF")
    corrupt = CliRunner().invoke(app, ["check"])
    assert corrupt.exit_code == 1
    assert "corrupt (4 bytes" in corrupt.stdout


def test_pull_takes_what_the_settings_point_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = folder / "own.gguf"
    own.write_bytes(b"GGUF")
    monkeypatch.setenv("SHOPKEEPER_LLM_WEIGHTS", str(own))
    done = CliRunner().invoke(app, ["pull"])
    assert (done.exit_code, str(own) in done.stdout) == (0, True)
    own.unlink()
    with pytest.raises(WeightsError, match="LLM_WEIGHTS"):
        CliRunner().invoke(app, ["pull"], catch_exceptions=False)


def test_pull_fetches_nothing_for_another_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_LLM_URL", "http://127.0.0.1:9/v1")
    done = CliRunner().invoke(app, ["pull"])
    assert (done.exit_code, "Nothing to fetch" in done.stdout) == (0, True)
    assert not list(folder.iterdir())
