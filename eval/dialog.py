"""A scripted dialog: what a shopper writes, turn by turn, and what is expected of the replies. Types only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PositiveFloat, PositiveInt

from bot.messages import CardKind, Route, SentimentLabel, Value
from eval.patterns import checked_pattern

Words = Annotated[str, Field(min_length=1)]
Wanted = Annotated[str, Field(min_length=1), AfterValidator(checked_pattern)]
OnFail = Literal["block", "report"]
HELDOUT, FRESH = "heldout", "fresh"
"""Marks among the tags: nobody tunes on it; held out and written last, from the data alone."""


def theme(tags: Sequence[str]) -> str:
    """A dialog's theme is its first tag, the held-out mark left out of account; empty without any."""
    return next((tag for tag in tags if tag != HELDOUT), "")


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_ONE_OR_MORE = BeforeValidator(
    _one_or_more, json_schema_input_type=Words | Annotated[tuple[Words, ...], Field(min_length=1)]
)


class ToolExpected(Value):
    """A tool call: its name and a part of its arguments, each with the value given here."""

    name: Words
    arguments: Mapping[str, Any] = Field(default_factory=dict)


class CardExpected(Value):
    """A card; without `id`, any of its kind."""

    kind: CardKind
    id: Words | None = None


class Expect(Value):
    """What is checked of a reply; what is absent is not checked.

    `says_*` look at its text without citation marks: literal, in any case, or a regular expression between `/` and
    `/`. Each prefix in `cites` must begin the source of a citation. One of `tools_any` must have been called and one
    of `cards_any` shown; none of `tools_none` may have been called. `max_seconds` catches a hang.
    """

    route: Route | None = None
    tools_any: tuple[ToolExpected, ...] = ()
    tools_none: tuple[Words, ...] = ()
    says_all: tuple[Wanted, ...] = ()
    says_any: tuple[Wanted, ...] = ()
    says_none: tuple[Wanted, ...] = ()
    cites: tuple[Words, ...] = ()
    cards_any: tuple[CardExpected, ...] = ()
    abstains: bool | None = None
    sentiment: tuple[SentimentLabel, ...] = ()
    max_seconds: PositiveFloat | None = None


class DialogTurn(Value):
    """One message of the shopper."""

    user: Words
    expect: Expect = Expect()


class HandoffExpected(Value):
    """The hand-over that must be waiting after the dialog; each text in `summary_all` stands in its summary."""

    queue: Words | None = None
    summary_all: tuple[Wanted, ...] = ()


class Final(Value):
    """What must hold after the dialog. `state` maps `table.id.field` of the shop's records to a value."""

    handoff: HandoffExpected | None = None
    state: Mapping[Words, Any] = Field(default_factory=dict)


class Dialog(Value):
    """One dialog. It runs once for every channel in `channel` and `repeat` times on each.

    `world` is a built-in shop's name or the path of a shop folder. Without `customer` the session is anonymous.
    """

    id: Words
    tags: tuple[Words, ...] = ()
    lang: Words
    world: Words = "sample"
    channel: Annotated[tuple[Words, ...], _ONE_OR_MORE, Field(min_length=1)] = ("web",)
    customer: Words | None = None
    repeat: PositiveInt = 1
    on_fail: OnFail = "report"
    turns: Annotated[tuple[DialogTurn, ...], Field(min_length=1)]
    final: Final = Final()

    @property
    def heldout(self) -> bool:
        """Whether nobody may tune on it."""
        return HELDOUT in self.tags
