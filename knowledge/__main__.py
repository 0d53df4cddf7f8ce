"""The command line: `python -m knowledge ingest`, `search` and `import`."""

# ruff: noqa: PLC0415  commands import what they need when they run: whether a store is up to date is told at once

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from platformdirs import user_data_path

from knowledge.errors import KnowledgeError
from knowledge.generations import default_store, is_current
from knowledge.importers.cli import import_source

if TYPE_CHECKING:
    from knowledge.passage import Kind

SAMPLE_SHOP = Path(__file__).resolve().parent / "sample"
KINDS = ("product", "review", "faq", "policy", "manual", "promotion", "shop")
_SELDOM = 100_000
"""New objects between two searches for garbage. Reading makes many and hardly any cycles: a tenth of its time."""

app = typer.Typer(
    help="Read a shop folder into the knowledge store, and search it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("import")(import_source)

ShopOption = Annotated[Path, typer.Option("--shop", help="Shop folder; default: the built-in sample.")]
StoreOption = Annotated[Path | None, typer.Option("--store", help="Store folder; default: one per shop.")]
ModelOption = Annotated[str, typer.Option("--embedding-model", help="builtin, or an id or a folder.")]
ChromaOption = Annotated[str | None, typer.Option("--chroma-url", help="Chroma server to use.")]


@app.command()
def ingest(
    shop: ShopOption = SAMPLE_SHOP,
    store: StoreOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Any faulty record is fatal.")] = False,
    embedding_model: ModelOption = "builtin",
    chroma_url: ChromaOption = None,
) -> None:
    """Read a shop folder into its store. What did not change is not embedded again."""
    path = store or default_store(shop, user_data_path("shopkeeper"))
    with _errors_in_a_line():
        if not strict and is_current(path, shop, embedding_model, chroma_url=chroma_url):
            typer.echo(f"{path} is up to date")
            return
        gc.set_threshold(_SELDOM)
        from knowledge.reading import read_into_store

        typer.echo(read_into_store(shop, path, embedding_model, chroma_url, strict=strict))


@app.command()
def search(  # noqa: PLR0913, PLR0917 - one parameter per option
    query: Annotated[str | None, typer.Argument(help="What to search for.")] = None,
    shop: ShopOption = SAMPLE_SHOP,
    store: StoreOption = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help=f"One of {', '.join(KINDS)}; may repeat.")
    ] = None,
    k: Annotated[int, typer.Option("--k", min=1, help="How many results.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines for programs.")] = False,
    queries: Annotated[Path | None, typer.Option("--queries", help="File with one query a line.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="File for the results of --queries.")] = None,
    embedding_model: ModelOption = "builtin",
    chroma_url: ChromaOption = None,
) -> None:
    """Search the store, as the assistant does. Orders are not found here: they belong to their customers.

    What the query demands of a product (price, brand, colour, size, rating, stock) holds exactly.
    """
    kinds = _kinds(kind)
    if (query is None) == (queries is None):
        raise typer.BadParameter("give either a query or --queries FILE")
    path = store or default_store(shop, user_data_path("shopkeeper"))
    with _errors_in_a_line():
        from knowledge.embedders import load_embedder
        from knowledge.found import hit_values, ranked_ids, show
        from knowledge.store import open_store

        knowledge = open_store(path, load_embedder(embedding_model), chroma_url=chroma_url)
        if queries is not None:
            _write(ranked_ids(knowledge, _read_queries(queries), kinds, k), out)
            return
        hits = knowledge.search(query or "", kinds=kinds, constraints=knowledge.constraints(query or ""), k=k)
        if as_json:
            _write(map(hit_values, hits), None)
        else:
            show(hits)


def _kinds(names: list[str] | None) -> tuple[Kind, ...]:
    unknown = [name for name in names or () if name not in KINDS]
    if unknown:
        raise typer.BadParameter(f"--kind: found {unknown[0]!r}, expected one of {', '.join(KINDS)}")
    return cast("tuple[Kind, ...]", tuple(names or KINDS))


def _read_queries(path: Path) -> list[str]:
    """One query a line; a line that is a JSON object is read as its `query`."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
        return [str(json.loads(line)["query"]) if line.startswith("{") else line for line in lines]
    except (OSError, ValueError, KeyError) as error:
        raise KnowledgeError(
            f"{path}: cannot be read as queries ({error}); expected one query a line"
        ) from error


def _write(rows: Iterable[dict[str, Any]], path: Path | None) -> None:
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    if path is None:
        for line in lines:
            typer.echo(line)
        return
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be written ({error.strerror or error})") from error


@contextmanager
def _errors_in_a_line() -> Generator[None]:
    try:
        yield
    except KnowledgeError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("stopped; what was there before still serves", err=True)
        raise typer.Exit(130) from None


if __name__ == "__main__":
    sys.exit(app())
