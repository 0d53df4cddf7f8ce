"""Node `verify`: what becomes of a question that the draft did not answer.

An unsupported draft gets one retry with the fault named; if that fails too, the closest fact is stated plainly as
the record has it. One that is not so close is told as what comes nearest to the question; if there is none either,
the reply says that the shop's data does not tell.
"""

from __future__ import annotations

from collections.abc import Sequence

from langgraph.runtime import Runtime

from bot.messages import Evidence
from bot.tools.cards import name_of
from bot.tools.desk import Desk
from bot.tools.silence import silent
from bot.turn.compose import Writer
from bot.turn.left_out import as_sentence
from bot.turn.own_language import in_own_language
from bot.turn.plain import (
    PLAIN_ENOUGH,
    may_come_nearest,
    measures_the_same,
    told_plainly,
    told_though_unknown,
)
from bot.turn.speaking import Speaker
from bot.turn.state import Draft, TurnContext, TurnState, Update

AS_NEAR = 0.1


async def verify(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Settle every draft that is not an answer yet."""
    speaker = Speaker(runtime.stream_writer, state.watch, state.spoken, state.citations)
    writer = Writer(runtime.context, speaker, state.language)
    drafts = [await _settle(draft, writer, state.desk) for draft in state.drafts]
    if state.decision.action == "offer" and not any(f.handed_over for f in state.findings):
        speaker.say(state.desk.say("offer_person"))
    return {
        "drafts": tuple(drafts),
        "spoken": tuple(speaker.spoken),
        "citations": tuple(speaker.citations),
        "usage": state.usage + writer.usage,
    }


async def _settle(draft: Draft, writer: Writer, desk: Desk) -> Draft:
    question = draft.task.question
    if draft.status == "faulty":
        fault = desk.say("fault", said=draft.fault)
        again = await writer.write(draft.task, draft.findings.evidence, fault)
        if again.status == "answered":
            return again
        return await _plainly(draft, writer, desk)
    if draft.status == "down":
        return _without_model(draft, writer.speaker, desk)
    if draft.status == "unknown" and any(told_though_unknown(e, question) for e in draft.findings.evidence):
        return await _plainly(draft, writer, desk)
    if draft.status == "unknown":
        return await _nearest(draft, writer, desk)
    return draft


async def _plainly(draft: Draft, writer: Writer, desk: Desk) -> Draft:
    """The nearest fact as the record has it, where it speaks of what is asked and not only of the same product."""
    question = draft.task.question
    near = [e for e in draft.findings.evidence if told_plainly(e, question)]
    if not near:
        return await _nearest(draft, writer, desk)
    best = _plainest([e for e in near if measures_the_same(e, question)] or near)
    writer.speaker.say(await in_own_language(best, writer.translated, desk), [best])
    return Draft(draft.task, draft.findings, "answered", draft.fault)


async def _nearest(draft: Draft, writer: Writer, desk: Desk) -> Draft:
    """What comes nearest to the question, told as that; else that nothing is said.

    The shopper sees for themselves whether it answers: "am I too heavy for it?" is told what it takes at most.
    """
    speaker = writer.speaker
    near = [
        e
        for e in draft.findings.nearest
        if may_come_nearest(e, draft.task.question) and not speaker.has_said(as_sentence(e))
    ]
    if silent(draft.task.question, near) or not near:
        speaker.say(_unknown(draft, desk))
        return Draft(draft.task, draft.findings, "unknown", draft.fault)
    speaker.say(desk.say("nearest", shop=desk.shop_name))
    for evidence in near:
        speaker.say(await in_own_language(evidence, writer.translated, desk), [evidence])
    return Draft(draft.task, draft.findings, "answered", draft.fault)


def _plainest(evidence: Sequence[Evidence]) -> Evidence:
    """The nearest fact; among facts about as near, an attribute of a product, which is the shortest to read."""
    best = max(e.score for e in evidence)
    near = [e for e in evidence if e.score >= best - AS_NEAR]
    return max(near, key=lambda e: (e.source.startswith("product:"), len(e.shared), "#" in e.source, e.score))


def _without_model(draft: Draft, speaker: Speaker, desk: Desk) -> Draft:
    """The model is down: the facts still stand, so they are shown as they are, with the offer of a person."""
    close = [e for e in draft.findings.evidence if e.score >= PLAIN_ENOUGH][:2]
    if not close:
        speaker.say(desk.say("model_down"))
        return draft
    speaker.say(desk.say("model_down_facts", shop=desk.shop_name))
    for evidence in close:
        speaker.say(as_sentence(evidence), [evidence])
    speaker.say(desk.say("offer_person"))
    return draft


def _unknown(draft: Draft, desk: Desk) -> str:
    product = desk.knowledge.catalogue.product(draft.task.products[0]) if draft.task.products else None
    if product is None:
        return desk.say("unknown", shop=desk.shop_name)
    return desk.say("unknown_about", shop=desk.shop_name, name=name_of(product, desk.language))
