"""Reads a shop folder into its store, with a bar of how far it is."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from knowledge.bilingual import read_words
from knowledge.embedders import load_embedder
from knowledge.shop_folder import read_shop
from knowledge.store import BuildReport, build_store, shop_digest


def read_into_store(
    shop: Path, path: Path, embedding_model: str, chroma_url: str | None, *, strict: bool
) -> str:
    """What changed in the store at `path`, in a line. Faulty records are told on stderr and left out.

    Raises:
        KnowledgeError: the shop, the model or the store cannot be used; with `strict` any faulty record.
    """
    console = Console(stderr=True)
    with ThreadPoolExecutor(1) as beside:
        loading = beside.submit(load_embedder, embedding_model)
        digest = shop_digest(shop, embedding_model)
        records = read_shop(shop, strict=strict)
        import_module("chromadb")  # while the model is being loaded
        if "zh" in records.profile.languages:
            read_words()
    for report in records.reports:
        console.print(str(report), style="yellow", markup=False, highlight=False)
    with _progress(console) as progress:
        built = build_store(
            records, path, loading.result(), progress=progress, chroma_url=chroma_url, digest=digest
        )
    return _told(built, len(records.reports), path)


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
