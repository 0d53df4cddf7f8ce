"""What a conversation has spoken of, read from its stored turns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from bot.conversation import StoredTurn
from bot.grounding.wording import RULE_SOURCES
from bot.tools.before import Before
from bot.turn.state import Task

NEAR = 4
"""How many turns back a pronoun can point."""
IN_PASSING = frozenset({"small_talk", "out_of_scope"})
"""Intents of messages that leave the talk where it was."""
FAR = 12
"""How many turns back a product named by its kind ("back to the tent") can lie, or the place to deliver to."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked before; `unclear` are the products that it was answered with "which one?" about.

    `topic` is the question that it began with, where messages since then went on with that.
    """

    question: str
    intent: str
    products: tuple[str, ...] = ()
    order_id: str | None = None
    unclear: tuple[str, ...] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """Subjects are `product:P001` or `order:O0025`, products plain ids; the latest come first.

    `focus` is what the latest turn with a subject was about, `before` the subjects of earlier ones; `listed` are
    the products that last stood side by side, `singles` those that turns since then were about one by one; `asked` is
    the latest question, `earlier` are those before it.
    """

    focus: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    singles: tuple[str, ...] = ()
    asked: Asked | None = None
    earlier: tuple[Asked, ...] = ()

    @property
    def products(self) -> tuple[str, ...]:
        """The products in focus."""
        return _products(self.focus)

    @property
    def talked(self) -> tuple[str, ...]:
        """Every product that was spoken of, the latest first."""
        return tuple(dict.fromkeys((*self.products, *_products(self.before))))

    @property
    def order_id(self) -> str | None:
        """The order in focus, if one is what the latest turn was about."""
        first = self.focus[0] if self.focus else ""
        return first.removeprefix("order:") if first.startswith("order:") else None

    @property
    def orders(self) -> tuple[str, ...]:
        """Every order that was spoken of, the latest first."""
        said = (*self.focus, *self.before)
        return tuple(dict.fromkeys(s.removeprefix("order:") for s in said if s.startswith("order:")))

    @property
    def choices(self) -> tuple[str, ...]:
        """The products among which "the cheaper one" or "the other one" chooses."""
        if len(self.singles) > 1:
            return self.singles
        if len(self.listed) > 1 and set(self.products) <= set(self.listed):
            return self.listed
        return self.products if len(self.products) > 1 else self.talked

    def after(self, task: Task) -> Memory:
        """The memory once `task` of the same message was understood."""
        subjects = (
            *([f"order:{task.order_id}"] if task.order_id else []),
            *(f"product:{product_id}" for product_id in task.products),
        )
        asked = Asked(task.question, task.intent, task.products, task.order_id, task.unclear)
        earlier = (self.asked, *self.earlier) if self.asked else self.earlier
        if not subjects:
            return replace(self, asked=asked, earlier=earlier)
        several = len(task.products) > 1
        return Memory(
            focus=subjects,
            before=(*self.focus, *self.before),
            listed=task.products if several else self.listed,
            singles=() if several else tuple(dict.fromkeys((*task.products, *self.singles))),
            asked=asked,
            earlier=earlier,
        )


def remembered(history: Sequence[StoredTurn], recalled: Sequence[tuple[str, ...]] = ()) -> Memory:
    """The memory of a conversation's turns, oldest first; `recalled` is what was spoken of before them."""
    focuses = (*recalled, *(turn.focus for turn in history))
    spoken = [each for each in reversed(focuses[-FAR:]) if each]
    near = [each for each in reversed(focuses[-NEAR:]) if each]
    focus = near[0] if near else ()
    lists = [_products(each) for each in near]
    return Memory(
        focus=focus,
        before=tuple(dict.fromkeys(s for each in (spoken[1:] if near else spoken) for s in each)),
        listed=next((products for products in lists if len(products) > 1), ()),
        singles=tuple(dict.fromkeys(p for ps in takewhile(lambda ps: len(ps) < 2, lists) for p in ps)),
        asked=_last_asked(history[-NEAR:]),
        earlier=tuple(asked for turn in reversed(history[-NEAR:-1]) if (asked := _asked(turn))),
    )


def rules_before(history: Sequence[StoredTurn], memory: Memory) -> Before | None:
    """The latest question and the rules that were told to it; None where no rule was."""
    cited = history[-1].reply.citations if history and memory.asked else ()
    told = frozenset(each.source for each in cited if each.source.startswith(RULE_SOURCES))
    return Before(memory.asked.question, told) if told and memory.asked else None


def _last_asked(turns: Sequence[StoredTurn]) -> Asked | None:
    """The latest question; thanks and what is outside the shop do not take its place."""
    found = [asked for asked in map(_asked, reversed(turns)) if asked]
    last = next((asked for asked in found if asked.intent not in IN_PASSING), found[0] if found else None)
    return replace(last, topic=_topic(last, found)) if last else None


def _topic(last: Asked, found: Iterable[Asked]) -> str:
    """The oldest question that this one was made of together with what was said since."""
    texts = [asked.question for asked in found if asked.question]
    return min(
        (text for text in texts if last.question.startswith(text.rstrip("?？. "))), key=len, default=""
    )


def _asked(turn: StoredTurn) -> Asked | None:
    tasks: list[dict[str, Any]] = turn.trace.get("tasks") or []
    if not tasks:
        return None
    last = tasks[-1]
    intent = str(last.get("intent", ""))
    return Asked(
        question=str(last.get("question", "")),
        intent=intent,
        products=tuple(last.get("products", ())),
        order_id=last.get("order_id"),
        unclear=tuple(last.get("unclear", ())) if intent != "recommend" else (),
    )


def _products(subjects: Iterable[str]) -> tuple[str, ...]:
    return tuple(s.removeprefix("product:") for s in subjects if s.startswith("product:"))
