"""The chat in a terminal: one question, or one after the other until Ctrl-D."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from bot.errors import InputError
from bot.messages import Card, Citation, ErrorEvent, Event, FinalEvent, Reply, SentenceEvent
from bot.service import AssistantService
from bot.stopping import interrupts_as_exceptions, run
from bot.web.render import demo_line
from bot.web.words import Words, words_for

_ERASED = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and what; without `question` the questions are read from the keyboard."""

    question: str | None = None
    channel: str = "web"
    customer_id: str | None = None
    language: str | None = None
    as_json: bool = False


class Terminal:
    """Prints replies to `out` and everything else to `err`. Control characters in texts are dropped."""

    def __init__(
        self, *, as_json: bool = False, out: Console | None = None, err: Console | None = None
    ) -> None:
        self._as_json = as_json
        self._out = out or Console(highlight=False)
        self._err = err or Console(stderr=True, highlight=False)

    def step(self, text: str) -> None:
        """What is being done while starting."""
        self._err.print(Text(f"{_clean(text)} ...", style="dim"))

    def greet(self, greeting: str) -> None:
        """The assistant's first words."""
        if not self._as_json:
            self._out.print(Text(_clean(greeting)))

    def say(self, text: str) -> None:
        """A word of the program itself."""
        self._err.print(Text(_clean(text)))

    async def show(self, events: AsyncIterator[Event]) -> bool:
        """Prints one turn as it comes; whether it was answered."""
        async for event in events:
            if isinstance(event, ErrorEvent):
                self.say(event.message)
                return False
            if isinstance(event, SentenceEvent) and not self._as_json:
                self._out.print(Text(_clean(event.text)), soft_wrap=True)
            if isinstance(event, FinalEvent):
                self._close(event.reply)
        return True

    def _close(self, reply: Reply) -> None:
        if self._as_json:
            self._out.print(Text(reply.model_dump_json()), soft_wrap=True)
            return
        words = words_for(reply.language)
        for line in (*_card_lines(reply.cards, words), *_source_lines(reply.citations, words)):
            self._out.print(Text(_clean(line)), soft_wrap=True)
        notes = (
            words.abstained if reply.abstained else "",
            words.handed_over if reply.route == "human" else "",
        )
        for note in notes:
            if note:
                self._out.print(Text(note, style="yellow"), soft_wrap=True)
        self._out.print(Text(demo_line(reply, words), style="dim"))


def chat(
    opened: AbstractAsyncContextManager[AssistantService],
    asking: Asking,
    terminal: Terminal,
    read_line: Callable[[], str | None] | None = None,
) -> int:
    """Opens the assistant and talks. The exit code: 0, 1 when an answer failed, 130 after Ctrl-C."""

    async def work(_: object) -> int:
        async with opened as assistant:
            return await _talk(assistant, asking, terminal, read_line or _line_reader(asking.as_json))

    return run(work)


async def _talk(
    assistant: AssistantService, asking: Asking, terminal: Terminal, read_line: Callable[[], str | None]
) -> int:
    session = await assistant.open_session(
        channel=asking.channel, customer_id=asking.customer_id, language=asking.language
    )
    if asking.question is not None:
        return 0 if await terminal.show(assistant.stream(session.session_id, asking.question)) else 1
    terminal.greet(session.greeting)
    for text in iter(read_line, None):
        if text.strip():
            await _try(assistant, session.session_id, text, terminal)
    return 0


async def _try(assistant: AssistantService, session_id: str, text: str, terminal: Terminal) -> None:
    try:
        await terminal.show(assistant.stream(session_id, text))
    except InputError as error:
        terminal.say(str(error))


def _line_reader(as_json: bool) -> Callable[[], str | None]:
    prompt = "" if as_json or not sys.stdin.isatty() else "\n> "

    def read() -> str | None:
        try:
            with interrupts_as_exceptions():
                return input(prompt)
        except (EOFError, KeyboardInterrupt):
            return None

    return read


def _card_lines(cards: tuple[Card, ...], words: Words) -> Iterator[str]:
    for card in cards:
        stars = f"★ {card.rating:.1f} ({card.rating_count})" if card.rating is not None else ""
        facts = [fact for fact in (card.title, card.subtitle, card.price, stars, card.stock) if fact]
        yield f"\n{words.cards[card.kind]} {card.id}: {' · '.join(facts)}"
        yield from (f"    {field.label}: {field.value}" for field in card.fields)
        if card.reason:
            yield f"    {card.reason}"


def _source_lines(citations: tuple[Citation, ...], words: Words) -> Iterator[str]:
    if citations:
        yield f"\n{words.sources}"
    for citation in citations:
        yield f"[{citation.n}] {citation.title} ({citation.source})"
        yield f"    “{citation.quote}”"


def _clean(text: str) -> str:
    """The text without control characters, so that no review can command the terminal."""
    return text.translate(_ERASED)
