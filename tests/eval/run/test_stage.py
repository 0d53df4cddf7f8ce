"""Bots that are wrong on purpose score as they should; so does one that is right. A crash is its dialog's error."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from itertools import count

import pytest

from bot.errors import InputError
from bot.fakes import Line, ScriptedAssistant, scripted_reply
from bot.messages import Citation, ErrorEvent, Timings
from eval.dialog import Dialog, DialogTurn, Expect, Final, HandoffExpected
from eval.outcome import DialogResult, LooseFact
from eval.run.selection import trials
from eval.run.stage import Stage, World

HEAVY = DialogTurn(user="How heavy is it?", expect=Expect(says_all=("2.1 kg",)))
WEIGHT = Dialog(id="weight", lang="en", turns=(HEAVY,))
COLOUR = Dialog(
    id="colour", lang="zh", turns=(DialogTurn(user="有黑色的吗？", expect=Expect(abstains=True)),)
)
THEIRS = Dialog(
    id="theirs", lang="en", customer="C001", channel=("mobile",),
    turns=(DialogTurn(user="What is in order O0058?", expect=Expect(abstains=True, says_none=("TRK000058",))),),
)  # fmt: skip
DIALOGS = (WEIGHT, COLOUR, THEIRS)
CITED = Citation(n=1, source="product:P001#weight", title="Ridge", quote="Weight: 2.1 kg")
GOOD = scripted_reply("It weighs 2.1 kg [1].", citations=(CITED,))
SILENT = scripted_reply("I do not know.", abstained=True)


def stage_of(assistant: ScriptedAssistant, limit: float = 5) -> Stage:
    return Stage(lambda _: nullcontext(World(assistant, names={})), limit=limit)


async def results_of(script: Sequence[Line], dialogs: Sequence[Dialog] = DIALOGS) -> list[DialogResult]:
    stage = stage_of(ScriptedAssistant(script))
    return [await stage.hold(trial) for trial in trials(dialogs)]


def statuses(results: Sequence[DialogResult]) -> list[str]:
    return [result.status for result in results]


def failed(results: Sequence[DialogResult]) -> list[str]:
    return [failure.check for result in results for failure in result.all_failures]


async def test_a_bot_that_is_right_passes() -> None:
    results = await results_of([GOOD, SILENT, SILENT])
    assert statuses(results) == ["pass"] * 3
    assert [turn.loose for result in results for turn in result.turns] == [()] * 3


async def test_a_bot_that_always_refuses_passes_only_where_there_is_no_answer() -> None:
    results = await results_of([SILENT] * 3)
    assert statuses(results) == ["fail", "pass", "pass"]
    assert failed(results) == ["says_all"]


async def test_a_bot_that_repeats_the_question_fails() -> None:
    echoes = [scripted_reply(dialog.turns[-1].user) for dialog in DIALOGS]
    assert failed(await results_of(echoes)) == ["says_all", "abstains", "abstains"]


async def test_a_bot_that_says_yes_to_everything_fails() -> None:
    assert statuses(await results_of([scripted_reply("Yes.")] * 3)) == ["fail"] * 3


async def test_a_bot_that_leaks_a_parcel_number_fails_though_it_says_it_abstains() -> None:
    leak = scripted_reply("That is not yours, but it is TRK000058.", abstained=True)
    (result,) = await results_of([leak], [THEIRS])
    assert failed([result]) == ["says_none"]
    assert result.turns[0].loose == (LooseFact(kind="id", written="TRK000058"),)


async def test_a_bot_that_hands_everything_over_fails_where_the_bot_should_answer() -> None:
    person = scripted_reply("A colleague takes over.", route="human")
    expect = WEIGHT.turns[0].model_copy(update={"expect": Expect(route="bot")})
    (result,) = await results_of([person], [WEIGHT.model_copy(update={"turns": (expect,)})])
    assert failed([result]) == ["route"]
    assert (result.handed_over, result.handoff_expected) == (True, False)


async def test_an_invented_number_beside_the_right_one_is_a_loose_fact() -> None:
    invents = scripted_reply("It weighs 2.1 kg [1] and lasts 40 years.", citations=(CITED,))
    (result,) = await results_of([invents], [WEIGHT])
    assert result.status == "pass"
    assert [fact.written for fact in result.turns[0].loose] == ["40"]


async def test_every_turn_is_checked_in_one_session() -> None:
    twice = WEIGHT.model_copy(update={"turns": (WEIGHT.turns[0], DialogTurn(user="Sure?"))})
    assistant = ScriptedAssistant([scripted_reply("9 kg"), GOOD])
    (trial,) = trials([twice])
    result = await stage_of(assistant).hold(trial)
    assert [len(turn.failures) for turn in result.turns] == [1, 0]
    assert [asked.session_id for asked in assistant.asked] == ["session-1", "session-1"]


async def test_what_the_shopper_wrote_earlier_supports_a_fact_and_what_comes_later_does_not() -> None:
    turns = (DialogTurn(user="Two of us"), DialogTurn(user="and a dog of 30 kg"))
    says = [scripted_reply("A dog of 30 kg?"), scripted_reply("For 2 people and 30 kg, yes.")]
    (result,) = await results_of(says, [WEIGHT.model_copy(update={"turns": turns})])
    assert [[fact.written for fact in turn.loose] for turn in result.turns] == [["30"], []]


async def test_errors_are_neither_failures_nor_passes_and_do_not_end_the_run(
    caplog: pytest.LogCaptureFixture,
) -> None:
    script: list[Line] = [
        ErrorEvent(code="model_unavailable", message="The model is away."),
        RuntimeError("a bug"),
        InputError("too long"),
    ]
    results = await results_of(script)
    assert statuses(results) == ["error"] * 3
    assert "The model is away." in results[0].turns[-1].error
    assert results[1].turns[-1].error == "crashed with RuntimeError: a bug"
    assert results[2].turns[-1].error == "too long"
    assert failed(results) == []
    assert [record.message for record in caplog.records] == ["colour@web#0 crashed"]


async def test_after_a_crash_the_rest_of_the_dialog_is_not_said() -> None:
    three = WEIGHT.model_copy(
        update={"turns": (*WEIGHT.turns, DialogTurn(user="And?"), DialogTurn(user="Hm?"))}
    )
    (result,) = await results_of([GOOD, RuntimeError("a bug")], [three])
    assert [(turn.user, bool(turn.error)) for turn in result.turns] == [
        ("How heavy is it?", False),
        ("And?", True),
    ]


async def test_a_customer_the_shop_does_not_know_is_an_error_of_the_dialog() -> None:
    (result,) = await results_of([], [WEIGHT.model_copy(update={"customer": "C999"})])
    assert (result.status, result.turns) == ("error", ())
    assert result.error == "This customer is not known here."


async def test_a_world_that_breaks_is_an_error_of_the_dialog() -> None:
    def broken(name: str) -> nullcontext[World]:
        raise OSError(f"no room for {name}")

    (trial,) = trials([WEIGHT])
    assert (await Stage(broken).hold(trial)).error == "crashed with OSError: no room for sample"


async def test_a_turn_without_end_is_an_error() -> None:
    assistant = ScriptedAssistant([GOOD], pause=30)
    (trial,) = trials([WEIGHT])
    result = await stage_of(assistant, limit=0.05).hold(trial)
    assert "no end of the turn" in result.turns[0].error
    assert assistant.abandoned == ["How heavy is it?"]


async def test_a_session_has_the_dialogs_customer_channel_and_language() -> None:
    assistant = ScriptedAssistant([GOOD, SILENT, SILENT])
    stage = stage_of(assistant)
    for trial in trials(DIALOGS):
        await stage.hold(trial)
    opened = [(s.customer_id, s.channel, s.language) for s in assistant.opened]
    assert opened == [(None, "web", "en"), (None, "web", "zh"), ("C001", "mobile", "en")]


async def test_times_are_taken_at_the_stream_and_not_from_the_reply() -> None:
    ticks = count()
    lying = GOOD.model_copy(update={"timings_ms": Timings(first_event=1e9, first_sentence=1e9, total=1e9)})
    world = World(ScriptedAssistant([lying]), names={})
    (trial,) = trials([WEIGHT])
    result = await Stage(lambda _: nullcontext(world), clock=lambda: float(next(ticks))).hold(trial)
    times = result.turns[0].times
    assert (times.first_event, times.first_sentence, times.total) == (1.0, 2.0, 4.0)
    assert result.seconds == 6.0


async def test_from_outside_nothing_final_is_checked() -> None:
    final = Final(handoff=HandoffExpected(), state={"orders.O1.status": "paid"})
    (result,) = await results_of([GOOD], [WEIGHT.model_copy(update={"final": final})])
    assert (result.status, result.handed_over, result.handoff_expected) == ("pass", False, True)
    assert result.turns[0].trace is None


async def test_a_result_survives_its_json() -> None:
    for result in await results_of([GOOD, SILENT, RuntimeError("x")]):
        assert DialogResult.model_validate_json(result.model_dump_json()) == result
