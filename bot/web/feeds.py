"""What happens in a session, as a numbered log that any number of listeners follow, and leave, and take up again.

A turn runs apart from the request that asked for it: a page that is loaded again, or a second one, hears the same
answer. It ends early when nobody has listened for a while. Logs live in one process; what must last is in the
database, and a listener who names an entry that this process does not know is told the transcript anew.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bot.conversation import new_id
from bot.database import now
from bot.errors import ConflictError
from bot.messages import ErrorEvent, FinalEvent
from bot.service import AssistantService, close_events
from bot.web.events import name_and_payload
from bot.web.problems import Problem, problem, problem_of

LONGEST_LOG = 500
KEPT_SECONDS = 120.0
MOST_WAITING = 5
LAST = frozenset({"final", "error"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One happening: an event's `name` and `payload`, and the `turn` it belongs to, if any."""

    number: int
    name: str
    payload: Mapping[str, Any]
    turn: str | None = None


class Turn:
    """One message on its way to its reply. `refused` is set when it ended before its first event."""

    def __init__(self, message_id: str, text: str, start: int, grace: float) -> None:
        self.message_id = message_id
        self.text = text
        self.start = start
        self.grace = grace
        self.listeners = 0
        self.events = 0
        self.failed = False
        self.refused: Problem | None = None
        self.task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Whether its last event is still to come."""
        return self.task is not None and not self.task.done()


class Feed:
    """The log of one session. `publish` and `send` are called on the event loop only."""

    def __init__(self, session_id: str, assistant: AssistantService) -> None:
        self.session_id = session_id
        self.epoch = new_id()[:8]
        self.used = time.monotonic()
        self._assistant = assistant
        self._entries: deque[Entry] = deque(maxlen=LONGEST_LOG)
        self._last = 0
        self._news = asyncio.Event()
        self._turns: dict[str, Turn] = {}
        self._speaking = asyncio.Lock()
        self._listeners = 0

    @property
    def last(self) -> int:
        """Number of the newest entry; 0 before the first."""
        return self._last

    @property
    def idle(self) -> bool:
        """Whether nobody listens and nothing is under way."""
        return not self._listeners and not self.pending()

    def event_id(self, number: int) -> str:
        """The `id` of an entry, told to listeners."""
        return f"{self.epoch}-{number}"

    def number_of(self, event_id: str | None) -> int | None:
        """The entry that `event_id` names; None when it is of no entry that is still kept."""
        epoch, _, number = (event_id or "").rpartition("-")
        if epoch != self.epoch or not number.isdecimal():
            return None
        found = int(number)
        return found if self._oldest - 1 <= found <= self._last else None

    def publish(self, name: str, payload: Mapping[str, Any], turn: str | None = None) -> None:
        """Tells all listeners."""
        self._last += 1
        self._entries.append(Entry(self._last, name, payload, turn))
        self.used = time.monotonic()
        self._news.set()
        self._news = asyncio.Event()

    async def follow(self, after: int) -> AsyncIterator[Entry]:
        """The entries after number `after`, for ever; ends when some were dropped before they could be told."""
        while True:
            news = self._news
            for entry in [entry for entry in self._entries if entry.number > after]:
                if entry.number != after + 1:
                    return
                yield entry
                after = entry.number
            if after == self._last:
                await news.wait()

    async def answer(self, turn: Turn, after: int = 0) -> AsyncIterator[Entry]:
        """The entries of one turn, to its last event."""
        async for entry in self.follow(max(after, turn.start)):
            if entry.turn == turn.message_id and entry.name != "message":
                yield entry
                if entry.name in LAST:
                    return

    @contextmanager
    def listening(self, turn: Turn | None = None) -> Generator[None]:
        """Counts a listener, of one turn or of all; a turn that nobody hears ends after a while."""
        self._count(turn, 1)
        try:
            yield
        finally:
            self._count(turn, -1)
            self._stop_unheard_later()

    def turn(self, message_id: str | None) -> Turn | None:
        """The turn of a message that was sent here; None when its events are not kept any more."""
        known = self._turns.get(message_id or "")
        return known if known and (known.running or known.start + 1 >= self._oldest) else None

    def send(self, text: str, message_id: str | None, grace: float) -> Turn:
        """The turn of a message: the one there is if `message_id` was sent before and did not fail, else a new one.

        `grace` is how many seconds it goes on while nobody listens; without an id nobody could come back to it.

        Raises:
            ConflictError: too many messages of this session wait for their answer.
        """
        known = self.turn(message_id)
        if known is not None and not known.failed:
            return known
        if len(self.pending()) >= MOST_WAITING:
            raise ConflictError("Earlier messages still wait for their answer. Send this one afterwards.")
        self._forget_old_turns()
        turn = Turn(message_id or new_id(), text, self._last, grace if message_id else 0.0)
        self._turns[turn.message_id] = turn
        self.publish("message", {"text": text, "at": now().isoformat()}, turn.message_id)
        turn.task = asyncio.create_task(self._run(turn, message_id))
        return turn

    def pending(self) -> list[Turn]:
        """The turns whose last event is still to come, oldest first."""
        return [turn for turn in self._turns.values() if turn.running]

    def cancel(self) -> None:
        """Ends every turn that is under way; each ends with an error event `cancelled`."""
        for turn in self.pending():
            if turn.task is not None:
                turn.task.cancel("cancelled")

    async def _run(self, turn: Turn, client_message_id: str | None) -> None:
        try:
            async with self._speaking:
                await self._speak(turn, client_message_id)
        except asyncio.CancelledError as stop:
            kind = str(stop.args[0]) if stop.args else "cancelled"
            self._fail(turn, problem(409, kind, "The answer was stopped."))
        except Exception as error:
            found = problem_of(error)
            turn.refused = None if turn.events else found
            self._fail(turn, found)

    async def _speak(self, turn: Turn, client_message_id: str | None) -> None:
        events = self._assistant.stream(self.session_id, turn.text, client_message_id=client_message_id)
        try:
            async for event in events:
                turn.events += 1
                turn.failed = isinstance(event, ErrorEvent)
                self.publish(*name_and_payload(event), turn.message_id)
                if isinstance(event, FinalEvent | ErrorEvent):
                    return
        finally:
            await close_events(events)

    def _fail(self, turn: Turn, found: Problem) -> None:
        turn.failed = True
        self.publish("error", found.model_dump(mode="json", exclude_none=True), turn.message_id)

    @property
    def _oldest(self) -> int:
        return self._entries[0].number if self._entries else self._last + 1

    def _forget_old_turns(self) -> None:
        for message_id in [key for key in self._turns if self.turn(key) is None]:
            del self._turns[message_id]

    def _count(self, turn: Turn | None, by: int) -> None:
        self.used = time.monotonic()
        if turn is None:
            self._listeners += by
        else:
            turn.listeners += by

    def _stop_unheard_later(self) -> None:
        loop = asyncio.get_running_loop()
        for turn in self.pending():
            loop.call_later(turn.grace, self._stop_unheard, turn)

    def _stop_unheard(self, turn: Turn) -> None:
        if not self._listeners and not turn.listeners and turn.running and turn.task is not None:
            turn.task.cancel("abandoned")


class Feeds:
    """The logs of all sessions that are in use; those that nobody uses are dropped after some minutes."""

    def __init__(self, assistant: AssistantService) -> None:
        self._assistant = assistant
        self._feeds: dict[str, Feed] = {}

    async def of(self, session_id: str) -> Feed:
        """The session's log.

        Raises:
            NotFoundError: no such session.
        """
        if session_id not in self._feeds:
            await self._assistant.transcript(session_id)
        self._sweep()
        return self._feeds.setdefault(session_id, Feed(session_id, self._assistant))

    def publish(self, session_id: str, name: str, payload: Mapping[str, Any]) -> None:
        """Tells whoever listens to the session now; others will read it in the transcript."""
        if session_id in self._feeds:
            self._feeds[session_id].publish(name, payload)

    def __len__(self) -> int:
        return len(self._feeds)

    def _sweep(self) -> None:
        oldest = time.monotonic() - KEPT_SECONDS
        for key in [key for key, feed in self._feeds.items() if feed.idle and feed.used < oldest]:
            del self._feeds[key]
