"""Planning by a capable language model with native tool calling: what a message asks, in its own calls.

The model only says what is asked and names things in words. Ids are found by code, tools look only at the session's
own customer, and whatever is not a sound call is left out; without one, the small classifier plans.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import prompts
from bot.errors import ModelError
from bot.llm.chat import ToolChooser
from bot.llm.messages import as_messages
from bot.messages import ToolCall, Usage
from bot.privacy import mask
from bot.tools.cards import name_of
from bot.turn.memory import Memory
from bot.turn.state import Intent
from knowledge.search import Knowledge

LONGEST_QUESTION = 400
MOST_TALKED = 4
MAX_TOKENS = 400


class Call(BaseModel):
    """What the model says about one question."""

    model_config = ConfigDict(extra="ignore")

    question: str = Field("", max_length=LONGEST_QUESTION, description="the whole question")
    products: list[str] = Field(
        default_factory=list, max_length=4, description="names of products it is about"
    )
    order: str | None = Field(None, max_length=64, description="number of the order it is about")


class Planned(BaseModel):
    """One question as the model understood it. `products` are ids of the shop's."""

    question: str
    intent: Intent
    products: tuple[str, ...] = ()
    order: str | None = None


async def planned(
    message: str, memory: Memory, language: str, knowledge: Knowledge, chooser: ToolChooser
) -> tuple[tuple[Planned, ...], Usage]:
    """The questions of a message by the model's calls; none when it is down or makes no sound call."""
    talked = [p for p in map(knowledge.catalogue.product, memory.talked[:MOST_TALKED]) if p]
    rendered = prompts.load("plan_tools").render(
        message=mask(message),
        before=memory.asked.question if memory.asked else "",
        talked=", ".join(name_of(product, language) for product in talked),
    )
    try:
        choice = await chooser.choose(as_messages(rendered), tools(), max_tokens=MAX_TOKENS)
    except ModelError:
        return (), Usage()
    return tuple(found for call in choice.calls for found in _read(call, message, knowledge)), choice.usage


@cache
def tools() -> tuple[dict[str, Any], ...]:
    """A tool for each intent in OpenAI's form, described as in the prompt `plan`; others are told by their form."""
    told = prompts.load("plan").fixed[0].text.splitlines()
    described = dict(line.split(": ", 1) for line in told if ": " in line)
    return tuple(
        {
            "type": "function",
            "function": {
                "name": intent,
                "description": described[intent],
                "parameters": Call.model_json_schema(),
            },
        }
        for intent in get_args(Intent)
        if intent in described
    )


def _read(call: ToolCall, message: str, knowledge: Knowledge) -> Iterator[Planned]:
    """The call as a question; nothing for an unknown tool or unusable arguments."""
    if call.name not in get_args(Intent):
        return
    try:
        said = Call.model_validate(call.arguments)
    except ValidationError:
        return
    yield Planned(
        question=said.question.strip() or message,
        intent=cast(Intent, call.name),
        products=tuple(dict.fromkeys(found for name in said.products for found in _product(name, knowledge))),
        order=next((m.id for m in knowledge.mentions(said.order or "") if m.kind == "order"), None),
    )


def _product(name: str, knowledge: Knowledge) -> Iterator[str]:
    """The product that a name fits best."""
    yield from islice((m.id for m in knowledge.mentions(name) if m.kind == "product"), 1)
