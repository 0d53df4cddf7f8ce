"""Asks every question through the assistant, each in a fresh session, and judges the answers."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import ShopkeeperError
from bot.messages import Reply, Value
from bot.service import AssistantService
from eval.checks import Outcome, Verdict, judge
from eval.facts import Fact, Names, unsupported
from eval.latency import Clock, Spread, Times, spread, timed
from eval.question import Kind, Question

TURN_SECONDS = 180.0
OUTCOMES: tuple[Outcome, ...] = ("right", "wrong", "abstained", "error")
log = logging.getLogger(__name__)


class Turn(Value):
    """One message of a question and what came back: a reply, or `error`. `loose` are its unsupported facts."""

    asked: str
    reply: Reply | None = None
    times: Times = Times()
    loose: tuple[Fact, ...] = ()
    error: str = ""


class Answer(Value):
    """A question as it went; the verdict is that of its last turn."""

    question: Question
    turns: tuple[Turn, ...]
    verdict: Verdict

    @property
    def loose(self) -> tuple[Fact, ...]:
        """The unsupported facts of all its turns."""
        return tuple(fact for turn in self.turns for fact in turn.loose)


class Score(Value):
    """Counts of a set of answers, and how long their turns took."""

    asked: int
    outcomes: Mapping[Outcome, int]
    unsupported: int
    first_event: Spread
    first_sentence: Spread
    total: Spread


@dataclass(frozen=True, slots=True)
class Exam:
    """Who is asked, and by which means. A turn over `limit` seconds is an error of its question."""

    assistant: AssistantService
    names: Names
    clock: Clock = time.perf_counter
    limit: float = TURN_SECONDS

    async def ask(self, question: Question) -> Answer:
        """One question in a session of its own, judged."""
        turns: list[Turn] = []
        try:
            session = await self.assistant.open_session(
                channel=question.channel, customer_id=question.customer, language=question.lang
            )
            for number in range(len(question.turns)):
                turns.append(await self._turn(session.session_id, question.turns[: number + 1]))
        except ShopkeeperError as error:
            return _failed(question, turns, str(error))
        except Exception as error:  # one crash must not cost the other answers; it is told, and counted apart
            log.exception("the assistant crashed at %s", question.id)
            return _failed(question, turns, f"crashed with {type(error).__name__}: {error}")
        return _judged(question, turns)

    async def _turn(self, session_id: str, asked: Sequence[str]) -> Turn:
        events = self.assistant.stream(session_id, asked[-1])
        reply, times = await timed(events, self.clock, self.limit)
        return Turn(asked=asked[-1], reply=reply, times=times, loose=unsupported(reply, asked, self.names))


async def ask_all(
    exam: Exam, questions: Sequence[Question], on_answer: Callable[[Answer], None] = lambda _: None
) -> tuple[Answer, ...]:
    """The answers, one question after the other."""
    answers: list[Answer] = []
    for question in questions:
        answers.append(await exam.ask(question))
        on_answer(answers[-1])
    return tuple(answers)


def score(answers: Sequence[Answer]) -> Score:
    """The counts and times of `answers`."""
    counts = Counter(answer.verdict.outcome for answer in answers)
    times = [turn.times for answer in answers for turn in answer.turns]
    return Score(
        asked=len(answers),
        outcomes={outcome: counts[outcome] for outcome in OUTCOMES},
        unsupported=sum(len(answer.loose) for answer in answers),
        first_event=spread(t.first_event for t in times),
        first_sentence=spread(t.first_sentence for t in times),
        total=spread(t.total for t in times),
    )


def by_kind(answers: Sequence[Answer]) -> dict[Kind | str, Score]:
    """The score of each kind of question, then of those not in English (`language zh`)."""
    groups: dict[Kind | str, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(answer.question.kind, []).append(answer)
    for answer in answers:
        if answer.question.lang != "en":
            groups.setdefault(f"language {answer.question.lang}", []).append(answer)
    return {name: score(group) for name, group in groups.items()}


def _judged(question: Question, turns: Sequence[Turn]) -> Answer:
    last = turns[-1].reply
    verdict = judge(question.expect, last) if last is not None else Verdict(outcome="error")
    return Answer(question=question, turns=tuple(turns), verdict=verdict)


def _failed(question: Question, turns: Sequence[Turn], message: str) -> Answer:
    """The question with the turn that did not end as its last one."""
    broken = Turn(asked=question.turns[len(turns)], error=message)
    return Answer(
        question=question, turns=(*turns, broken), verdict=Verdict(outcome="error", failures=(message,))
    )
