"""Passages on the disk and their fields as columns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from knowledge.columns import Columns
from knowledge.filters import Filters, Scope
from knowledge.labels import LabelVectors
from knowledge.passage import Passage
from knowledge.passage_table import PassageTable, write_passages
from knowledge.ranking import highest

CARD = Passage("product:P1", "product", "Tent", "Tent: 10", "en", product_id="P1")
FACT = Passage("product:P1#weight", "product", "Tent", "2 kg", "en", "product:P1", "P1")
FACT_ZH = Passage("product:P1#weight", "product", "帐篷", "2 公斤", "zh", "product:P1", "P1")
OTHER = Passage("product:P2", "product", "Lamp", "Lamp: 20", "en", product_id="P2")
RULE = Passage("policy:returns#gold", "policy", "Returns", "60 days", "en", memberships=("gold",))
OLD = Passage("policy:old#a", "policy", "Old", "Gone", "en", valid_to=dt.date(2025, 12, 31))
ORDER = Passage("order:O1", "order", "Order O1", "Shipped", "en", customer_id="C1")
ALL = (CARD, FACT, FACT_ZH, OTHER, RULE, OLD, ORDER)


@pytest.fixture
def columns() -> Columns:
    return Columns.of(ALL, [0, -1, -1, 1, 2, 3, 4])


def seen(columns: Columns, **limits: object) -> list[str]:
    values = {
        "kinds": None, "product_ids": frozenset(), "customer_id": None, "memberships": None,
        "categories": frozenset(), "today": dt.date(2026, 3, 18),
    }  # fmt: skip
    mask = Filters(columns, ALL).mask(Scope(**{**values, **limits}))  # type: ignore[arg-type]
    return [passage.key for passage, kept in zip(ALL, mask, strict=True) if kept]


def test_passages_come_back_as_they_were_written(tmp_path: Path) -> None:
    write_passages(tmp_path, ALL)
    table = PassageTable(tmp_path)
    assert len(table) == len(ALL)
    assert tuple(table) == ALL
    assert table[-1] == ORDER
    assert table[1:3] == (FACT, FACT_ZH)
    with pytest.raises(IndexError):
        table[len(ALL)]


def test_no_passages_are_a_table_too(tmp_path: Path) -> None:
    write_passages(tmp_path, ())
    assert len(PassageTable(tmp_path)) == 0


def test_a_file_that_was_cut_short_is_not_opened(tmp_path: Path) -> None:
    write_passages(tmp_path, ALL)
    file = tmp_path / "passages.jsonl"
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(ValueError, match=r"passages.jsonl has \d+ bytes, expected \d+"):
        PassageTable(tmp_path)


def test_columns_come_back_as_they_were_saved(columns: Columns, tmp_path: Path) -> None:
    columns.save(tmp_path)
    loaded = Columns.load(tmp_path)
    assert (loaded.product_ids, loaded.customer_ids) == (("P1", "P2"), ("C1",))
    assert loaded.vectors.tolist() == [0, -1, -1, 1, 2, 3, 4]
    assert loaded.facts.tolist() == columns.facts.tolist() == [False, True, True, False, False, False, False]
    assert loaded.cards.tolist() == [True, False, False, True, False, False, False]


def test_a_source_is_found_in_all_its_languages(columns: Columns) -> None:
    assert columns.rows_of("product:P1#weight").tolist() == [1, 2]
    assert columns.rows_of("product:P9").tolist() == []


def test_an_order_is_seen_by_its_customer_alone(columns: Columns) -> None:
    assert ORDER.key not in seen(columns)
    assert ORDER.key in seen(columns, customer_id="C1")
    assert ORDER.key not in seen(columns, customer_id="C2")


def test_what_is_not_valid_any_more_or_for_others_is_not_seen(columns: Columns) -> None:
    assert OLD.key not in seen(columns)
    assert OLD.key in seen(columns, today=dt.date(2025, 12, 31))
    assert RULE.key in seen(columns, memberships=frozenset({"gold"}))
    assert RULE.key not in seen(columns, memberships=frozenset({"standard"}))


def test_limits_keep_what_holds_for_the_whole_shop(columns: Columns) -> None:
    assert seen(columns, product_ids=frozenset({"P2"})) == [OTHER.key, RULE.key]
    assert seen(columns, meeting=frozenset[str]()) == [RULE.key]
    assert seen(columns, kinds=frozenset({"product"}), product_ids=frozenset({"P9"})) == []


def test_the_highest_come_first_and_of_equals_the_first() -> None:
    scores = np.array([0.5, 0.9, 0.5, 0.1, 0.5], dtype=np.float32)
    assert highest(scores, 3).tolist() == [1, 0, 2]
    assert highest(scores, 9).tolist() == [1, 0, 2, 4, 3]
    assert highest(scores[:0], 3).tolist() == []


def test_facts_are_near_by_their_labels() -> None:
    labels = LabelVectors(np.eye(2, dtype=np.float32), np.array([-1, 0, 0, 1], dtype=np.int32))
    near = labels.nearest(np.arange(4), np.array([1.0, 0.0], dtype=np.float32), 2)
    assert near == {1: 1.0, 2: 1.0}
    assert labels.nearest(np.array([0]), np.array([1.0, 0.0], dtype=np.float32), 2) == {}
