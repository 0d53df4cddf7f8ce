"""The shop's rules instead of what a tool found, or before it, where they answer and it does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.messages import Evidence
from bot.tools.as_written import PLAIN
from bot.tools.desk import Findings
from bot.tools.knowledge import NEAR
from bot.tools.orders import awaits_refund, is_overdue
from bot.tools.silence import shop_silent
from bot.tools.since_order import asks_by_when
from bot.turn.hands import Hands
from bot.turn.offers import speaks_of_offers
from bot.turn.returning import asks_days, asks_how_to, asks_when
from bot.turn.routes import rules
from bot.turn.state import Task
from bot.turn.unsure import UNSURE, asks_of_own

STRONG, BESIDE = 0.6, 0.55
"""How near a rule must be to answer instead of a question back or a request to sign in, and to stand beside offers."""
CLOSE = 0.5
"""How near a rule must be to be said as it stands before a guest is asked to sign in."""
OUTSIDE = 0.8
"""Confidence from which a question that seems to have nothing to do with the shop is not looked up."""
CASE, CASE_WORDS = 0.7, 3
"""How near a rule must be, and how many words it must share, to be for the very case that is told."""
OWN_NEAR = 0.25
"""How near a part of the product's own record must be to be told where no rule is."""
AHEAD = 0.2
"""By how much what stands elsewhere must score better than what was found where it was looked for."""
RULES = ["policy", "faq", "shop"]
EVERYTHING = ["product", "faq", "manual", "policy", "shop"]
BEFORE_DAYS = 0.4
"""How near a rule must be to be told before the days in which goods may go back."""


async def with_rules(  # noqa: PLR0911 - one rule a line
    task: Task, name: str, found: Findings, hands: Hands
) -> Findings:
    """The rules instead of what a tool found, or before it, where they answer and it does not."""
    if name == "search_knowledge":
        return await _searched_on(task, found, hands)
    if name == "return_eligibility" and found.abstains:
        return await hands.call("search_knowledge", rules(task))
    if name == "return_eligibility" and not any(e.private for e in found.evidence):
        return await _with_special_rule(task, found, hands)
    if name == "my_orders":
        return await _with_rule_of_order(task, found, hands)
    if name == "my_account" and (found.abstains or asks_how_to(task.question)):
        return await hands.rules(task, STRONG, 1) or found
    if name in ("promotions", "recommend") and shop_silent(task.question, found.evidence):
        return Findings(abstains=True)
    if name == "promotions" and not task.products:
        offers = speaks_of_offers(task.question)
        told = await hands.rules(task, BESIDE if offers else NEAR, 2)
        if told and offers:
            return replace(found, evidence=(*_first(told), *found.evidence))
        return told or found
    return found


async def _searched_on(task: Task, found: Findings, hands: Hands) -> Findings:
    """What was found, or what answers plainly where that says little: elsewhere in the shop's data, in the records."""
    anywhere = await _together(task, found, hands) or await _anywhere(task, found, hands)
    if anywhere:
        return anywhere
    if found.abstains and task.products:
        return await _by_their_records(task, hands) or found
    return found


async def _together(task: Task, found: Findings, hands: Hands) -> Findings | None:
    """The rule that a question and the one before it in the message ask about: "who do I write to, how long does it
    take?"."""
    if not task.behind or task.products or _says_enough(found):
        return None
    both = replace(task, question=f"{task.behind} {task.question}")
    return await hands.rules(both, PLAIN, 1)


def _says_enough(found: Findings) -> bool:
    return _best(found) >= PLAIN or any(fact.complete for fact in found.evidence)


def _best(found: Findings) -> float:
    return max((fact.score for fact in found.evidence), default=0.0)


async def _anywhere(task: Task, found: Findings, hands: Hands) -> Findings | None:
    """What the shop's data says plainly elsewhere: the rules, or where no goods are spoken of anything.

    Which goods or rules a question is about may be misread. Other goods' facts are not told: they answer nothing here.
    """
    if _says_enough(found):
        return None
    kinds = RULES if task.products else EVERYTHING
    told = await hands.call(
        "search_knowledge",
        {
            "query": task.question,
            "kinds": kinds,
            "product_ids": list(task.products),
            "rules": bool(task.products),
        },
    )
    if told.evidence and told.evidence[0].score >= max(PLAIN, _best(found) + AHEAD):
        return told
    hands.calls.pop()
    return None


async def _by_their_records(task: Task, hands: Hands) -> Findings | None:
    """What the products' own records say, where no rule says anything: how to wash it is a question of the product."""
    kinds = ["product", "faq", "manual"]
    found = await hands.call(
        "search_knowledge", {"query": task.question, "kinds": kinds, "product_ids": list(task.products)}
    )
    if any(fact.score >= OWN_NEAR for fact in (*found.evidence, *found.nearest)):
        return found
    hands.calls.pop()
    return None


async def _with_rule_of_order(task: Task, found: Findings, hands: Hands) -> Findings:
    """What is on record, and the rule by when money comes back, or what becomes of a parcel that should have come."""
    if asks_when(task.question) and awaits_refund(found, hands.desk):
        return await _with_rule_on("refund_question", task, found, hands)
    if is_overdue(found, hands.desk):
        return await _with_rule_on("late_question", task, found, hands)
    guest = hands.desk.customer is None and not task.order_id
    return await _with_rules_of_orders(task, found, hands) if guest else found


async def _with_rule_on(phrase: str, task: Task, found: Findings, hands: Hands) -> Findings:
    """What was found, and the rule nearest to a question of the phrase book's."""
    ruled = await hands.rules(replace(task, question=hands.desk.say(phrase), products=()), NEAR, 1)
    return replace(found, evidence=(*found.evidence, *_first(ruled))) if ruled else found


async def _with_rules_of_orders(task: Task, found: Findings, hands: Hands) -> Findings:
    """The rules instead of a guest's request to sign in; before it, where how to change one's own is asked.

    By when something must be done is a rule, whatever was ordered.
    """
    if asks_by_when(task.question) and (told := await hands.rules(task, CLOSE, 0)):
        return replace(told, evidence=_first(told))
    own = asks_of_own(task.question) and task.confidence >= UNSURE
    if own and not (task.intent == "order_change" and asks_how_to(task.question)):
        return await _with_rule_of_the_case(task, found, hands)
    least = NEAR if task.intent == "order_change" else STRONG
    told = await hands.rules(task, least, 1)
    if told is None or not own:
        return told or found
    near = _complete(e for e in told.evidence[:2] if e.score >= CLOSE)
    return replace(found, evidence=near, abstains=False) if near else told


async def _with_rule_of_the_case(task: Task, found: Findings, hands: Hands) -> Findings:
    """The rule for the very case that a guest tells of, before the request to sign in."""
    told = await hands.rules(task, CASE, CASE_WORDS)
    return replace(found, evidence=_first(told), abstains=False) if told else found


async def _with_special_rule(task: Task, found: Findings, hands: Hands) -> Findings:
    """The rule for the case that a guest tells of, or else the one that comes nearest, before the days of the goods.

    The days go first where they are asked for; where a rule answers they are left out: it tells what else must hold.
    """
    told = await hands.call("search_knowledge", rules(task))
    answers = bool(told.evidence) and told.evidence[0].complete
    case = told.evidence if answers else _complete(e for e in told.nearest[:1] if e.score >= BEFORE_DAYS)
    if asks_days(task.question):
        known = {e.source for e in found.evidence}
        return replace(found, evidence=(*found.evidence, *(e for e in case if e.source not in known)))
    return replace(found, evidence=case if answers else (*case, *found.evidence))


async def inside(task: Task, hands: Hands) -> Findings | None:
    """What the shop's data says plainly to a question that is only perhaps outside of it."""
    if task.intent != "out_of_scope" or task.confidence >= OUTSIDE:
        return None
    arguments = {"query": task.question, "kinds": EVERYTHING, "product_ids": list(task.products)}
    found = await hands.call("search_knowledge", arguments)
    if any(e.score >= PLAIN for e in found.evidence):
        return found
    hands.calls.pop()
    return None


def _first(told: Findings) -> tuple[Evidence, ...]:
    """The nearest rule, to be said as it stands."""
    return _complete(told.evidence[:1])


def _complete(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence to be said as it stands."""
    return tuple(e.model_copy(update={"complete": True}) for e in evidence)
