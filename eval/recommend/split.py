"""A cut through time: what recommenders may learn from, and what customers then took that was new to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.errors import InputError
from bot.recommend.interactions import Indices, Interactions
from bot.recommend.sparse import Sparse


@dataclass(frozen=True, slots=True)
class Split:
    """`train` is what happened before the cut.

    `users` are rows of `train` who later took an item new to them that was known before the cut; `relevant` holds
    those items for each of them. `cold_items` are names nobody took before the cut, with who of `train`'s users took
    them (`cold_takers`: user row, place in `cold_items`); `cold_users` is what customers without a history took of
    the known items.
    """

    train: Interactions
    cut: float
    users: Indices
    relevant: tuple[frozenset[int], ...]
    cold_items: tuple[str, ...]
    cold_takers: tuple[tuple[int, int], ...]
    cold_users: tuple[frozenset[int], ...]

    def taken(self) -> Sparse:
        """Users × items of the training part."""
        return self.train.taken()


def split(interactions: Interactions, cut: float) -> Split:
    """Cut at `cut` (days from 1970).

    Raises:
        InputError: nothing happened before it, or nothing new after it.
    """
    train, test = interactions.before(cut), interactions.since(cut)
    if not len(train) or not len(test):
        side = "before" if not len(train) else "after"
        raise InputError(f"--cut: found no interaction {side} it, expected some on both sides")
    users, items = _places(train.users), _places(train.items)
    had = train.taken()
    cold_items = tuple(name for name in test.items if name not in items)
    cold_place = _places(cold_items)
    known: dict[int, set[int]] = {}
    strangers: dict[str, set[int]] = {}
    takers: set[tuple[int, int]] = set()
    pairs = {(int(u), int(i)) for u, i in zip(test.user, test.item, strict=True)}
    have = {(int(u), int(i)) for u, i in zip(*had.nonzero(), strict=True)}
    for u, i in sorted(pairs):
        user, item = users.get(test.users[u]), items.get(test.items[i])
        if user is not None and item is not None and (user, item) not in have:
            known.setdefault(user, set()).add(item)
        elif user is not None and item is None:
            takers.add((user, cold_place[test.items[i]]))
        elif user is None and item is not None:
            strangers.setdefault(test.users[u], set()).add(item)
    if not known:
        raise InputError("--cut: found nobody who took an item new to them after it, expected some")
    rows = sorted(known)
    return Split(
        train,
        cut,
        np.array(rows, np.intp),
        tuple(frozenset(known[row]) for row in rows),
        cold_items,
        tuple(sorted(takers)),
        tuple(frozenset(found) for found in strangers.values()),
    )


def _places(names: tuple[str, ...]) -> dict[str, int]:
    return {name: i for i, name in enumerate(names)}
