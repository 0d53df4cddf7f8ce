"""What `python -m bot handoffs` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from bot.config import Settings
from bot.conversations import Conversations
from bot.database import open_database
from bot.errors import InputError
from bot.handover.looking_back import Doubt, Figures, doubts, examples, figures
from bot.handover.machine import Handovers
from bot.handover.people import People
from knowledge.shop_folder import read_profile

What = Literal["figures", "review", "examples"]
COMMAND_LINE = "command line"


class Report:
    """The hand-overs of the last `days` in the database of `settings`."""

    def __init__(self, settings: Settings, days: float) -> None:
        """Opens the database.

        Raises:
            ServiceError: the database cannot be used.
            KnowledgeError: the shop folder cannot be read.
        """
        engine = open_database(settings.database)
        profile = read_profile(settings.shop)
        self._people = People(Handovers(engine), Conversations(engine), lambda: profile)
        self._days = days

    def mark(self, text: str) -> None:
        """Takes `REPLY=missed` or `REPLY=needless`.

        Raises:
            InputError: it is neither.
            NotFoundError: no such reply.
        """
        reply_id, _, verdict = text.rpartition("=")
        if not reply_id or verdict not in ("missed", "needless"):
            raise InputError(f"mark: found {text!r}, expected REPLY=missed or REPLY=needless")
        self._people.archive.mark(reply_id, verdict, COMMAND_LINE)

    def lines(self, what: What, *, as_json: bool) -> Iterator[str]:
        """The report; training examples are JSON in any case."""
        past = self._people.past(self._days)
        if what == "examples":
            marked = self._people.archive.marks()
            yield from (each.model_dump_json() for each in examples(past.turns, marked))
        elif what == "review":
            yield from (each.model_dump_json() if as_json else _doubt(each) for each in doubts(past))
        else:
            yield from (each.model_dump_json() if as_json else _figures(each) for each in figures(past))


def _doubt(of: Doubt) -> str:
    return f"{of.verdict:<9}{of.reply_id}  {of.score:+.2f}  {of.message} ({of.why})"


def _figures(of: Figures) -> str:
    parts = [f"{of.conversations} conversations", f"{of.handed_over} handed over ({of.share:.0%})"]
    parts += [f"causes {_counts(of.causes)}"] if of.causes else []
    parts += [f"waited {of.wait_median:.0f} s (median)"] if of.wait_median is not None else []
    parts += [f"rated {of.csat:.1f} of 5 by {of.rated}"] if of.csat is not None else []
    return f"{of.group:<18}{', '.join(parts)}"


def _counts(of: Mapping[str, int]) -> str:
    return " ".join(f"{name} {count}" for name, count in sorted(of.items(), key=lambda pair: -pair[1]))
