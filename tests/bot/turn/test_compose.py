"""What is added to what the model writes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.messages import Evidence
from bot.turn.compose import Writer, _not_for_a_model
from bot.turn.speaking import Speaker
from bot.turn.state import Stopwatch, Task
from tests.bot.conftest import Make, MakeDesk

RULE = Evidence(
    source="policy:prices#falls",
    title="Prices",
    text="If our own price falls within 14 days, we refund the difference.",
    score=0.6,
)


async def spoken(
    make: Make, written: str, question: str, evidence: Sequence[Evidence], language: str = "en"
) -> list[str]:
    """What is said where the model writes this of the evidence."""
    assistant, _ = make({}, [written])
    speaker = Speaker(lambda _event: None, Stopwatch(lambda: 0.0, 0.0))
    writer = Writer(assistant._context, speaker, language)
    await writer.write(Task(question, "product_fact", 1.0), evidence)
    return speaker.spoken


@pytest.mark.parametrize(
    ("written", "rest"),
    [
        ("Yes, we refund the difference.", f"{RULE.text} [1]"),
        ("Yes, we refund the difference within 14 days.", None),
    ],
)
async def test_a_rule_is_told_with_the_figures_that_an_answer_leaves_out(
    make: Make, written: str, rest: str | None
) -> None:
    assistant, _ = make({}, [written])
    speaker = Speaker(lambda _event: None, Stopwatch(lambda: 0.0, 0.0))
    writer = Writer(assistant._context, speaker, "en")
    await writer.write(Task("do I get the difference back?", "policy", 1.0), [RULE])
    assert speaker.spoken == [f"{written} [1]", *([rest] if rest else [])]


TRIAL = Evidence(
    source="product:BD402#trial",
    title="安枕床垫",
    text="安枕床垫 — 可试睡：30 晚",
    subject="product:BD402",
    language="zh",
    names=("安枕床垫",),
    score=0.9,
    shared=("试睡",),
)


@pytest.mark.parametrize(
    ("written", "rest"),
    [
        ("可以，安枕床垫可以试睡。", ["安枕床垫 — 可试睡：30 晚. [1]"]),
        ("可以，安枕床垫可以试睡 30 晚。", []),
    ],
)
async def test_a_bare_yes_is_followed_by_the_figure_it_rests_on(
    make: Make, written: str, rest: list[str]
) -> None:
    assert await spoken(make, written, "能试睡吗", [TRIAL], "zh") == [f"{written} [1]", *rest]


@pytest.mark.parametrize(
    ("fact", "question", "written", "said"),
    [
        ("Quill — Switches: Quiet tactile, 45 g", "what switches has it?", "It has 45 g switches.", False),
        ("Bed — Size: 190 x 140 cm", "how big is it?", "It is 140 cm wide.", False),
        ("Quill — Weight: 0.9 kg", "how heavy is it?", "It weighs 0.9 kg.", True),
        ("Quill — Battery life: 12 hours at half volume", "how long?", "It lasts 12 hours.", False),
    ],
)
async def test_the_fact_itself_is_said_where_a_sentence_leaves_out_much_of_a_short_value(
    make: Make, fact: str, question: str, written: str, said: bool
) -> None:
    evidence = Evidence(source="product:P9#part", title="Quill", text=fact, names=("Quill", "Bed"), score=0.9)
    assert await spoken(make, written, question, [evidence]) == [f"{written if said else fact + '.'} [1]"]


def test_whether_ones_own_goods_may_go_back_is_not_for_a_model(desk: MakeDesk) -> None:
    rule = Evidence(source="policy:returns#state", title="", text="Opened goods cost 10 %.")
    assert _not_for_a_model("can I send the lamp back?", [rule], desk("C1"))
    assert not _not_for_a_model("can I send the lamp back?", [rule], desk())
    assert not _not_for_a_model("what does it cost to send the lamp back?", [rule], desk("C1"))


@pytest.mark.parametrize(
    ("question", "more"),
    [
        ("how long is the blade and can it go in the dishwasher", ["Knife — Dishwasher safe: No. [2]"]),
        ("how long is the blade", []),
    ],
)
async def test_the_other_thing_that_is_asked_is_told_from_the_record(
    make: Make, question: str, more: list[str]
) -> None:
    written = "The blade of the Knife is 20 cm."
    given = {"title": "Knife", "names": ("Knife",), "subject": "product:P9", "score": 0.8}
    facts = [
        Evidence(source="product:P9#blade", text="Knife — Blade: 20 cm", shared=("blade",), **given),
        Evidence(
            source="product:P9#dishwasher",
            text="Knife — Dishwasher safe: No",
            shared=("dishwasher",),
            **given,
        ),
    ]
    assert await spoken(make, written, question, facts) == [f"{written} [1]", *more]
