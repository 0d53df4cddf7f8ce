"""How reports write numbers; a dash for what was not measured."""

from __future__ import annotations

from eval.metrics.statistics import Interval, Share
from eval.outcome import DialogResult, Failure, RunHeader

FEW = 3
"""Groups of fewer runs of dialogs are told apart: nothing can be said by them."""


def per_cent(value: float | None) -> str:
    """`83 %`."""
    return "-" if value is None else f"{100 * value:.0f} %"


def interval(found: Interval | None) -> str:
    """`67 to 93 %`."""
    return "-" if found is None else f"{100 * found.low:.0f} to {100 * found.high:.0f} %"


def counted(share: Share) -> str:
    """`25/30`."""
    return f"{share.hits}/{share.of}" if share.of else "-"


def whole(share: Share) -> str:
    """`83 % (25/30)`."""
    return f"{per_cent(share.share)} ({counted(share)})" if share.of else "-"


def decimal(value: float | None) -> str:
    """`0.12`."""
    return "-" if value is None else f"{value:.2f}"


def chosen(header: RunHeader) -> str:
    """Which dialogs were held: `all dialogs`, `all held-out dialogs`, `order, zh`, `held-out dialogs of order, zh`."""
    half = {None: "", True: "held-out ", False: "development "}[header.heldout]
    names = ", ".join(header.selection)
    if not names:
        return f"all {half}dialogs"
    return f"{half}dialogs of {names}" if half else names


def unmet(failure: Failure) -> str:
    """`cites: found nothing, expected 'order:O0025'`."""
    return f"{failure.check}: {failure.message}"


def crash(result: DialogResult) -> str:
    """What a dialog crashed with: `turn 2: no end of the turn after 180 s`; empty if it did not."""
    told = [f"turn {number}: {turn.error}" for number, turn in enumerate(result.turns, start=1) if turn.error]
    return "; ".join(([result.error] if result.error else []) + told)
