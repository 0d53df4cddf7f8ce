"""What the embedded model keeps of the prompts between two starts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.config import load_settings
from bot.llm import weights
from bot.llm.embedded import EmbeddedServer, ServerOptions
from bot.llm.prefixes import Prefixes

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
PROMPT = "You answer in one word. " * 8


@pytest.fixture
def options(tmp_path: Path) -> ServerOptions:
    settings = load_settings(llm_slots=1, llm_context=512)
    beside = tmp_path / "model.gguf"
    beside.symlink_to(weights.pull(settings))
    return ServerOptions(beside, settings.llm_threads, settings.llm_context, settings.llm_slots, repack=False)


@pytest.fixture
def server(options: ServerOptions) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(options) as started:
        yield started


def tokens_read(server: EmbeddedServer) -> int:
    answer = httpx.post(
        f"{server.url}/chat/completions",
        headers={"Authorization": f"Bearer {server.api_key}"},
        json={"messages": [{"role": "user", "content": PROMPT}], "max_tokens": 1},
        timeout=300,
    )
    return int(answer.json()["timings"]["prompt_n"])


def test_a_saved_prompt_is_not_read_again_after_a_restart(options: ServerOptions) -> None:
    with EmbeddedServer(options) as first:
        assert tokens_read(first) > 30
        Prefixes(first).save("answer")
    with EmbeddedServer(options) as second:
        assert Prefixes(second).restore("answer")
        assert tokens_read(second) < 5


def test_what_was_not_saved_or_is_damaged_is_read_anew(server: EmbeddedServer) -> None:
    prefixes = Prefixes(server)
    assert not prefixes.restore("answer")
    assert tokens_read(server) > 30
    prefixes.save("answer")
    assert not prefixes.restore("another prompt")
    for file in server.options.slot_folder.iterdir():
        file.write_bytes(b"not a slot")
    assert not prefixes.restore("answer")
    assert tokens_read(server) > 0
