"""The measurements' command line: `python -m eval answers | startup`.

Commands import what they need when they run: `--help` is quick.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.errors import InputError, ShopkeeperError
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from bot.config import Settings

app = typer.Typer(
    help="Measures the assistant and writes what it finds to eval/RESULTS.md.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
Shop = Annotated[Path | None, typer.Option("--shop", metavar="DIR", help="Shop folder; default: the sample.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document, and nothing else.")]
Results = Annotated[
    Path | None, typer.Option("--results", metavar="FILE", help="Written to; default: eval/RESULTS.md.")
]


@app.command()
def answers(
    shop: Shop = None,
    questions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Questions; default: those about the sample shop.")
    ] = None,
    results: Results = None,
    as_json: Json = False,
) -> None:
    """Ask questions, judge the answers, time them. Exit code 1 when one crashed or stated an unsupported fact."""
    from bot.config import load_settings
    from bot.stopping import leave_at_once_on_interrupt, run
    from eval.question import SAMPLE_QUESTIONS, read_questions

    leave_at_once_on_interrupt()
    settings = load_settings(shop=shop)
    if questions is None and not _is_sample(settings):
        raise InputError(
            f"No questions for the shop in {settings.shop}. Name a file of them with --questions."
        )
    source = questions or SAMPLE_QUESTIONS
    asked = read_questions(source)
    from eval.answering import measure_answers

    raise typer.Exit(run(lambda _: measure_answers(settings, asked, source, results, as_json=as_json)))


@app.command()
def startup(
    skip_install: Annotated[
        bool, typer.Option("--skip-install", help="Use this interpreter's packages: no cold start.")
    ] = False,
    weights: Annotated[
        Literal["fetch", "cache"], typer.Option(help="Fetch them anew, or use the cache: no cold start.")
    ] = "fetch",
    results: Results = None,
    as_json: Json = False,
) -> None:
    """Time a fresh clone from nothing to the first answer, and its second start. Takes some minutes."""
    from bot.config import load_settings
    from eval.starting import measure_startup

    fetch = weights == "fetch"
    measure_startup(load_settings(), results, install=not skip_install, fetch=fetch, as_json=as_json)


def _is_sample(settings: Settings) -> bool:
    from bot.config import SAMPLE_SHOP

    return settings.shop.resolve() == SAMPLE_SHOP.resolve()


def main() -> None:
    """Runs a command; what the user can mend is told on standard error, with exit code 2."""
    try:
        app(prog_name="python -m eval")
    except (ShopkeeperError, KnowledgeError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
