"""LangChain's documented RAG chain: retrieve four chunks, put them into the prompt, answer in one call.

https://docs.langchain.com/oss/python/langchain/rag
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk

import prompts
from bot.llm.messages import as_messages
from eval.peers.documents import customer_document, order_documents
from eval.peers.shelf import Shelf
from eval.peers.visit import Answer, Visit, usage_of

PROMPTS = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class RagChain:
    """The chain over one shop; the customer's record and orders stand in the prompt beside what was retrieved."""

    model: BaseChatModel
    shelf: Shelf

    async def answer(self, visit: Visit) -> AsyncGenerator[str | Answer]:
        """See `Peer.answer`; the documents are all that stand in the prompt."""
        found = await asyncio.to_thread(self.shelf.search, visit.text)
        own = (
            *([customer_document(visit.customer)] if visit.customer else []),
            *order_documents(visit.orders),
        )
        asked = prompts.load("rag", PROMPTS).render(
            shop=visit.shop,
            today=visit.today.isoformat(),
            own=[document.page_content for document in own],
            found=[document.page_content for document in found],
            question=visit.text,
        )
        system, question = as_messages(asked)
        whole = AIMessageChunk(content="")
        async for chunk in self.model.astream([system, *visit.history(), question]):
            whole += chunk
            if chunk.text:
                yield str(chunk.text)
        yield Answer(str(whole.text), documents=(*own, *found), usage=usage_of([whole]))
