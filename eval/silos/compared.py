"""The same dialogs with one shop for all channels and with a silo for each. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import computed_field

from bot.messages import Value
from eval.metrics.channels import Consistency, consistency
from eval.metrics.rates import Rate, pass_rate
from eval.outcome import DialogResult


class Side(Value):
    """How the same dialogs went with one kind of shop."""

    rate: Rate
    consistency: Consistency


class Compared(Value):
    """The same dialogs on the same channels, with one shop and with silos."""

    one: Side
    silos: Side

    @computed_field
    @property
    def consistency_ratio(self) -> float | None:
        """How many times as often one shop says the same on two channels; None when silos never do."""
        return ratio(self.one.consistency.agree.share, self.silos.consistency.agree.share)

    @computed_field
    @property
    def accuracy_ratio(self) -> float | None:
        """How many times as often one shop passes; None when silos never do."""
        return ratio(self.one.rate.passed.share, self.silos.rate.passed.share)


def compared(one: Sequence[DialogResult], silos: Sequence[DialogResult]) -> Compared:
    """Sets the results of both side by side; only those that both have."""
    both = {result.key for result in one} & {result.key for result in silos}
    first, second = ([r for r in results if r.key in both] for results in (one, silos))
    return Compared(one=_side(first), silos=_side(second))


def ratio(one: float | None, other: float | None) -> float | None:
    """One through the other, where there is a quotient."""
    return one / other if one is not None and other else None


def _side(results: Sequence[DialogResult]) -> Side:
    return Side(rate=pass_rate(results), consistency=consistency(results))
