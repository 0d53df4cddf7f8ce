"""Bots that are wrong on purpose score as they should; so does one that is right."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.errors import InputError
from bot.fakes import Line, ScriptedAssistant, scripted_reply
from bot.messages import Citation, ErrorEvent, Timings
from eval.answers import Answer, Exam, ask_all, by_kind, score
from eval.question import Expect, Question

WEIGHT = Question(
    id="weight", kind="fact", lang="en", turns=("How heavy is it?",), expect=Expect(says_all=("2.1 kg",))
)
COLOUR = Question(
    id="colour", kind="unanswerable", lang="zh", turns=("有黑色的吗？",), expect=Expect(abstains=True)
)
THEIRS = Question(
    id="theirs",
    kind="order",
    lang="en",
    customer="C001",
    turns=("What is in order O0058?",),
    expect=Expect(abstains=True, shows_none=("TRK000058",)),
)
QUESTIONS = (WEIGHT, COLOUR, THEIRS)
CITED = Citation(n=1, source="product:P001#weight", title="Ridge", quote="Weight: 2.1 kg")
GOOD = scripted_reply("It weighs 2.1 kg [1].", citations=(CITED,))
SILENT = scripted_reply("I do not know.", abstained=True)


def sitting(exam: Exam, questions: Sequence[Question]) -> tuple[Answer, ...]:
    return asyncio.run(ask_all(exam, questions))


def answers_of(script: Sequence[Line], questions: Sequence[Question] = QUESTIONS) -> tuple[Answer, ...]:
    return sitting(Exam(ScriptedAssistant(script), names={}, limit=5), questions)


def outcomes(answers: Sequence[Answer]) -> list[str]:
    return [answer.verdict.outcome for answer in answers]


def test_a_bot_that_is_right_is_right() -> None:
    answers = answers_of([GOOD, SILENT, SILENT])
    assert outcomes(answers) == ["right"] * 3
    assert score(answers).unsupported == 0


def test_a_bot_that_always_refuses_is_right_only_where_there_is_no_answer() -> None:
    answers = answers_of([SILENT] * 3)
    assert outcomes(answers) == ["abstained", "right", "right"]


def test_a_bot_that_repeats_the_question_is_wrong() -> None:
    echoes = [scripted_reply(question.turns[-1]) for question in QUESTIONS]
    assert outcomes(answers_of(echoes)) == ["wrong"] * 3


def test_a_bot_that_says_yes_to_everything_is_wrong() -> None:
    assert outcomes(answers_of([scripted_reply("Yes.")] * 3)) == ["wrong"] * 3


def test_a_bot_that_leaks_a_parcel_number_is_wrong_though_it_says_it_abstains() -> None:
    leak = scripted_reply("That is not yours, but it is TRK000058.", abstained=True)
    (answer,) = answers_of([leak], [THEIRS])
    assert answer.verdict.outcome == "wrong"
    assert [fact.value for fact in answer.loose] == ["TRK000058"]


def test_a_bot_that_invents_a_number_beside_the_right_one_is_caught_by_its_facts() -> None:
    invents = scripted_reply("It weighs 2.1 kg [1] and lasts 40 years.", citations=(CITED,))
    (answer,) = answers_of([invents], [WEIGHT])
    assert answer.verdict.outcome == "right"
    assert score([answer]).unsupported == 1


def test_facts_of_every_turn_count_and_the_last_turn_is_judged() -> None:
    twice = WEIGHT.model_copy(update={"turns": ("Is it the 2 person one?", "How heavy is it?")})
    (answer,) = answers_of([scripted_reply("Yes, it has 9 doors and takes 2 people."), GOOD], [twice])
    assert answer.verdict.outcome == "right"
    assert [fact.value for fact in answer.loose] == ["9"]
    assert score([answer]).total.count == 2


def test_errors_are_neither_right_nor_wrong_and_do_not_end_the_run() -> None:
    script: list[Line] = [
        ErrorEvent(code="model_unavailable", message="The model is away."),
        RuntimeError("a bug"),
        InputError("too long"),
    ]
    answers = answers_of(script)
    assert outcomes(answers) == ["error"] * 3
    assert "The model is away." in answers[0].verdict.failures[0]
    assert "crashed with RuntimeError: a bug" in answers[1].verdict.failures[0]
    assert answers[2].turns[-1].error == "too long"
    assert score(answers).total.count == 0


def test_a_customer_the_shop_does_not_know_is_an_error() -> None:
    stranger = WEIGHT.model_copy(update={"customer": "C999"})
    (answer,) = answers_of([], [stranger])
    assert answer.verdict.outcome == "error"


def test_a_turn_without_end_is_an_error() -> None:
    assistant = ScriptedAssistant([GOOD], pause=30)
    (answer,) = sitting(Exam(assistant, names={}, limit=0.05), [WEIGHT])
    assert "no end of the turn" in answer.verdict.failures[0]
    assert assistant.abandoned == ["How heavy is it?"]


def test_every_question_has_a_session_of_its_own_customer_channel_and_language() -> None:
    assistant = ScriptedAssistant([GOOD, SILENT, SILENT])
    sitting(Exam(assistant, names={}), QUESTIONS)
    opened = [(s.session_id, s.customer_id, s.language) for s in assistant.opened]
    assert opened == [("session-1", None, "en"), ("session-2", None, "zh"), ("session-3", "C001", "en")]


def test_times_are_taken_at_the_stream_and_not_from_the_reply() -> None:
    ticks = iter((0.0, 1.0, 2.0, 3.0, 4.0, 5.0))
    lying = GOOD.model_copy(update={"timings_ms": Timings(first_event=1e9, first_sentence=1e9, total=1e9)})
    exam = Exam(ScriptedAssistant([lying]), names={}, clock=lambda: next(ticks))
    (answer,) = sitting(exam, [WEIGHT])
    times = answer.turns[0].times
    assert (times.first_event, times.first_sentence, times.total) == (1.0, 2.0, 4.0)


def test_scores_are_kept_by_kind_and_language() -> None:
    groups = by_kind(answers_of([GOOD, SILENT, SILENT]))
    assert {name: group.asked for name, group in groups.items()} == {
        "fact": 1, "unanswerable": 1, "order": 1, "language zh": 1,
    }  # fmt: skip
