"""The kinds of source that can be imported, and the import itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from knowledge.errors import SourceError
from knowledge.fields import Currency, Instant, Language, Zone
from knowledge.importers import ecom_bench, google, icecat, json_ld, shopify, tau2, woocommerce
from knowledge.importers.folder import Outcome, check_out, write_folder
from knowledge.importers.items import Items, Options
from knowledge.reports import faults


@dataclass(frozen=True, slots=True)
class Importer:
    """One kind of source. `told` are options that the source may tell by itself, `known` those of a fixed data set."""

    read: Callable[[Path, Options], Items]
    source: str
    told: frozenset[str] = frozenset()
    known: Options = field(default_factory=Options)


IMPORTERS = {
    "shopify": Importer(shopify.read, "product CSV export"),
    "woocommerce": Importer(woocommerce.read, "product CSV export"),
    "google": Importer(google.read, "Merchant feed, XML or TSV", frozenset({"name", "currency"})),
    "jsonld": Importer(json_ld.read, "JSON-LD or HTML file, or a folder of them", frozenset({"currency"})),
    "tau2": Importer(
        tau2.read, "folder with db.json", known=Options(currency=tau2.CURRENCY, languages=("en",))
    ),
    "ecom-bench": Importer(
        ecom_bench.read,
        "folder with products.json",
        known=Options(currency=ecom_bench.CURRENCY, languages=("zh",), timezone=ecom_bench.TIMEZONE),
    ),
    "icecat": Importer(icecat.read, "products.jsonl.gz", known=Options(languages=("en",))),
}

_CHECKS: dict[str, tuple[str, TypeAdapter[Any]]] = {
    "currency": ("--currency", TypeAdapter(Currency)),
    "languages": ("--language", TypeAdapter(tuple[Language, ...])),
    "timezone": ("--timezone", TypeAdapter(Zone)),
    "order_date": ("--order-date", TypeAdapter(Instant)),
}
_NEEDED = {"name": "--name NAME", "currency": "--currency EUR", "languages": "--language en"}


def import_shop(kind: str, source: Path, out: Path, options: Options, *, force: bool = False) -> Outcome:
    """Turns the source into a shop folder at `out`, which appears only when it is complete.

    Raises:
        SourceError: an unknown kind, a wrong or missing option, a source that cannot be used, an `out` in use.
    """
    importer = IMPORTERS.get(kind)
    if importer is None:
        raise SourceError(f"{kind}: no such kind of source, expected one of {', '.join(IMPORTERS)}")
    if not source.exists():
        raise SourceError(f"{source}: found no such file or folder, expected a {importer.source}")
    if out.resolve() == source.resolve() or out.resolve() in source.resolve().parents:
        raise SourceError(f"{out}: found the source in it, expected another folder to write to")
    check_out(out, force=force)
    chosen = _complete(importer, kind, options)
    return write_folder(importer.read(source, chosen), out, chosen, force=force)


def _complete(importer: Importer, kind: str, options: Options) -> Options:
    """The options with what is known of the kind filled in; all that the source cannot tell is there."""
    for name, (flag, adapter) in _CHECKS.items():
        value = getattr(options, name)
        try:
            _ = value and adapter.validate_python(value)
        except ValidationError as error:
            raise SourceError(f"{flag}: {faults(error)[0][1]}") from error
    fields = ("name", "currency", "languages", "timezone", "order_date")
    chosen = replace(
        options, **{name: getattr(options, name) or getattr(importer.known, name) for name in fields}
    )
    for name, example in _NEEDED.items():
        if not getattr(chosen, name) and name not in importer.told:
            raise SourceError(f"{kind}: the source does not tell the shop's {name}; give it, as in {example}")
    return chosen
