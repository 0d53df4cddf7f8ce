"""Commands about dialog files, and about runs that were held."""

# ruff: noqa: PLC0415  commands import what they need when they run

from __future__ import annotations

import typer

from eval.commands.options import Folder, Json, held, settings_for

app = typer.Typer()


@app.command()
def schema() -> None:
    """Write eval/dialogs/schema.json, by which an editor checks dialog files, from the types."""
    from eval.dialog_schema import write_schema

    typer.echo(write_schema())


@app.command()
def report(folder: Folder) -> None:
    """Write the reports of a run anew, and show the table."""
    from rich.console import Console

    from eval.report.write import print_table, write_reports

    write_reports(folder)
    print_table(folder, Console())


@app.command()
def compare(first: Folder, second: Folder, as_json: Json = False) -> None:
    """Tell what changed from the first run to the second, and whether it is more than chance."""
    from rich.console import Console

    from eval.compare import compare
    from eval.report.comparison import comparison_table
    from eval.report.folder import read_run

    a, b = read_run(first), read_run(second)
    found = compare(a, b)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        Console().print(comparison_table(found, a, b))


@app.command()
def judge(folder: Folder) -> None:
    """Let the language model of the settings judge tone and relevance of a run's replies."""
    from eval.judge_command import judge_folder

    settings = settings_for()
    raise held(judge_folder(settings, folder))
