"""A question answered by the shop becomes a record of its folder."""

import csv
import json
from pathlib import Path

import pytest

from knowledge.errors import ShopFolderError
from knowledge.faq_file import add_faq


def test_a_first_faq_makes_the_file(tmp_path: Path) -> None:
    faq = add_faq(tmp_path, "Do you sell gift boxes?", "Yes, in three sizes.", "en")
    rows = [json.loads(line) for line in (tmp_path / "faqs.jsonl").read_text("utf-8").splitlines()]
    assert rows == [
        {
            "faq_id": faq.faq_id,
            "question": "Do you sell gift boxes?",
            "answer": "Yes, in three sizes.",
            "language": "en",
        }
    ]


def test_what_stands_in_the_file_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "faqs.jsonl"
    before = '{"faq_id": "Q002",   "question": "能开发票吗？", "answer": "可以。", "later": 1}\n'
    path.write_text(before, "utf-8")
    faq = add_faq(tmp_path, "能送礼盒吗？", "可以。", "zh")
    assert path.read_text("utf-8").startswith(before)
    assert faq.faq_id == "Q003"  # Q002 is taken
    assert len(path.read_text("utf-8").splitlines()) == 2


def test_a_csv_table_gets_a_row_in_its_own_columns(tmp_path: Path) -> None:
    path = tmp_path / "faqs.csv"
    path.write_text("answer,faq_id,product_id,question\n可以。,Q01,,能开发票吗？\n", "utf-8")
    add_faq(tmp_path, 'Is "Oslo" made here?', "No, in Oslo,\nby hand.", "en")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[1]["question"] == 'Is "Oslo" made here?'
    assert rows[1]["answer"] == "No, in Oslo,\nby hand."
    assert rows[1]["product_id"] == ""


def test_an_empty_answer_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ShopFolderError, match="answer"):
        add_faq(tmp_path, "Do you sell gift boxes?", "  ", "en")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(ShopFolderError, match=r"faqs.jsonl: cannot be written"):
        add_faq(tmp_path / "gone", "Do you sell gift boxes?", "Yes.", "en")
