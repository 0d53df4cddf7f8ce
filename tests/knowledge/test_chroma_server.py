"""A store whose vectors are on a Chroma server: a real one, started here on a port of this machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from knowledge.embeddings import HashEmbedder
from knowledge.errors import StoreError
from knowledge.generations import current_generation, generations
from knowledge.live import LiveKnowledge
from knowledge.shop_folder import read_shop
from knowledge.store import BuildReport, build_store, is_current, open_store
from knowledge.vectors import NAMES, open_vectors, prefix
from tests.knowledge.shop_on_disk import FAQ, write_shop, write_table

pytestmark = pytest.mark.integration


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def chroma_server(folder: Path, port: int) -> Generator[str]:
    """The address of a Chroma server that keeps its data in a folder and runs as long as the block."""
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    quiet = {**os.environ, "ANONYMIZED_TELEMETRY": "False"}
    process = subprocess.Popen(command, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(process, f"{url}/api/v2/heartbeat")
        yield url
    finally:
        process.terminate()
        process.wait(30)


def wait_for(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, f"chroma run ended with {process.returncode}"
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("chroma run did not answer")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma"), free_port()) as url:
        yield url


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    return write_shop(tmp_path / "shop")


def ingest(root: Path, store: Path, url: str | None) -> BuildReport:
    return build_store(read_shop(root), store, HashEmbedder(), chroma_url=url)


def say(root: Path, answer: str) -> None:
    write_table(root, "faqs", {**FAQ, "answer": answer})


def heard(store: Path, url: str | None) -> str:
    opened = open_store(store, HashEmbedder(), chroma_url=url)
    try:
        (hit,) = opened.search("How long is the cord?", kinds=["faq"], k=1)
    finally:
        opened.close()
    assert hit.dense > 0
    return hit.passage.text.removeprefix(f"{FAQ['question']} ")


def collections(url: str, store: Path) -> set[str]:
    """The names of a store's collections on a server."""
    client = open_vectors(store / "gen-none", url)._client
    names = {collection.name for collection in client.list_collections()}
    client.close()
    return {name for name in names if name.startswith(prefix(store / "x").split(".", maxsplit=1)[0])}


def expected(store: Path) -> set[str]:
    return {f"{prefix(generation)}{name}" for generation in generations(store) for name in NAMES}


def test_build_search_and_rebuild(server: str, root: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = ingest(root, store, server)
    assert first.added > 0
    assert is_current(store, root, "hash", chroma_url=server)
    assert not is_current(store, root, "hash")
    assert heard(store, server) == "80 cm."
    assert not (current_generation(store) / "chroma").exists()
    for answer in ("90 cm.", "95 cm."):
        say(root, answer)
        report = ingest(root, store, server)
        assert (report.added, report.changed, report.removed, report.embedded) == (0, 1, 0, 1)
        assert heard(store, server) == answer
    assert len(generations(store)) == 2
    assert collections(server, store) == expected(store)


def test_a_store_leaves_another_store_s_collections_alone(server: str, root: Path, tmp_path: Path) -> None:
    """Even under one path, as two machines have it: the other machine's folders are not here."""
    store, elsewhere = tmp_path / "store", tmp_path / "elsewhere"
    ingest(root, store, server)
    store.rename(elsewhere)
    other = collections(server, store)
    for answer in ("90 cm.", "95 cm.", "99 cm."):
        say(root, answer)
        ingest(root, store, server)
    assert collections(server, store) == expected(store) | other


def test_what_an_interrupted_build_left_is_removed(server: str, root: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    ingest(root, store, server)
    say(root, "90 cm.")
    ingest(root, store, server)
    (current_generation(store) / "manifest.json").unlink()
    ingest(root, store, server)
    assert heard(store, server) == "90 cm."
    assert collections(server, store) == expected(store)


def test_a_store_that_moves_off_the_server_takes_its_collections_away(
    server: str, root: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    ingest(root, store, server)
    with pytest.raises(StoreError, match=r"its vectors are in http://.*, not in the store's own folder; run"):
        open_store(store, HashEmbedder())
    ingest(root, store, None)
    assert heard(store, None) == "80 cm."
    say(root, "90 cm.")
    ingest(root, store, None)
    assert collections(server, store) == set()


def test_missing_collections_are_told(server: str, root: Path, tmp_path: Path) -> None:
    ingest(root, tmp_path / "store", server)
    shutil.copytree(tmp_path / "store", tmp_path / "copied")
    with pytest.raises(
        StoreError, match=r"Chroma collection .* cannot be read: .*run: python -m knowledge ingest"
    ):
        open_store(tmp_path / "copied", HashEmbedder(), chroma_url=server)


def test_a_server_that_is_down(root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    port, store = free_port(), tmp_path / "store"
    down = f"http://127.0.0.1:{port}"
    told = rf"{down}: Chroma cannot be opened \(.+\); check that the server runs and that CHROMA_URL names it"
    with pytest.raises(StoreError, match=told):
        ingest(root, store, down)
    with chroma_server(tmp_path / "chroma", port) as url:
        ingest(root, store, url)
        live = LiveKnowledge(store, HashEmbedder(), url, every=0)
        assert heard(store, url) == "80 cm."
    with pytest.raises(StoreError, match="the store's vectors cannot be searched: Chroma failed"):
        live.current().search("How long is the cord?", kinds=["faq"])
    with pytest.raises(StoreError, match=told):
        open_store(store, HashEmbedder(), chroma_url=down)
    served = current_generation(store)
    say(root, "90 cm.")
    with pytest.raises(StoreError, match=told):
        ingest(root, store, down)
    assert current_generation(store) == served
    live.close()
    for answer in ("90 cm.", "95 cm."):
        say(root, answer)
        ingest(root, store, None)
    assert "are left on the server" in caplog.text
    assert heard(store, None) == "95 cm."


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999", "http://"])
def test_an_address_that_is_none(root: Path, tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match="Chroma cannot be opened"):
        ingest(root, tmp_path / "store", url)
