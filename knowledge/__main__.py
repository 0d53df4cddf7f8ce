"""The command line: `python -m knowledge ingest` and `python -m knowledge search`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from platformdirs import user_data_path
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from knowledge.embedders import load_embedder
from knowledge.errors import KnowledgeError
from knowledge.importers.cli import import_source
from knowledge.passage import Kind
from knowledge.search import Hit, Knowledge
from knowledge.shop_folder import read_shop
from knowledge.store import BuildReport, build_store, default_store, is_current, open_store, shop_digest

SAMPLE_SHOP = Path(__file__).resolve().parent / "sample"
KINDS = ("product", "review", "faq", "policy", "manual", "promotion", "shop")
_OVERFETCH = 8

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
    console = Console(stderr=True)
    with _errors_in_a_line():
        if not strict and is_current(path, shop, embedding_model, chroma_url=chroma_url):
            typer.echo(f"{path} is up to date")
            return
        digest = shop_digest(shop, embedding_model)
        with ThreadPoolExecutor(1) as beside:
            loading = beside.submit(load_embedder, embedding_model)
            records = read_shop(shop, strict=strict)
        for report in records.reports:
            console.print(str(report), style="yellow", markup=False, highlight=False)
        with _progress(console) as progress:
            embedder = loading.result()
            built = build_store(
                records, path, embedder, progress=progress, chroma_url=chroma_url, digest=digest
            )
        typer.echo(_told(built, len(records.reports), path))


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
        knowledge = open_store(path, load_embedder(embedding_model), chroma_url=chroma_url)
        if queries is not None:
            _write(ranked_ids(knowledge, _read_queries(queries), kinds, k), out)
            return
        hits = knowledge.search(query or "", kinds=kinds, constraints=knowledge.constraints(query or ""), k=k)
        if as_json:
            _write(map(hit_values, hits), None)
        else:
            _show(hits)


def hit_values(hit: Hit) -> dict[str, Any]:
    """A hit as JSON has it."""
    passage = hit.passage
    return {
        "source": passage.source,
        "kind": passage.kind,
        "title": passage.title,
        "text": passage.text,
        "language": passage.language,
        "score": hit.score,
        "dense": hit.dense,
        "lexical": hit.lexical,
        "matched": list(hit.matched),
    }


def ranked_ids(
    knowledge: Knowledge, queries: Iterable[str], kinds: tuple[Kind, ...], k: int
) -> Iterator[dict[str, Any]]:
    """For each query the ids of the `k` best records: products by their descriptions, others by their best passage."""
    ranked = ranked_products if kinds == ("product",) else partial(_ranked_records, kinds=kinds)
    for query in queries:
        best = ranked(knowledge, query, k=k)
        yield {"query": query, "ids": list(best), "scores": list(best.values())}


def ranked_products(knowledge: Knowledge, query: str, k: int) -> dict[str, float]:
    """The ids of the `k` products that a query describes best, with their scores."""
    found = knowledge.find_products(query, constraints=knowledge.constraints(query), k=k)
    return {product.product_id: round(score, 4) for product, score in found}


def _ranked_records(knowledge: Knowledge, query: str, k: int, kinds: tuple[Kind, ...]) -> dict[str, float]:
    constraints = knowledge.constraints(query)
    best: dict[str, float] = {}
    for hit in knowledge.search(query, kinds=kinds, constraints=constraints, k=k * _OVERFETCH):
        best.setdefault(hit.passage.record_id, hit.score)
    return dict(list(best.items())[:k])


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


def _show(hits: Iterable[Hit]) -> None:
    table = Table("score", "source", "text", "found by", box=None, pad_edge=False)
    for hit in hits:
        cells = (f"{hit.score:.2f}", hit.passage.source, hit.passage.text, ", ".join(hit.matched))
        table.add_row(*(cell.replace("[", r"\[") for cell in cells))
    Console().print(table if table.row_count else "nothing found")


def _told(built: BuildReport, reports: int, path: Path) -> str:
    changes = (
        f"{built.added} added, {built.changed} changed, {built.removed} removed, {built.unchanged} unchanged"
    )
    left_out = f"; {reports} reports above" if reports else ""
    return f"{path}: {changes}; {built.embedded} texts embedded in {built.seconds:.1f} s{left_out}"


@contextmanager
def _progress(console: Console) -> Generator[Callable[[int, int], None]]:
    columns = (TextColumn("embedding"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("embedding", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


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
