"""What all reports are laid out with: tables, a section's first line and its end, units. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from eval.environment import Environment

GIGABYTE = 1e9
Rows = Sequence[Sequence[str]]


def seconds(value: float | None, digits: int = 2) -> str:
    """`1.5 s`, below a second with more digits; a dash for what was not measured."""
    return "-" if value is None else f"{value:.1f} s" if value >= 1 else f"{value:.{digits}f} s"


def gigabytes(value: int) -> str:
    """`2.31 GB`, in powers of ten."""
    return f"{value / GIGABYTE:.2f} GB"


def stamp(made: Environment, what: str) -> str:
    """When and from which commit, and `what` was measured: a section's first line."""
    state = " with uncommitted changes" if made.dirty else ""
    return f"{made.at:%Y-%m-%d %H:%M} UTC, commit {made.commit}{state}: {what}."


def made_with(made: Environment) -> str:
    """Machine, model, packages and prompts as a list: a section's end."""
    machine = made.machine
    packages = ", ".join(f"{name} {version}" for name, version in made.packages.items())
    files = ", ".join(f"{name} {digest}" for name, digest in made.prompts.items())
    return "\n".join(
        (
            f"- machine: {machine.processor}, {machine.cores} cores, {gigabytes(machine.memory)}, "
            f"{machine.system}; load before the run {machine.load}",
            f"- model: {made.model}",
            f"- Python {made.python}; {packages}",
            f"- prompts: {files}",
        )
    )


def markdown(head: Sequence[str], rows: Rows) -> str:
    """A table in Markdown."""
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def table(head: Sequence[str], rows: Rows) -> Table:
    """A table for the terminal."""
    made = Table(*head)
    for row in rows:
        made.add_row(*row)
    return made
