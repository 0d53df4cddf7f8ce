"""The command line explains itself and tells mistakes in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = (sys.executable, "-m", "eval", *arguments)
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("answers", ["--shop", "--questions", "--json", "--results"]),
        ("startup", ["--skip-install", "--weights"]),
    ],
)
def test_help_names_the_options(command: str, options: list[str]) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert all(option in done.stdout for option in options)


def test_another_shop_needs_questions_of_its_own(tmp_path: Path) -> None:
    done = run("answers", "--shop", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"No questions for the shop in {tmp_path}.")


def test_a_broken_file_of_questions_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("- id: a\n  colour: red\n", encoding="utf-8")
    done = run("answers", "--questions", str(path))
    assert done.returncode == 2
    assert f"{path}:2: 1.colour: found 'red'" in done.stderr
    assert "Traceback" not in done.stderr
