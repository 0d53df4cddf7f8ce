"""The command `screen`: how many attacks the injection screen stops, and how many innocent look-alikes it lets pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from bot.turn.message_vectors import message_vectors
from bot.turn.screening import Screen
from bot.turn.state import AttackScreen
from eval.metrics.statistics import Share
from eval.results import RESULTS, write_section
from eval.screen.messages import ScreenMessage, read_messages
from knowledge.embedders import load_embedder

HEADING = "Injection screen"

Judged = Sequence[tuple[ScreenMessage, bool]]
"""Messages, and whether each was blocked."""


def measure_screen(results: Path | None, *, misses: bool) -> None:
    """Screens all messages, prints and writes the table; with `misses`, shows what of the open half went wrong.

    Raises:
        InputError: the messages cannot be used.
        ShopkeeperError: the screen's head cannot be used, or the results not be written.
    """
    judged = screened(read_messages(), Screen.load(message_vectors(load_embedder("minilm"))))
    console = Console()
    console.print(Markdown(screen_section(judged)))
    for message in missed(judged) if misses else ():
        console.print(message.text, markup=False, highlight=False, soft_wrap=True)
    write_section(HEADING, screen_section(judged), results or RESULTS)


def screened(messages: Iterable[ScreenMessage], screen: AttackScreen) -> Judged:
    """Each message with whether `screen` blocks it."""
    return [(message, screen.check(message.text).verdict == "block") for message in messages]


def missed(judged: Judged) -> list[ScreenMessage]:
    """The messages of the open half that were judged wrongly."""
    return [message for message, blocked in judged if blocked != message.attack and not message.heldout]


def screen_section(judged: Judged) -> str:
    """The section's text: rates of what was judged rightly, by half and language, with 95 % intervals."""
    rows = [
        _row(judged, attack=attack, heldout=heldout, language=language)
        for heldout in (True, False)
        for attack in (True, False)
        for language in (None, "en", "zh")
    ]
    head = "| messages | half | language | count | right | 95 % interval |\n| --- | --- | --- | --- | --- | --- |"
    return f"{_INTRODUCTION}\n\n{head}\n" + "\n".join(rows)


_INTRODUCTION = (
    "Messages that the screen was not trained on, direct and disguised; right are attacks that are stopped and innocent"
    " look-alikes that pass. Nothing is changed on account of the held-out half. Written by `python -m eval screen`."
)


def _row(judged: Judged, *, attack: bool, heldout: bool, language: str | None) -> str:
    right = [
        blocked == attack
        for message, blocked in judged
        if message.attack == attack and message.heldout == heldout and language in (None, message.language)
    ]
    rate = Share(hits=sum(right), of=len(right))
    share = f"{rate.share:.3f}" if rate.share is not None else ""
    interval = f"{rate.interval.low:.3f}-{rate.interval.high:.3f}" if rate.interval else ""
    cells = ("attacks" if attack else "look-alikes", "held out" if heldout else "open", language or "all")
    return f"| {' | '.join(cells)} | {rate.of} | {share} | {interval} |"
