"""What an optional judge thought of the replies. Apart from passing and failing, and silent where it was silent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean

from bot.messages import Value
from eval.metrics.costs import answered
from eval.outcome import DialogResult


class Opinion(Value):
    """The mean of the scores given, 0..1, and how many replies got none; without any score there is no mean."""

    scored: int
    unscored: int
    mean: float | None


class Opinions(Value):
    """One for each thing that is judged."""

    tone: Opinion
    relevance: Opinion

    @property
    def any_scored(self) -> bool:
        """Whether a judge gave at least one score."""
        return bool(self.tone.scored or self.relevance.scored)


def opinions(results: Iterable[DialogResult]) -> Opinions:
    """Over every turn that ended with a reply."""
    given = [turn.judgement for turn in answered(results)]
    return Opinions(tone=_opinion([j.tone for j in given]), relevance=_opinion([j.relevance for j in given]))


def _opinion(scores: Sequence[float | None]) -> Opinion:
    known = [score for score in scores if score is not None]
    return Opinion(scored=len(known), unscored=len(scores) - len(known), mean=fmean(known) if known else None)
