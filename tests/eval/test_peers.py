"""The peers answer from what they were given, see nobody else's orders, and are measured as Shopkeeper is."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from datetime import date
from pathlib import Path

import httpx
import openai
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from bot.config import Settings
from bot.database import open_database
from bot.errors import ConfigError, ModelUnavailableError
from bot.handover.machine import Handovers
from bot.llm.client import openai_chat
from bot.llm.fakes import ScriptedChat
from eval.dialog import Dialog, DialogTurn, Expect, Final, HandoffExpected
from eval.outcome import DialogResult
from eval.peers.agent import ToolAgent
from eval.peers.documents import as_text, order_documents, shop_documents
from eval.peers.model import ANSWER_TOKENS, peer_model, peer_settings
from eval.peers.shelf import Shelf, fill_shelf
from eval.peers.talker import says_it_does_not_know
from eval.peers.text_calls import call_in, may_be_call
from eval.peers.visit import Answer, Visit
from eval.peers.worlds import PEERS, PeerWorlds, open_peer_worlds
from eval.run.selection import trials
from eval.run.stage import Stage
from knowledge.embedders import load_embedder
from knowledge.shop_folder import Shop, read_shop
from tests.bot.shop import write_shop
from tests.eval.peer_models import ScriptedModel, scripted, whole

WEIGHT = "What is the weight of the Fell Ridge 2 Tent?"
LIGHT = '```json\n{"name": "recommend", "arguments": {"need": "a lamp", "max_price": 60}}\n```'
TOOLS = ["search", "my_orders", "recommend", "hand_over"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return read_shop(write_shop(tmp_path_factory.mktemp("pebble") / "shop"))


@pytest.fixture(scope="module")
def shelf(shop: Shop) -> Generator[Shelf]:
    with tempfile.TemporaryDirectory() as folder:
        yield fill_shelf(shop, load_embedder("hash"), Path(folder))


def dialog(*turns: tuple[str, Expect], **fields: object) -> Dialog:
    spoken = tuple(DialogTurn(user=user, expect=expect) for user, expect in turns)
    return Dialog.model_validate({"id": "d", "lang": "en", "world": "pebble", "turns": spoken} | fields)


async def held(peer: str, model: BaseChatModel, shelf: Shelf, told: Dialog) -> DialogResult:
    worlds = PeerWorlds({"pebble": shelf}, model, PEERS[peer])
    (trial,) = trials([told])
    return await Stage(worlds.fresh).hold(trial)


def prompt(model: ScriptedModel, call: int = -1) -> str:
    return model.chat.asked[call].text


# Documents


def test_a_record_is_readable_and_says_its_amounts(shop: Shop) -> None:
    text = as_text(shop.products[0])
    assert "name: Fell Ridge 2 Tent" in text
    assert "price: 189.00 EUR" in text
    assert "Weight: 2.1 kg" in text
    assert "重量: 2.1 公斤" in text
    assert "minor" not in text


def test_what_belongs_to_customers_is_no_document_of_the_shop(shop: Shop) -> None:
    documents = list(shop_documents(shop))
    kinds = {str(document.metadata["source"]).partition(":")[0] for document in documents}
    assert kinds == {"product", "review", "policy", "promotion", "shop"}
    text = "\n".join(document.page_content for document in documents)
    assert "O0001" not in text
    assert "ada@example.com" not in text
    assert "## Gold members\nYou have 60 days to return an item." in text


def test_an_order_says_its_parcels(shelf: Shelf) -> None:
    newest, oldest = order_documents(shelf.catalogue.orders_of("C1"))
    assert newest.metadata == {"source": "order:O0002", "title": "Order O0002"}
    assert "TRK0002" in newest.page_content
    assert "TRK0001" in oldest.page_content


def test_the_shelf_finds_chunks_with_their_records(shelf: Shelf) -> None:
    found = shelf.search("days to return an item, gold members")
    assert len(found) == 4
    assert "policy:returns" in {document.metadata["source"] for document in found}
    products = shelf.search("lamp", kind="product")
    assert {str(d.metadata["source"]).partition(":")[0] for d in products} == {"product"}


# The chain


async def test_the_chain_answers_from_its_chunks(shelf: Shelf) -> None:
    model = scripted("The Fell Ridge 2 Tent weighs 2.1 kg.")
    expect = Expect(says_all=("2.1 kg",), cites=("product:P1",), route="bot", abstains=False)
    result = await held("rag", model, shelf, dialog((WEIGHT, expect)))
    assert (result.status, result.all_failures) == ("pass", ())
    (turn,) = result.turns
    assert turn.reply is not None
    assert turn.loose == ()
    assert turn.reply.usage.completion_tokens == 8
    assert turn.times.first_sentence is not None
    assert turn.times.first_sentence <= (turn.times.total or 0)
    assert WEIGHT in prompt(model)
    assert "Weight: 2.1 kg" in prompt(model)
    assert "not signed in" in prompt(model)


async def test_a_fact_that_the_chunks_do_not_hold_is_counted(shelf: Shelf) -> None:
    result = await held("rag", scripted("It weighs 7.77 kg."), shelf, dialog((WEIGHT, Expect())))
    assert [fact.written for turn in result.turns for fact in turn.loose] == ["7.77"]


async def test_the_chain_sees_the_customers_own_orders_and_no_others(shelf: Shelf) -> None:
    model = scripted("Order O0002 comes on 20 March.")
    expect = Expect(cites=("order:O0002",))
    result = await held("rag", model, shelf, dialog(("Where is my order?", expect), customer="C1"))
    assert (result.status, result.turns[0].loose) == ("pass", ())
    assert "TRK0002" in prompt(model)
    assert "membership: gold" in prompt(model)
    assert "O0003" not in prompt(model)


async def test_the_chain_remembers_what_was_said(shelf: Shelf) -> None:
    model = scripted("It weighs 2.1 kg.", "It costs 189.00 EUR.")
    await held("rag", model, shelf, dialog((WEIGHT, Expect()), ("And the price?", Expect())))
    kinds = [message.type for message in model.chat.asked[1].messages]
    assert kinds == ["system", "human", "ai", "human"]
    assert model.chat.asked[1].messages[1].text == WEIGHT
    assert model.chat.asked[1].messages[2].text == "It weighs 2.1 kg."


# The agent


async def test_the_agent_calls_its_tools_and_answers_from_what_they_found(shelf: Shelf) -> None:
    ask = AIMessage("", tool_calls=[{"name": "search", "args": {"query": "Fell Ridge 2 weight"}, "id": "1"}])
    usage = {"input_tokens": 100, "output_tokens": 10, "total_tokens": 110}
    said = AIMessage("It weighs 2.1 kg.", usage_metadata=usage)
    expect = Expect.model_validate(
        {"tools_any": [{"name": "search"}], "says_all": ["2.1 kg"], "cites": ["product:P1"]}
    )
    result = await held("agent", whole([ask, said]), shelf, dialog((WEIGHT, expect)))
    assert (result.status, result.all_failures) == ("pass", ())
    (turn,) = result.turns
    assert turn.reply is not None
    assert (turn.reply.usage.prompt_tokens, turn.loose) == (100, ())


async def test_a_call_that_the_model_writes_as_text_is_a_call_and_is_not_shown(shelf: Shelf) -> None:
    model = scripted(LIGHT, "The Lumo Glow Lamp costs 49.00 EUR.")
    result = await held("agent", model, shelf, dialog(("A lamp under 60 euros?", Expect())))
    (turn,) = result.turns
    assert turn.reply is not None, turn.error
    assert turn.reply.text == "The Lumo Glow Lamp costs 49.00 EUR."
    assert [(call.name, call.arguments["max_price"]) for call in turn.reply.tools] == [("recommend", 60)]
    assert [citation.source for citation in turn.reply.citations] == ["product:P4"]
    assert model.tools == TOOLS
    assert turn.reply.usage.completion_tokens == 7 + len(LIGHT.split())


async def test_words_are_shown_as_they_come_and_calls_never(shelf: Shelf, tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'test.sqlite'}")
    agent = ToolAgent(scripted(LIGHT, "It costs 49.00 EUR."), shelf, Handovers(engine))
    visit = Visit(session_id="s", text="A lamp?", today=date(2026, 3, 18), shop="Pebble")
    *pieces, answer = [part async for part in agent.answer(visit)]
    engine.dispose()
    assert pieces == ["It", " costs", " 49.00", " EUR."]
    assert isinstance(answer, Answer)
    assert answer.text == "It costs 49.00 EUR."


async def test_the_orders_tool_knows_who_is_signed_in(shelf: Shelf) -> None:
    for customer, seen, hidden in (("C1", "TRK0002", "O0003"), (None, "not signed in", "O0002")):
        model = scripted({"name": "my_orders", "arguments": {"customer_id": "C2"}}, "Done.")
        result = await held("agent", model, shelf, dialog(("My orders?", Expect()), customer=customer))
        assert result.status == "pass", result
        assert seen in prompt(model)
        assert hidden not in prompt(model)


async def test_handing_over_moves_the_conversation_to_a_person(shelf: Shelf) -> None:
    call = {
        "name": "hand_over",
        "arguments": {"summary": "wants the money for O0001 back", "complaint": True},
    }
    model = scripted(call)
    final = Final(handoff=HandoffExpected(queue="complaints", summary_all=("O0001",)))
    told = dialog(("I have had enough!", Expect(route="human")), customer="C1", final=final)
    result = await held("agent", model, shelf, told)
    assert (result.status, result.all_failures, result.handed_over) == ("pass", (), True)
    assert result.turns[0].reply is not None
    assert result.turns[0].reply.text == "A colleague will take over from here."


async def test_an_agent_that_goes_round_in_circles_is_stopped(shelf: Shelf) -> None:
    again = {"name": "search", "arguments": {"query": "tent"}}
    model = scripted(*[again] * 9)
    result = await held("agent", model, shelf, dialog((WEIGHT, Expect())))
    assert result.status == "pass"
    assert model.chat.left == 4


@pytest.mark.parametrize("peer", ["rag", "agent"])
@pytest.mark.parametrize(
    "error",
    [
        ModelUnavailableError("the model is gone"),
        openai.APIConnectionError(message="the model is gone", request=httpx.Request("POST", "http://x")),
    ],
)
async def test_a_model_that_fails_is_an_error_of_the_dialog(
    peer: str, error: Exception, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = scripted("never said")

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(model.chat, "stream", fail)
    result = await held(peer, model, shelf, dialog((WEIGHT, Expect())))
    assert result.status == "error"
    assert "error event model_unavailable" in result.turns[0].error
    assert "gone" in result.turns[0].error


@pytest.mark.parametrize("peer", ["rag", "agent"])
async def test_worlds_are_opened_with_the_settings_models(peer: str, shop: Shop) -> None:
    settings = Settings(llm_url="http://127.0.0.1:9/v1", llm_model="none", embedding_model="hash")
    steps: list[str] = []
    folders = {"pebble": shop.root}
    async with open_peer_worlds(settings, folders, peer, seed=7, step=steps.append) as worlds:
        (trial,) = trials([dialog((WEIGHT, Expect()))])
        result = await Stage(worlds.fresh).hold(trial)
    assert steps == ["starting the language model", f"indexing the shop in {shop.root}"]
    assert "cannot be reached" in result.turns[0].error


# Text calls, abstaining, the model


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"name": "search", "arguments": {"query": "tent"}}', "search"),
        ('<tool_call>\n{"name": "search", "arguments": {}}\n</tool_call>', "search"),
        ('Let me see. ```json\n{"name": "my_orders"}\n```', "my_orders"),
        ('{"name": "delete_everything", "arguments": {}}', None),
        ('{"name": "search", "arguments": "tent"}', None),
        ("The tent weighs 2.1 kg.", None),
        ("{broken", None),
    ],
)
def test_calls_in_texts(text: str, name: str | None) -> None:
    call = call_in(text, TOOLS)
    assert (call and call["name"]) == name


def test_only_what_may_become_a_call_is_held_back() -> None:
    assert [may_be_call(text) for text in ("", " {", "``", "```json", "<tool_c", "The", "< 5 kg")] == [
        True, True, True, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "abstains"),
    [
        ("I'm sorry, I don't know.", True),
        ("I do not have any information about that.", True),
        ("The context does not mention a zip.", True),
        ("I cannot provide other customers' orders.", True),
        ("很抱歉，我不知道。", True),
        ("资料中没有提到防火。", True),
        ("You don't have to pay for the return.", False),
        ("It is not available in blue.", False),
        ("这个帐篷不含支架。", False),
    ],
)
def test_a_peer_abstains_in_words(text: str, abstains: bool) -> None:
    assert says_it_does_not_know(text) is abstains


def test_a_peer_speaks_to_the_same_model_with_a_limit_of_its_own() -> None:
    settings = Settings(llm_context=4096, llm_slots=2)
    chat = openai_chat(settings, "http://127.0.0.1:1/v1", "embedded", "key", None, seed=11)
    model = peer_model(chat)
    assert isinstance(model, ChatOpenAI)
    assert (model.seed, model.temperature, model.openai_api_base) == (11, 0, "http://127.0.0.1:1/v1")
    assert model.openai_api_key == SecretStr("key")
    assert model._get_request_payload("hi")["extra_body"] == {"max_tokens": ANSWER_TOKENS}
    assert isinstance(chat.model, ChatOpenAI)
    assert chat.model.extra_body is None
    with pytest.raises(ConfigError, match="expected a LangChain chat model"):
        peer_model(ScriptedChat())


def test_a_peer_has_all_of_the_servers_context_for_one_answer() -> None:
    settings = peer_settings(Settings(llm_context=4096, llm_slots=2), 180)
    assert (settings.llm_context, settings.llm_slots, settings.llm_timeout) == (8192, 1, 180)
