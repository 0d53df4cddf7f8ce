"""Writes a shop folder from an importer's items: whole or not at all."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections import Counter
from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from knowledge.cleaning import plain_text
from knowledge.errors import SourceError
from knowledge.importers.items import Item, Mapped, Options, Page, ShopName, Unmapped
from knowledge.importers.sifting import Sieve
from knowledge.importers.tally import Note, Tally
from knowledge.pages import PageError, parse_page

_PAGE_NAME = re.compile(r"(?:policies|manuals)/[^./\\\x00-\x1f][^/\\\x00-\x1f]{0,150}\.md")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import wrote: the folder, records by table, and what of the source is not in it, most frequent first."""

    folder: Path
    counts: dict[str, int]
    notes: tuple[Note, ...]


def write_folder(items: Iterable[Item], out: Path, options: Options, *, force: bool = False) -> Outcome:
    """Writes the items to the folder `out`, which appears only when it is complete.

    Rows that a shop folder cannot hold (no price, an id used twice) are left out and noted. With `force` a shop
    folder that is already there is replaced.

    Raises:
        SourceError: `out` is in use or cannot be written, the items hold no usable product, or neither source nor
            options tell the shop's name.
    """
    check_out(out, force=force)
    try:
        with _new_folder(out) as folder:
            outcome = _fill(folder, items, options)
            _take_over(folder, out)
    except OSError as error:
        raise SourceError(f"{out}: cannot be written ({error.strerror}); choose another folder") from error
    return Outcome(out, outcome.counts, outcome.notes)


def check_out(out: Path, *, force: bool) -> None:
    """Refuses a folder that must not be written to.

    Raises:
        SourceError: a file, a folder that is not empty, or, with `force`, one that is no shop folder.
    """
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise SourceError(f"{out}: found something that is no folder, expected a new or empty folder")
    if not out.exists() or not any(out.iterdir()):
        return
    if not force:
        raise SourceError(
            f"{out}: found a folder with files in it, expected a new or empty one; or say --force"
        )
    if not (out / "shop.toml").is_file():
        raise SourceError(f"{out}: found a folder without shop.toml; --force replaces shop folders only")


@contextmanager
def _new_folder(out: Path) -> Generator[Path]:
    """A folder beside `out`; whatever is left of it at the end is removed."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = out.parent / f".{out.name}.{secrets.token_hex(4)}.importing"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _take_over(folder: Path, out: Path) -> None:
    old = folder.with_suffix(".old")
    if out.exists():
        out.rename(old)
    folder.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _fill(folder: Path, items: Iterable[Item], options: Options) -> Outcome:
    writing = _Writing(folder)
    with writing.files:
        for item in items:
            writing.take(item)
    if not writing.counts["products"]:
        found = "\n".join(str(note) for note in writing.tally.notes()[:5])
        raise SourceError(f"found no product that can be mapped, expected at least one\n{found}".strip())
    currency = writing.currency(options.currency)
    (folder / "shop.toml").write_text(_profile(writing.name, currency, options), encoding="utf-8")
    return Outcome(folder, dict(writing.counts), writing.tally.notes())


def _profile(told: str | None, currency: str, options: Options) -> str:
    name = told or options.name
    if not name:
        raise SourceError("the source does not tell the shop's name; give it with --name")
    values = {"name": plain_text(name), "currency": currency, "languages": list(options.languages)}
    if options.timezone:
        values["timezone"] = options.timezone
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())


@dataclass(slots=True)
class _Writing:
    """One run of writing; rows go to disk as they come."""

    folder: Path
    files: ExitStack = field(default_factory=ExitStack)
    sieve: Sieve = field(default_factory=Sieve)
    tally: Tally = field(default_factory=Tally)
    counts: Counter[str] = field(default_factory=Counter[str])
    name: str | None = None
    _currencies: Counter[str] = field(default_factory=Counter[str])
    _open: dict[str, BinaryIO] = field(default_factory=dict[str, BinaryIO])

    def take(self, item: Item) -> None:
        if isinstance(item, Unmapped):
            self.tally.add(item)
        elif isinstance(item, ShopName):
            self.name = self.name or plain_text(item.name) or None
        elif isinstance(item, Page):
            self._page(item)
        else:
            self._row(item)

    def currency(self, wished: str | None) -> str:
        """The shop's currency: of the products' ones the wished, else the most frequent."""
        found = [code for code, _ in self._currencies.most_common()]
        currency = wished if wished in found else found[0]
        if wished and wished not in found:
            self.tally.add(
                Unmapped("currency", f"the source says {currency}, not {wished}", "--currency", wished)
            )
        if len(found) > 1:
            reason = f"products in several currencies; the shop's is {currency}"
            self.tally.add(Unmapped("currency", reason, "products.jsonl", ", ".join(found)))
        return currency

    def _row(self, row: Mapped) -> None:
        line = self.sieve.sift(row)
        if isinstance(line, list):
            for case in line:
                self.tally.add(case)
            return
        if row.table not in self._open:
            path = self.folder / f"{row.table}.jsonl"
            self._open[row.table] = self.files.enter_context(path.open("wb"))
        self._open[row.table].write(f"{line}\n".encode("utf-8", "replace"))
        self.counts[row.table] += 1
        if row.table == "products":
            self._currencies[row.values["currency"]] += 1

    def _page(self, page: Page) -> None:
        if page.product_id and not self.sieve.knows("products", page.product_id):
            reason = "not among the products that were mapped; the page is left out"
            self.tally.add(Unmapped("manuals.product_id", reason, page.place, page.product_id))
            return
        fault = _page_fault(page)
        if fault:
            self.tally.add(
                Unmapped(page.name.partition("/")[0], f"{fault}; the page is left out", page.place)
            )
            return
        path = self.folder / page.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(page.text.encode("utf-8", "replace"))
        self.counts[path.parent.name] += 1


def _page_fault(page: Page) -> str:
    if not _PAGE_NAME.fullmatch(page.name):
        return "an id that cannot name a file"
    try:
        parse_page(page.text.split("\n"))
    except PageError as error:
        return str(error)
    return ""
