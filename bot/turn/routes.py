"""The tool that each intent goes to, and its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.tools.desk import Desk
from bot.tools.order_facts import aspects_named
from bot.turn.offers import price_fell_after
from bot.turn.returning import asks_dates, asks_days, asks_for_return
from bot.turn.routing import own_order
from bot.turn.state import Intent, Task

WISH = "The customer asks for a person."
Route = tuple[str, dict[str, Any]]


def route(task: Task, desk: Desk) -> Route:
    """The tool of a task's intent and its arguments."""
    return _ROUTES[task.intent](task, desk)


def rules(task: Task) -> dict[str, Any]:
    """Arguments of `search_knowledge` that look among the shop's rules."""
    return {**_search(task, ["policy", "faq"]), "rules": True}


def _search(task: Task, kinds: Sequence[str]) -> dict[str, Any]:
    return {
        "query": task.question,
        "kinds": list(kinds),
        "product_ids": list(task.products),
        "goes_on": task.goes_on,
    }


def _product_fact(task: Task, _desk: Desk) -> Route:
    kinds = ["product", "faq", "manual"] if task.products else ["product", "faq", "manual", "policy", "shop"]
    return "search_knowledge", _search(task, kinds)


def _compare(task: Task, _desk: Desk) -> Route:
    return "compare_products", {"product_ids": list(task.products), "question": task.question}


def _reviews(task: Task, _desk: Desk) -> Route:
    return "review_portrait", {"product_id": task.products[0], "question": task.question}


def _recommend(task: Task, desk: Desk) -> Route:
    similar = _reference(task, desk)
    return "recommend", {
        "need": task.question,
        "similar_to": similar,
        "cheaper": task.cheaper and bool(similar),
    }


def _reference(task: Task, desk: Desk) -> str | None:
    """The product that a suggestion is held against: of several the one that is named most plainly."""
    named = desk.knowledge.mentions(task.question) if len(task.products) > 1 else ()
    return next((m.id for m in named if m.id in task.products), next(iter(task.products), None))


def _promotions(task: Task, _desk: Desk) -> Route:
    return "promotions", {"product_ids": list(task.products), "question": task.question}


def _orders(task: Task, _desk: Desk) -> Route:
    return "my_orders", {
        "question": task.question,
        "order_id": task.order_id,
        "product_ids": list(task.products),
        "position": task.position,
        "everything": task.intent == "order_history" and not task.order_id and _only_listed(task),
        "change": task.intent == "order_change",
    }


def _only_listed(task: Task) -> bool:
    """Whether a list answers: nothing in particular is asked of the orders."""
    return task.position is None and aspects_named(task.question) in ((), ("items",))


def _returns(task: Task, desk: Desk) -> Route:
    """Until when something goes back is worked out; how it does, and what else is asked, the rules tell."""
    if not asks_dates(task.question, own=own_order(task, desk) is not None):
        return "search_knowledge", rules(task)
    return "return_eligibility", {
        "product_ids": list(task.products),
        "order_id": task.order_id,
        "question": task.question,
    }


def _shop(task: Task, desk: Desk) -> Route:
    """The shop's rules; the record of a product that the question points at goes before them."""
    own = asks_for_return(task.question) and own_order(task, desk) is not None
    if own or asks_days(task.question):
        return _returns(task, desk)
    records = ["product", "manual"] if task.products else []
    found = {**_search(task, [*records, "policy", "faq", "shop"]), "rules": True}
    if price_fell_after(task.question):
        found["query"] = f"{task.question} {desk.say('query_price_protection')}"
    return "search_knowledge", found


def _account(task: Task, _desk: Desk) -> Route:
    return "my_account", {"question": task.question}


def _profile(task: Task, _desk: Desk) -> Route:
    return "my_profile", {"message": task.question}


def _person(_task: Task, _desk: Desk) -> Route:
    return "hand_over", {"reason": WISH, "wished": True, "cause": "wish"}


_ROUTES: Mapping[Intent, Callable[[Task, Desk], Route]] = {
    "product_fact": _product_fact,
    "product_compare": _compare,
    "product_reviews": _reviews,
    "recommend": _recommend,
    "promotion": _promotions,
    "order_status": _orders,
    "order_history": _orders,
    "order_change": _orders,
    "returns": _returns,
    "policy": _shop,
    "store_info": _shop,
    "account": _account,
    "human": _person,
    "profile": _profile,
}
