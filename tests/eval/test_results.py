"""A command replaces its own section and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ServiceError
from eval.results import with_section, write_section

TEXT = "# Results\n\nNote.\n\n## Answers\n\nold\n\n### Detail\n\nmore\n\n## Start\n\n12 s\n"


def test_a_section_is_replaced_whole_and_the_others_are_kept() -> None:
    assert with_section(TEXT, "Answers", "new\n\n### Other\n") == (
        "# Results\n\nNote.\n\n## Answers\n\nnew\n\n### Other\n\n## Start\n\n12 s\n"
    )
    assert with_section(TEXT, "Start", "3 s").endswith("### Detail\n\nmore\n\n## Start\n\n3 s\n")


def test_writing_the_same_twice_changes_nothing() -> None:
    once = with_section(TEXT, "Answers", "new")
    assert with_section(once, "Answers", "new") == once


def test_a_new_section_comes_last() -> None:
    assert with_section(TEXT, "Load", "9").endswith("## Start\n\n12 s\n\n## Load\n\n9\n")


@pytest.mark.parametrize("body", ["## Mine", "text\n## Mine", "text\n# Mine"])
def test_a_body_cannot_start_a_section(body: str) -> None:
    with pytest.raises(ValueError, match="expected ### at most"):
        with_section(TEXT, "Answers", body)


def test_the_file_is_made_and_kept_between_the_commands(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    write_section("Answers", "20 right", path)
    write_section("Start", "3 s", path)
    write_section("Answers", "19 right", path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Results\n")
    assert text.endswith("## Answers\n\n19 right\n\n## Start\n\n3 s\n")
    assert [file.name for file in tmp_path.iterdir()] == ["RESULTS.md"]


def test_an_older_title_gives_way_to_the_present_one(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    path.write_text(TEXT, encoding="utf-8")
    write_section("Start", "3 s", path)
    text = path.read_text(encoding="utf-8")
    assert "Note." not in text
    assert "a command of `python -m eval`" in text.partition("## ")[0]
    assert "## Answers\n\nold\n\n### Detail" in text


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="Name another with --results"):
        write_section("Answers", "x", tmp_path / "none" / "RESULTS.md")
