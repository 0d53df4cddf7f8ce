"""Learning from what everybody took: exact item-item weights, no future, the same result twice."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from bot.recommend.blend import learn_blend, unlearned
from bot.recommend.collaborative import content_vectors, fit
from bot.recommend.interactions import Interactions
from bot.recommend.neighbours import cosine, ease
from tests.bot.recommend.simulated import GROUPS, group_of, interactions

TAKEN = sp.csr_array(np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 1, 1], [0, 1, 0, 1]], np.float32))


def test_ease_solves_the_ridge_regression_without_the_diagonal() -> None:
    dense = TAKEN.toarray().astype(float)
    weights = ease(TAKEN, 2.0).toarray()
    assert np.allclose(np.diag(weights), 0)
    for item in range(4):
        others = [i for i in range(4) if i != item]
        x = dense[:, others]
        expected = np.linalg.solve(x.T @ x + 2.0 * np.eye(3), x.T @ dense[:, item])
        assert np.allclose(weights[others, item], expected, atol=1e-5)


def test_ease_of_some_items_leaves_the_others_without_weights() -> None:
    weights = ease(TAKEN, 2.0, most=2).toarray()
    assert (weights.any(axis=1) == [True, True, False, False]).all() or weights.any(axis=1).sum() == 2


def test_cosines_are_damped() -> None:
    plain = cosine(TAKEN, 0.0).toarray()
    assert plain[0, 1] == pytest.approx(2 / np.sqrt(2 * 3))
    assert cosine(TAKEN, 1.0).toarray()[0, 1] < plain[0, 1]
    assert np.allclose(np.diag(plain), 0)


def test_a_row_told_twice_counts_once_and_the_last_day_is_kept() -> None:
    made = Interactions.of([("a", "x", 1.0), ("a", "x", 1.0), ("a", "x", 5.0), ("b", "x", 2.0)])
    assert len(made) == 3
    assert sorted(made.latest()[2].tolist()) == [2.0, 5.0]


def test_what_comes_next_is_of_the_users_taste() -> None:
    model = fit(interactions(), {}, 120.0)
    scores = model.score([("i001", 100.0), ("i005", 110.0), ("i011", 119.0)])
    best = sorted(scores, key=lambda name: -scores[name])[:10]
    assert sum(group_of(name) == 0 for name in best) >= 8
    assert not {"i001", "i005", "i011"} & set(best)


def test_the_blend_is_learned_and_trusts_the_neighbours() -> None:
    found = interactions()
    blend = learn_blend(found, content_vectors([""] * len(found.items)), 120.0)
    assert not np.array_equal(blend.weights, unlearned().weights)


def test_little_history_is_not_learned_from() -> None:
    found = Interactions.of([("a", "x", 1.0), ("b", "y", 2.0), ("a", "y", 3.0)])
    blend = learn_blend(found, content_vectors(["", ""]), 4.0)
    assert np.array_equal(blend.weights, unlearned().weights)


def test_the_future_teaches_nothing() -> None:
    found = interactions()
    later = Interactions.of([*rows(found), *((f"u{u:03}", "i119", 130.0) for u in range(150))])
    a, b = fit(found, {}, 120.0), fit(later, {}, 120.0)
    history = [("i001", 100.0), ("i119", 130.0)]
    assert a.items == b.items
    assert a.score(history) == b.score(history) == a.score(history[:1])


def test_nobody_known_gets_what_many_took_lately() -> None:
    found = interactions()
    crowd = [*rows(found), *((f"n{u}", "i042", 118.0) for u in range(80))]
    scores = fit(Interactions.of(crowd), {}, 120.0).score([("never-heard-of", 5.0)])
    assert max(scores, key=lambda name: scores[name]) == "i042"


def test_words_bring_an_item_near() -> None:
    found = interactions(users=40)
    texts = {name: f"thing {name} group{group_of(name)}" for name in found.items}
    vectors = content_vectors([texts[name] for name in found.items])
    alike = (vectors @ vectors.T).toarray()
    first = [i for i, name in enumerate(found.items) if group_of(name) == 1]
    other = [i for i, name in enumerate(found.items) if group_of(name) == 2]
    assert alike[first[0], first[1]] > alike[first[0], other[0]]


def test_nothing_before_the_day_is_said_so() -> None:
    with pytest.raises(ValueError, match="found none before"):
        fit(interactions(users=GROUPS), {}, -1.0)


def rows(found: Interactions) -> list[tuple[str, str, float]]:
    return [
        (found.users[u], found.items[i], float(day))
        for u, i, day in zip(found.user, found.item, found.day, strict=True)
    ]
