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
        ("run", ["--shop", "--repeat", "--jobs", "--out", "--url", "--seed", "--heldout", "--dev"]),
        ("schema", []),
        ("startup", ["--skip-install", "--weights"]),
    ],
)
def test_help_names_the_options(command: str, options: list[str]) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert all(option in done.stdout for option in options)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- id: a\n  colour: red\n", ":2: 1.colour: found 'red', expected one of the keys id, tags, lang"),
        (
            "- {id: a, lang: en, world: moon, turns: [{user: Hi}]}\n",
            ":1: world: found 'moon', expected sample",
        ),
    ],
)
def test_a_dialog_that_cannot_be_used_is_told_before_anything_is_loaded(
    text: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    done = run("run", str(path), "--out", str(tmp_path / "out"))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{path}{told}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_unknown_tag_is_told_with_those_there_are() -> None:
    done = run("run", "no-such-tag")
    assert done.returncode == 2
    assert done.stderr.startswith("'no-such-tag' is neither a file nor a tag. The tags there are: ")
    assert "first-twenty" in done.stderr
