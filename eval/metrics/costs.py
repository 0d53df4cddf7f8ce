"""What replies cost: seconds, tokens, and facts that nothing supports."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import computed_field

from bot.messages import Value
from eval.latency import Spread, spread
from eval.outcome import DialogResult, TurnResult


class Latency(Value):
    """Seconds from the message to the first event, the first sentence and the end, over the turns that had them."""

    first_event: Spread
    first_sentence: Spread
    total: Spread


class Tokens(Value):
    """What the language model read and wrote for all replies. A reply worded by code costs nothing."""

    replies: int
    prompt: int
    completion: int

    @computed_field
    @property
    def prompt_per_reply(self) -> float | None:
        """The mean."""
        return self.prompt / self.replies if self.replies else None

    @computed_field
    @property
    def completion_per_reply(self) -> float | None:
        """The mean."""
        return self.completion / self.replies if self.replies else None


class Unsupported(Value):
    """Facts that the evaluation found no support for, over all replies; `with_any` replies have at least one."""

    replies: int
    facts: int
    with_any: int

    @computed_field
    @property
    def per_reply(self) -> float | None:
        """The mean."""
        return self.facts / self.replies if self.replies else None


def latency(results: Iterable[DialogResult]) -> Latency:
    """Over every turn that ended with a reply."""
    times = [turn.times for turn in answered(results)]
    return Latency(
        first_event=spread(t.first_event for t in times),
        first_sentence=spread(t.first_sentence for t in times),
        total=spread(t.total for t in times),
    )


def tokens(results: Iterable[DialogResult]) -> Tokens:
    """Over every turn that ended with a reply."""
    usages = [turn.reply.usage for turn in answered(results) if turn.reply]
    return Tokens(
        replies=len(usages),
        prompt=sum(usage.prompt_tokens for usage in usages),
        completion=sum(usage.completion_tokens for usage in usages),
    )


def unsupported(results: Iterable[DialogResult]) -> Unsupported:
    """Over every turn that ended with a reply."""
    counts = [len(turn.loose) for turn in answered(results)]
    return Unsupported(replies=len(counts), facts=sum(counts), with_any=sum(count > 0 for count in counts))


def answered(results: Iterable[DialogResult]) -> tuple[TurnResult, ...]:
    """The turns that got a reply."""
    return tuple(turn for result in results for turn in result.turns if turn.reply is not None)
