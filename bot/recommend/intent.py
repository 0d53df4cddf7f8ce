"""How likely somebody is to buy soon: a logistic regression over how lately, how often and how regularly they acted.

The features are those of buy-till-you-die models (Fader, Hardie and Lee 2005: recency, frequency, age), for each kind
of act, beside counts of the last days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.recommend.interactions import Days, Indices

KINDS = ("purchase", "cart", "wishlist", "view")
HORIZON = 30.0
"""Days that are looked ahead."""
WINDOWS = (7.0, 30.0, 90.0)
LONG_AGO = 730.0
PERIODS = 6
"""Stretches of `HORIZON` days that are learned from, the newest of which tests what the older ones taught."""
FEWEST_BUYERS = 30
USABLE = 0.6
"""The least area under the curve, on the newest period, with which anything is foretold."""
FEATURES = (
    *(f"{kind}_{what}" for kind in KINDS for what in ("since", *(f"in_{days:.0f}d" for days in WINDOWS))),
    "days_bought_on",
    "age",
    "since_to_usual_gap",
)
Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Acts:
    """Rows (user, kind, day): `user` indexes into `users`, `kind` into `KINDS`; days count from 1970."""

    users: tuple[str, ...]
    user: Indices
    kind: Indices
    day: Days

    def before(self, day: float) -> Acts:
        """What was done before `day`; `users` stay as they are."""
        kept = self.day < day
        return Acts(self.users, self.user[kept], self.kind[kept], self.day[kept])

    def buyers(self, since: float, until: float) -> NDArray[np.bool_]:
        """Who bought in [since, until): [users]."""
        found = np.zeros(len(self.users), np.bool_)
        found[self.user[(self.kind == 0) & (self.day >= since) & (self.day < until)]] = True
        return found

    def known(self) -> Indices:
        """The users who did anything."""
        return np.unique(self.user)


@dataclass(frozen=True, slots=True)
class Intent:
    """A fit; `auc` is the area under the curve on the newest period, of a fit to the older ones, and `cases` its users.

    `mean`, `deviation` and `weights` have one number for each of `FEATURES`.
    """

    mean: Rows
    deviation: Rows
    weights: Rows
    bias: float
    auc: float
    cases: int

    @property
    def usable(self) -> bool:
        """Whether it tells buyers from others well enough to be told to anybody."""
        return self.auc >= USABLE

    def likelihood(self, features: Rows) -> Rows:
        """The chance, 0 to 1, of a purchase within `HORIZON` days: [users], from [users, `FEATURES`]."""
        odds = ((features - self.mean) / self.deviation) @ self.weights + self.bias
        return 1 / (1 + np.exp(-odds))


def features(acts: Acts, now: float) -> Rows:
    """What is known of every user at `now`, from the acts before it: [users, `FEATURES`]."""
    known = acts.before(now)
    columns = [column for kind in range(len(KINDS)) for column in _of_kind(known, kind, now)]
    return np.stack([*columns, *_rhythm(known, now)], axis=1)


def fit_intent(acts: Acts, now: float) -> Intent | None:
    """Learns from the `PERIODS` stretches of `HORIZON` days before `now`; None where too few bought in them.

    A case is a user who had done something before a stretch; whether they bought in it is what is learned.
    """
    ends = [now - HORIZON * back for back in range(PERIODS)]
    cases = [_cases(acts, end) for end in ends]
    older = [case for case in cases[1:] if len(case[1])]
    if any(min(int(b.sum()), int((~b).sum())) < FEWEST_BUYERS for b in (cases[0][1], _bought(older))):
        return None
    auc: Any = import_module("sklearn.metrics").roc_auc_score
    tested, bought = cases[0]
    before = _fitted(older, 0.0, 0)
    return _fitted(cases, float(auc(bought, before.likelihood(tested))), len(bought))


def _bought(cases: list[tuple[Rows, NDArray[np.bool_]]]) -> NDArray[np.bool_]:
    return np.concatenate([bought for _, bought in cases] or [np.zeros(0, np.bool_)])


def _cases(acts: Acts, end: float) -> tuple[Rows, NDArray[np.bool_]]:
    start = end - HORIZON
    known = acts.before(start).known()
    return features(acts, start)[known], acts.buyers(start, end)[known]


def _fitted(cases: list[tuple[Rows, NDArray[np.bool_]]], auc: float, count: int) -> Intent:
    linear: Any = import_module("sklearn.linear_model")
    rows, bought = np.concatenate([rows for rows, _ in cases]), _bought(cases)
    mean, deviation = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-9)
    found = linear.LogisticRegression(C=1.0, max_iter=1000).fit((rows - mean) / deviation, bought)
    return Intent(mean, deviation, np.asarray(found.coef_[0]), float(found.intercept_[0]), auc, count)


def _of_kind(acts: Acts, kind: int, now: float) -> list[Rows]:
    user, age = acts.user[acts.kind == kind], now - acts.day[acts.kind == kind]
    since = np.full(len(acts.users), LONG_AGO)
    np.minimum.at(since, user, age)
    counts = (np.bincount(user[age < days], minlength=len(acts.users)) for days in WINDOWS)
    return [np.log1p(since), *(np.log1p(count.astype(np.float64)) for count in counts)]


def _rhythm(acts: Acts, now: float) -> list[Rows]:
    """On how many days a user bought, for how long, and how the time since compares with the usual time between."""
    bought = acts.kind == 0
    visits = np.unique(np.stack([acts.user[bought], np.floor(acts.day[bought]).astype(np.intp)]), axis=1)
    days = np.bincount(visits[0], minlength=len(acts.users)).astype(np.float64)
    first, last = np.full(len(acts.users), now), np.full(len(acts.users), now - LONG_AGO)
    np.minimum.at(first, visits[0], visits[1].astype(np.float64))
    np.maximum.at(last, visits[0], visits[1].astype(np.float64))
    gap = np.where(days > 1, (last - first) / np.maximum(days - 1, 1), HORIZON * 3)
    return [np.log1p(days), np.log1p(now - first), np.log1p((now - last) / np.maximum(gap, 1.0))]


def as_plain(intent: Intent) -> dict[str, object]:
    """The fit as JSON values."""
    columns = zip(intent.mean.tolist(), intent.deviation.tolist(), intent.weights.tolist(), strict=True)
    named = dict(zip(FEATURES, columns, strict=True))
    return {
        "features": {name: {"mean": m, "deviation": d, "weight": w} for name, (m, d, w) in named.items()},
        "bias": intent.bias,
        "auc": intent.auc,
        "cases": intent.cases,
    }


def from_plain(values: Mapping[str, Any]) -> Intent:
    """What `as_plain` wrote.

    Raises:
        KeyError, TypeError, ValueError: a value is missing or of another kind.
    """
    mean, deviation, weights = (
        np.array([float(values["features"][name][part]) for name in FEATURES])
        for part in ("mean", "deviation", "weight")
    )
    return Intent(mean, deviation, weights, float(values["bias"]), float(values["auc"]), int(values["cases"]))
