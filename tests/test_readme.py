"""The README keeps its word: its commands exist with their options, its settings are the settings, its paths exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bot.config import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"(?:\.venv/bin/)?python (?:-m (?:bot|knowledge|eval)|app\.py)[^`\n]*")
TERMINAL = {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}


def commands() -> list[str]:
    flat = re.sub(r"\n(?=ingest`)", " ", README)
    return sorted({match.group().strip() for match in COMMAND.finditer(flat)})


@cache
def help_of(*words: str) -> str:
    import os

    done = subprocess.run(
        [sys.executable, *words, "--help"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **TERMINAL},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def split(command: str) -> tuple[tuple[str, ...], list[str]]:
    """The words that name the command, and its options."""
    words = shlex.split(command.replace("…", "x"))[1:]
    named = words[:1] if words[0] == "app.py" else words[:3]
    if named[-1] == "models":
        named = words[:4]
    return tuple(named), [word for word in words if word.startswith("--")]


@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_readme_exists_with_its_options(command: str) -> None:
    named, options = split(command)
    text = help_of(*named)
    assert [option for option in options if option not in text] == []


@pytest.mark.parametrize(
    "words",
    [
        ("app.py",), ("-m", "bot"), ("-m", "bot", "chat"), ("-m", "bot", "token"), ("-m", "bot", "models"),
        ("-m", "bot", "sentiment"), ("-m", "knowledge"), ("-m", "knowledge", "ingest"), ("-m", "knowledge", "search"),
        ("-m", "knowledge", "import"), ("-m", "eval"), ("-m", "eval", "run"), ("-m", "eval", "startup"),
        ("-m", "bot.sentiment", "train"), ("-m", "bot.turn", "train"),
    ],
)  # fmt: skip
def test_every_command_explains_itself(words: tuple[str, ...]) -> None:
    assert "Usage" in help_of(*words) or "usage" in help_of(*words)


def test_the_table_of_settings_names_every_setting() -> None:
    table = README.split("## Settings")[1].split("##")[0]
    named = {
        name.removeprefix("SHOPKEEPER").strip("_").lower()
        for name in re.findall(r"`((?:SHOPKEEPER)?_[A-Z_]+)`", table)
    }
    named |= {name.lower() for name in re.findall(r"`(DATABASE_URL|CHROMA_URL)`", table)}
    assert named == set(Settings.model_fields)


def test_every_path_of_the_readme_is_there() -> None:
    table = README.split("## Where things are")[1].split("##")[0]
    paths = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make (\w+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
