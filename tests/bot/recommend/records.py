"""A catalogue made of records, for tests that need no index."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from knowledge.catalogue import Catalogue
from knowledge.shop_folder import read_shop
from tests.bot.shop import write_shop

__all__ = ["catalogue"]


def catalogue(folder: Path, **tables: list[dict[str, Any]]) -> Catalogue:
    """The small shop's catalogue with other records in the tables named (`orders`, `events`, `reviews`)."""
    root = write_shop(folder)
    for name, rows in tables.items():
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (root / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return Catalogue(read_shop(root))
