"""`hand_over`: puts the conversation into a person's queue. The words of a hand-over come only after the state."""

from __future__ import annotations

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.handover.machine import Handovers
from bot.messages import Card, Sentiment
from bot.tools.desk import Desk, Findings, as_tool


class HandoverArguments(BaseModel):
    """Arguments of `hand_over`."""

    reason: str = Field(description="why a person is needed, in a sentence for this person")
    wished: bool = Field(False, description="the shopper asked for a person")
    summary: str = Field("", description="what the shopper wants, for the person")


def handover_tool(desk: Desk, handovers: Handovers, sentiment: Sentiment) -> BaseTool:
    """The tool for one turn."""

    def run(asked: HandoverArguments) -> Findings:
        handover = handovers.hand_over(
            desk.session_id,
            reason=asked.reason,
            queue=queue_for(wished=asked.wished),
            summary=asked.summary,
            sentiment=sentiment,
        )
        calm = asked.wished and sentiment.label != "negative"
        return Findings(
            said=(desk.say("handed_over" if calm else "handed_over_sorry"),),
            cards=(_card(handover.handover_id, asked.wished, desk),),
            handed_over=True,
        )

    return as_tool("hand_over", "Bring in a person.", HandoverArguments, run)


def queue_for(*, wished: bool) -> str:
    """The queue: general for those who just want a person, complaints for the rest."""
    return "general" if wished else "complaints"


def _card(handover_id: str, wished: bool, desk: Desk) -> Card:
    reason = desk.say("handoff_reason_wish" if wished else "handoff_reason_negative")
    return Card(kind="handoff", id=handover_id, title=desk.say("handoff_title"), reason=reason)
