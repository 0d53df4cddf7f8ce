"""What a turn works with (`TurnContext`) and what it knows so far (`TurnState`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bot.conversation import Session, StoredTurn, new_id
from bot.conversations import Conversations
from bot.handover.machine import Handovers
from bot.handover.values import Handover
from bot.llm.chat import ChatModel, ToolChooser
from bot.messages import Citation, Event, Sentiment, ToolCall, Usage
from bot.recommend.collaborative import Collaborative
from bot.recommend.opinions import OpinionBook
from bot.recommend.said_book import SaidBook
from bot.sentiment.course import DEFAULTS, Course, Decision, Thresholds
from bot.sentiment.model import Classifier
from bot.sentiment.need import Need
from bot.tools.desk import Desk, Findings
from bot.turn.answers import AnswerCache
from bot.turn.intents import IntentGuess
from bot.turn.screening import ScreenVerdict
from bot.verification import Verifications
from knowledge.embeddings import Embedder
from knowledge.search import Knowledge

Intent = Literal[
    "product_fact", "product_compare", "product_reviews", "recommend", "promotion", "order_status", "order_history",
    "order_change", "returns", "policy", "store_info", "account", "human", "small_talk", "out_of_scope", "profile",
]  # fmt: skip
CHOICE_SECONDS = 1.5
"""From a message's arrival to the model's choice of an intent, the longest that a card may have to wait for it."""
DraftAuthor = Literal["code", "model", "cache"]
DraftStatus = Literal["answered", "unknown", "faulty", "down"]


class IntentClassifier(Protocol):
    """Tells what a message asks for; `bot.turn.intents.IntentModel`."""

    def predict(self, text: str) -> IntentGuess:
        """The likeliest intent and how sure that is."""
        ...


class AttackScreen(Protocol):
    """Tells an attack from an innocent message; `bot.turn.screening.Screen`."""

    def check(self, text: str) -> ScreenVerdict:
        """Whether `text` passes."""
        ...


@dataclass(frozen=True, slots=True)
class Models:
    """The small models that every turn uses."""

    embedder: Embedder
    intents: IntentClassifier
    screen: AttackScreen
    sentiment: Classifier
    need: Need


@dataclass(frozen=True, slots=True)
class TurnContext:
    """Everything a turn works with; the same for all turns but `knowledge`, which follows the shop's data.

    With a `planner`, a language model says what a message asks; without, the small classifier does, and within
    `choice_seconds` the language model where that is unsure.
    """

    knowledge: Knowledge
    chat: ChatModel
    models: Models
    conversations: Conversations
    handovers: Handovers
    verifications: Verifications
    clock: Callable[[], float]
    thresholds: Thresholds = DEFAULTS
    opinions: OpinionBook | None = None
    said: SaidBook | None = None
    learned: Collaborative | None = None
    planner: ToolChooser | None = None
    choice_seconds: float = CHOICE_SECONDS
    answers: AnswerCache = field(default_factory=AnswerCache)


@dataclass(frozen=True, slots=True)
class Task:
    """One question of a message: what it asks, about what, and how sure the plan is of that.

    `question` is whole: what a fragment like "and the Ridge 3?" leaves out is filled in. `products` are ids, the ones
    named first; `unclear` are products that it may mean as well. A `nameless` one points at a product where none was
    spoken of; one that `goes_on` leans on the question before it. `behind` is the question before it in the message.
    """

    question: str
    intent: Intent
    confidence: float
    products: tuple[str, ...] = ()
    order_id: str | None = None
    position: int | None = None
    cheaper: bool = False
    unclear: tuple[str, ...] = ()
    nameless: bool = False
    goes_on: bool = False
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What became of one task; `fault` is what the model said without support, `by` whose words the answer is."""

    task: Task
    findings: Findings
    status: DraftStatus
    fault: str = ""
    by: DraftAuthor = "code"


Emit = Callable[[Event], None]
NEUTRAL = Sentiment(label="neutral", score=0.0, confidence=1.0)
NO_USAGE = Usage()
PASSED = ScreenVerdict("pass", "", 0.0)
STAY = Decision(action="stay", reason="")


@dataclass(slots=True)
class Stopwatch:
    """Milliseconds since the turn began: `marks`, each kept the first time; `steps`, when each node was done."""

    clock: Callable[[], float]
    started: float
    marks: dict[str, float] = field(default_factory=dict[str, float])
    steps: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def seconds(self) -> float:
        """Since the turn began."""
        return self.clock() - self.started

    def mark(self, name: str) -> None:
        """Keep the time of `name`, once."""
        self.marks.setdefault(name, self._now())

    def done(self, name: str) -> None:
        """Keep when the node `name` was done."""
        self.steps[name] = self._now()

    def _now(self) -> float:
        return self.seconds * 1000


@dataclass(frozen=True, slots=True)
class TurnState:
    """What a turn knows. The first part is there from the start; every node adds to the rest.

    `request` is what is asked when that is not `text` itself: a guest's proof is left out of it. `identity` tells what
    became of a proof. `recalled` is what was spoken of before the session's first turn, elsewhere.
    """

    session: Session
    text: str
    language: str
    desk: Desk
    watch: Stopwatch
    history: tuple[StoredTurn, ...] = ()
    recalled: tuple[tuple[str, ...], ...] = ()
    client_message_id: str | None = None
    handover: Handover | None = None
    reply_id: str = field(default_factory=new_id)

    blocked: bool = False
    verdict: ScreenVerdict = PASSED
    request: str = ""
    identity: str = ""
    sentiment: Sentiment = NEUTRAL
    decision: Decision = STAY
    course: Course | None = None
    tasks: tuple[Task, ...] = ()
    findings: tuple[Findings, ...] = ()
    tools: tuple[ToolCall, ...] = ()
    drafts: tuple[Draft, ...] = ()
    spoken: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    usage: Usage = NO_USAGE

    @property
    def held(self) -> bool:
        """Whether the conversation waited for a person, or a person had it, when the turn began."""
        return self.handover is not None and self.handover.is_open


Update = dict[str, Any]
"""What a node adds to the state, by field name; LangGraph refuses a name that is no field."""


def offers_person(state: TurnState) -> bool:
    """Whether the reply asks if a person should take over, so that "yes" means one."""
    unanswered = any(draft.status in ("unknown", "down") for draft in state.drafts)
    return unanswered or any(found.offers_person for found in state.findings)
