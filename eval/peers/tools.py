"""The agent's tools, as LangChain's documentation writes them: functions whose docstrings the model reads.

Who is signed in comes from the runtime's context, never from the model. What a tool found is its artifact.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.documents import Document
from langchain_core.tools import BaseTool, tool

from bot.handover.machine import Handovers
from eval.peers.documents import order_documents
from eval.peers.shelf import Shelf
from eval.peers.visit import Visit
from knowledge.catalogue import Catalogue
from knowledge.records import Product

SUGGESTED = 3
_LOOKED_AT = 12

Found = tuple[str, tuple[Document, ...]]
"""What the model reads, and the documents it stands in."""


def tools(shelf: Shelf, handovers: Handovers) -> list[BaseTool]:
    """The four tools of a shop whose conversations are handed over in `handovers`."""

    @tool(response_format="content_and_artifact")
    def search(query: str) -> Found:
        """Search the shop's products, reviews, manuals, questions and answers, offers and policies."""
        return _told(shelf.search(query))

    @tool(response_format="content_and_artifact")
    def my_orders(runtime: ToolRuntime[Visit, Any]) -> Found:
        """Look up all orders of the signed-in customer: status, items, totals, parcels, returns."""
        if runtime.context.customer is None:
            return "The customer is not signed in.", ()
        return _told(order_documents(runtime.context.orders))

    @tool(response_format="content_and_artifact")
    def recommend(need: str, max_price: float | None = None) -> Found:
        """Recommend products in stock that fit what the customer needs, at most at max_price if it is given."""
        near = shelf.search(need, kind="product", k=_LOOKED_AT)
        products = _products(near, shelf.catalogue)
        fitting = [p for p in products if _in_stock(p) and (max_price is None or _price(p) <= max_price)]
        return _told(tuple(_offer(product) for product in fitting[:SUGGESTED]))

    @tool(return_direct=True)
    def hand_over(summary: str, complaint: bool, runtime: ToolRuntime[Visit, Any]) -> str:
        """Hand the conversation over to a human colleague; the summary tells them what the customer wants."""
        handovers.hand_over(
            runtime.context.session_id,
            reason=summary,
            queue="complaints" if complaint else "general",
            summary=summary,
        )
        return "A colleague will take over from here."

    return [search, my_orders, recommend, hand_over]


def _told(documents: tuple[Document, ...]) -> Found:
    text = "\n\n".join(f"Source: {d.metadata['source']}\n{d.page_content}" for d in documents)
    return text or "Nothing was found.", documents


def _products(documents: tuple[Document, ...], catalogue: Catalogue) -> list[Product]:
    ids = dict.fromkeys(str(d.metadata["source"]).removeprefix("product:") for d in documents)
    return [product for product in map(catalogue.product, ids) if product is not None]


def _offer(product: Product) -> Document:
    lines = (
        f"{product.name} ({product.category or 'product'})",
        f"price: {_price(product)} {product.price.currency}",
        product.description or "",
    )
    source = {"source": f"product:{product.product_id}", "title": product.name}
    return Document(page_content="\n".join(line for line in lines if line), metadata=source)


def _price(product: Product) -> Decimal:
    """The cheapest version's."""
    return (
        min(variant.price or product.price for variant in product.variants).decimal
        if product.variants
        else product.price.decimal
    )


def _in_stock(product: Product) -> bool:
    """What the shop does not count is in stock."""
    counts = [v.stock for v in product.variants if v.stock is not None] or [product.stock]
    return any(count is None or count > 0 for count in counts)
