"""The direction of imports: app -> bot -> {knowledge, prompts}; eval -> {bot, knowledge, prompts}."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "knowledge": {"knowledge"},
    "prompts": {"prompts"},
    "bot": {"bot", "knowledge", "prompts"},
    "eval": {"eval", "bot", "knowledge", "prompts"},
}
OURS = {"app", "bot", "knowledge", "prompts", "eval", "tests"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imported(path)
        if name in OURS - ALLOWED[package]
    }
    assert wrong == set()


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for package in ALLOWED
        for path in (ROOT / package).rglob("*.py")
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv" in path.read_text(encoding="utf-8")
    }
    assert readers <= {"bot/config.py"}


def test_no_prompt_text_in_python() -> None:
    told = {
        str(path.relative_to(ROOT))
        for package in ("bot", "eval")
        for path in (ROOT / package).rglob("*.py")
        if "You are " in path.read_text(encoding="utf-8")
    }
    assert told == set()
