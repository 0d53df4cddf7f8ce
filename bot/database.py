"""The relational database behind conversations and hand-overs: SQLite on one machine, PostgreSQL past it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, DateTime, Engine, Table, create_engine, event, inspect, make_url
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable
from sqlalchemy.types import TypeDecorator
from tenacity import retry, retry_if_exception, stop_after_delay, wait_random

from bot.errors import ConfigError, ServiceError

LOCK_SECONDS = 15.0
_TABLES_LOCK = 7_860
_SETTING = "database (DATABASE_URL)"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its zone, kept as UTC (SQLite forgets zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; a moment without a zone is a bug of the caller."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"found the time {value.isoformat()} without a zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def open_database(url: str) -> Engine:
    """A connection pool for `url` (`sqlite:////folder/file.sqlite`, `postgresql+psycopg://...`), tried once.

    Raises:
        ConfigError: the URL cannot be used.
        ServiceError: the database cannot be reached, read or written; names the place.
    """
    parsed = _parse(url)
    _make_folder(parsed)
    engine = _engine(parsed)
    with _translated(engine):
        _open_once(engine)
    return engine


@contextmanager
def reading(engine: Engine) -> Generator[Connection]:
    """A short transaction that only reads.

    Raises:
        ServiceError: the database failed; names the place.
    """
    with _translated(engine), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Generator[Connection]:
    """A short transaction that writes. SQLite takes its write lock at once, so that what was read stays true.

    Raises:
        ServiceError: the database failed; names the place.
        IntegrityError: a uniqueness rule refused the change; for the caller to interpret.
    """
    with _translated(engine), engine.execution_options(begin="IMMEDIATE").begin() as connection:
        yield connection


def create_tables(engine: Engine, *tables: Table) -> None:
    """Makes the tables, columns and indexes that are missing; a column added later may be empty in older rows.

    Raises:
        ServiceError: the database cannot be written; names the place.
    """
    with writing(engine) as connection:
        if not _is_sqlite(engine.url):  # PostgreSQL's IF NOT EXISTS fails when two processes start at once
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_TABLES_LOCK})")
        for table in tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            _add_missing_columns(connection, table)
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))


def one_writer_at_a_time(connection: Connection, lock: int) -> None:
    """Lets transactions that take `lock` end one after the other, as all of SQLite's do anyway.

    Rows numbered under it appear in the order of their numbers: a reader that follows the numbers misses none.
    """
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({int(lock)})")


def place(engine: Engine) -> str:
    """Where the database is, for messages: a file's path, or an address without its password."""
    return engine.url.database or "" if _is_sqlite(engine.url) else engine.url.render_as_string()


def _add_missing_columns(connection: Connection, table: Table) -> None:
    found = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for column in table.columns:
        if column.name not in found:
            definition = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {definition}")


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(f"{_SETTING}: expected a URL such as sqlite:////folder/file.sqlite") from error
    if _is_sqlite(parsed) and parsed.database in {None, "", ":memory:"}:
        raise ConfigError(f"{_SETTING}: found {url!r}, a database in memory; expected one in a file")
    return parsed


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _make_folder(url: URL) -> None:
    if not _is_sqlite(url):
        return
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ServiceError(
            f"data folder {folder}: cannot be made ({error.strerror}). "
            "Choose another one with SHOPKEEPER_DATA_DIR."
        ) from error


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(url, pool_pre_ping=not _is_sqlite(url), connect_args=_connect_args(url))
    except (ArgumentError, NoSuchModuleError) as error:
        raise ConfigError(
            f"{_SETTING}: found {url.drivername!r}, expected sqlite or postgresql+psycopg"
        ) from error
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"{_SETTING}: {url.drivername} needs the package {error.name}. Install shopkeeper[postgres]."
        ) from error
    if _is_sqlite(url):
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _connect_args(url: URL) -> dict[str, Any]:
    return {"timeout": LOCK_SECONDS} if _is_sqlite(url) else {}


def _is_locked(error: BaseException) -> bool:
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)


@retry(
    retry=retry_if_exception(_is_locked),
    stop=stop_after_delay(LOCK_SECONDS),
    wait=wait_random(0.01, 0.1),
    reraise=True,
)
def _open_once(engine: Engine) -> None:
    """Connects. SQLite refuses at once, without waiting, while another process turns the same new file to WAL."""
    with engine.connect():
        return


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not guessed by the driver
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def _translated(engine: Engine) -> Generator[None]:
    """The one place where the database's own errors become ours."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeoutError) as error:
        cause = getattr(error, "orig", None) or error
        raise ServiceError(
            f"database {place(engine)}: {cause}. Check that the place exists, can be written and is not full."
        ) from error


def storable(text: str) -> str:
    """`text` without what databases refuse: NUL characters and lone halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
