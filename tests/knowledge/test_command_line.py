import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from knowledge.__main__ import SAMPLE_SHOP, app

HASH = ["--embedding-model", "hash"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the built-in sample shop."""
    path = tmp_path_factory.mktemp("sample") / "store"
    result = CliRunner().invoke(app, ["ingest", "--store", str(path), *HASH])
    assert result.exit_code == 0, result.output
    return path


def test_a_missing_shop_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["ingest", "--shop", str(tmp_path / "none"), "--store", str(tmp_path / "s"), *HASH]
    )
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "s").exists()


def test_a_missing_store_says_what_to_run(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["search", "tent", "--store", str(tmp_path / "none"), *HASH])
    assert result.exit_code == 1
    assert "run: python -m knowledge ingest" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["search"], ["search", "x", "--kind", "order"], ["search", "x", "--k", "0"]]
)
def test_wrong_use_is_told(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


@pytest.mark.integration
def test_reading_again_changes_nothing(store: Path) -> None:
    result = CliRunner().invoke(app, ["ingest", "--store", str(store), *HASH])
    assert result.exit_code == 0
    assert "is up to date" in result.stdout


@pytest.mark.integration
def test_search_as_json(store: Path) -> None:
    result = CliRunner().invoke(
        app, ["search", "Fernwell Ridge 2 Tent weight", "--store", str(store), "--k", "3", "--json", *HASH]
    )
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0, result.output
    assert found[0]["source"] == "product:P001#weight"
    assert len(found) == 3


@pytest.mark.integration
def test_search_as_a_table(store: Path) -> None:
    result = CliRunner().invoke(
        app, ["search", "gift card", "--store", str(store), "--kind", "policy", *HASH]
    )
    assert result.exit_code == 0, result.output
    assert "policy:gift-cards" in result.stdout


@pytest.mark.integration
def test_bulk_search_gives_record_ids(store: Path, tmp_path: Path) -> None:
    queries, out = tmp_path / "queries.txt", tmp_path / "out.jsonl"
    queries.write_text('ridge tent\n{"query": "desk lamp"}\n\n', encoding="utf-8")
    arguments = ["--queries", str(queries), "--out", str(out), "--kind", "product", "--k", "5"]
    result = CliRunner().invoke(app, ["search", *arguments, "--store", str(store), *HASH])
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["query"] for row in rows] == ["ridge tent", "desk lamp"]
    assert set(rows[0]["ids"][:2]) == {"P001", "P002"}
    assert rows[1]["ids"][0] == "P017"
    assert all(len(set(row["ids"])) == len(row["ids"]) == len(row["scores"]) <= 5 for row in rows)


@pytest.mark.integration
def test_a_broken_shop_leaves_its_store_alone(store: Path, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shutil.copytree(SAMPLE_SHOP, shop)
    copied = tmp_path / "store"
    shutil.copytree(store, copied)
    (shop / "products.jsonl").unlink()
    before = (copied / "CURRENT").read_text(encoding="utf-8")
    result = CliRunner().invoke(app, ["ingest", "--shop", str(shop), "--store", str(copied), *HASH])
    assert result.exit_code == 1
    assert (copied / "CURRENT").read_text(encoding="utf-8") == before
