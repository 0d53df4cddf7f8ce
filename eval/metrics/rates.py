"""How many dialogs pass: of all, of a group, and again and again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import comb
from typing import Literal

from bot.messages import Value
from eval.dialog import HELDOUT, theme
from eval.metrics.statistics import Share
from eval.outcome import DialogResult, Result

Dimension = Literal["theme", "language", "channel", "world", "tag"]


class Rate(Value):
    """Passes of those that passed or failed; `errors` are neither. `failed_by` counts dialogs, not checks."""

    passed: Share
    errors: int
    failed_by: Mapping[Result, int]


class PassHat(Value):
    """pass^k: how likely a dialog passes `k` times in a row, over the `dialogs` that ran at least `k` times."""

    k: int
    dialogs: int
    value: float


def pass_rate(results: Iterable[DialogResult]) -> Rate:
    """The rate of `results`."""
    results = tuple(results)
    count = Counter(result.status for result in results)
    failed = [{f.result for f in r.all_failures} for r in results if r.status == "fail"]
    return Rate(
        passed=Share(hits=count["pass"], of=count["pass"] + count["fail"]),
        errors=count["error"],
        failed_by={"state": sum("state" in f for f in failed), "facts": sum("facts" in f for f in failed)},
    )


def rates_by(dimension: Dimension, results: Iterable[DialogResult]) -> dict[str, Rate]:
    """The rate of each group in alphabetical order.

    A dialog's theme is its first tag; a dialog with several other tags counts for each of them.
    """
    groups: defaultdict[str, list[DialogResult]] = defaultdict(list)
    for result in results:
        for name in _GROUPS[dimension](result):
            groups[name].append(result)
    return {name: pass_rate(groups[name]) for name in sorted(groups)}


def failed_checks(results: Iterable[DialogResult]) -> dict[str, int]:
    """How many expectations of each kind were not met, the most frequent first."""
    return dict(Counter(failure.check for result in results for failure in result.all_failures).most_common())


def pass_hat(results: Iterable[DialogResult]) -> tuple[PassHat, ...]:
    """pass^1, pass^2, ... up to the most repetitions of a dialog on one channel. Crashed repetitions do not count.

    The unbiased estimator C(c, k) / C(n, k) of a dialog that passed c of n times, averaged over dialogs:
    S. Yao et al., "tau-bench: A benchmark for tool-agent-user interaction in real-world domains", 2024.
    """
    runs: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
    for result in results:
        if result.status != "error":
            runs[result.id, result.channel].append(result.status == "pass")
    most = max((len(passed) for passed in runs.values()), default=0)
    return tuple(_pass_hat(k, [p for p in runs.values() if len(p) >= k]) for k in range(1, most + 1))


def _pass_hat(k: int, runs: Sequence[Sequence[bool]]) -> PassHat:
    chances = [comb(sum(passed), k) / comb(len(passed), k) for passed in runs]
    return PassHat(k=k, dialogs=len(runs), value=sum(chances) / len(chances))


_GROUPS: Mapping[Dimension, Callable[[DialogResult], Iterable[str]]] = {
    "theme": lambda result: {theme(result.tags)} - {""},
    "language": lambda result: [result.lang],
    "channel": lambda result: [result.channel],
    "world": lambda result: [result.world],
    "tag": lambda result: set(result.tags) - {HELDOUT, theme(result.tags)},
}
