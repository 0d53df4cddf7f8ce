"""What changed between two runs of the same dialogs, and whether it is more than chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

from bot.messages import Value
from eval.dialog import HELDOUT
from eval.latency import Spread
from eval.metrics.costs import Latency, Unsupported, latency, unsupported
from eval.metrics.statistics import Interval, Share, mcnemar, paired_bootstrap
from eval.outcome import DialogResult, Status
from eval.report.folder import Run
from eval.report.words import crash, unmet

SEED = 7
Pair = tuple[DialogResult, DialogResult]
LeftOut = Literal["only_first", "only_second", "changed"]


class Change(Value):
    """A run of a dialog that ended otherwise; `why` is what failed or crashed, before or after."""

    key: str
    before: Status
    after: Status
    why: str


class Difference(Value):
    """Pass rates of `pairs` runs that crashed in neither, second minus first.

    `interval` is the paired bootstrap's, drawn by dialog; None below two dialogs. `p_value` is McNemar's exact
    one; it takes all runs for independent, so go by the interval where dialogs ran several times or on several
    channels. `lost` passed before and failed after, `won` the other way.
    """

    pairs: int
    first: Share
    second: Share
    difference: float | None
    interval: Interval | None
    lost: int
    won: int
    p_value: float


class Ratio(Value):
    """Seconds at p50 and p95, second over first; None where one is not known or nought."""

    p50: float | None
    p95: float | None


class Ratios(Value):
    """Over the turns that got a reply in both runs."""

    first_event: Ratio
    first_sentence: Ratio
    total: Ratio


class Comparison(Value):
    """`left_out` counts runs of dialogs that only one has, or that were asked or expected otherwise.

    Latency and unsupported facts are those of the turns that got a reply in both, the first run's first.
    """

    common: int
    left_out: dict[LeftOut, int]
    changes: tuple[Change, ...]
    together: Difference
    development: Difference
    held_out: Difference
    latency: tuple[Latency, Latency]
    ratios: Ratios
    unsupported: tuple[Unsupported, Unsupported]


def compare(first: Run, second: Run, seed: int = SEED) -> Comparison:
    """Run by run of every dialog that both have, with the same messages and expectations."""
    mine = {result.key: result for result in first.results}
    theirs = {result.key: result for result in second.results}
    both = [(mine[key], theirs[key]) for key in mine if key in theirs]
    pairs = [pair for pair in both if _is_same_dialog(*pair)]
    held_out = [pair for pair in pairs if HELDOUT in pair[0].tags]
    answered = [_answered_in_both(*pair) for pair in pairs]
    before, after = ([pair[n] for pair in answered] for n in (0, 1))
    times = latency(before), latency(after)
    return Comparison(
        common=len(pairs),
        left_out={
            "only_first": len(mine.keys() - theirs.keys()),
            "only_second": len(theirs.keys() - mine.keys()),
            "changed": len(both) - len(pairs),
        },
        changes=tuple(_change(*pair) for pair in pairs if pair[0].status != pair[1].status),
        together=difference(pairs, seed),
        development=difference([pair for pair in pairs if HELDOUT not in pair[0].tags], seed),
        held_out=difference(held_out, seed),
        latency=times,
        ratios=_ratios(*times),
        unsupported=(unsupported(before), unsupported(after)),
    )


def difference(pairs: Iterable[Pair], seed: int = SEED) -> Difference:
    """The difference in pass rate of `pairs`; those with a crash are left out."""
    known = [(a, b) for a, b in pairs if "error" not in (a.status, b.status)]
    passed = [(a.status == "pass", b.status == "pass") for a, b in known]
    by_dialog: defaultdict[str, list[int]] = defaultdict(list)
    for (a, _), (before, after) in zip(known, passed, strict=True):
        by_dialog[a.id].append(after - before)
    first, second = sum(before for before, _ in passed), sum(after for _, after in passed)
    lost, won = passed.count((True, False)), passed.count((False, True))
    return Difference(
        pairs=len(known),
        first=Share(hits=first, of=len(known)),
        second=Share(hits=second, of=len(known)),
        difference=(second - first) / len(known) if known else None,
        interval=paired_bootstrap(list(by_dialog.values()), seed),
        lost=lost,
        won=won,
        p_value=mcnemar(lost, won),
    )


def _is_same_dialog(a: DialogResult, b: DialogResult) -> bool:
    """A crashed dialog has fewer turns; those that both have are compared."""
    if (a.lang, a.world, a.customer, a.handoff_expected) != (b.lang, b.world, b.customer, b.handoff_expected):
        return False
    turns = zip(a.turns, b.turns, strict=False)
    return all((x.user, x.expect) == (y.user, y.expect) for x, y in turns)


def _change(a: DialogResult, b: DialogResult) -> Change:
    worse = a if b.status == "pass" else b
    told = [crash(worse)] if worse.status == "error" else [unmet(f) for f in worse.all_failures]
    return Change(key=a.key, before=a.status, after=b.status, why="; ".join(told))


def _answered_in_both(a: DialogResult, b: DialogResult) -> Pair:
    turns = [(x, y) for x, y in zip(a.turns, b.turns, strict=False) if x.reply and y.reply]
    return (
        a.model_copy(update={"turns": tuple(x for x, _ in turns)}),
        b.model_copy(update={"turns": tuple(y for _, y in turns)}),
    )


def _ratios(first: Latency, second: Latency) -> Ratios:
    return Ratios(
        first_event=_ratio(first.first_event, second.first_event),
        first_sentence=_ratio(first.first_sentence, second.first_sentence),
        total=_ratio(first.total, second.total),
    )


def _ratio(first: Spread, second: Spread) -> Ratio:
    return Ratio(p50=_over(second.p50, first.p50), p95=_over(second.p95, first.p95))


def _over(value: float | None, base: float | None) -> float | None:
    return value / base if value is not None and base else None
