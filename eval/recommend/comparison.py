"""Shopkeeper's recommender beside its peers on one split, with intervals; cold items and customers apart."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Mapping

import numpy as np

from bot.messages import Value
from bot.recommend.collaborative import Collaborative, content_vectors, fit
from bot.recommend.interactions import Indices, Interactions
from bot.recommend.signals import Histories
from eval.recommend.buyers import Buyers, measure_buyers
from eval.recommend.measures import (
    Accuracy,
    accuracy,
    coverage,
    exposure_gini,
    interval,
    novelty,
    ratio_interval,
)
from eval.recommend.peers import peer_lists
from eval.recommend.split import Split, split

OURS = "Shopkeeper"
MIB = 1024 * 1024


class Estimate(Value):
    """A mean over users and its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


class SystemResult(Value):
    """How one recommender did at k. Coverage, novelty (bits) and the Gini coefficient of exposure are of all lists."""

    name: str
    ndcg: Estimate
    hit_rate: Estimate
    recall: Estimate
    coverage: float
    novelty: float
    exposure_gini: float


class ColdResult(Value):
    """Hit rate and nDCG where nothing is known: `peer` is the plain order that is possible without learning."""

    cases: int
    candidates: int
    ndcg: float
    hit_rate: float
    peer: str
    peer_ndcg: float
    peer_hit_rate: float


class Comparison(Value):
    """One run. `ratio` is ours to the best peer's nDCG, its interval drawn over the same users."""

    k: int
    cut: str
    rows: int
    dropped: dict[str, int]
    train_interactions: int
    train_users: int
    items: int
    test_users: int
    systems: tuple[SystemResult, ...]
    best_peer: str
    ratio: Estimate
    cold_items: ColdResult | None
    cold_customers: ColdResult | None
    buyers: Buyers | None
    training_seconds: float
    peak_memory_mib: float
    seed: int


def compare_recommenders(  # noqa: PLR0913 - what a report of one run consists of
    interactions: Interactions,
    texts: Mapping[str, str],
    cut: float,
    *,
    cut_text: str,
    rows: int,
    dropped: Mapping[str, int],
    k: int = 10,
    seed: int = 0,
) -> Comparison:
    """Trains all on what happened before `cut` and asks for new items of every customer who came back.

    Raises:
        InputError: the split has an empty side, or a peer's package is missing.
    """
    made = split(interactions, cut)
    start = time.perf_counter()
    known = {item: texts[item] for item in made.train.items if item in texts}
    ours = fit(made.train, known, cut, seed=seed)
    seconds = time.perf_counter() - start
    histories = Histories.of(made.train.shape(), *made.train.latest())
    lists = {OURS: ours.best(histories.only(made.users), k), **peer_lists(made, k, seed=seed)}
    found = {name: accuracy(given, made.relevant, k) for name, given in lists.items()}
    best = max((name for name in lists if name != OURS), key=lambda name: found[name].ndcg.mean())
    return Comparison(
        k=k,
        cut=cut_text,
        rows=rows,
        dropped=dict(dropped),
        train_interactions=made.taken().nnz,
        train_users=len(made.train.users),
        items=len(made.train.items),
        test_users=len(made.users),
        systems=tuple(_result(name, lists[name], found[name], made) for name in lists),
        best_peer=best,
        ratio=_ratio(found[OURS], found[best]),
        cold_items=cold_items(made, histories, texts, k),
        cold_customers=cold_customers(made, ours, k),
        buyers=measure_buyers(interactions, cut),
        training_seconds=seconds,
        peak_memory_mib=_peak(),
        seed=seed,
    )


def cold_items(made: Split, histories: Histories, texts: Mapping[str, str], k: int) -> ColdResult | None:
    """Items that nobody took before the cut, ranked among themselves by their texts; beside chance."""
    takers: dict[int, set[int]] = {}
    for user, item in made.cold_takers:
        takers.setdefault(user, set()).add(item)
    if not takers or not texts:
        return None
    names = (*made.train.items, *made.cold_items)
    content = content_vectors([texts.get(name, "") for name in names])
    users = np.array(sorted(takers), np.intp)
    known = len(made.train.items)
    scores = ((histories.only(users).recent @ content[:known]) @ content[known:].T).toarray()
    wanted = [frozenset(takers[user]) for user in users.tolist()]
    ours = accuracy(np.argsort(-scores, axis=1, kind="stable")[:, :k], wanted, k)
    chance = np.random.default_rng(0).random((len(users), len(made.cold_items)))
    theirs = accuracy(np.argsort(-chance, axis=1)[:, :k], wanted, k)
    return _cold(len(users), len(made.cold_items), "chance", ours, theirs)


def cold_customers(made: Split, ours: Collaborative, k: int) -> ColdResult | None:
    """Customers without a history, all shown the same list; beside what most took ever."""
    if not made.cold_users:
        return None
    scores = ours.score(())
    place = ours.place
    own = [place[name] for name in sorted(scores, key=lambda name: (-scores[name], name))[:k]]
    counts = np.asarray(made.taken().sum(axis=0)).ravel()
    plain = np.argsort(-counts, kind="stable")[:k]
    wanted, size = made.cold_users, len(made.cold_users)
    return _cold(
        size,
        len(made.train.items),
        "popularity",
        accuracy(np.tile(own, (size, 1)), wanted, k),
        accuracy(np.tile(plain, (size, 1)), wanted, k),
    )


def _cold(cases: int, candidates: int, peer: str, ours: Accuracy, theirs: Accuracy) -> ColdResult:
    return ColdResult(
        cases=cases,
        candidates=candidates,
        ndcg=float(ours.ndcg.mean()),
        hit_rate=float(ours.hit.mean()),
        peer=peer,
        peer_ndcg=float(theirs.ndcg.mean()),
        peer_hit_rate=float(theirs.hit.mean()),
    )


def _result(name: str, given: Indices, found: Accuracy, made: Split) -> SystemResult:
    counts = np.asarray(made.taken().sum(axis=0), np.float64).ravel()
    items = len(made.train.items)
    return SystemResult(
        name=name,
        ndcg=_estimate(found.ndcg),
        hit_rate=_estimate(found.hit),
        recall=_estimate(found.recall),
        coverage=coverage(given, items),
        novelty=novelty(given, counts, len(made.train.users)),
        exposure_gini=exposure_gini(given, items),
    )


def _estimate(values: np.ndarray) -> Estimate:
    low, high = interval(values)
    return Estimate(value=float(values.mean()), low=low, high=high)


def _ratio(ours: Accuracy, theirs: Accuracy) -> Estimate:
    low, high = ratio_interval(ours.ndcg, theirs.ndcg)
    value = float(ours.ndcg.mean() / max(float(theirs.ndcg.mean()), 1e-12))
    return Estimate(value=value, low=low, high=high)


def _peak() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / MIB if sys.platform == "darwin" else peak / 1024
