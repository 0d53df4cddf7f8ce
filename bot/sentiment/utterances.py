"""The utterances written for this project: shoppers' messages with label, urgency and situation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import InputError
from bot.messages import SentimentLabel
from bot.sentiment.moods import ANGRY, UPSET

UTTERANCES = Path(__file__).with_name("utterances")
ROUTING, ROUTING_HELD_OUT, ROUTING_FRESH = "routing", "routing_heldout", "routing_fresh"
"""Folders beside a folder's utterances, of situations of their own: what the routing was made on, and two that it was
not, the fresh ones written last."""


class Utterance(BaseModel):
    """One shopper's message. `urgency` 2 in a negative one means anger, 1 a complaint, 0 one that an answer settles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, Field(min_length=1)]
    label: SentimentLabel
    situation: Annotated[str, Field(min_length=1)]
    urgency: Annotated[int, Field(ge=0, le=2)]
    language: str = ""

    @property
    def needs_person(self) -> bool:
        """Whether an answer is not enough."""
        return self.label == "negative" and self.urgency > 0

    @property
    def mood(self) -> str:
        """The class that the head learns."""
        if self.label == "negative":
            return ANGRY if self.urgency == 2 else UPSET
        return self.label


def read_utterances(folder: Path = UTTERANCES) -> list[Utterance]:
    """All utterances of a folder; a file's name is their language.

    Raises:
        InputError: a line is not an utterance; names file and line.
    """
    return [
        _parse(line, path, number)
        for path in sorted(folder.glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    ]


def _parse(line: str, path: Path, number: int) -> Utterance:
    try:
        return Utterance.model_validate_json(line).model_copy(update={"language": path.stem})
    except ValidationError as error:
        raise InputError(
            f"{path}, line {number}: not an utterance: {error.errors()[0]['msg']}: {line[:80]}"
        ) from error
