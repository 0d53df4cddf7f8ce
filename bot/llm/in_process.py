"""A Hugging Face causal language model in this process, through `transformers`."""

from __future__ import annotations

import asyncio
import importlib
import json
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import huggingface_hub
from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from bot.config import Settings
from bot.errors import ConfigError, ModelUnavailableError, WeightsError
from bot.llm.chat import MAX_TOKENS
from bot.llm.langchain_chat import LangChainChat

FILES = ["*.json", "*.jinja", "*.safetensors", "*.txt", "*.model"]
ROLES: dict[type[BaseMessage], str] = {SystemMessage: "system", HumanMessage: "user", AIMessage: "assistant"}


@dataclass
class _Job:
    """One generation: `stopped` asks it to end after the token at hand; `written` counts its tokens."""

    prompt: Any
    max_tokens: int
    streamer: Any = None
    stopped: threading.Event = field(default_factory=threading.Event)
    written: int = 0

    @property
    def prompt_tokens(self) -> int:
        return int(self.prompt["input_ids"].shape[-1])

    @property
    def finish(self) -> str:
        return "length" if self.written >= self.max_tokens and not self.stopped.is_set() else "stop"


class TransformersChatModel(BaseChatModel):
    """A LangChain chat model over a loaded `transformers` model and its tokenizer.

    Greedy, one generation at a time. `max_tokens` and a JSON `schema`, which is shown to the model but not
    enforced, are arguments of each call.
    """

    model: Any
    tokenizer: Any
    _turn: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "transformers"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        job = self._job(messages, None, **kwargs)
        tokens = self._write(job)[0, job.prompt_tokens :]
        text = self.tokenizer.decode(tokens, skip_special_tokens=True)
        text = text[: min(_first(text, stop or ()), len(text))]
        message = AIMessage(text, response_metadata={"finish_reason": job.finish}, usage_metadata=_usage(job))
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        streamer = importlib.import_module("transformers").AsyncTextIteratorStreamer(
            self.tokenizer, skip_prompt=True, skip_special_tokens=True
        )
        job = self._job(messages, streamer, **kwargs)
        work = asyncio.ensure_future(asyncio.to_thread(self._write, job))
        try:
            async for text in _until(streamer, stop or ()):
                yield ChatGenerationChunk(message=AIMessageChunk(content=text))
            finish = job.finish
            job.stopped.set()
            await work
            yield ChatGenerationChunk(
                message=AIMessageChunk(
                    content="", response_metadata={"finish_reason": finish}, usage_metadata=_usage(job)
                )
            )
        finally:
            job.stopped.set()

    def _job(
        self,
        messages: Sequence[BaseMessage],
        streamer: Any,
        max_tokens: int = MAX_TOKENS,
        schema: dict[str, Any] | None = None,
    ) -> _Job:
        chat = [{"role": ROLES[type(message)], "content": str(message.text)} for message in messages]
        if schema is not None:
            chat[-1]["content"] += f"\n\nJSON Schema: {json.dumps(schema)}"
        prompt = self.tokenizer.apply_chat_template(
            chat,
            add_generation_prompt=True,
            return_tensors="pt",
            return_dict=True,
            sanitize_control_tokens=True,
        )
        return _Job(prompt.to(self.model.device), max_tokens, streamer)

    def _write(self, job: _Job) -> Any:
        try:
            with self._turn:
                return self.model.generate(
                    **job.prompt,
                    max_new_tokens=job.max_tokens,
                    do_sample=False,
                    streamer=job.streamer,
                    stopping_criteria=[_stop_criterion(job)],
                    pad_token_id=self.tokenizer.pad_token_id,
                )
        except Exception as error:
            if job.streamer is not None:
                job.streamer.on_finalized_text("", stream_end=True)
            raise ModelUnavailableError(f"The model in process failed: {error}") from error


def transformers_chat(settings: Settings, name: str) -> LangChainChat:
    """Load the model `name`, a folder or a hub id, onto the accelerator if there is one.

    Raises:
        WeightsError: it is no folder and the hub does not give it, or it cannot be loaded.
        ConfigError: it is no chat model.
    """
    transformers: Any = importlib.import_module("transformers")
    folder = name if Path(name).is_dir() else _download(settings, name)
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype="auto", local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise WeightsError(f"The model in {folder} cannot be loaded: {error}") from error
    if not tokenizer.chat_template:
        raise ConfigError(
            f"SHOPKEEPER_LLM_MODEL: {name!r} has no chat template; expected an instruction-tuned model."
        )
    chat = TransformersChatModel(model=model.to(_device()).eval(), tokenizer=tokenizer)
    return LangChainChat(chat, place=name, timeout=settings.llm_timeout, limits=_limits, probe=_always)


def _download(settings: Settings, name: str) -> str:
    try:
        return cast(Any, huggingface_hub).snapshot_download(
            name,
            endpoint=settings.hub_url or None,
            cache_dir=settings.models_dir / "hub",
            allow_patterns=FILES,
            etag_timeout=5,
        )
    except (OSError, ValueError, HfHubHTTPError, LocalEntryNotFoundError) as error:
        raise WeightsError(
            f"SHOPKEEPER_LLM_MODEL: {name!r} is not a folder here, and {settings.hub_url} did not give it: "
            f"{' '.join(str(error).split())[:300]}"
        ) from error


def _device() -> Any:
    torch: Any = importlib.import_module("torch")
    return (
        torch.accelerator.current_accelerator() if torch.accelerator.is_available() else torch.device("cpu")
    )


def _limits(max_tokens: int, schema: dict[str, Any] | None) -> dict[str, Any]:
    return {"max_tokens": max_tokens, "schema": schema}


async def _always() -> bool:
    return True


def _stop_criterion(job: _Job) -> Any:
    def stopped(input_ids: Any, _scores: Any, **_: Any) -> Any:
        job.written = int(input_ids.shape[-1]) - job.prompt_tokens
        return input_ids.new_full((input_ids.shape[0],), job.stopped.is_set()).bool()

    return stopped


def _usage(job: _Job) -> UsageMetadata:
    return UsageMetadata(
        input_tokens=job.prompt_tokens,
        output_tokens=job.written,
        total_tokens=job.prompt_tokens + job.written,
    )


async def _until(pieces: AsyncIterator[str], stops: Sequence[str]) -> AsyncIterator[str]:
    """The pieces up to the first stop text, which may be spread over several of them."""
    held, keep = "", max((len(stop) - 1 for stop in stops), default=0)
    async for piece in pieces:
        held += piece
        end = _first(held, stops)
        if end < len(held):
            yield held[:end]
            return
        ready = max(0, len(held) - keep)
        if ready:
            yield held[:ready]
        held = held[ready:]
    if held:
        yield held


def _first(text: str, stops: Sequence[str]) -> int:
    return min((at for stop in stops if (at := text.find(stop)) >= 0), default=len(text))
