"""What was measured of recommending, in words and tables: sections of `RESULTS.md`. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eval.environment import Environment
from eval.recommend.audit import Audit
from eval.recommend.buyers import Buyers
from eval.recommend.comparison import ColdResult, Comparison, Estimate
from eval.recommend.next_category import NextCategories
from eval.recommend.speed import SuggestionTimes
from eval.report.layout import made_with, markdown, seconds, stamp

RECOMMENDATION, SUGGESTIONS = "Recommendation", "Suggestions"


def recommendation_section(found: Comparison, name: str, made: Environment) -> str:
    """The body of the section about the file `name`."""
    parts = (
        stamp(made, f"`python -m eval recommend` on {name}, cut at {found.cut}"),
        _data(found),
        _systems(found),
        f"nDCG@{found.k} is {found.ratio.value:.2f} times that of {found.best_peer}, the best peer "
        f"(95 % interval {found.ratio.low:.2f} to {found.ratio.high:.2f}; aim: 1.2).",
        *_cold(found),
        *_buyers(found.buyers),
        f"Training took {found.training_seconds:.0f} s (aim: 600) and the whole run, peers among it, "
        f"{found.peak_memory_mib:.0f} MiB at its peak (aim for training: 3,072).",
        made_with(made),
    )
    return "\n\n".join(parts)


def suggestions_section(
    found: Mapping[str, Audit],
    times: SuggestionTimes | None,
    made: Environment,
    foreseen: Mapping[str, NextCategories] | None = None,
) -> str:
    """The body of the section about the shops audited and, where it was timed, the large one."""
    parts = (
        stamp(made, "`python -m eval suggestions`"),
        "Requests made up from each shop's own records: every kind of wish, customers and guests. Every card is held "
        "against the records. Gini coefficients say how unequally groups of products are shown, by score alone and "
        "after the lists were varied; 0 is evenly.",
        _audits(found),
        *(part for name, each in (foreseen or {}).items() for part in _foreseen(name, each)),
        *(_times(times) if times else ()),
        made_with(made),
    )
    return "\n\n".join(parts)


def _data(found: Comparison) -> str:
    left_out = ", ".join(f"{count:,} {why}" for why, count in found.dropped.items() if count)
    return (
        f"{found.rows:,} rows, left out {left_out or 'none'}; {found.train_interactions:,} pairs of "
        f"{found.train_users:,} users and {found.items:,} items before the cut. {found.test_users:,} users took items "
        "new to them after it; only those count as right. Means over users, 95 % bootstrap intervals; novelty in bits, "
        "Gini of exposure over items."
    )


def _systems(found: Comparison) -> str:
    k = found.k
    head = ("", f"nDCG@{k}", f"HR@{k}", f"Recall@{k}", "coverage", "novelty", "Gini")
    rows = [
        (
            system.name,
            *(_estimate(each) for each in (system.ndcg, system.hit_rate, system.recall)),
            f"{system.coverage:.3f}",
            f"{system.novelty:.2f}",
            f"{system.exposure_gini:.3f}",
        )
        for system in found.systems
    ]
    return markdown(head, rows)


def _estimate(found: Estimate) -> str:
    return f"{found.value:.4f} ({found.low:.4f}-{found.high:.4f})"


def _cold(found: Comparison) -> Iterator[str]:
    head = ("cold", "users", "items", f"nDCG@{found.k}", f"HR@{found.k}", "beside", "nDCG", "HR")
    kinds: tuple[tuple[str, ColdResult | None], ...] = (
        ("items nobody took before the cut", found.cold_items),
        ("customers without a history", found.cold_customers),
    )
    rows = [
        (
            name,
            f"{cold.cases:,}",
            f"{cold.candidates:,}",
            f"{cold.ndcg:.4f}",
            f"{cold.hit_rate:.4f}",
            cold.peer,
            f"{cold.peer_ndcg:.4f}",
            f"{cold.peer_hit_rate:.4f}",
        )
        for name, cold in kinds
        if cold
    ]
    if rows:
        yield markdown(head, rows)


def _buyers(found: Buyers | None) -> Iterator[str]:
    if found is None:
        return
    yield (
        f"Who buys within 30 days of the cut, of {found.cases:,} customers known before it: {found.bought:.1%} did, "
        f"{found.foretold:.1%} were foretold. Area under the curve, beside plain rules:"
    )
    yield markdown(("by", "AUC"), [(score.name, f"{score.auc:.3f}") for score in found.scores])


def _audits(found: Mapping[str, Audit]) -> str:
    head = (
        "shop", "requests", "suggested", "nothing found", "constraints violated", "owned", "out of stock",
        "reasons untrue", "Gini of brands, before and after", "Gini of price bands",
    )  # fmt: skip
    rows = [
        (
            name,
            str(a.requests),
            str(a.suggested),
            str(a.none_found),
            *(str(len(each)) for each in (a.constraints, a.owned, a.out_of_stock, a.untrue)),
            f"{a.brand_gini_before:.3f}, {a.brand_gini:.3f}",
            f"{a.band_gini_before:.3f}, {a.band_gini:.3f}",
        )
        for name, a in found.items()
    ]
    return markdown(head, rows)


def _foreseen(name: str, found: NextCategories) -> Iterator[str]:
    yield f"The category that customers of {name} bought from within two weeks, {found.cases} customers on days:"
    rows = [(score.name, f"{score.first:.3f}", f"{score.third:.3f}") for score in found.scores]
    yield markdown(("", "came first", "among the first three"), rows)


def _times(times: SuggestionTimes) -> Iterator[str]:
    yield (
        f"A made-up shop of {times.products:,} products and {times.customers:,} customers, {times.calls.count} calls "
        f"of `recommend`, its trained model used: p50 {seconds(times.calls.p50, 3)}, p95 {seconds(times.calls.p95, 3)} "
        f"(aim: 0.050 s); of the processor alone, which other processes on the machine slow less, "
        f"{seconds(times.processor.p50, 3)} and {seconds(times.processor.p95, 3)}. Training took "
        f"{seconds(times.training)}, what the first call after new data waits for {seconds(times.prepare)}; "
        f"peak memory {times.memory:,.0f} MiB, the shop's records among it."
    )
    rows = [(kind, seconds(slowest, 3)) for kind, slowest in sorted(times.slowest.items())]
    yield markdown(("wish", "slowest, processor"), rows)
