"""Every dialog has a fresh world over knowledge and models that all share; what it leaves behind is checked."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.llm.fakes import ScriptedChat
from bot.opening import Shared
from bot.sentiment.model import ScriptedSentiment
from bot.sentiment.need import ScriptedNeed
from bot.turn.fakes import ScriptedIntents, ScriptedScreen
from bot.turn.state import Intent, Models
from eval.dialog import CardExpected, Dialog, DialogTurn, Expect, Final, HandoffExpected, ToolExpected
from eval.facts import names_of
from eval.outcome import DialogResult
from eval.run.selection import trials
from eval.run.stage import Stage
from eval.run.worlds import Worlds
from knowledge.embedders import load_embedder
from knowledge.search import Knowledge
from tests.bot.conftest import ANGRY, CALM, knowledge

__all__ = ["knowledge"]

WEIGHT = "What is the weight of the Fell Ridge 2 Tent?"
ORDER = "Where is my order O0002?"
RAGE = "This is a disgrace, I want my money back now!"
SCRIPT: Mapping[str, Intent] = {WEIGHT: "product_fact", ORDER: "order_status", RAGE: "order_change"}


def worlds(knowledge: Knowledge, *says: str) -> Worlds:
    embedder = load_embedder("hash")
    models = Models(
        embedder=embedder,
        intents=ScriptedIntents(SCRIPT),
        screen=ScriptedScreen(),
        sentiment=ScriptedSentiment({RAGE: ANGRY}, CALM),
        need=ScriptedNeed(),
    )
    done = asyncio.get_running_loop().create_future()
    done.set_result(None)
    shared = Shared(ScriptedChat(says), embedder, models, done, done)
    return Worlds({"pebble": knowledge}, {"pebble": names_of(knowledge.catalogue.products())}, shared)


def dialog(*turns: tuple[str, Expect], **fields: object) -> Dialog:
    spoken = tuple(DialogTurn(user=user, expect=expect) for user, expect in turns)
    return Dialog.model_validate({"id": "d", "lang": "en", "world": "pebble", "turns": spoken} | fields)


async def held(worlds: Worlds, told: Dialog) -> DialogResult:
    (trial,) = trials([told])
    return await Stage(worlds.fresh).hold(trial)


async def test_a_fact_passes_with_its_trace(knowledge: Knowledge) -> None:
    expect = Expect(
        says_all=("2.1 kg",), cites=("product:P1#weight",), cards_any=(CardExpected(kind="product", id="P1"),)
    )
    result = await held(worlds(knowledge, "The Fell Ridge 2 Tent weighs 2.1 kg."), dialog((WEIGHT, expect)))
    assert (result.status, result.all_failures) == ("pass", ())
    (turn,) = result.turns
    assert turn.trace is not None
    assert turn.trace["tasks"][0]["intent"] == "product_fact"
    assert any(e["source"] == "product:P1#weight" for e in turn.trace["evidence"])


async def test_orders_are_those_of_the_dialogs_customer(knowledge: Knowledge) -> None:
    expect = Expect(says_all=("O0002",), tools_any=(ToolExpected(name="my_orders"),), route="bot")
    final = Final(state={"orders.O0002.status": "shipped", "orders.O0002.channel": "mobile"})
    told = dialog((ORDER, expect), customer="C1", final=final)
    assert (await held(worlds(knowledge), told)).all_failures == ()


async def test_a_hand_over_that_waits_is_found_and_the_next_dialog_knows_nothing_of_it(
    knowledge: Knowledge,
) -> None:
    shared = worlds(knowledge, "It weighs 2.1 kg.")
    final = Final(handoff=HandoffExpected(queue="billing"))
    angry = await held(shared, dialog((RAGE, Expect(route="human")), customer="C1", final=final))
    assert (angry.status, angry.handed_over, angry.handoff_expected) == ("pass", True, True)
    calm = await held(shared, dialog((WEIGHT, Expect(route="bot")), customer="C1", final=final))
    assert (calm.status, calm.handed_over) == ("fail", False)
    assert [(f.result, f.check, f.message) for f in calm.failures] == [
        ("state", "handoff", "found none, expected one waiting")
    ]


async def test_a_world_leaves_nothing_on_the_disk(
    knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with worlds(knowledge).fresh("pebble"):
        assert names_in(tmp_path) != []
    assert names_in(tmp_path) == []


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
