"""What the API takes and gives beside the values of `bot.messages`, with an example of each."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bot.conversation import StoredTurn
from bot.messages import Reply


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewSession(_Body):
    """Body of `POST /sessions`. Who the customer is comes from `token` and from nowhere else."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"channel": "web", "language": "en"}]})

    channel: str = Field("web", max_length=64)
    token: str | None = Field(
        None, max_length=8192, description="JWT of the signed-in customer; sub is the customer's id"
    )
    language: str | None = Field(None, max_length=35, description="such as en or zh; default: the shop's")
    resume: bool = Field(
        False,
        description="go on with the signed-in customer's latest conversation, on whichever channel it began",
    )


class NewMessage(_Body):
    """Body of `POST /sessions/{id}/messages`."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "Where is my order?", "client_message_id": "m-1"}]}
    )

    text: str
    client_message_id: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="sent again, it gives the same reply and no second turn",
    )


class Opinion(_Body):
    """Body of `POST /replies/{id}/feedback`."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"rating": "down", "comment": "I asked about the other tent."}]}
    )

    rating: Literal["up", "down"]
    comment: str | None = Field(None, max_length=4000)


class Accepted(BaseModel):
    """The message was taken; its answer is told in `GET /sessions/{id}/events`."""

    message_id: str


class TranscriptTurn(BaseModel):
    """One message and its reply."""

    message_id: str | None = Field(None, description="the `client_message_id` it was sent with")
    message: str
    reply: Reply
    at: AwareDatetime


class PendingMessage(BaseModel):
    """A message whose reply is on its way."""

    message_id: str
    text: str


class Transcript(BaseModel):
    """A session's turns, oldest first, and what is on its way."""

    session_id: str
    turns: list[TranscriptTurn]
    pending: list[PendingMessage] = []


class OpenedSource(BaseModel):
    """What a citation points to."""

    source: str
    title: str
    text: str
    kind: str


def told(turn: StoredTurn) -> TranscriptTurn:
    """A stored turn as the API tells it: without its trace."""
    return TranscriptTurn(
        message_id=turn.client_message_id, message=turn.message, reply=turn.reply, at=turn.at
    )


SSE_EXAMPLE: dict[str, Any] = {
    "text/event-stream": {
        "schema": {"type": "string"},
        "example": (
            'id: f3a9-7\nevent: sentence\ndata: {"text": "It weighs 2.1 kg [1].", "citations": [1]}\n\n'
        ),
    }
}
