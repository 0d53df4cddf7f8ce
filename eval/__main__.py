"""The measurements' command line: `python -m eval --help` lists the commands."""

from __future__ import annotations

import sys

import typer

from bot.errors import ShopkeeperError
from eval.commands import dialogs, parts, runs, suggesting
from knowledge.errors import KnowledgeError

app = typer.Typer(
    help="Measures the assistant: scripted dialogs, their reports, and the start.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for commands in (dialogs.app, runs.app, parts.app, suggesting.app):
    app.add_typer(commands)


def main() -> None:
    """Runs a command; what the user can mend is told on standard error, with exit code 2."""
    try:
        app(prog_name="python -m eval")
    except (ShopkeeperError, KnowledgeError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
