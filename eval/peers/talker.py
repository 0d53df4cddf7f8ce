"""A peer behind the part of the assistant's protocol that dialogs need: sessions, streamed turns, whole replies."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

import openai
from langchain_core import exceptions

from bot.conversation import Session, new_id
from bot.conversations import Conversations
from bot.errors import ModelError
from bot.handover.machine import Handovers
from bot.llm.errors import translate
from bot.messages import (
    Citation,
    ErrorEvent,
    Event,
    FinalEvent,
    Reply,
    SentenceEvent,
    Sentiment,
    SessionInfo,
)
from eval.peers.visit import Answer, Peer, Visit
from knowledge.catalogue import Catalogue

PLACE = "its server"
UNKNOWN = Sentiment(label="neutral", score=0.0, confidence=0.0)
"""A peer does not look for it."""

_DOES_NOT_KNOW = re.compile(
    r"\b(?:do(?:es)?(?:n['’]t| not)|cannot|can['’]t|could(?:n['’]t| not)|unable to) "
    r"(?:know|find|tell|determine|have (?:\w+ ){0,4}(?:information|details?|access|data|records?))\b"
    r"|\b(?:cannot|can['’]t|unable to) (?:provide|answer|share|help|assist)\b"
    r"|\bnot (?:\w+ ){0,2}(?:mention|provid|specif|stat)\w*"
    r"|\bno (?:\w+ ){0,2}(?:information|mention|details?|records?)\b"
    r"|不知道|不清楚|无法(?:确定|提供|回答|得知|告知|找到|帮助)|没有(?:提供|提到|提及|找到|相关|关于|明确)|未(?:提供|提到|提及|找到|说明)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PeerTalker:
    """Holds the conversations of one peer in one shop."""

    peer: Peer
    catalogue: Catalogue
    conversations: Conversations
    handovers: Handovers

    async def open_session(
        self, *, channel: str = "web", customer_id: str | None = None, language: str | None = None
    ) -> SessionInfo:
        """A new session, without a greeting."""
        spoken = language or self.catalogue.profile.languages[0]
        session = await asyncio.to_thread(self.conversations.open, channel, customer_id, spoken)
        return SessionInfo(
            session_id=session.session_id,
            customer_id=customer_id,
            greeting="",
            channel=channel,
            language=spoken,
        )

    async def stream(
        self, session_id: str, text: str, *, client_message_id: str | None = None
    ) -> AsyncGenerator[Event]:
        """The words as the model writes them, then the reply; or an error event when the model fails.

        Raises:
            NotFoundError: no such session; raised before the first event.
        """
        session = await asyncio.to_thread(self.conversations.get, session_id)
        visit = await asyncio.to_thread(self._visit, session, text)
        answer, shown = Answer(""), False
        try:
            async with aclosing(self.peer.answer(visit)) as parts:
                async for part in parts:
                    if isinstance(part, Answer):
                        answer = part
                    else:
                        shown = True
                        yield SentenceEvent(text=part)
        except (ModelError, openai.OpenAIError, exceptions.ModelError) as error:
            yield ErrorEvent(code="model_unavailable", message=str(translate(error, PLACE)))
            return
        if not shown:
            yield SentenceEvent(text=answer.text)
        reply = await asyncio.to_thread(self._keep, session, text, answer, client_message_id)
        yield FinalEvent(reply=reply)

    def _visit(self, session: Session, text: str) -> Visit:
        profile, customer_id = self.catalogue.profile, session.customer_id
        return Visit(
            session_id=session.session_id,
            text=text,
            today=profile.now().date(),
            shop=profile.name,
            customer=self.catalogue.customer(customer_id) if customer_id else None,
            orders=self.catalogue.orders_of(customer_id) if customer_id else (),
            before=self.conversations.turns(session.session_id),
        )

    def _keep(self, session: Session, text: str, answer: Answer, client_message_id: str | None) -> Reply:
        waiting = self.handovers.state(session.session_id) != "bot"
        reply = Reply(
            reply_id=new_id(),
            session_id=session.session_id,
            text=answer.text,
            language=session.language,
            route="human" if waiting else "bot",
            abstained=says_it_does_not_know(answer.text),
            verified=False,
            citations=citations(answer),
            sentiment=UNKNOWN,
            tools=answer.tools,
            usage=answer.usage,
        )
        return self.conversations.add_turn(
            session.session_id, text, reply, client_message_id=client_message_id
        )


def citations(answer: Answer) -> tuple[Citation, ...]:
    """All that the model was shown: the kindest reading of a peer that does not say what it rests on."""
    return tuple(
        Citation(n=n, source=d.metadata["source"], title=d.metadata["title"], quote=d.page_content)
        for n, d in enumerate(answer.documents, start=1)
    )


def says_it_does_not_know(text: str) -> bool:
    """Whether a reply says so in words: a peer has no other sign of it."""
    return _DOES_NOT_KNOW.search(text) is not None
