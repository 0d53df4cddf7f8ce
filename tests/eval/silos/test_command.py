"""A silo has its channel's records alone; held on the same dialogs, it says on every channel something else."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.console import Console

from bot.config import load_settings
from bot.errors import InputError
from bot.llm.fakes import ScriptedChat
from bot.opening import Shared
from bot.sentiment.model import ScriptedSentiment
from bot.sentiment.need import ScriptedNeed
from bot.turn.fakes import ScriptedIntents, ScriptedScreen
from bot.turn.state import Models
from eval.run.plan import Options, Plan
from eval.run.stage import Stage
from eval.run.worlds import Worlds
from eval.silos.command import SilosPlan, carry_out, plan_silos
from eval.silos.compared import compared, ratio
from eval.silos.report import silos_section
from eval.silos.silo import write_silo
from knowledge.embedders import load_embedder
from knowledge.shop_folder import read_shop
from knowledge.store import build_store, open_store
from tests.bot.conftest import CALM
from tests.bot.shop import write_shop
from tests.eval.runs import MADE, reply, result, turn

ORDER = "Where is my order O0002?"
DIALOGS = f"""
- id: order
  lang: en
  world: shop
  customer: C1
  turns: [{{user: "{ORDER}", expect: {{says_all: [O0002, on its way]}}}}]
  final: {{state: {{orders.O0002.status: shipped}}}}
- id: guest
  lang: en
  world: shop
  turns: [{{user: "{ORDER}", expect: {{abstains: true}}}}]
- id: guests
  lang: en
  world: shop
  channel: [web, store]
  turns: [{{user: "{ORDER}", expect: {{abstains: true}}}}]
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write_shop(tmp_path / "shop")


@pytest.fixture
def made(shop: Path, tmp_path: Path) -> SilosPlan:
    (shop.parent / "mine.yaml").write_text(DIALOGS, encoding="utf-8")
    options = Options(names=(str(shop.parent / "mine.yaml"),), out=tmp_path / "out")
    return plan_silos(load_settings(shop=shop, data_dir=tmp_path / "data"), options)


def test_a_silo_has_the_orders_reviews_and_events_of_its_channel_and_all_the_rest(
    shop: Path, tmp_path: Path
) -> None:
    whole, silo = read_shop(shop), read_shop(write_silo(shop, "store", tmp_path / "silo"))
    assert [order.order_id for order in silo.orders] == ["O0001", "O0003", "O0000"]
    assert {order.channel for order in silo.orders} == {"store", None}
    assert [review.review_id for review in silo.reviews] == ["P1-R2"]
    for table in ("profile", "products", "customers", "policies", "promotions", "manuals", "faqs"):
        assert getattr(silo, table) == getattr(whole, table)
    assert silo.reports == whole.reports


def test_a_silo_is_read_from_csv_as_well(shop: Path, tmp_path: Path) -> None:
    (shop / "reviews.jsonl").unlink()
    rows = "review_id,product_id,text,channel\nR1,P1,Fine.,web\nR2,P1,Bad.,store\nR3,P1,So so.,\n"
    (shop / "reviews.csv").write_text(rows, encoding="utf-8")
    silo = read_shop(write_silo(shop, "web", tmp_path / "silo"))
    assert [review.review_id for review in silo.reviews] == ["R1", "R3"]


def test_a_silo_is_written_anew_each_time(shop: Path, tmp_path: Path) -> None:
    write_silo(shop, "store", tmp_path / "silo")
    (shop / "policies" / "returns.md").unlink()
    (shop / "orders.jsonl").unlink()
    silo = read_shop(write_silo(shop, "store", tmp_path / "silo"))
    assert (silo.policies, silo.orders) == ((), ())


def test_dialogs_of_customers_and_of_several_channels_are_held_on_every_channel(made: SilosPlan) -> None:
    keys = [
        f"{name}@{channel}#0"
        for name in ("order", "guests")
        for channel in ("web", "mobile", "social", "store")
    ]
    assert [trial.key for trial in made.one.trials] == [trial.key for trial in made.silos.trials] == keys
    assert {trial.dialog.world for trial in made.one.trials} == {"shop"}
    assert made.silos.trials[3].dialog.world == "shop@store"
    assert set(made.silos.folders) == {f"shop@{channel}" for channel in ("web", "mobile", "social", "store")}
    assert all(trial.dialog.final.state == {} for trial in made.one.trials)
    assert made.one.header.dialogs != made.silos.header.dialogs


def test_fewer_are_chosen_evenly(shop: Path, tmp_path: Path) -> None:
    test_file = tmp_path / "many.yaml"
    one = {"lang": "en", "world": "shop", "customer": "C1", "turns": [{"user": "Hi"}]}
    test_file.write_text(json.dumps([{"id": name, **one} for name in "abcdef"]), encoding="utf-8")
    options = Options(names=(str(test_file),), out=tmp_path / "out")
    found = plan_silos(load_settings(shop=shop, data_dir=tmp_path / "data"), options, limit=3)
    assert [trial.dialog.id for trial in found.one.trials][::4] == ["a", "c", "e"]


def test_dialogs_that_no_silo_touches_are_told(shop: Path, tmp_path: Path) -> None:
    test_file = tmp_path / "few.yaml"
    test_file.write_text("- {id: a, lang: en, world: shop, turns: [{user: Hi}]}\n", encoding="utf-8")
    with pytest.raises(InputError, match="None of the 1 dialogs chosen names several channels"):
        plan_silos(load_settings(shop=shop), Options(names=(str(test_file),), out=tmp_path / "out"))


async def test_one_shop_says_the_same_everywhere_and_silos_do_not(made: SilosPlan) -> None:
    embedder = load_embedder("hash")
    done = asyncio.get_running_loop().create_future()
    done.set_result(None)
    intents = ScriptedIntents({ORDER: "order_status"})
    models = Models(embedder, intents, ScriptedScreen(), ScriptedSentiment({}, CALM), ScriptedNeed())

    @asynccontextmanager
    async def open_stage(plan: Plan) -> AsyncGenerator[Stage]:
        knowledge = {}
        for name, folder in plan.folders.items():
            store = made.out / "stores" / name
            build_store(read_shop(folder), store, embedder)
            knowledge[name] = open_store(store, embedder)
        yield Stage(
            Worlds(
                knowledge,
                {name: {} for name in knowledge},
                Shared(ScriptedChat(()), embedder, models, done, done),
            ).fresh
        )

    quiet = Console(file=io.StringIO())
    found = await carry_out(made, open_stage, quiet)
    assert (found.one.rate.passed.hits, found.one.rate.passed.of) == (8, 8)
    assert found.one.consistency.agree.share == 1.0
    assert (found.silos.rate.passed.hits, found.silos.rate.passed.of) == (
        5,
        8,
    )  # the order is known on mobile only
    assert (found.silos.consistency.agree.hits, found.silos.consistency.agree.of) == (9, 12)
    assert found.consistency_ratio == pytest.approx(12 / 9)
    assert found.accuracy_ratio == pytest.approx(8 / 5)
    assert await carry_out(made, _never, quiet) == found


@asynccontextmanager
async def _never(_: Plan) -> AsyncGenerator[Stage]:
    raise AssertionError("everything is done already")
    yield


def test_only_what_both_have_is_compared() -> None:
    one = [result("a"), result("a", channel="store"), result("b", "fail")]
    found = compared(one, [result("a", "fail"), result("b", "fail")])
    assert (found.one.rate.passed.of, found.silos.rate.passed.of) == (2, 2)
    assert (found.one.rate.passed.hits, found.accuracy_ratio) == (1, None)


@pytest.mark.parametrize(("one", "other", "quotient"), [(1.0, 0.5, 2.0), (1.0, 0.0, None), (None, 0.5, None)])
def test_there_is_no_ratio_to_nothing(one: float | None, other: float, quotient: float | None) -> None:
    assert ratio(one, other) == quotient


def test_the_section_tells_both_with_their_ratios() -> None:
    same = [result("a", turns=[turn(reply("It is 3 kg."))], channel=c) for c in ("web", "store", "mobile")]
    apart = [*same[:2], result("a", turns=[turn(reply("It is 4 kg."))], channel="mobile")]
    found = compared(same, apart)
    text = silos_section(found, {"guests": found, "signed-in customers": compared([], [])}, MADE)
    assert "| consistency, all | 100 % (3/3) | 44 to 100 % | 33 % (1/3) | 6 to 79 % | 3.00 |" in text
    assert "| accuracy, guests | 100 % (3/3)" in text
    assert "signed-in customers" not in text
    assert "commit abc123 with uncommitted changes" in text
