"""Hand-overs of a time, ready to be drawn: why, how they ended, and by channel, language and mood what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.handover.looking_back import Doubt, Figures, Past, Verdict, doubts, examples, figures

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Handed:
    """What hand-overs came to. `groups` begins with all conversations, then `channel:…`, `language:…`, `mood:…`.

    `marked` are the verdicts of people by reply; `lines` has the marked messages as training examples, JSON lines.
    """

    groups: tuple[Figures, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    marked: Mapping[str, Verdict] | None = None
    lines: str = ""

    @property
    def everything(self) -> Figures | None:
        """All conversations; None when nobody wrote."""
        return next((group for group in self.groups if group.conversations), None)

    @property
    def causes(self) -> tuple[tuple[str, int], ...]:
        """How often each cause made a hand-over, most often first."""
        return _ranked(self.everything.causes) if self.everything else ()

    @property
    def ends(self) -> tuple[tuple[str, int], ...]:
        """How many hand-overs stand how: `closed`, `given back`, `human`, `waiting`."""
        return _ranked(self.everything.states) if self.everything else ()

    @property
    def minutes(self) -> tuple[tuple[str, float], ...]:
        """Median wait for a person in minutes, by group."""
        return tuple((g.group, g.wait_median / _MINUTE) for g in self.groups if g.wait_median is not None)

    @property
    def csat(self) -> tuple[tuple[str, float], ...]:
        """Mean rating of people's help, 1 to 5, by group."""
        return tuple((g.group, g.csat) for g in self.groups if g.csat is not None)


def handed(past: Past, marks: Mapping[str, Verdict]) -> Handed:
    """What the hand-overs of `past` came to, with what people thought of single ones in `marks`."""
    lines = "".join(f"{each.model_dump_json()}\n" for each in examples(past.turns, marks))
    return Handed(figures(past), doubts(past), marks, lines)


def resolved(of: Figures) -> float | None:
    """The share of hand-overs that ended, closed or given back; None without any."""
    ended = of.states.get("closed", 0) + of.states.get("given back", 0)
    every = sum(of.states.values())
    return ended / every if every else None


def _ranked(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
