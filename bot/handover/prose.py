"""The hand-over package in two or three sentences: the model writes them, and only those that hold are kept."""

from __future__ import annotations

import prompts
from bot.grounding.sentences import cut, is_prose
from bot.grounding.support import check
from bot.handover.package import OrderFact, Package
from bot.llm.chat import ChatModel
from bot.llm.messages import as_messages
from bot.messages import Evidence
from bot.privacy import mask

MAX_TOKENS = 110
MOST_SENTENCES = 3
MOST_TRIED = 6
MOST_FACTS = 6
_LONGEST = 300


async def prose_of(package: Package, chat: ChatModel, language: str) -> str:
    """What a colleague would say of the conversation; empty when nothing the model wrote stands in the package.

    Raises:
        ModelError: the language model failed.
    """
    facts = _facts(package, prompts.phrases(language))
    prompt = prompts.load("handover.zh" if language == "zh" else "handover")
    messages = as_messages(prompt.render(facts=[fact.text for fact in facts]))
    written = (await chat.complete(messages, max_tokens=MAX_TOKENS)).text
    done, rest = cut(f"{written.strip()}\n")
    sentences = [sentence for sentence in (*done, rest.strip()) if sentence]
    kept = [s for s in sentences if is_prose(s) and check(s, facts, question=package.wants).supported]
    return ("" if language == "zh" else " ").join(kept[:MOST_SENTENCES])


def _facts(package: Package, say: prompts.Phrases) -> tuple[Evidence, ...]:
    texts = (
        say.say("package_who", who=_who(package), membership=package.shopper.membership),
        say.say("package_wants", wants=_short(package.wants)),
        *(
            say.say("package_tried", message=_short(tried.message), outcome=tried.outcome)
            for tried in package.tried[-MOST_TRIED:]
        ),
        *(_order(order, say) for order in package.orders),
        *(f"{shown.title}: {_short(shown.text)}" for shown in package.evidence[-MOST_FACTS:]),
    )
    return tuple(_evidence(number, text, package) for number, text in enumerate(texts))


def _evidence(number: int, text: str, package: Package) -> Evidence:
    names = (package.shopper.name, *(item for order in package.orders for item in order.items))
    return Evidence(source=f"package:{number}", title="", text=text, names=names, private=True, score=1.0)


def _who(package: Package) -> str:
    return package.shopper.name or package.shopper.customer_id or ""


def _order(order: OrderFact, say: prompts.Phrases) -> str:
    return say.say(
        "package_order",
        order=order.order_id,
        status=say.say(f"status_{order.status}"),
        items=list(order.items),
        total=order.total,
        placed=f"{order.placed_at:%Y-%m-%d}",
    )


def _short(text: str) -> str:
    return " ".join(mask(text).split())[:_LONGEST]
