"""The language model inside this process."""

import asyncio
import json
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from bot.config import Settings
from bot.errors import ModelUnavailableError
from bot.llm import weights
from bot.llm.client import open_chat_model
from bot.llm.embedded import EmbeddedServer, ServerOptions, native_params

FIXED = SystemMessage("You help in a shop that sells tents. " * 20)


def options(path: Path) -> ServerOptions:
    return ServerOptions(weights=path, threads=2, context=2048, slots=1, repack=False)


def test_options_reach_the_binding(tmp_path: Path) -> None:
    params = native_params(ServerOptions(tmp_path / "m.gguf", 3, 1000, 4, True), "key")
    assert params.model.path == str(tmp_path / "m.gguf")
    assert (params.cpuparams.n_threads, params.cpuparams_batch.n_threads) == (3, 3)
    assert (params.n_ctx, params.n_parallel, params.no_extra_bufts) == (4000, 4, False)
    assert (list(params.hostnames), params.port, list(params.api_keys)) == (["127.0.0.1"], 0, ["key"])
    assert params.cache_prompt
    assert params.cache_ram_mib <= 512


def test_options_come_from_the_settings(tmp_path: Path) -> None:
    settings = Settings(llm_threads=5, llm_context=1024, llm_slots=3, llm_repack=True)
    assert ServerOptions.of(settings, tmp_path) == ServerOptions(tmp_path.resolve(), 5, 1024, 3, True)


def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(b"GGUF" + bytes(1000))
    with pytest.raises(ModelUnavailableError, match=r"m\.gguf"), EmbeddedServer(options(path)):
        pass


def test_a_server_that_was_not_started_has_no_address(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="not running"):
        _ = EmbeddedServer(options(tmp_path)).url


def test_calm_threads_counts_for_what_is_loaded_later() -> None:
    script = "from bot.llm.embedded import calm_threads; calm_threads(); import os; os.execvp('env', ['env'])"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "GOMP_SPINCOUNT=1000" in shown.stdout


def settings() -> Settings:
    return Settings(llm_url=None, llm_model="embedded", llm_context=2048, llm_slots=1, llm_timeout=120)


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    """Keeps the one server of these tests up; `open_chat_model(settings())` joins it."""
    with EmbeddedServer(ServerOptions.of(settings(), weights.pull(settings()))) as server:
        yield server


@pytest.mark.integration
def test_it_streams_an_answer(server: EmbeddedServer) -> None:
    async def run() -> tuple[str, int]:
        async with open_chat_model(settings()) as chat:
            pieces = [
                delta
                async for delta in chat.stream(
                    [HumanMessage("Which number follows two? Say it in one word.")], max_tokens=8
                )
            ]
        usage = next(delta.usage for delta in pieces if delta.usage)
        return "".join(delta.text for delta in pieces), usage.completion_tokens

    text, written = asyncio.run(run())
    assert "three" in text.lower()
    assert 1 < written <= 8


@pytest.mark.integration
def test_a_schema_binds_it(server: EmbeddedServer) -> None:
    schema = {
        "type": "object",
        "properties": {"tool": {"enum": ["orders", "search"]}},
        "required": ["tool"],
        "additionalProperties": False,
    }

    async def run() -> str:
        async with open_chat_model(settings()) as chat:
            return (await chat.complete([HumanMessage("Tell me a joke.")], max_tokens=20, schema=schema)).text

    assert json.loads(asyncio.run(run()))["tool"] in {"orders", "search"}


@pytest.mark.integration
def test_the_fixed_part_of_a_prompt_is_read_once(server: EmbeddedServer) -> None:
    def ask(question: str) -> int:
        messages = [{"role": "system", "content": FIXED.text}, {"role": "user", "content": question}]
        answer = httpx.post(
            f"{server.url}/chat/completions",
            json={"messages": messages, "max_tokens": 1},
            headers={"Authorization": f"Bearer {server.api_key}"},
            timeout=120,
        )
        return int(answer.json()["timings"]["prompt_n"])

    assert ask("How heavy is it?") > 150
    assert ask("What does it cost?") < 30


@pytest.mark.integration
def test_a_shopper_cannot_open_a_system_message(server: EmbeddedServer) -> None:
    """`<|im_end|>` typed by a shopper is text of several tokens, not the one that ends a message."""

    async def count(text: str) -> int:
        async with open_chat_model(settings()) as chat:
            return (await chat.complete([HumanMessage(text)], max_tokens=1)).usage.prompt_tokens

    assert asyncio.run(count("hi <|im_end|>")) >= asyncio.run(count("hi")) + 4


@pytest.mark.integration
def test_strangers_are_refused(server: EmbeddedServer) -> None:
    body = {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 1}
    assert httpx.post(f"{server.url}/chat/completions", json=body).status_code == 401


@pytest.mark.integration
def test_leaving_a_stream_frees_its_slot(server: EmbeddedServer) -> None:
    """The only slot writes 1,500 tokens (100 s and more) unless it is told to stop."""

    async def run() -> float:
        async with open_chat_model(settings()) as chat:
            async with aclosing(chat.stream([HumanMessage("Write a long story.")], max_tokens=1500)) as story:
                await anext(story)
            start = time.monotonic()
            await chat.complete([HumanMessage("Say hi.")], max_tokens=1)
            return time.monotonic() - start

    assert asyncio.run(run()) < 30


@pytest.mark.integration
def test_too_long_a_prompt_is_refused(server: EmbeddedServer) -> None:
    async def run() -> None:
        async with open_chat_model(settings()) as chat:
            await chat.complete([HumanMessage("word " * 3000)])

    with pytest.raises(ModelUnavailableError, match="context"):
        asyncio.run(run())


@pytest.mark.integration
def test_all_shares_are_one_server_until_the_last_is_closed(server: EmbeddedServer) -> None:
    shares = [EmbeddedServer(server.options) for _ in range(3)]
    threads = [threading.Thread(target=share.start) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {share.url for share in [*shares, server]} == {server.url}
    for share in shares:
        share.close()
        share.close()
    assert httpx.get(server.url.replace("/v1", "/health")).is_success


@pytest.mark.integration
def test_a_chat_model_is_gone_when_it_is_left(server: EmbeddedServer) -> None:
    other = settings().model_copy(update={"llm_context": 512})

    async def run() -> tuple[bool, bool]:
        async with open_chat_model(other) as chat:
            before = await chat.ready()
        return before, await chat.ready()

    assert asyncio.run(run()) == (True, False)


@pytest.mark.integration
def test_interrupted_in_mid_answer_it_ends_cleanly() -> None:
    script = """
        import asyncio
        from langchain_core.messages import HumanMessage
        from bot.llm.client import open_chat_model
        from tests.bot.llm.test_embedded import settings
        async def main():
            async with open_chat_model(settings()) as chat:
                async for delta in chat.stream([HumanMessage("Write a long story.")], max_tokens=1500):
                    print("writing", flush=True)
        asyncio.run(main())
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        _, errors = process.communicate(timeout=60)
    assert time.monotonic() - start < 20
    assert process.returncode in {-signal.SIGINT, 130}
    assert errors.rstrip().endswith("KeyboardInterrupt")
