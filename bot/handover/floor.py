"""Whether the bot may speak: not while a person has the conversation, and never on after somebody else called one."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from bot.database import reading
from bot.handover.machine import Handovers, last_of


class Floor:
    """One turn's right to speak. `own` are the hand-overs that the turn itself may announce while they wait."""

    def __init__(self, handovers: Handovers, session_id: str, own: Iterable[str] = ()) -> None:
        self._handovers = handovers
        self._session_id = session_id
        self.own = set(own)

    def is_taken(self, connection: Connection) -> bool:
        """Whether the bot must be silent; stays true to the end of the transaction."""
        last = last_of(connection, self._session_id, lock=True)
        if last is None or not last.is_open:
            return False
        return last.handover_id not in self.own

    def is_taken_now(self) -> bool:
        """Whether the bot must be silent at this moment: also when a person has come to the turn's own hand-over."""
        with reading(self._handovers.engine) as connection:
            last = last_of(connection, self._session_id)
        if last is None or not last.is_open:
            return False
        return last.state == "human" or last.handover_id not in self.own
