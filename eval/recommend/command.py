"""The command `recommend`: reads a file, compares, prints."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.errors import InputError
from bot.recommend.interactions import SECONDS_A_DAY
from eval.recommend.comparison import ColdResult, Comparison, Estimate, compare_recommenders
from eval.recommend.interactions_file import Columns, read_interactions


def measure_recommenders(path: Path, columns: Columns, cut: str, k: int) -> Comparison:
    """Compares all recommenders on a file, cut at a date (`2010-11-01`, a time may follow; without a zone UTC).

    Raises:
        InputError: the file or the cut cannot be used; says why.
    """
    day = _day(cut)
    read = read_interactions(path, columns)
    return compare_recommenders(
        read.interactions, read.texts, day, cut_text=cut, rows=read.rows, dropped=read.dropped, k=k
    )


def show(found: Comparison, console: Console) -> None:
    """Prints the table and what belongs to it."""
    console.print(
        f"{found.train_interactions} interactions of {found.train_users} users and {found.items} items "
        f"before {found.cut}; {found.test_users} users took items new to them after it."
    )
    left_out = ", ".join(f"{count} {why}" for why, count in found.dropped.items() if count)
    console.print(f"{found.rows} rows read; left out: {left_out or 'none'}.")
    console.print(_table(found))
    console.print(
        f"nDCG@{found.k} is {found.ratio.value:.2f} times the best peer's ({found.best_peer}), "
        f"95 % interval {found.ratio.low:.2f} to {found.ratio.high:.2f}."
    )
    for what, cold in (("items", found.cold_items), ("customers", found.cold_customers)):
        if cold:
            console.print(_cold_text(what, cold, found.k))
    if found.buyers:
        scores = ", ".join(f"{score.name} {score.auc:.3f}" for score in found.buyers.scores)
        console.print(f"Who buys within 30 days, of {found.buyers.cases} customers: AUC {scores}.")
    console.print(
        f"Training took {found.training_seconds:.0f} s; peak memory {found.peak_memory_mib:.0f} MiB."
    )


def _table(found: Comparison) -> Table:
    table = Table(title="New items, mean over users (95 % bootstrap interval)")
    k = found.k
    for name in ("", f"nDCG@{k}", f"HR@{k}", f"Recall@{k}", "coverage", "novelty", "Gini"):
        table.add_column(name, justify="left" if not name else "right")
    for system in found.systems:
        table.add_row(
            system.name,
            _cell(system.ndcg),
            _cell(system.hit_rate),
            _cell(system.recall),
            f"{system.coverage:.3f}",
            f"{system.novelty:.2f}",
            f"{system.exposure_gini:.3f}",
        )
    return table


def _cell(estimate: Estimate) -> str:
    return f"{estimate.value:.4f} ({estimate.low:.4f}-{estimate.high:.4f})"


def _cold_text(what: str, cold: ColdResult, k: int) -> str:
    return (
        f"Cold {what} ({cold.cases} users, {cold.candidates} items to choose from): "
        f"nDCG@{k} {cold.ndcg:.4f}, HR@{k} {cold.hit_rate:.4f}; "
        f"{cold.peer}: {cold.peer_ndcg:.4f}, {cold.peer_hit_rate:.4f}."
    )


def _day(cut: str) -> float:
    try:
        moment = datetime.fromisoformat(cut)
    except ValueError as error:
        raise InputError(f"--cut: found {cut!r}, expected a date such as 2010-11-01") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() / SECONDS_A_DAY
