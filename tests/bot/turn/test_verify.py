"""What becomes of a question that the model did not answer."""

from __future__ import annotations

from typing import cast

import pytest

from bot.messages import Evidence
from bot.tools.desk import Findings
from bot.turn.compose import Writer
from bot.turn.plain import counts_otherwise, told_plainly, told_though_unknown
from bot.turn.speaking import Speaker
from bot.turn.state import Draft, Stopwatch, Task
from bot.turn.verify import _nearest
from tests.bot.conftest import Make, MakeDesk


def fact(score: float) -> Evidence:
    return Evidence(
        source="product:P1#wind",
        title="Tent",
        text="Tent — Wind protection: None",
        subject="product:P1",
        score=score,
    )


@pytest.mark.parametrize(
    ("question", "score", "told"),
    [
        ("is it windproof?", 0.9, True),
        ("is it windproof?", 0.7, False),
        ("how windproof is it, in kilometres?", 0.9, False),
    ],
)
def test_only_a_very_near_fact_answers_a_yes_or_no_that_the_model_left_open(
    question: str, score: float, told: bool
) -> None:
    assert told_though_unknown(fact(score), question) is told


def test_what_is_counted_must_be_what_the_fact_speaks_of() -> None:
    daily = Evidence(
        source="product:P2#daily", title="Food", text="Food — Daily amount: 180 g for a dog", score=0.7
    )

    assert counts_otherwise(daily, "How many calories are in 100 g?")
    assert not counts_otherwise(daily, "How many dogs does it feed?")
    assert not counts_otherwise(daily, "How many grams a day?")
    assert not counts_otherwise(daily, "How much a day?")


@pytest.mark.parametrize(
    ("text", "question", "told"),
    [
        ("Lotion — Nut oils: None", "Is there palm oil in the Lotion?", False),
        ("Lotion — Nut oils: None", "Is there nut oil in the Lotion?", True),
        ("Lotion — Oils: palm oil, nut oil", "Is there palm oil in the Lotion?", True),
        ("Mask — Lights: 132, of 630 nm", "How hot is the light of the Mask, in degrees?", False),
        ("Mask — Heat: up to 40 °C", "How hot is the light of the Mask, in degrees?", True),
    ],
)
def test_neither_another_kind_nor_another_quantity_is_told_plainly(
    text: str, question: str, told: bool
) -> None:
    name = text.partition(" — ")[0]
    fact = Evidence(
        source="product:P1#x",
        title=name,
        text=text,
        subject="product:P1",
        names=(name,),
        score=0.78,
        shared=("light",),
    )
    assert told_plainly(fact, question) is told


class Said:
    """Remembers what is said, with the sources cited."""

    def __init__(self) -> None:
        self.told: list[tuple[str, list[str]]] = []

    def say(self, text: str, cited: list[Evidence] | None = None) -> None:
        """As `Speaker.say`."""
        self.told.append((text, [each.source for each in cited or []]))

    def has_said(self, text: str) -> bool:
        """As `Speaker.has_said`."""
        return any(told == text for told, _ in self.told)


def writer(speaker: object, *lines: str, make: Make, language: str = "en") -> Writer:
    return Writer(make({}, lines)[0]._context, cast(Speaker, speaker), language)


async def test_the_nearest_attribute_is_told_as_that_and_only_for_what_is_asked(
    desk: MakeDesk, make: Make
) -> None:
    near = Evidence(
        source="product:P1#takes-up-to", title="Bike", text="Bike — Takes up to: 125 kg", subject="product:P1"
    )

    async def settled(question: str, *nearest: Evidence) -> tuple[Draft, list[list[str]]]:
        task, said = Task(question, "product_fact", 1.0, ("P1",)), Said()
        draft = Draft(task, Findings(nearest=nearest), "unknown")
        told = await _nearest(draft, writer(said, make=make), desk())
        return told, [sources for _, sources in said.told]

    draft, cited = await settled("am I too heavy for it?", near)
    assert (draft.status, cited) == ("answered", [[], [near.source]])
    for question, nearest in (("am I too heavy for it?", ()), ("how many decibels does it make?", (near,))):
        draft, cited = await settled(question, *nearest)
        assert (draft.status, cited) == ("unknown", [[]])


async def test_what_was_said_before_is_not_told_again_as_what_comes_nearest(
    desk: MakeDesk, make: Make
) -> None:
    near = Evidence(
        source="product:P1#material", title="Bike", text="Bike — Material: steel", subject="product:P1"
    )
    speaker = Speaker(lambda _event: None, Stopwatch(lambda: 0.0, 0.0))
    speaker.say("Bike — Material: steel.", [near])
    task = Task("is it coated with anything odd?", "product_fact", 1.0, ("P1",))
    draft = await _nearest(
        Draft(task, Findings(nearest=(near,)), "unknown"), writer(speaker, make=make), desk()
    )
    assert draft.status == "unknown"
    assert len(speaker.spoken) == 2


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Fell Ridge 2 Tent — care: do not wash above 30 °C.", True),
        ("Fell Ridge 2 Tent — care: wash at 60 °C.", False),
    ],
)
async def test_what_stands_in_another_language_only_is_translated_where_that_holds(
    desk: MakeDesk, make: Make, written: str, told: bool
) -> None:
    text = "Fell Ridge 2 帐篷 — 护理：水温不要超过 30 °C。"
    near = Evidence(
        source="product:P1#care", title="", text=text, subject="product:P1", language="zh", score=0.5
    )
    speaker = Speaker(lambda _event: None, Stopwatch(lambda: 0.0, 0.0))
    task = Task("how do I wash it?", "product_fact", 1.0, ("P1",))
    draft = Draft(task, Findings(nearest=(near,)), "unknown")
    await _nearest(draft, writer(speaker, written, make=make), desk())
    kept = text.replace("Fell Ridge 2 帐篷", "Fell Ridge 2 Tent")
    marked = f"{written} (Machine translation of: {kept})"
    assert speaker.spoken[-1] == f"{marked if told else kept} [1]"
    assert "nearest" not in speaker.spoken[-1]


@pytest.mark.parametrize(("subject", "translated"), [("product:P1", True), (None, False)])
async def test_an_answered_question_is_translated_where_it_is_about_a_product(
    desk: MakeDesk, make: Make, subject: str | None, *, translated: bool
) -> None:
    text = "套子可以单买吗？ 可以，绿色缺货。"
    near = Evidence(source="faq:F1", title="", text=text, subject=subject, language="zh", score=0.5)
    speaker = Speaker(lambda _event: None, Stopwatch(lambda: 0.0, 0.0))
    task = Task("could I get a second set in green?", "product_fact", 1.0, ("P1",))
    written = "Can the covers be bought alone? Yes, green is out of stock."
    script = (written,) if translated else ()
    await _nearest(
        Draft(task, Findings(nearest=(near,)), "unknown"), writer(speaker, *script, make=make), desk()
    )
    assert speaker.spoken[-1].startswith(written if translated else text)
