"""The log as a table."""

import csv
import io

from bot.insights.export import COLUMNS, as_csv
from tests.bot.insights.turns import turn


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_one_line_a_turn_with_everything_in_its_column() -> None:
    (row,) = rows(as_csv([turn("这个帐篷防水吗？\n谢谢", rating="up")]))
    assert tuple(row) == COLUMNS
    assert row["message"] == "这个帐篷防水吗？\n谢谢"
    assert (row["rating"], row["channel"], row["route"]) == ("up", "web", "bot")


def test_what_is_personal_is_masked() -> None:
    (row,) = rows(as_csv([turn("I am ann@example.com, 138 0013 8000")]))
    assert "ann@" not in row["message"]
    assert "8000" not in row["message"]


def test_a_message_is_never_a_formula() -> None:
    (row,) = rows(as_csv([turn('=HYPERLINK("http://evil.example","x")')]))
    assert row["message"].startswith("'=")
