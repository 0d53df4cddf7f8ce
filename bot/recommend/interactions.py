"""Who took which item when: what collaborative models are fitted to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recommend.sparse import Sparse, sp

Indices = NDArray[np.intp]
Days = NDArray[np.float64]
SECONDS_A_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Interactions:
    """Rows (user, item, day); `user` and `item` index into `users` and `items`. Days count from 1970, with fractions.

    A row says that the user took the item. The same user may take the same item on several days.
    """

    users: tuple[str, ...]
    items: tuple[str, ...]
    user: Indices
    item: Indices
    day: Days

    @staticmethod
    def of(rows: Iterable[tuple[str, str, float]]) -> Interactions:
        """From (user id, item id, day); rows that say the same twice count once."""
        distinct = sorted(set(rows), key=lambda row: (row[2], row[0], row[1]))
        users = {name: i for i, name in enumerate(dict.fromkeys(row[0] for row in distinct))}
        items = {name: i for i, name in enumerate(dict.fromkeys(row[1] for row in distinct))}
        return Interactions(
            tuple(users),
            tuple(items),
            np.array([users[row[0]] for row in distinct], np.intp),
            np.array([items[row[1]] for row in distinct], np.intp),
            np.array([row[2] for row in distinct], np.float64),
        )

    def __len__(self) -> int:
        return len(self.day)

    def before(self, day: float) -> Interactions:
        """What happened before `day`, over the users and items that were known by then."""
        return self._only(self.day < day)

    def since(self, day: float) -> Interactions:
        """What happened on `day` or later."""
        return self._only(self.day >= day)

    def shape(self) -> tuple[int, int]:
        """Users, items."""
        return len(self.users), len(self.items)

    def taken(self) -> Sparse:
        """Users × items, 1 where the user took the item."""
        found = sp.csr_array((np.ones(len(self), np.float32), (self.user, self.item)), self.shape())
        found.sum_duplicates()
        found.data[:] = 1
        return found

    def latest(self) -> tuple[Indices, Indices, Days]:
        """Every pair of user and item once, with the last day on which it happened."""
        keys = self.user * len(self.items) + self.item
        order = np.lexsort((self.day, keys))
        last = np.append(np.flatnonzero(np.diff(keys[order])), len(order) - 1) if len(order) else order
        chosen = order[last]
        return self.user[chosen], self.item[chosen], self.day[chosen]

    def _only(self, kept: NDArray[np.bool_]) -> Interactions:
        users, items = np.unique(self.user[kept]), np.unique(self.item[kept])
        return Interactions(
            tuple(self.users[int(i)] for i in users),
            tuple(self.items[int(i)] for i in items),
            np.searchsorted(users, self.user[kept]),
            np.searchsorted(items, self.item[kept]),
            self.day[kept],
        )
