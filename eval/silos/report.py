"""One shop against silos in words: a section of `RESULTS.md` and a table for the terminal. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import RenderableType

from eval.environment import Environment
from eval.report.layout import Rows, made_with, markdown, stamp, table
from eval.report.words import counted, decimal, interval, per_cent
from eval.silos.compared import Compared, Side

HEADING = "One shop or silos"
AIM = 1.3
_HEAD = ("", "one shop", "95 % interval", "silos", "95 % interval", "ratio")


def silos_section(found: Compared, groups: Mapping[str, Compared], made: Environment) -> str:
    """The section: all dialogs, then those of each group that has any."""
    what = (
        "the same dialogs on every channel of their shop, with one shop that all channels share, and with silos: "
        "each channel a shop that has only the orders, reviews and events of that channel"
    )
    told = (
        "Consistency: of the pairs of turns that were held on two channels, how many state the same facts and go the "
        f"same way (aim: {AIM} times as many as silos). Accuracy: the dialogs that passed."
    )
    rows = [
        *_rows(found, "all"),
        *(r for name, part in groups.items() if _any(part) for r in _rows(part, name)),
    ]
    return "\n\n".join((stamp(made, what), told, markdown(_HEAD, rows), made_with(made)))


def silos_table(found: Compared) -> RenderableType:
    """What the terminal shows."""
    return table(_HEAD, _rows(found, "all"))


def _rows(found: Compared, name: str) -> Rows:
    return [
        (f"consistency, {name}", *_agree(found.one), *_agree(found.silos), decimal(found.consistency_ratio)),
        (f"accuracy, {name}", *_passed(found.one), *_passed(found.silos), decimal(found.accuracy_ratio)),
    ]


def _agree(side: Side) -> tuple[str, str]:
    agree = side.consistency.agree
    return f"{per_cent(agree.share)} ({counted(agree)})", interval(agree.interval)


def _passed(side: Side) -> tuple[str, str]:
    passed = side.rate.passed
    errors = f", {side.rate.errors} crashed" if side.rate.errors else ""
    return f"{per_cent(passed.share)} ({counted(passed)}{errors})", interval(passed.interval)


def _any(found: Compared) -> bool:
    return bool(found.one.rate.passed.of or found.one.rate.errors)
