"""What commands share: their common options, the settings, and work that Ctrl-C may end."""

# ruff: noqa: PLC0415  commands import what they need when they run

from __future__ import annotations

from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.config import Settings

Json = Annotated[bool, typer.Option("--json", help="One JSON document, and nothing else.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `run` wrote.")]
Results = Annotated[
    Path | None, typer.Option("--results", metavar="FILE", help="Written to; default: eval/RESULTS.md.")
]
Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILES|TAGS]", help="Dialog files, tags; default: all built-in dialogs."),
]


def out_folder(name: str) -> Any:
    """The option `--out` of a command whose results go into a folder called by `name` and the time."""
    return typer.Option(
        metavar="DIR", help=f"Results; a run begun there goes on. Default: eval-output/{name}<time>."
    )


def settings_for(shop: Path | None = None) -> Settings:
    """The settings; from now until work begins, Ctrl-C ends the program without a word."""
    from bot.config import load_settings
    from bot.stopping import leave_at_once_on_interrupt

    leave_at_once_on_interrupt()
    return load_settings(shop=shop)


def held(work: Coroutine[Any, Any, int]) -> typer.Exit:
    """The exit, with its code, of work that was done to its end or to Ctrl-C."""
    from bot.stopping import run

    return typer.Exit(run(lambda _: work))
