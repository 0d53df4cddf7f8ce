"""The chat page without its widgets: a page is one conversation, a frozen value that each event replaces."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import TypedDict

from bot.errors import InputError, ShopkeeperError
from bot.handover.people import People, Seen
from bot.messages import SessionInfo
from bot.service import AssistantService, Rating, close_events
from bot.web.blocks import Block
from bot.web.escaping import text_html
from bot.web.people_html import entry_block, standing_blocks, thanks_block
from bot.web.problems import problem_of
from bot.web.render import greeting_block, turn_blocks
from bot.web.shop_face import ShopFace
from bot.web.turn_view import TurnView, language_of_question
from bot.web.words import Words, words_for

_log = logging.getLogger(__name__)
AUTOMATIC = "auto"


class Troubles(TypedDict):
    """What the page says where Gradio knows English alone: title, lost connection, another failure, the button."""

    title: str
    lost: str
    failed: str
    dismiss: str


class PageValue(TypedDict):
    """What the browser is given: the conversation's language, accessible name and bubbles."""

    language: str
    label: str
    blocks: list[Block]
    troubles: Troubles


@dataclass(frozen=True, slots=True)
class Page:
    """One open page. `language` is what the shopper picked: `auto` or a language of the shop.

    `seen` is what people of the shop did and wrote, as far as the page knows; `rated` names the hand-over that was.
    """

    session: SessionInfo | None = None
    language: str = AUTOMATIC
    turns: tuple[TurnView, ...] = ()
    notice: str = ""
    seen: Seen | None = None
    rated: str | None = None

    @property
    def held(self) -> bool:
        """Whether a person is waited for or answers."""
        return self.seen is not None and self.seen.state in {"waiting", "human"}

    @property
    def busy(self) -> bool:
        """Whether an answer is under way."""
        return bool(self.turns) and not self.turns[-1].ended

    @property
    def interface_language(self) -> str:
        """The language of labels: the picked one, else the session's."""
        if self.language != AUTOMATIC:
            return self.language
        return self.session.language if self.session else "en"

    @property
    def words(self) -> Words:
        """The interface strings."""
        return words_for(self.interface_language)

    def with_turn(self, turn: TurnView) -> Page:
        """The page with `turn` in place of its last state, or at the end when it is new."""
        kept = tuple(t for t in self.turns if t.number != turn.number)
        return replace(self, turns=(*kept, turn), notice="")

    def has_reply(self, reply_id: str) -> bool:
        """Whether that reply was given on this page."""
        return any(turn.reply is not None and turn.reply.reply_id == reply_id for turn in self.turns)


class ChatPage:
    """What can be done on the page. Shopper-facing errors become words on the page; none is raised."""

    def __init__(self, assistant: AssistantService, face: ShopFace, people: People | None = None) -> None:
        self._assistant = assistant
        self._people = people
        self.face = face

    async def begin(self, channel: str, customer_id: str | None, language: str) -> Page:
        """A page with a new session. Only a customer that the shop lets pick is signed in."""
        allowed = customer_id if any(c.value == customer_id for c in self.face.customers) else None
        page = Page(language=language)
        chosen = None if language == AUTOMATIC else language
        try:
            session = await self._assistant.open_session(
                channel=channel, customer_id=allowed, language=chosen
            )
        except Exception as error:
            return replace(page, notice=_in_words(error, page.words))
        return replace(page, session=session)

    async def answer(self, page: Page, text: str) -> AsyncIterator[Page]:
        """The page after each event of the answer to `text`; an empty text changes nothing."""
        text = text.strip()
        if not text:
            return
        notice = self._why_not(page, text)
        if notice or page.session is None:
            yield replace(page, notice=notice)
            return
        turn = TurnView(len(page.turns) + 1, text, language_of_question(text, page.interface_language))
        yield page.with_turn(turn)
        events = self._assistant.stream(page.session.session_id, text)
        try:
            async for event in events:
                turn = turn.after(event)
                yield page.with_turn(turn)
        except InputError as error:
            yield replace(page, notice=_in_words(error, words_for(turn.language)))
            return
        except Exception as error:
            turn = turn.failed(_in_words(error, words_for(turn.language)))
        finally:
            await close_events(events)
        page = page.with_turn(await self._explained(turn.stopped(), page.session.session_id))
        yield await self.look(page) if _concerns_people(page) else page

    async def look(self, page: Page) -> Page:
        """The page with what people have done and written since."""
        if self._people is None or page.session is None:
            return page
        try:
            seen = await asyncio.to_thread(self._people.seen_by_shopper, page.session.session_id)
        except ShopkeeperError:
            _log.warning("it could not be read what people wrote", exc_info=True)
            return page
        return replace(page, seen=seen)

    async def rate_person(self, page: Page, stars: int, comment: str) -> Page:
        """Stores what the shopper thought of a person's help."""
        if self._people is None or page.session is None or page.seen is None or page.seen.rate is None:
            return page
        try:
            rate = self._people.rate
            await asyncio.to_thread(rate, page.session.session_id, stars, comment.strip()[:2000] or None)
        except ShopkeeperError:
            _log.warning("a rating could not be saved", exc_info=True)
            return replace(page, notice=page.words.feedback_failed)
        return replace(page, rated=page.seen.rate, notice="")

    async def _explained(self, turn: TurnView, session_id: str) -> TurnView:
        """The turn with its reply's trace; without, when there is none."""
        if turn.reply is None:
            return turn
        try:
            return replace(turn, trace=await self._assistant.trace(session_id, turn.reply.reply_id))
        except ShopkeeperError:
            _log.warning("a trace could not be read", exc_info=True)
            return turn

    def _why_not(self, page: Page, text: str) -> str:
        """Why a message cannot be sent, in words for the shopper; '' when it can."""
        words = words_for(language_of_question(text, page.interface_language))
        if page.session is None:
            return page.notice or words.failed
        limit = self.face.longest_message
        return words.too_long.format(found=len(text), limit=limit) if len(text) > limit else ""

    async def rate(self, page: Page, reply_id: str, rating: Rating) -> str:
        """Stores the rating of one of the page's replies; returns what to tell the shopper: '' if kept."""
        if not page.has_reply(reply_id):
            return ""
        try:
            await self._assistant.feedback(reply_id, rating, None)
        except ShopkeeperError:
            _log.warning("a rating could not be saved", exc_info=True)
            return page.words.feedback_failed
        return ""

    def value(self, page: Page) -> PageValue:
        """The page for the browser."""
        blocks: list[Block] = []
        if page.session:
            examples = () if page.turns else self.face.examples.get(page.interface_language, ())
            blocks.append(greeting_block(page.session.greeting, examples, page.words))
        blocks.extend(_told(page))
        words = page.words
        troubles = Troubles(title=words.trouble, lost=words.lost, failed=words.failed, dismiss=words.dismiss)
        return {
            "language": page.interface_language,
            "label": words.conversation,
            "blocks": blocks,
            "troubles": troubles,
        }


def _in_words(error: Exception, words: Words) -> str:
    """What the shopper is told of an error: their own mistake, or that something failed here, and no more of it.

    The errors' own words are for whoever calls the API, in English.
    """
    told = {401: words.unknown_customer, 404: words.gone, 422: words.empty}
    return told.get(problem_of(error).status, words.failed)


def _concerns_people(page: Page) -> bool:
    """Whether the newest answer went to a person, or people have been here before."""
    reply = page.turns[-1].reply
    return page.seen is not None or (reply is not None and reply.route == "human")


def _told(page: Page) -> Iterator[Block]:
    """All that was said, by whomever, in its order; then what is awaited."""
    entries = page.seen.entries if page.seen else ()
    for item in sorted((*page.turns, *entries), key=lambda item: item.at):
        if isinstance(item, TurnView):
            yield from turn_blocks(item, newest=item is page.turns[-1])
        elif block := entry_block(item, page.words):
            yield block
    if page.seen and page.seen.rate and page.seen.rate == page.rated:
        yield thanks_block(page.words)
    elif page.seen:
        yield from standing_blocks(page.seen, page.interface_language, page.words)


def header_html(face: ShopFace, words: Words) -> str:
    """The page's heading."""
    return f"<h1>{text_html(face.name)}</h1><p>{text_html(words.tagline)}</p>"


def notice_html(text: str) -> str:
    """What stands above the message box: why a message was not sent. Empty without a text."""
    return f'<p role="alert">{text_html(text)}</p>' if text else ""
