"""Opens the language model that the settings choose."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import openai
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from bot.config import Settings
from bot.errors import ConfigError
from bot.llm import weights
from bot.llm.chat import ChatModel, Completion, Delta
from bot.llm.embedded import MODEL_NAME, EmbeddedServer, ServerOptions
from bot.llm.in_process import transformers_chat
from bot.llm.langchain_chat import LangChainChat
from bot.llm.prefixes import Prefixes
from bot.llm.slots import Slots
from bot.llm.sources import Report, silent

__all__ = ["ChatModel", "Completion", "Delta", "open_chat_model"]

SEED = 7

CONNECT_SECONDS = 10.0
PROBE_SECONDS = 2.0
TRANSFORMERS = "transformers:"
NEW_LIMIT_HOSTS = ("openai.com", "azure.com")
"""Hosts that take `max_completion_tokens`; all others understand the older `max_tokens`."""


@asynccontextmanager
async def open_chat_model(
    settings: Settings, report: Report = silent, *, seed: int = SEED
) -> AsyncGenerator[ChatModel]:
    """The model that `settings` choose, for use in an `async with`; leaving it stops what was started.

    `seed` goes with every request; a model in process is greedy and has no use for it. `llm_url` wins; then
    `llm_model`: `transformers:<id or folder>`, or `embedded`, whose weights are fetched
    if need be, with `report` told of it.

    Raises (on entering):
        ConfigError: `llm_model` names none of these.
        WeightsError: the weights are missing and cannot be fetched, or are corrupt.
        ModelUnavailableError: the weights cannot be loaded.
    """
    if settings.llm_url:
        key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else ""
        async with _client(settings, loopback=False) as client:
            yield openai_chat(settings, settings.llm_url, settings.llm_model, key, client, seed)
    elif settings.llm_model.startswith(TRANSFORMERS):
        yield await asyncio.to_thread(
            transformers_chat, settings, settings.llm_model.removeprefix(TRANSFORMERS)
        )
    elif settings.llm_model == MODEL_NAME:
        path = await asyncio.to_thread(weights.pull, settings, report=report)
        with EmbeddedServer(ServerOptions.of(settings, path)) as server:
            async with _client(settings, loopback=True) as client:
                chat = openai_chat(settings, server.url, MODEL_NAME, server.api_key, client, seed)
                chat.prefixes = Prefixes(server)
                chat.slots = Slots(settings.llm_slots)
                yield chat
    else:
        raise ConfigError(
            f"SHOPKEEPER_LLM_MODEL: found {settings.llm_model!r} and no SHOPKEEPER_LLM_URL. Expected: "
            "embedded, or transformers:<id or folder>, or the URL of the server that has this model."
        )


def openai_chat(  # noqa: PLR0913, PLR0917 - what a request needs
    settings: Settings, url: str, model: str, key: str, client: Any, seed: int = SEED
) -> LangChainChat:
    """A `ChatModel` over the OpenAI protocol at `url`, asked with temperature 0 and a fixed seed."""
    chat = ChatOpenAI(
        model=model,
        base_url=url,
        api_key=SecretStr(key or "none"),
        temperature=0,
        seed=seed,
        timeout=settings.llm_timeout,
        max_retries=1,
        stream_usage=True,
        stream_chunk_timeout=None,
        use_responses_api=False,
        http_async_client=client,
    )
    return LangChainChat(
        chat,
        place=url,
        timeout=settings.llm_timeout,
        limits=lambda max_tokens, schema: {"extra_body": request_limits(url, max_tokens, schema)},
        probe=lambda: probe(url, key),
        name=f"{model} {settings.llm_weights or ''} seed {seed}",
    )


def request_limits(url: str, max_tokens: int, schema: dict[str, Any] | None) -> dict[str, Any]:
    """The part of a request that bounds its answer.

    It goes around langchain-openai's own arguments, which rename `max_tokens` to a name that some servers
    ignore, and take a `response_format` through a parser that repeats the answer.
    """
    host = urlsplit(url).hostname or ""
    name = "max_completion_tokens" if host.endswith(NEW_LIMIT_HOSTS) else "max_tokens"
    body: dict[str, Any] = {name: max_tokens}
    if schema is not None:
        body["response_format"] = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
    return body


async def probe(url: str, key: str) -> bool:
    """Whether an OpenAI-compatible server lists its models at `url`, or at least answers there."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        async with httpx.AsyncClient(timeout=PROBE_SECONDS, trust_env=not _is_loopback(url)) as client:
            answer = await client.get(f"{url.rstrip('/')}/models", headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return answer.is_success or answer.status_code in {404, 405}


def _client(settings: Settings, *, loopback: bool) -> Any:
    """An HTTP client for the SDK. On loopback no proxy, and no connection kept for another event loop."""
    timeout = openai.Timeout(settings.llm_timeout, connect=CONNECT_SECONDS)
    headers = {"Connection": "close"} if loopback else {}
    return openai.DefaultAsyncHttpxClient(timeout=timeout, headers=headers, trust_env=not loopback)


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"}
