"""All metrics of a run in one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from bot.messages import Value
from eval.dialog import HELDOUT
from eval.metrics.channels import Consistency, consistency
from eval.metrics.costs import Latency, Tokens, Unsupported, latency, tokens, unsupported
from eval.metrics.decisions import (
    Citing,
    Detection,
    RouteCell,
    abstentions,
    citing,
    handovers,
    route_confusion,
    tool_accuracy,
)
from eval.metrics.judgements import Opinions, opinions
from eval.metrics.rates import Dimension, PassHat, Rate, failed_checks, pass_hat, pass_rate, rates_by
from eval.metrics.statistics import Share
from eval.outcome import DialogResult


class Rates(Value):
    """Of some dialogs together, and of their groups in each dimension."""

    together: Rate
    by: Mapping[Dimension, Mapping[str, Rate]]


class Summary(Value):
    """`rates` are of all dialogs, then of those that one may tune on and of those held out, apart.

    Each other field is what the function of its name in `eval.metrics` found.
    """

    rates: Rates
    development: Rates
    held_out: Rates
    failed_checks: Mapping[str, int]
    pass_hat: tuple[PassHat, ...]
    routes: tuple[RouteCell, ...]
    handovers: Detection
    abstentions: Detection
    tools: Share
    citing: Citing
    unsupported: Unsupported
    latency: Latency
    tokens: Tokens
    consistency: Consistency
    opinions: Opinions


def summary(results: Sequence[DialogResult]) -> Summary:
    """The metrics of `results`."""
    return Summary(
        rates=_rates(results),
        development=_rates([result for result in results if HELDOUT not in result.tags]),
        held_out=_rates([result for result in results if HELDOUT in result.tags]),
        failed_checks=failed_checks(results),
        pass_hat=pass_hat(results),
        routes=route_confusion(results),
        handovers=handovers(results),
        abstentions=abstentions(results),
        tools=tool_accuracy(results),
        citing=citing(results),
        unsupported=unsupported(results),
        latency=latency(results),
        tokens=tokens(results),
        consistency=consistency(results),
        opinions=opinions(results),
    )


def _rates(results: Sequence[DialogResult]) -> Rates:
    dimensions: tuple[Dimension, ...] = get_args(Dimension)
    return Rates(
        together=pass_rate(results),
        by={dimension: rates_by(dimension, results) for dimension in dimensions},
    )
