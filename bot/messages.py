"""Frozen values that pass between the turn graph, the surfaces and the evaluation.

They know no storage and no model. The API contract is their JSON form.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Route = Literal["bot", "human"]
SentimentLabel = Literal["negative", "neutral", "positive"]
CardKind = Literal[
    "product", "order", "recommendation", "comparison", "policy", "promotion", "review", "handoff"
]


class Value(BaseModel):
    """Base of all values: frozen, and a field nobody declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Value):
    """One short fact that a reply may rest on.

    `source` is `kind:id#part` (`product:P001#weight`, `order:O0025`). `subject` is the thing the fact is about
    (`product:P001`), so that a true fact of another thing does not count as support. `names` are the proper names
    (products, carriers, people) that the fact licenses a sentence to use. `complete` marks a statement computed in
    code that answers the question by itself. `private` facts belong to the signed-in customer. `shared` are the
    question's words that the fact holds, in whichever language, names left out.
    """

    source: str
    title: str
    text: str
    subject: str | None = None
    language: str = "en"
    names: tuple[str, ...] = ()
    score: float = 0.0
    complete: bool = False
    private: bool = False
    shared: tuple[str, ...] = ()


class Citation(Value):
    """A numbered pointer from a reply into the shop's data; `quote` is the cited text itself."""

    n: int = Field(ge=1)
    source: str
    title: str
    quote: str


class CardField(Value):
    """One labelled line of a card, already worded in the shopper's language."""

    label: str
    value: str


class Card(Value):
    """Something shown beside the words: a product, an order, a hand-over. `id` is the record's own id."""

    kind: CardKind
    id: str
    title: str
    subtitle: str = ""
    fields: tuple[CardField, ...] = ()
    reason: str = ""
    price: str = ""
    stock: str = ""
    rating: float | None = None
    rating_count: int = 0
    image: str | None = None
    url: str | None = None
    source: str = ""


class Sentiment(Value):
    """`score` runs from -1 (angry) to 1 (delighted); `confidence` is the calibrated probability of `label`."""

    label: SentimentLabel
    score: float = Field(ge=-1, le=1)
    confidence: float = Field(ge=0, le=1)


class ToolCall(Value):
    """A tool that the turn called and the arguments it was given. The customer is never among them."""

    name: str
    arguments: dict[str, Any] = Field(default_factory=dict)


class Timings(Value):
    """Milliseconds from the arrival of the message."""

    first_event: float = 0.0
    first_sentence: float = 0.0
    total: float = 0.0


class Usage(Value):
    """Tokens that the language model read and wrote for the turn."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Both usages together."""
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
        )


class Reply(Value):
    """The whole answer to one message: the API contract's JSON object.

    `choices` are messages that the shopper can send by pressing a button, as answers to a question back.
    """

    reply_id: str
    session_id: str
    text: str
    language: str
    route: Route
    abstained: bool
    verified: bool
    citations: tuple[Citation, ...] = ()
    cards: tuple[Card, ...] = ()
    choices: tuple[str, ...] = ()
    sentiment: Sentiment
    tools: tuple[ToolCall, ...] = ()
    timings_ms: Timings = Timings()
    usage: Usage = Usage()


class CardEvent(Value):
    """A card, sent as soon as the tools are done."""

    event: Literal["card"] = "card"
    card: Card


class WaitEvent(Value):
    """The model writes for others first; cards may be shown already. `ahead` answers come before this one, in about
    `seconds`; `text` says so to the shopper.
    """

    event: Literal["wait"] = "wait"
    ahead: int = Field(ge=1)
    seconds: float = Field(ge=0)
    text: str


class SentenceEvent(Value):
    """One verified sentence; `text` carries its citation marks, `[1]`."""

    event: Literal["sentence"] = "sentence"
    text: str
    citations: tuple[int, ...] = ()


class CitationEvent(Value):
    """A citation, sent before the first sentence that uses it."""

    event: Literal["citation"] = "citation"
    citation: Citation


class RouteEvent(Value):
    """Who answers from here on, and why."""

    event: Literal["route"] = "route"
    route: Route
    reason: str
    sentiment: Sentiment


class FinalEvent(Value):
    """The last event of a turn that went through: the reply as it is stored."""

    event: Literal["final"] = "final"
    reply: Reply


class ErrorEvent(Value):
    """The last event of a turn that could not be carried out; `message` is written for the shopper."""

    event: Literal["error"] = "error"
    code: str
    message: str


Event = CardEvent | WaitEvent | SentenceEvent | CitationEvent | RouteEvent | FinalEvent | ErrorEvent


class SessionInfo(Value):
    """What opening a session answers: the API contract's JSON object, with the session's own settings."""

    session_id: str
    customer_id: str | None
    greeting: str
    channel: str
    language: str
