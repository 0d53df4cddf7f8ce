"""Who buys soon is learned from how lately, often and regularly customers acted; where it is not, nothing is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from bot.errors import WeightsError
from bot.recommend.__main__ import app
from bot.recommend.foresight import foresee, load_intent, save_intent, shop_acts
from bot.recommend.intent import FEATURES, HORIZON, KINDS, Acts, Intent, features, fit_intent
from bot.recommend.interactions import Interactions
from eval.recommend.buyers import measure_buyers
from knowledge.catalogue import Catalogue
from knowledge.shop_folder import read_shop

SAMPLE = Path(__file__).resolve().parents[3] / "knowledge" / "sample"
NOW = 1000.0


def acts(*rows: tuple[int, str, float], users: int = 2) -> Acts:
    table = np.array([(user, KINDS.index(kind), day) for user, kind, day in rows])
    names = tuple(f"C{n}" for n in range(users))
    return Acts(names, table[:, 0].astype(np.intp), table[:, 1].astype(np.intp), table[:, 2])


def regulars(seed: int = 1) -> Acts:
    """Half of 400 customers buy every 25 days or so, the others once in a year; all look at things at random."""
    random = np.random.default_rng(seed)
    rows: list[tuple[int, str, float]] = []
    for user in range(400):
        gap = 25.0 if user % 2 else 350.0
        day = NOW - random.uniform(0, 700)
        while day < NOW:
            rows.append((user, "purchase", day))
            day += random.exponential(gap)
        rows += [(user, "view", day) for day in NOW - random.uniform(0, 700, 5)]
    return acts(*rows, users=400)


def column(rows: np.ndarray, name: str) -> list[float]:
    return rows[:, FEATURES.index(name)].round(3).tolist()


def test_features_say_how_lately_and_how_often() -> None:
    rows = features(
        acts((0, "purchase", 995), (0, "purchase", 975), (1, "cart", 999.5), (0, "view", 1001)), NOW
    )
    assert column(np.expm1(rows), "purchase_in_7d") == [1, 0]
    assert column(np.expm1(rows), "purchase_in_30d") == [2, 0]
    assert column(np.expm1(rows), "purchase_since") == [5, 730]
    assert column(np.expm1(rows), "cart_since") == [730, 0.5]
    assert column(np.expm1(rows), "view_since") == [730, 730], "what comes later is not known"
    assert column(np.expm1(rows), "since_to_usual_gap") == [0.25, round(730 / 90, 3)]


def test_regular_buyers_are_told_from_others() -> None:
    known = regulars()
    found = fit_intent(known, NOW)
    assert found is not None and found.usable and found.cases > 300
    chances = found.likelihood(features(known, NOW))
    assert chances[1::2].mean() > 0.5
    assert chances[::2].mean() < 0.2


def test_acts_at_random_are_not_told_to_anybody() -> None:
    random = np.random.default_rng(2)
    counts = random.poisson(14, 400)
    rows = [
        (user, "purchase", day) for user in range(400) for day in NOW - random.uniform(0, 700, counts[user])
    ]
    found = fit_intent(acts(*rows, users=400), NOW)
    assert found is not None
    assert not found.usable


def test_too_few_buyers_teach_nothing() -> None:
    assert fit_intent(acts((0, "purchase", 990.0), (1, "view", 980.0)), NOW) is None


def test_the_share_foretold_is_near_the_share_that_bought() -> None:
    known = regulars()
    taken = known.kind == 0
    rows = Interactions(known.users, ("a",), known.user[taken], known.user[taken] * 0, known.day[taken])
    found = measure_buyers(rows, NOW - HORIZON)
    assert found is not None
    assert abs(found.bought - found.foretold) < 0.1
    assert {score.name: score.auc for score in found.scores}["Shopkeeper"] > 0.75


def test_a_fit_is_written_and_read(tmp_path: Path) -> None:
    known, path = regulars(), tmp_path / "intent.json"
    found = fit_intent(known, NOW)
    assert found is not None
    save_intent(found, path)
    again = load_intent(path)
    assert again is not None
    rows = features(known, NOW)
    assert np.allclose(again.likelihood(rows), found.likelihood(rows))
    save_intent(None, path)
    assert load_intent(path) is None


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "intent.json"
    path.write_text('{"features": {}}', encoding="utf-8")
    with pytest.raises(WeightsError, match=r"intent\.json: not readable .*bot\.recommend train"):
        load_intent(path)


def test_a_shop_is_foreseen_customer_by_customer() -> None:
    catalogue = Catalogue(read_shop(SAMPLE))
    size = len(FEATURES)
    weights = np.array([-1.0 if name == "purchase_since" else 0.0 for name in FEATURES])
    told = list(foresee(catalogue, Intent(np.zeros(size), np.ones(size), weights, 0.0, 0.9, 100)))
    assert {each.customer_id for each in told} == {c.customer_id for c in catalogue.customers()}
    chances = [each.likelihood or 0.0 for each in told]
    assert chances == sorted(chances, reverse=True)
    last = shop_acts(catalogue)
    newest = last.user[last.kind == 0][np.argmax(last.day[last.kind == 0])]
    assert told[0].customer_id == last.users[newest]
    assert all(len(each.categories) <= 3 for each in told) and any(each.categories for each in told)


def test_the_command_says_when_it_cannot_foretell(tmp_path: Path) -> None:
    trained = tmp_path / "x.npz"
    done = CliRunner().invoke(app, ["foresee", "--shop", str(SAMPLE), "--trained", str(trained), "--json"])
    assert done.exit_code == 0
    assert "No chances of a purchase" in done.stderr
    assert '"likelihood":null' in done.stdout
