"""`hand_over`: puts the conversation into a person's queue. The words of a hand-over come only after the state."""

from __future__ import annotations

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.handover.hours import opening_hours, said_in
from bot.handover.machine import Handovers
from bot.handover.package import Talk, package_of
from bot.handover.routing import priority_of, queue_for
from bot.handover.values import Handover
from bot.messages import Card
from bot.sentiment.course import Cause
from bot.tools.desk import Desk, Findings, as_tool


class HandoverArguments(BaseModel):
    """Arguments of `hand_over`."""

    reason: str = Field(description="why a person is needed, in a sentence for this person")
    wished: bool = Field(False, description="the shopper asked for a person")
    summary: str = Field("", description="what the shopper wants, for the person")
    cause: Cause = Field("other", description="what made it necessary")


def handover_tool(desk: Desk, handovers: Handovers, talk: Talk) -> BaseTool:
    """The tool for one turn."""

    def run(asked: HandoverArguments) -> Findings:
        handover = _hand_over(asked, desk, handovers, talk)
        opens = answered_from(desk)
        phrase = _phrase(calm=asked.wished and talk.sentiment.label != "negative", closed=bool(opens))
        return Findings(
            said=(desk.say(phrase, when=opens) if opens else desk.say(phrase),),
            cards=(_card(handover, asked.wished, desk),),
            handed_over=True,
        )

    return as_tool("hand_over", "Bring in a person.", HandoverArguments, run)


def answered_from(desk: Desk) -> str:
    """When people answer again, as weekday and time; '' while they do, or when the shop does not tell."""
    profile = desk.knowledge.catalogue.profile
    hours = opening_hours(profile.hours)
    moment = profile.now()
    if hours is None or hours.is_open(moment):
        return ""
    return said_in(hours.next_opening(moment), desk.language)


def _hand_over(asked: HandoverArguments, desk: Desk, handovers: Handovers, talk: Talk) -> Handover:
    cause: Cause = "wish" if asked.wished and asked.cause == "other" else asked.cause
    queue = queue_for(cause, talk.texts, talk.intents)
    unhappy = talk.sentiment.label == "negative"
    valued = talk.course is not None and talk.course.valued
    package = package_of(talk, queue, cause, desk.customer, desk.knowledge.catalogue)
    return handovers.hand_over(
        desk.session_id,
        reason=asked.reason,
        queue=queue,
        summary=asked.summary or package.wants,
        sentiment=talk.sentiment,
        priority=priority_of(cause, unhappy=unhappy, valued=valued),
        cause=cause,
        package=package.model_dump(mode="json"),
    )


def _phrase(*, calm: bool, closed: bool) -> str:
    return f"handed_over{'' if calm else '_sorry'}{'_closed' if closed else ''}"


def _card(handover: Handover, wished: bool, desk: Desk) -> Card:
    reason = desk.say("handoff_reason_wish" if wished else "handoff_reason_negative")
    return Card(kind="handoff", id=handover.handover_id, title=desk.say("handoff_title"), reason=reason)
