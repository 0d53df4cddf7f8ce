"""Who of a shop's customers is likely to buy soon, and from which category: for the shop, never for the shopper.

Nothing that a shopper is told, offered or charged depends on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bot.errors import WeightsError
from bot.messages import Value
from bot.recommend.intent import KINDS, Acts, Intent, as_plain, features, fit_intent, from_plain
from bot.recommend.interactions import SECONDS_A_DAY
from bot.recommend.portrait import portrait_of
from bot.recommend.shop_interactions import present_day, shop_interactions
from knowledge.catalogue import Catalogue

MOST_CATEGORIES = 3


class Foreseen(Value):
    """A customer's chance to buy within 30 days (None: the history does not tell), and where, likeliest first."""

    customer_id: str
    likelihood: float | None
    categories: tuple[str, ...]


def shop_acts(catalogue: Catalogue) -> Acts:
    """What customers did up to the shop's present moment, on all channels."""
    users = {customer.customer_id: at for at, customer in enumerate(catalogue.customers())}
    rows = np.array([(users[name], kind, day) for name, kind, day in _rows(catalogue) if name in users])
    rows = rows.reshape(-1, 3)
    return Acts(tuple(users), rows[:, 0].astype(np.intp), rows[:, 1].astype(np.intp), rows[:, 2])


def learn_intent(catalogue: Catalogue) -> Intent | None:
    """From the shop's own history; None where too few bought."""
    return fit_intent(shop_acts(catalogue), present_day(catalogue) + 1e-6)


def foresee(catalogue: Catalogue, intent: Intent | None) -> Iterator[Foreseen]:
    """Every customer, the likeliest buyer first; without a usable `intent` in the catalogue's order."""
    customers = catalogue.customers()
    chances: list[float | None] = [None] * len(customers)
    if intent and intent.usable:
        rows = features(shop_acts(catalogue), present_day(catalogue) + 1e-6)
        chances = [round(chance, 3) for chance in intent.likelihood(rows).tolist()]
    for at in sorted(range(len(customers)), key=lambda at: -(chances[at] or 0.0)):
        portrait = portrait_of(customers[at], catalogue)
        names = tuple(taste.name for taste in (portrait.lately or portrait.categories)[:MOST_CATEGORIES])
        yield Foreseen(customer_id=customers[at].customer_id, likelihood=chances[at], categories=names)


def intent_path(recommender: Path) -> Path:
    """Where the fit is kept: beside the shop's recommender."""
    return recommender.with_suffix(".intent.json")


def save_intent(intent: Intent | None, path: Path) -> None:
    """Writes `path`; where nothing could be learned, an earlier file goes."""
    if intent is None:
        return path.unlink(missing_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(as_plain(intent), indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)
    return None


def load_intent(path: Path) -> Intent | None:
    """The fit in a file; None where there is none.

    Raises:
        WeightsError: the file is damaged, or made by another version.
    """
    try:
        return from_plain(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(f"{path}: not readable ({error}); run: python -m bot.recommend train") from error


def _rows(catalogue: Catalogue) -> Iterator[tuple[str, int, float]]:
    bought = shop_interactions(catalogue)
    for user, day in zip(bought.user.tolist(), bought.day.tolist(), strict=True):
        yield bought.users[user], 0, day
    now = present_day(catalogue)
    for event in catalogue.events():
        day = event.at.timestamp() / SECONDS_A_DAY
        if event.kind in KINDS[1:] and day <= now:
            yield event.customer_id, KINDS.index(event.kind), day
