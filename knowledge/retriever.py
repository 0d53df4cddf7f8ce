"""A LangChain retriever over a shop's knowledge, so that it fits wherever LangChain's retrievers do."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.passage import Kind
from knowledge.search import Hit, Knowledge


class KnowledgeRetriever(BaseRetriever):
    """Gives passages as documents; limits are those of `Knowledge.search`, fixed when it is made.

    The customer is one of them: whoever may see orders is decided by who makes the retriever, not by the query.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    knowledge: Knowledge
    k: int = 6
    kinds: tuple[Kind, ...] | None = None
    product_ids: tuple[str, ...] = ()
    language: str | None = None
    membership: str | None = None
    customer_id: str | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        hits = self.knowledge.search(
            query,
            kinds=self.kinds,
            product_ids=self.product_ids,
            language=self.language,
            membership=self.membership,
            customer_id=self.customer_id,
            k=self.k,
        )
        return [document(hit) for hit in hits]


def document(hit: Hit) -> Document:
    """A hit as a document: the passage's text, with its source, title, kind, score and so on as metadata."""
    passage = hit.passage
    metadata: dict[str, Any] = {
        "source": passage.source,
        "kind": passage.kind,
        "title": passage.title,
        "heading": passage.heading,
        "language": passage.language,
        "product_id": passage.product_id,
        "score": hit.score,
        "matched": list(hit.matched),
    }
    return Document(page_content=passage.text, metadata=metadata, id=passage.key)
