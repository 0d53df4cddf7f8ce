"""Markdown in pages becomes sentences that stand by themselves."""

from __future__ import annotations

import pytest

from knowledge.page_marks import plain_marks
from knowledge.pages import parse_page


def test_each_cell_of_a_table_names_its_row_and_column() -> None:
    table = "Fees:\n| Tier | Ground | Two-day |\n|:---|---:|---|\n| Glow | free over $25 | $9 |\n| Dew | $5.95 | |"
    assert plain_marks(table) == (
        "Fees:\nGlow, Ground: free over $25.\nGlow, Two-day: $9.\nDew, Ground: $5.95."
    )


def test_a_chinese_table_is_told_in_chinese_marks() -> None:
    assert plain_marks("等级 | 顺丰\n--- | ---\n金毫 | 12 元") == "金毫，顺丰：12 元。"


def test_emphasis_and_links_lose_their_marks() -> None:
    said = 'Write to **care** within __7 days__, see [the form](https://shop.example/form "Form").'
    assert plain_marks(said) == "Write to care within 7 days, see the form."


@pytest.mark.parametrize(
    "text", ["a | b", "| a | b |\n|---|---|", "either | or\nno | table", "3 ** 2 ** 1", "x\n---\ny"]
)
def test_what_is_no_table_and_no_mark_stays(text: str) -> None:
    assert plain_marks(text) == text


def test_a_page_is_read_without_them() -> None:
    page = parse_page(["# Delivery", "## Fees", "| Tier | Ground |", "|---|---|", "| Glow | **free** |"])
    assert page.sections == (("Fees", "Glow, Ground: free."),)
