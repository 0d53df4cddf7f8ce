"""The command `suggestions`: audits what is suggested in one or more shops."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from bot.config import Settings
from bot.opening import open_knowledge
from eval.recommend.audit import Audit, audit
from eval.recommend.next_category import NextCategories, measure_next
from eval.recommend.requests import requests
from eval.recommend.speed import SuggestionTimes, time_suggestions
from eval.worlds import SHOPS
from knowledge.catalogue import Catalogue
from knowledge.embedders import load_embedder
from knowledge.shop_folder import read_shop

BUILT_IN = ("sample", "sample_furniture")
LARGE = (20_000, 100_000)
"""Products and customers of the shop that is timed."""
CALLS = 220


def audit_shops(settings: Settings, shops: Sequence[Path], count: int, seed: int) -> Mapping[str, Audit]:
    """Audits `count` requests, shared evenly among the shops, by the shop's folder.

    Raises:
        KnowledgeError: a shop folder or its store cannot be used.
    """
    folders = list(shops) or [SHOPS / name for name in BUILT_IN]
    embedder = load_embedder(settings.embedding_model)
    found: dict[str, Audit] = {}
    for number, folder in enumerate(folders):
        share = count // len(folders) + (number < count % len(folders))
        own = settings.model_copy(update={"shop": folder, "store": None})
        live = open_knowledge(own, embedder, lambda _: None)
        try:
            found[folder.name] = audit(live.current(), requests(live.current().catalogue, share, seed=seed))
        finally:
            live.close()
    return found


def time_large(settings: Settings) -> SuggestionTimes:
    """Times suggestions in a made-up large shop; says on standard error what is being done."""
    return time_suggestions(
        read_shop(SHOPS / BUILT_IN[0]),
        load_embedder(settings.embedding_model),
        lambda text: typer.echo(f"{text} ...", err=True),
        products=LARGE[0],
        customers=LARGE[1],
        count=CALLS,
    )


def foresee(shops: Sequence[Path]) -> Mapping[str, NextCategories]:
    """How well the next purchase's category is foreseen, for each shop whose customers bought something lately."""
    folders = list(shops) or [SHOPS / name for name in BUILT_IN]
    found = ((folder.name, measure_next(Catalogue(read_shop(folder)))) for folder in folders)
    return {name: each for name, each in found if each}


def show_audits(found: Mapping[str, Audit], times: SuggestionTimes | None, *, as_json: bool) -> None:
    """Prints the audits, what broke a rule by name, and how long the large shop took."""
    if as_json:
        told: dict[str, object] = {name: a.model_dump() for name, a in found.items()}
        if times:
            told["large"] = times.model_dump()
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if times:
        typer.echo(f"large shop: {times.model_dump_json(indent=2)}")
    for name, a in found.items():
        typer.echo(
            f"{name}: {a.requests} requests, {a.suggested} suggestions, nothing found for {a.none_found}\n"
            f"  constraints violated {len(a.constraints)}, owned {len(a.owned)}, out of stock {len(a.out_of_stock)}, "
            f"reasons untrue {len(a.untrue)}\n"
            f"  reasons {a.reasons}\n"
            f"  Gini of exposure, before and after: brands {a.brand_gini_before:.3f} {a.brand_gini:.3f}, "
            f"price bands {a.band_gini_before:.3f} {a.band_gini:.3f}\n"
            f"  milliseconds: median {a.p50_ms:.0f}, p95 {a.p95_ms:.0f}"
        )
        for fault in (*a.constraints, *a.owned, *a.out_of_stock, *a.untrue):
            typer.echo(f"  {fault}")
