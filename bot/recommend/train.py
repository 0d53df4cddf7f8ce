"""Trains a shop's recommender from its folder, when its data have changed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from bot.errors import InputError, WeightsError
from bot.recommend.artefact import digest_of, interactions_digest, load, save
from bot.recommend.collaborative import Collaborative, fit
from bot.recommend.foresight import intent_path, learn_intent, save_intent
from bot.recommend.shop_interactions import present_day, product_texts, shop_interactions
from knowledge.catalogue import Catalogue
from knowledge.generations import default_store
from knowledge.shop_folder import read_shop

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training did; `fresh` is False when the file was up to date."""

    path: Path
    fresh: bool
    purchases: int
    customers: int
    products: int


def default_path(shop: Path, data_dir: Path) -> Path:
    """Where a shop's recommender is kept, beside its store."""
    store = default_store(shop, data_dir)
    return store.with_name(f"{store.name}.recommender.npz")


def load_trained(path: Path) -> Collaborative | None:
    """The recommender at `path`; None, and a word in the log, where there is none that can be used."""
    if not path.exists():
        return None
    try:
        return load(path)
    except WeightsError as error:
        log.warning("suggestions go without the trained recommender: %s", error)
        return None


def train(shop: Path, path: Path, *, seed: int = 0) -> Trained:
    """Trains on the shop folder's purchases and writes `path` and its card, unless they are of the same data; and what
    foretells who buys soon, from all that customers did.

    Raises:
        InputError: the shop has no purchases.
        KnowledgeError: the shop folder cannot be read.
    """
    catalogue = Catalogue(read_shop(shop))
    interactions, texts = shop_interactions(catalogue), product_texts(catalogue)
    if not len(interactions):
        raise InputError(f"{shop}: found no orders or purchases, expected some to learn from")
    digest = interactions_digest(interactions, texts, seed)
    fresh = digest_of(path) != digest
    if fresh:
        until = present_day(catalogue) + 1e-6
        save(fit(interactions, texts, until, seed=seed), path, digest, interactions, seed)
    save_intent(learn_intent(catalogue), intent_path(path))
    return Trained(path, fresh, len(interactions), len(interactions.users), len(interactions.items))
