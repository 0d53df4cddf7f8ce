"""A Hugging Face model in this process: a tiny untrained one, made here."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from bot.config import Settings
from bot.errors import ConfigError, ModelError, WeightsError
from bot.llm.client import open_chat_model
from bot.llm.in_process import _until

TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
WORDS = [
    "tent",
    "rope",
    "kettle",
    "lamp",
    "stove",
    "boots",
    "map",
    "knife",
    "bottle",
    "chair",
    "table",
    "sock",
    "glove",
    "hat",
    "scarf",
    "bag",
]
TALK = [SystemMessage("Be kind."), HumanMessage("Hi"), AIMessage("Hello"), HumanMessage("How heavy is it?")]


@pytest.mark.parametrize(
    ("pieces", "stops", "text"),
    [
        (["ab", "cd"], ["\n"], "abcd"),
        (["a\n", "b"], ["\n"], "a"),
        (["aST", "OPb"], ["STOP"], "a"),
        (["aST", "ayed"], ["STOP"], "aSTayed"),
        (["STOP"], ["STOP"], ""),
        (["a", "b!c"], ["?", "!"], "ab"),
    ],
)
def test_text_ends_before_a_stop(pieces: list[str], stops: list[str], text: str) -> None:
    async def given() -> AsyncIterator[str]:
        for piece in pieces:
            yield piece

    async def run() -> str:
        return "".join([piece async for piece in _until(given(), stops)])

    assert asyncio.run(run()) == text


def settings(name: str | Path, **more: Any) -> Settings:
    return Settings(llm_url=None, llm_model=f"transformers:{name}", **more)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chat model of random weights that says words of `WORDS` without end."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    path = tmp_path_factory.mktemp("tiny")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [f"\u0120{word}" for word in WORDS]
    vocabulary = {text: n for n, text in enumerate(alphabet + words)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|im_end|>", additional_special_tokens=["<|im_start|>"]
    )
    fast.chat_template = TEMPLATE
    fast.save_pretrained(path)
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=len(fast),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        eos_token_id=None,
    )
    model = Qwen2ForCausalLM(config)
    with torch.no_grad():
        model.lm_head.weight[: len(alphabet)] = 0
        model.lm_head.weight[len(vocabulary) :] = 0
    model.save_pretrained(path)
    return path


@pytest.mark.integration
def test_it_streams_and_completes_the_same(folder: Path) -> None:
    async def run() -> None:
        async with open_chat_model(settings(folder)) as chat:
            assert await chat.ready()
            pieces = [delta async for delta in chat.stream(TALK, max_tokens=12)]
            whole = await chat.complete(TALK, max_tokens=12)
        assert len([piece for piece in pieces if piece.text]) > 1
        assert "".join(piece.text for piece in pieces) == whole.text
        assert (whole.usage.completion_tokens, whole.finish) == (12, "length")
        assert whole.usage.prompt_tokens > 50

    asyncio.run(run())


@pytest.mark.integration
def test_a_stop_ends_it(folder: Path) -> None:
    async def run() -> None:
        async with open_chat_model(settings(folder)) as chat:
            text = (await chat.complete(TALK, max_tokens=40)).text
            stop = text.split()[-1][:3]
            pieces = [delta async for delta in chat.stream(TALK, max_tokens=40, stop=[stop])]
        assert "".join(piece.text for piece in pieces) == text[: text.index(stop)]
        assert [piece.finish for piece in pieces if piece.finish] == ["stop"]

    asyncio.run(run())


@pytest.mark.integration
def test_leaving_stops_the_generation(folder: Path) -> None:
    """Writing 20,000 tokens would hold the model, which writes one answer at a time, for minutes."""

    async def run() -> float:
        async with open_chat_model(settings(folder)) as chat:
            async with aclosing(chat.stream(TALK, max_tokens=20_000)) as pieces:
                await anext(pieces)
            start = time.monotonic()
            await chat.complete(TALK, max_tokens=2)
            return time.monotonic() - start

    assert asyncio.run(run()) < 10


@pytest.mark.integration
def test_a_schema_is_asked_for_and_nonsense_is_told(folder: Path) -> None:
    async def run() -> None:
        async with open_chat_model(settings(folder)) as chat:
            await chat.complete(TALK, max_tokens=4, schema={"type": "object"})

    with pytest.raises(ModelError, match="JSON"):
        asyncio.run(run())


@pytest.mark.integration
def test_a_model_without_chat_template_is_told(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        if file.suffix != ".jinja":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    config = json.loads((tmp_path / "tokenizer_config.json").read_text())
    config.pop("chat_template", None)
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    with pytest.raises(ConfigError, match="chat template"):
        asyncio.run(_open(settings(tmp_path)))


@pytest.mark.integration
def test_neither_a_folder_nor_on_the_hub(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        hub = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(WeightsError, match=f"shop/nothing.*{hub}"):
        asyncio.run(_open(settings("shop/nothing", hub_url=hub, models_dir=tmp_path)))
    with pytest.raises(WeightsError, match="cannot be loaded"):
        asyncio.run(_open(settings(tmp_path)))


async def _open(chosen: Settings) -> None:
    async with open_chat_model(chosen):
        pass
