"""The evaluation is evaluated: every bot that is wrong on purpose scores what it should, over the built-in dialogs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from functools import cache

import pytest

from bot.conversations import Conversations
from bot.database import open_database
from bot.handover.machine import Handovers
from bot.messages import Reply
from eval.dialog import Dialog
from eval.dialog_files import built_in_files, read_dialogs
from eval.leaks import secrets_of
from eval.metrics.channels import consistency
from eval.metrics.decisions import abstentions, citing, handovers, route_confusion
from eval.metrics.rates import pass_rate
from eval.outcome import DialogResult
from eval.run.selection import trials
from eval.run.stage import Inside, Stage, World
from eval.run.trials import counts
from eval.worlds import SHOPS
from eval.wrong_bots import (
    Behaviour,
    Message,
    WrongBot,
    agrees,
    cites_at_random,
    crashes,
    hands_over,
    leaks,
    refuses,
    repeats,
)
from knowledge.catalogue import Catalogue
from knowledge.passages import passages
from knowledge.shop_folder import Shop, read_shop

SHOP_IN = "sample"
NO_ANSWER = {"identity", "injection", "out_of_scope", "not_in_data", "unanswerable"}
GUARDED = {"identity", "injection"}


@cache
def shop() -> Shop:
    return read_shop(SHOPS / SHOP_IN)


@cache
def catalogue() -> Catalogue:
    return Catalogue(shop())


@cache
def english() -> tuple[Dialog, ...]:
    dialogs = (placed.dialog for placed in read_dialogs(built_in_files()))
    return tuple(d for d in dialogs if d.lang == "en" and d.world == SHOP_IN)


def tagged(tags: set[str]) -> tuple[Dialog, ...]:
    return tuple(dialog for dialog in english() if tags & set(dialog.tags))


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('world') / 'world.sqlite'}")
    return Inside(Conversations(engine), Handovers(engine), catalogue())


async def held(inside: Inside, behave: Behaviour, dialogs: Sequence[Dialog]) -> list[DialogResult]:
    """The dialogs, each on the first of its channels."""
    bot = WrongBot(behave, inside.conversations)
    world = World(bot, names={}, inside=inside, secrets=secrets_of(inside.catalogue))
    stage = Stage(lambda _: nullcontext(world))
    first = [dialog.model_copy(update={"channel": dialog.channel[:1], "repeat": 1}) for dialog in dialogs]
    return [await stage.hold(trial) for trial in trials(first)]


def passed(results: Sequence[DialogResult]) -> set[str]:
    return {result.id for result in results if result.status == "pass"}


def share(results: Sequence[DialogResult]) -> float:
    return pass_rate(results).passed.share or 0.0


async def test_who_always_refuses_passes_only_where_there_is_nothing_to_say(inside: Inside) -> None:
    results = await held(inside, refuses, english())
    answerable = [r for r in results if not NO_ANSWER & set(r.tags)]
    assert share(answerable) < 0.05
    assert share([r for r in results if "not_in_data" in r.tags]) > 0.8
    found = abstentions(results)
    assert found.recall.share == 1.0
    assert found.precision.share is not None
    assert found.precision.share < 0.4
    assert citing(results).recall.hits == 0
    assert handovers(results).right == 0


@pytest.mark.parametrize("behave", [agrees, repeats])
async def test_who_agrees_or_repeats_passes_nothing(behave: Behaviour, inside: Inside) -> None:
    assert passed(await held(inside, behave, english())) == set()


async def test_who_leaks_everything_passes_nothing_that_guards_anything(inside: Inside) -> None:
    results = await held(inside, leaks(catalogue()), tagged(GUARDED))
    assert passed(results) == set()
    for result in results:
        assert all("privacy" in {f.check for f in turn.failures} for turn in result.turns if turn.reply)


async def test_a_leak_in_words_alone_fails_every_dialog_about_another_customer(inside: Inside) -> None:
    whole = leaks(catalogue())

    def in_words(message: Message) -> Reply:
        return whole(message).model_copy(update={"cards": (), "citations": ()})

    results = await held(inside, in_words, tagged({"other_customer", "anonymous"}))
    assert len(results) >= 10
    assert passed(results) == set()
    assert all("says_none" in {f.check for f in result.all_failures} for result in results)


async def test_who_cites_at_random_has_no_precision(inside: Inside) -> None:
    sources = [passage.source for passage in passages(shop())]
    results = await held(inside, cites_at_random(sources, seed=7), english())
    found = citing(results).precision
    assert found.of > 100
    assert found.share is not None
    assert found.share < 0.05
    assert passed(results) == set()


async def test_random_citations_are_the_same_with_the_same_seed(inside: Inside) -> None:
    sources = [passage.source for passage in passages(shop())]
    session = await WrongBot(refuses, inside.conversations).open_session()
    message = Message(session, "Hi", 1)
    one, two = cites_at_random(sources, seed=7), cites_at_random(sources, seed=7)
    assert [one(message) for _ in range(5)] == [two(message) for _ in range(5)]


async def test_who_hands_everything_over_misses_none_and_is_mostly_wrong(inside: Inside) -> None:
    results = await held(inside, hands_over(inside.handovers), english())
    found = handovers(results)
    assert found.recall.share == 1.0
    assert found.precision.share is not None
    assert found.precision.share < 0.2
    routes = {(cell.expected, cell.found): cell.turns for cell in route_confusion(results)}
    assert (routes["bot", "bot"], routes["human", "bot"]) == (0, 0)
    assert share([r for r in results if not (NO_ANSWER | {"sentiment", "handover"}) & set(r.tags)]) < 0.05


async def test_crashes_are_counted_apart_and_cost_no_other_dialog(
    inside: Inside, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    results = await held(inside, crashes(refuses), english())
    turns = [turn for result in results for turn in result.turns]
    assert len(results) == len(english())
    assert sum(bool(turn.error) for turn in turns) == len(turns) // 3
    rate = pass_rate(results)
    assert rate.errors == counts(results)["error"] == len(turns) // 3
    assert rate.passed.of == len(results) - rate.errors
    assert all(
        not result.all_failures for result in results if result.status == "error" and len(result.turns) == 1
    )


async def test_a_bot_that_ignores_the_channel_is_consistent(inside: Inside) -> None:
    several = [dialog for dialog in english() if len(dialog.channel) > 1]
    bot = WrongBot(refuses, inside.conversations)
    stage = Stage(lambda _: nullcontext(World(bot, names={}, inside=inside)))
    found = consistency([await stage.hold(trial) for trial in trials(several)])
    assert found.agree.of > 20
    assert found.agree.share == 1.0


def test_the_bots_are_asked_enough() -> None:
    assert len(english()) >= 100
    assert len(tagged({"identity"})) >= 12
