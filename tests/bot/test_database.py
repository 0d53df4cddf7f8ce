from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import StatementError

from bot.database import UtcDateTime, create_tables, open_database, reading, writing
from bot.errors import ConfigError, ServiceError

MOMENTS = Table("moments", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcDateTime))


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def test_the_folder_is_made_and_the_journal_is_wal(tmp_path: Path) -> None:
    engine = open_database(url(tmp_path / "a" / "b" / "shop.sqlite"))
    with reading(engine) as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_moment_comes_back_in_utc(tmp_path: Path) -> None:
    engine = open_database(url(tmp_path / "shop.sqlite"))
    create_tables(engine, MOMENTS)
    at = datetime(2026, 5, 4, 1, 30, tzinfo=timezone(timedelta(hours=8)))
    with writing(engine) as connection:
        connection.execute(insert(MOMENTS).values(at=at))
    with reading(engine) as connection:
        found = connection.execute(select(MOMENTS.c.at)).scalar_one()
    assert found == at
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(tmp_path: Path) -> None:
    engine = open_database(url(tmp_path / "shop.sqlite"))
    create_tables(engine, MOMENTS)
    naive = datetime(2026, 5, 4)
    with pytest.raises(StatementError, match="without a zone"), writing(engine) as connection:
        connection.execute(insert(MOMENTS).values(at=naive))


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    engine = open_database(url(tmp_path / "shop.sqlite"))
    create_tables(engine, MOMENTS)
    with pytest.raises(KeyError), writing(engine) as connection:
        connection.execute(insert(MOMENTS).values(id=1))
        raise KeyError
    with reading(engine) as connection:
        assert connection.execute(select(MOMENTS)).all() == []


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "shop.sqlite"
    broken.write_text("this is no database, and long enough to be sure of it" * 20)
    with pytest.raises(ServiceError, match=r"shop\.sqlite.*not a database"):
        open_database(url(broken))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServiceError, match=r"file/data.*SHOPKEEPER_DATA_DIR"):
        open_database(url(tmp_path / "file" / "data" / "shop.sqlite"))


def test_a_database_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite"
    open_database(url(path)).dispose()
    engine = open_database(f"sqlite:///file:{path}?mode=ro&uri=true")
    with pytest.raises(ServiceError, match=r"shop\.sqlite.*readonly"):
        create_tables(engine, MOMENTS)


@pytest.mark.parametrize("wrong", ["sqlite://", "sqlite:///:memory:", "nonsense", "fax://there/x"])
def test_a_url_that_cannot_be_used_is_a_setting_error(wrong: str) -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        open_database(wrong)


def test_an_unreachable_server_is_named_without_its_password() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(ServiceError, match=r"127\.0\.0\.1:9") as error:
        open_database("postgresql+psycopg://ann:geheim@127.0.0.1:9/shop")
    assert "geheim" not in str(error.value)
