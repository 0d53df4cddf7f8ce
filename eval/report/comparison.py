"""The comparison of two runs in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eval.compare import Change, Comparison, Difference
from eval.metrics.statistics import Interval
from eval.outcome import RunHeader
from eval.report.folder import Run
from eval.report.layout import seconds
from eval.report.words import decimal, whole

CHANGES = {
    "Passed before, fails now": ("pass", "fail"),
    "Failed before, passes now": ("fail", "pass"),
}


def comparison_table(found: Comparison, first: Run, second: Run) -> RenderableType:
    """Which runs, what was left out, what changed, and by how much."""
    return Group(
        Text(f"A: {_stamp(first.header)}\nB: {_stamp(second.header)}\n{left_out(found)}\n"),
        *changes(found.changes),
        _differences(found),
        _costs(found),
    )


def left_out(found: Comparison) -> str:
    """How many runs of dialogs are compared and how many are not."""
    out = found.left_out
    return (
        f"{found.common} runs of dialogs compared; left out: {out['only_first']} only in A, "
        f"{out['only_second']} only in B, {out['changed']} asked or expected otherwise."
    )


def changes(found: tuple[Change, ...]) -> Iterator[Text]:
    """The dialogs that ended otherwise, those that got worse first."""
    for title, kind in CHANGES.items():
        yield from _listed(title, [change for change in found if (change.before, change.after) == kind])
    yield from _listed("Crashes now", [change for change in found if change.after == "error"])
    yield from _listed("Crashed before", [change for change in found if change.before == "error"])


def _listed(title: str, found: list[Change]) -> Iterator[Text]:
    if found:
        lines = (f"  {c.key}: {c.before} -> {c.after}: {c.why}" for c in found)
        yield Text("\n".join((f"{title}: {len(found)}", *lines, "")))


def _differences(found: Comparison) -> Table:
    table = Table("dialogs", "A passed", "B passed", "B - A", "95 % interval", "lost", "won", "McNemar p")
    for name, d in (
        ("development", found.development),
        ("held out", found.held_out),
        ("all", found.together),
    ):
        table.add_row(name, *_row(d))
    return table


def _row(d: Difference) -> tuple[str, ...]:
    rates = (whole(d.first), whole(d.second), _points(d.difference), _interval(d.interval))
    return (*rates, str(d.lost), str(d.won), f"{d.p_value:.3g}")


def _costs(found: Comparison) -> Table:
    table = Table("", "A", "B", "B / A")
    for name in ("first_event", "first_sentence", "total"):
        a, b = (getattr(times, name) for times in found.latency)
        ratio = getattr(found.ratios, name)
        title = name.replace("_", " ")
        table.add_row(f"{title} p50", seconds(a.p50), seconds(b.p50), decimal(ratio.p50))
        table.add_row(f"{title} p95", seconds(a.p95), seconds(b.p95), decimal(ratio.p95))
    a, b = found.unsupported
    table.add_row("unsupported facts", str(a.facts), str(b.facts), "")
    table.add_row("unsupported facts a reply", decimal(a.per_reply), decimal(b.per_reply), "")
    return table


def _stamp(header: RunHeader) -> str:
    made = header.environment
    state = " with uncommitted changes" if made.dirty else ""
    return f"{made.at:%Y-%m-%d %H:%M} UTC, commit {made.commit}{state}, {made.model}"


def _points(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:+.1f} points"


def _interval(found: Interval | None) -> str:
    return "-" if found is None else f"{100 * found.low:+.1f} to {100 * found.high:+.1f}"
