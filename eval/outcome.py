"""How scripted dialogs went: what a run writes to `results.jsonl`, and metrics and reports read. Types only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from bot.messages import Reply, Value
from eval.dialog import Expect, OnFail
from eval.environment import Environment
from eval.latency import Times

Status = Literal["pass", "fail", "error"]
Result = Literal["state", "facts"]


class Failure(Value):
    """One expectation that was not met: which of the separate results it belongs to, its key, and what was found."""

    result: Result
    check: str
    message: str


class LooseFact(Value):
    """A fact of a reply that nothing it cites or shows supports."""

    kind: str
    written: str


class Judgement(Value):
    """An optional judge's opinion, 0..1 each; None where it gave none, which is unscored and never a pass."""

    tone: float | None = None
    relevance: float | None = None


class TurnResult(Value):
    """One message and what came back: a reply, or `error`.

    `trace` is what the assistant kept of the turn: how it understood the message, the evidence with scores, each
    draft and the verifier's verdict. None where it cannot be had, as over HTTP.
    """

    user: str
    expect: Expect
    reply: Reply | None = None
    times: Times = Times()
    failures: tuple[Failure, ...] = ()
    loose: tuple[LooseFact, ...] = ()
    trace: Mapping[str, Any] | None = None
    error: str = ""
    judgement: Judgement = Judgement()


class DialogResult(Value):
    """One run of one dialog on one channel. `attempt` counts its repetitions from 0.

    `failures` are those of what must hold after the dialog; each turn has its own. `handed_over`: a hand-over was
    waiting at its end.
    """

    id: str
    tags: tuple[str, ...]
    lang: str
    world: str
    channel: str
    customer: str | None
    attempt: int
    on_fail: OnFail
    turns: tuple[TurnResult, ...]
    failures: tuple[Failure, ...] = ()
    error: str = ""
    handed_over: bool = False
    handoff_expected: bool = False
    seconds: float

    @property
    def key(self) -> str:
        """Unique within a run."""
        return f"{self.id}@{self.channel}#{self.attempt}"

    @property
    def all_failures(self) -> tuple[Failure, ...]:
        """Those of every turn, then those of the end."""
        return (*(failure for turn in self.turns for failure in turn.failures), *self.failures)

    @property
    def status(self) -> Status:
        """A crash is an error, neither a failure nor a pass."""
        if self.error or any(turn.error for turn in self.turns):
            return "error"
        return "fail" if self.all_failures else "pass"


class RunHeader(Value):
    """What a run was made of: where and with what, which dialogs (a digest of them), against which server.

    `selection` are the names asked for, `heldout` which half of them (None: both). `worlds` holds a digest of the data
    of each shop that the dialogs take place in.
    """

    environment: Environment
    dialogs: str
    selection: tuple[str, ...]
    heldout: bool | None = None
    url: str | None = None
    seed: int = 0
    worlds: Mapping[str, str] = Field(default_factory=dict)
