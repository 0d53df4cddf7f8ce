"""Holds one scripted dialog in a fresh world and tells how it went."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from bot.conversations import Conversations
from bot.errors import ShopkeeperError
from bot.handover.machine import Handovers
from bot.messages import Event, SessionInfo
from eval.dialog import Dialog
from eval.dialog_checks import check_final, check_reply
from eval.facts import Names, unsupported
from eval.latency import Clock, timed
from eval.leaks import NO_SECRETS, Secrets, privacy_failures
from eval.outcome import DialogResult, Failure, LooseFact, TurnResult
from eval.run.selection import Trial
from knowledge.catalogue import Catalogue

TURN_SECONDS = 180.0
log = logging.getLogger(__name__)


class Talker(Protocol):
    """The part of an assistant that a dialog needs; `bot.assistant.Assistant`, or one spoken to over HTTP."""

    async def open_session(
        self, *, channel: str = "web", customer_id: str | None = None, language: str | None = None
    ) -> SessionInfo:
        """A new session."""
        ...

    def stream(
        self, session_id: str, text: str, *, client_message_id: str | None = None
    ) -> AsyncIterator[Event]:
        """The events of one turn."""
        ...


@dataclass(frozen=True, slots=True)
class Inside:
    """What can only be seen of an assistant in this process."""

    conversations: Conversations
    handovers: Handovers
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class World:
    """What one dialog takes place in; without `inside` there are no traces, and nothing final is checked.

    `secrets` are what no reply may show but to whose they are.
    """

    assistant: Talker
    names: Names
    inside: Inside | None = None
    secrets: Secrets = NO_SECRETS


OpenWorld = Callable[[str], AbstractContextManager[World]]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where dialogs are held, and by which means. A turn over `limit` seconds is an error of its dialog."""

    open_world: OpenWorld
    clock: Clock = time.perf_counter
    limit: float = TURN_SECONDS

    async def hold(self, trial: Trial) -> DialogResult:
        """One dialog from its first message to its last, or to the first that is not answered.

        Whatever goes wrong inside is the result's `error`.
        """
        start = self.clock()
        held = _Held()
        try:
            with self.open_world(trial.dialog.world) as world:
                await self._talk(trial, world, held)
        except Exception as error:  # one crash must not cost the other dialogs; it is told, and counted apart
            held.error = _told(error, trial)
        return _result(trial, held, self.clock() - start)

    async def _talk(self, trial: Trial, world: World, held: _Held) -> None:
        dialog = trial.dialog
        session = await world.assistant.open_session(
            channel=trial.channel, customer_id=dialog.customer, language=dialog.lang
        )
        for number in range(len(dialog.turns)):
            held.turns.append(await self._turn(number, session.session_id, world, trial))
            if held.turns[-1].error:
                break
        if world.inside is not None:
            await asyncio.to_thread(_look, world.inside, session.session_id, dialog, held)

    async def _turn(self, number: int, session_id: str, world: World, trial: Trial) -> TurnResult:
        turn = trial.dialog.turns[number]
        try:
            events = world.assistant.stream(session_id, turn.user)
            reply, times = await timed(events, self.clock, self.limit)
        except Exception as error:
            return TurnResult(user=turn.user, expect=turn.expect, error=_told(error, trial))
        asked = [earlier.user for earlier in trial.dialog.turns[: number + 1]]
        loose = unsupported(reply, asked, world.names)
        leaks = privacy_failures(world.secrets, trial.dialog.customer, reply, asked)
        return TurnResult(
            user=turn.user,
            expect=turn.expect,
            reply=reply,
            times=times,
            failures=(*check_reply(turn.expect, reply, times.total), *leaks),
            loose=tuple(LooseFact(kind=fact.kind, written=fact.written) for fact in loose),
        )


class _Held:
    """What is known of a dialog so far."""

    def __init__(self) -> None:
        self.turns: list[TurnResult] = []
        self.failures: tuple[Failure, ...] = ()
        self.handed_over: bool | None = None
        self.error = ""


def _look(inside: Inside, session_id: str, dialog: Dialog, held: _Held) -> None:
    """Adds the traces and, unless a turn failed to be answered, the checks of what is left behind."""
    traces = {turn.reply.reply_id: turn.trace for turn in inside.conversations.turns(session_id)}
    held.turns = [_traced(turn, traces) for turn in held.turns]
    handover = inside.handovers.current(session_id)
    held.handed_over = handover is not None and handover.state == "waiting"
    if not any(turn.error for turn in held.turns):
        held.failures = check_final(dialog.final, handover, inside.catalogue)


def _traced(turn: TurnResult, traces: Mapping[str, dict[str, Any]]) -> TurnResult:
    trace = traces.get(turn.reply.reply_id) if turn.reply else None
    return turn.model_copy(update={"trace": trace})


def _result(trial: Trial, held: _Held, seconds: float) -> DialogResult:
    dialog = trial.dialog
    routes = [turn.reply.route for turn in held.turns if turn.reply]
    by_route = bool(routes) and routes[-1] == "human"
    return DialogResult(
        id=dialog.id,
        tags=dialog.tags,
        lang=dialog.lang,
        world=dialog.world,
        channel=trial.channel,
        customer=dialog.customer,
        attempt=trial.attempt,
        on_fail=dialog.on_fail,
        turns=tuple(held.turns),
        failures=held.failures,
        error=held.error,
        handed_over=by_route if held.handed_over is None else held.handed_over,
        handoff_expected=_expects_handoff(dialog),
        seconds=round(seconds, 3),
    )


def _expects_handoff(dialog: Dialog) -> bool:
    return dialog.final.handoff is not None or any(turn.expect.route == "human" for turn in dialog.turns)


def _told(error: Exception, trial: Trial) -> str:
    """The error in words; a bug's place goes to the log."""
    if isinstance(error, ShopkeeperError):
        return str(error)
    log.exception("%s crashed", trial.key)
    return f"crashed with {type(error).__name__}: {error}"
