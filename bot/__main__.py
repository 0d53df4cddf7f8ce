"""The assistant's command line: `python -m bot chat | models | token | agent | handoffs | sentiment`.

Commands import what they need when they run: `--help` is quick.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import InputError, ShopkeeperError
from knowledge.errors import KnowledgeError

app = typer.Typer(
    help="Shopkeeper's assistant: talk to it, fetch its models, sign customers in.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
Shop = Annotated[Path | None, typer.Option("--shop", metavar="DIR", help="Shop folder; default: the sample.")]
Store = Annotated[
    Path | None, typer.Option("--store", metavar="DIR", help="Knowledge store; default: one per shop.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line, and nothing else.")]


@app.command()
def chat(  # noqa: PLR0913, PLR0917  a command's options
    question: Annotated[str | None, typer.Argument(help="One question; without it a conversation.")] = None,
    customer: Annotated[str | None, typer.Option(metavar="ID", help="Who asks, e.g. C001.")] = None,
    channel: Annotated[str, typer.Option(help="Where it is asked.")] = "web",
    language: Annotated[str | None, typer.Option(help="Language of the session, e.g. zh.")] = None,
    shop: Shop = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Ask one question, or have a conversation (Ctrl-D ends it)."""
    from bot.config import load_settings
    from bot.logs import mask_logs
    from bot.stopping import leave_at_once_on_interrupt
    from bot.terminal import Asking, Terminal
    from bot.terminal import chat as talk

    leave_at_once_on_interrupt()
    mask_logs()
    settings = load_settings(shop=shop, store=store)
    terminal = Terminal(as_json=as_json)
    terminal.step("starting")
    from bot.opening import open_assistant

    asking = Asking(question, channel, customer, language, as_json)
    code = talk(open_assistant(settings, on_step=terminal.step), asking, terminal)
    if code > 1:
        terminal.say("Goodbye.")
    raise typer.Exit(code)


@app.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
def models(context: typer.Context) -> None:
    """Fetch, check and list the model weights: pull | check | list."""
    from bot.llm.cli import app as models_app

    models_app(context.args or ["--help"], prog_name="python -m bot models")


@app.command()
def token(
    customer: Annotated[str, typer.Option(metavar="ID", help="The customer that the token speaks for.")],
    hours: Annotated[float, typer.Option(help="How long it is valid.")] = 24,
    shop: Shop = None,
) -> None:
    """Print a token that signs a customer in to the API."""
    from bot.config import load_settings
    from bot.identity import issue_token, secret_of

    settings = load_settings(shop=shop)
    doubt = _doubt(settings.shop, customer)
    if doubt:
        _warn(f"warning: {doubt}")
    typer.echo(issue_token(customer, secret_of(settings), hours=hours))


@app.command()
def agent(
    name: Annotated[str, typer.Option(help="What the agent signs in with at /agent.")],
    role: Annotated[str, typer.Option(help="agent, or admin who may also end what another has.")] = "agent",
) -> None:
    """Print an entry for SHOPKEEPER_AGENTS; asks for the password twice, or reads it from standard input."""
    from bot.agents import hashed

    if role not in ("agent", "admin"):
        raise InputError(f"role: found {role!r}, expected agent or admin")
    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    typer.echo(json.dumps({"name": name, "role": role, "password": hashed(password)}, ensure_ascii=False))


@app.command()
def handoffs(  # noqa: PLR0913, PLR0917  a command's options
    days: Annotated[float, typer.Option(min=0.01, help="How far to look back.")] = 30,
    review: Annotated[
        bool, typer.Option("--review", help="List what may have been missed or needless.")
    ] = False,
    mark: Annotated[
        list[str] | None, typer.Option(metavar="REPLY=VERDICT", help="Mark a reply: missed or needless.")
    ] = None,
    examples: Annotated[
        bool, typer.Option("--examples", help="Print what was marked as training utterances.")
    ] = False,
    shop: Shop = None,
    as_json: Json = False,
) -> None:
    """How often conversations went to people, why, how long they waited, and what shoppers thought of it."""
    from bot.config import load_settings
    from bot.handover.report import Report

    report = Report(load_settings(shop=shop), days)
    for each in mark or []:
        report.mark(each)
    for line in report.lines("examples" if examples else "review" if review else "figures", as_json=as_json):
        typer.echo(line)


@app.command()
def sentiment(
    file: Annotated[Path, typer.Option(metavar="FILE", help="One utterance a line; - reads standard input.")],
    as_json: Json = False,
) -> None:
    """Label every line of a file: negative, neutral or positive."""
    lines = _lines(file)
    from bot.sentiment.model import SentimentModel, label_lines
    from knowledge.embedders import load_embedder
    from knowledge.embeddings import PLAIN

    model = SentimentModel.load(load_embedder(PLAIN))
    for line, label in zip(lines, label_lines(lines, model), strict=True):
        typer.echo(
            json.dumps(label, ensure_ascii=False)
            if as_json
            else f"{label['label']:<9}{label['score']:+.2f}  {line}"
        )


def _doubt(shop: Path, customer: str) -> str:
    """Why a token for `customer` may be of no use; '' when the shop has that customer."""
    from knowledge.shop_folder import read_shop

    try:
        known = {record.customer_id for record in read_shop(shop).customers}
    except KnowledgeError as error:
        return f"{error}; whether {customer} is a customer was not checked"
    return "" if customer in known else f"{shop} has no customer {customer}; its server will refuse the token"


def _lines(file: Path) -> list[str]:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: {error}. Expected a UTF-8 text file with one utterance a line.") from error
    return text.splitlines()


def _warn(text: str) -> None:
    typer.echo(text, err=True)


def main() -> None:
    """Runs a command; what the user can mend is one line on standard error and exit code 2."""
    try:
        app(prog_name="python -m bot")
    except (ShopkeeperError, KnowledgeError) as error:
        _warn(str(error))
        sys.exit(2)


if __name__ == "__main__":
    main()
