"""Node `verify`: what becomes of a question that the draft did not answer.

An unsupported draft gets one retry with the fault named; if that fails too, the closest fact is stated plainly as
the record has it. One that is not so close is told as what comes nearest to the question; if there is none either,
the reply says that the shop's data does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from langgraph.runtime import Runtime

from bot.grounding.facts import facts_of
from bot.grounding.polarity import LIGHT, asks_yes_or_no
from bot.grounding.roles import is_attribute, plays, role_asked
from bot.grounding.units import unit_of
from bot.messages import Evidence
from bot.tools.cards import name_of
from bot.tools.desk import Desk
from bot.tools.silence import silent
from bot.turn.compose import Writer, as_sentence
from bot.turn.speaking import Speaker
from bot.turn.state import Draft, TurnContext, TurnState, Update
from knowledge.measures import asked_for, told_by
from knowledge.words import content_stems

PLAIN_ENOUGH = 0.6
"""A fact is stated plainly only when the search was at least this sure that it answers the question."""

SURE = 0.75
"""What a fact must score to be stated where a yes or no is asked and it does not hold all that is asked about."""

TELLING = 0.6
"""Share of the question's words that a fact must hold to be stated although the model says that it does not answer."""

VERY_NEAR = 0.8
"""What a product's own fact must score to answer a yes-or-no question although the model says that it does not."""

AS_NEAR = 0.1
_LENGTHS_AND_WEIGHTS = frozenset(
    {"inch", "cm", "mm", "m", "kg", "g", "l", "ml", "w", "mah", "wh", "°c", "lm"}
)
_COUNTED = re.compile(r"\bhow many ([a-z]{3,})\b", re.IGNORECASE)
_LABEL = re.compile(r"—\s*([^:：]{1,40})[:：]")


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
    if draft.status == "faulty":
        fault = desk.say("fault", said=draft.fault)
        again = await writer.write(draft.task, draft.findings.evidence, fault)
        if again.status == "answered":
            return again
        return _plainly(draft, writer.speaker, desk)
    if draft.status == "down":
        return _without_model(draft, writer.speaker, desk)
    if draft.status == "unknown" and any(_tells(e, draft) for e in draft.findings.evidence):
        return _plainly(draft, writer.speaker, desk)
    if draft.status == "unknown":
        return _nearest(draft, writer.speaker, desk)
    return draft


def _tells(evidence: Evidence, draft: Draft) -> bool:
    """Whether a fact is near and holds most of the question's own words, so that it is worth stating as it is.

    An attribute whose very name is asked for is, too, one that states the measure asked for or is told in, and one
    that is very near to a yes or no.
    """
    if _settles(evidence, draft):
        return True
    asked = asked_words(draft.task.question, evidence.names)
    most = len(evidence.shared) >= max(2, TELLING * len(asked))
    return evidence.score >= PLAIN_ENOUGH and (
        most or _is_named(evidence, draft) or _measures_the_same(evidence, draft)
    )


def _measures_the_same(evidence: Evidence, draft: Draft) -> bool:
    """Whether an attribute states the measure a question asks for, or figures in the unit of one in the question.

    "Does it take a 34 inch screen?" is answered by a screen size of 17 to 32 inches.
    """
    question = draft.task.question
    role = role_asked(question)
    if role and plays(evidence, role):
        return True
    asked = _units(_bare(question, evidence.names))
    told = _units(_bare(evidence.text, evidence.names))
    return is_attribute(evidence) and asks_yes_or_no(question) and bool(asked & told & _LENGTHS_AND_WEIGHTS)


def _units(text: str) -> frozenset[str]:
    return frozenset(fact.unit for fact in facts_of(text) if fact.kind == "number" and fact.unit)


def _bare(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, " ")
    return text


def _settles(evidence: Evidence, draft: Draft) -> bool:
    """Whether a product's own fact is so near to a yes-or-no question that it answers it in whatever words."""
    own = bool(evidence.subject) and "#" in evidence.source
    return own and evidence.score >= VERY_NEAR and asks_yes_or_no(draft.task.question)


def _counts_otherwise(evidence: Evidence, draft: Draft) -> bool:
    """Whether a question asks how many there are of what the fact does not speak of: calories, seats."""
    counted = _COUNTED.search(draft.task.question)
    stems = content_stems(counted.group(1)) if counted and not asked_for(counted.group()) else ()
    return bool(stems) and not set(stems) & {
        *content_stems(f"{evidence.title} {evidence.text}"),
        *evidence.shared,
    }


def _is_named(evidence: Evidence, draft: Draft) -> bool:
    """Whether the question names the attribute that a fact states: "is it dishwasher safe?", 送灯泡吗.

    "When is it in stock again?" asks for no stock but for a time.
    """
    label = _LABEL.search(evidence.text)
    words = set(content_stems(label.group(1))) - LIGHT if label else set[str]()
    return (
        bool(words) and words <= set(content_stems(draft.task.question)) and _tells_in_kind(evidence, draft)
    )


def _tells_in_kind(evidence: Evidence, draft: Draft) -> bool:
    """Whether a fact tells a quantity of the kind that is asked for, if one is: a time, a weight, a noise."""
    wanted, told = asked_for(draft.task.question), told_by(evidence.text)
    return "time" in told if "time" in wanted else not wanted or bool(wanted & told)


def _speaks_of_all(evidence: Evidence, draft: Draft) -> bool:
    """Whether a fact holds all that a question asks about."""
    return asked_words(draft.task.question, evidence.names) - LIGHT <= set(evidence.shared)


def asked_words(question: str, names: Sequence[str]) -> frozenset[str]:
    """What a question asks about: its words without those of product names, numbers and units."""
    named = {stem for name in names for stem in content_stems(name)}
    return frozenset(
        w for w in content_stems(question) if w not in named and not w.isdecimal() and not unit_of(w)
    )


def _plainly(draft: Draft, speaker: Speaker, desk: Desk) -> Draft:
    """The nearest fact as the record has it, where it speaks of what is asked and not only of the same product."""
    near = [
        e
        for e in draft.findings.evidence
        if e.score >= PLAIN_ENOUGH
        and not _counts_otherwise(e, draft)
        and (e.shared or not e.subject or _measures_the_same(e, draft) or _settles(e, draft))
    ]
    if asks_yes_or_no(draft.task.question):
        near = [
            e
            for e in near
            if not e.subject
            or e.score >= SURE
            or _is_named(e, draft)
            or _speaks_of_all(e, draft)
            or _measures_the_same(e, draft)
        ]
    if not near:
        return _nearest(draft, speaker, desk)
    best = _plainest([e for e in near if _measures_the_same(e, draft)] or near)
    speaker.say(as_sentence(best), [best])
    return Draft(draft.task, draft.findings, "answered", draft.fault)


def _nearest(draft: Draft, speaker: Speaker, desk: Desk) -> Draft:
    """What comes nearest to the question, told as that; else that nothing is said.

    The shopper sees for themselves whether it answers: "am I too heavy for it?" is told what it takes at most.
    """
    near = [e for e in draft.findings.nearest if _tells_in_kind(e, draft) and not _counts_otherwise(e, draft)]
    if silent(draft.task.question, near) or not near:
        speaker.say(_unknown(draft, desk))
        return Draft(draft.task, draft.findings, "unknown", draft.fault)
    speaker.say(desk.say("nearest"))
    for evidence in near:
        speaker.say(as_sentence(evidence), [evidence])
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
