"""Databases to test stores on: SQLite always, PostgreSQL where its programs are installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

POSTGRES_USER = "postgres"


def _find(program: str) -> str | None:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return shutil.which(program) or (str(installed[-1]) if installed else None)


def _run(folder: str, *command: str) -> None:
    user = POSTGRES_USER if os.geteuid() == 0 else None  # the server refuses to run as root
    subprocess.run(command, check=True, capture_output=True, user=user, cwd=folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Folder of the socket of a PostgreSQL server of its own."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    initdb, pg_ctl = _find("initdb"), _find("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL's initdb and pg_ctl are not installed")
    with tempfile.TemporaryDirectory() as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, POSTGRES_USER)
        data = f"{folder}/data"
        _run(folder, initdb, "-D", data, "-A", "trust", "-U", POSTGRES_USER, "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses= -c fsync=off -k {folder}"
        _run(folder, pg_ctl, "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            yield folder
        finally:
            _run(folder, pg_ctl, "-D", data, "-w", "-m", "immediate", "stop")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.integration)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.sqlite'}"
    folder = request.getfixturevalue("postgres")
    name = f"test_{os.urandom(6).hex()}"
    server = f"postgresql+psycopg://{POSTGRES_USER}@/%s?host={folder}"
    engine = create_engine(server % "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server % name
