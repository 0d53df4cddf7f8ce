"""Who buys within a month: the learned likelihood beside plain rules, on a file's customers after the cut."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from bot.messages import Value
from bot.recommend.intent import FEATURES, HORIZON, Acts, features, fit_intent
from bot.recommend.interactions import Interactions

RULES = {
    "bought last": ("purchase_since", -1),
    "bought on most days": ("days_bought_on", 1),
    "bought in the last 30 days": ("purchase_in_30d", 1),
}
"""Plain rules: by one feature, more (1) or less (-1) of it."""


class BuyerScore(Value):
    """Area under the curve: how often a buyer stands before somebody who did not buy."""

    name: str
    auc: float


class Buyers(Value):
    """`cases` customers known before the cut, of whom the share `bought` bought within 30 days after it, and the mean
    likelihood `foretold`."""

    cases: int
    bought: float
    foretold: float
    scores: tuple[BuyerScore, ...]


def measure_buyers(interactions: Interactions, cut: float) -> Buyers | None:
    """Learned before the cut (days from 1970) and asked about the time after it; None where there is too little."""
    acts = Acts(interactions.users, interactions.user, np.zeros(len(interactions), np.intp), interactions.day)
    intent = fit_intent(acts.before(cut), cut)
    known = acts.before(cut).known()
    bought = acts.buyers(cut, cut + HORIZON)[known]
    if intent is None or bought.all() or not bought.any():
        return None
    rows = features(acts, cut)[known]
    chances = intent.likelihood(rows)
    auc: Any = import_module("sklearn.metrics").roc_auc_score
    scores = {"Shopkeeper": auc(bought, chances)} | {
        name: auc(bought, sign * rows[:, FEATURES.index(column)]) for name, (column, sign) in RULES.items()
    }
    return Buyers(
        cases=len(known),
        bought=float(bought.mean()),
        foretold=float(chances.mean()),
        scores=tuple(BuyerScore(name=name, auc=float(value)) for name, value in scores.items()),
    )
