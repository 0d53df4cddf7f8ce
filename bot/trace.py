"""Why a reply is what it is: how the message was understood, what was looked up, what was checked, what it took.

Kept with the transcript. What identifies a person is masked when a trace is made, so it may be shown and exported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from bot.messages import Sentiment, ToolCall, Usage, Value


class TracedScreen(Value):
    """What the injection screen said; `score` is 0 to 1."""

    blocked: bool
    kind: str
    score: float


class TracedTask(Value):
    """One question of the message: its intent, how sure that is (0 to 1), and the products it is about.

    `unclear` are products that it may mean as well: the reply asks which.
    """

    question: str
    intent: str
    confidence: float
    products: tuple[str, ...] = ()
    order_id: str | None = None
    unclear: tuple[str, ...] = ()


class TracedEvidence(Value):
    """A fact that the answer could rest on; `score` is 0 to 1, `used` tells whether the reply cites it."""

    source: str
    score: float
    text: str
    used: bool = False


class TracedDraft(Value):
    """What became of a question: `answered`, `unknown`, `faulty` or `down`; `fault` is what had no support.

    `by` tells whose words they are: `code` (nothing was left to the model), `model`, or `cache`.
    """

    status: str
    fault: str = ""
    by: str = "code"


class Trace(Value):
    """The whole trace. `identity` is what became of a guest's proof; `steps_ms` when each step was
    done; `offered_person` whether the reply asks if a person should take over.
    """

    screen: TracedScreen | None = None
    sentiment: Sentiment | None = None
    decision: str = ""
    reason: str = ""
    identity: str = ""
    tasks: tuple[TracedTask, ...] = ()
    tools: tuple[ToolCall, ...] = ()
    evidence: tuple[TracedEvidence, ...] = ()
    drafts: tuple[TracedDraft, ...] = ()
    offered_person: bool = False
    notes: tuple[dict[str, Any], ...] = ()
    steps_ms: Mapping[str, float] = Field(default_factory=dict)
    usage: Usage = Usage()
