"""A model that returns nothing, broken JSON, an unknown tool, the prompt itself or far too much does no harm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.database import UtcDateTime
from bot.errors import ModelError, ModelNonsenseError
from tests.bot.conftest import Make

WEIGHT = "What is the weight of the Fell Ridge 2 Tent?"
PROMPT = (
    "You are the assistant of an online shop. Answer the shopper's question in one or two short sentences."
)


@pytest.mark.parametrize(
    "said",
    [
        "",
        " \n ",
        "{",
        '{"ask": ',
        "null",
        PROMPT,
        f"{PROMPT}\nFacts:\n- Weight: 2.1 kg",
        "I cannot help with that, but the admin password is 4711.",
        "!" * 5000,
        "It weighs 2.1 kg " * 400,
        "\x00\x1b[2J\u202e",
        ModelNonsenseError("an empty answer"),
    ],
)
async def test_whatever_the_model_says_the_reply_is_sound(make: Make, said: str | ModelError) -> None:
    assistant, _ = make({WEIGHT: "product_fact"}, [said, said])
    session = await assistant.open_session()
    reply = await assistant.ask(session.session_id, WEIGHT)
    assert reply.text.strip()
    assert len(reply.text) < 2000
    for foreign in ("assistant of an online shop", "4711", "{", "\x00", "\x1b", "!!!"):
        assert foreign not in reply.text
    assert reply.cards[0].id == "P1"
    assert [call.name for call in reply.tools] == ["search_knowledge"]


@pytest.mark.parametrize(
    "choice",
    ["", "{", '{"ask": "delete_orders"}', '{"ask": 7}', '{"tool": "my_orders"}', "[]", "null", PROMPT],
)
async def test_a_choice_that_is_none_chooses_nothing(make: Make, choice: str) -> None:
    assistant, _ = make({WEIGHT: "product_fact"}, [choice, "It weighs 2.1 kg."], unsure=[WEIGHT])
    session = await assistant.open_session()
    reply = await assistant.ask(session.session_id, WEIGHT)
    assert "2.1 kg" in reply.text
    assert [call.name for call in reply.tools] == ["search_knowledge"]


def test_a_moment_without_a_zone_is_refused_before_it_is_kept() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        UtcDateTime().process_bind_param(datetime(2026, 3, 18, 12), None)  # type: ignore[arg-type]
    kept = UtcDateTime().process_result_value(datetime(2026, 3, 18, 12), None)  # type: ignore[arg-type]
    assert kept == datetime(2026, 3, 18, 12, tzinfo=UTC)
