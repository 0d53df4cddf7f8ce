"""Messages that the injection screen was not trained on: attacks, and innocent ones that look like attacks."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from bot.errors import InputError
from bot.messages import Value

MESSAGES = Path(__file__).with_name("messages.jsonl")


class ScreenMessage(Value):
    """One message; nothing is ever changed on account of a `heldout` one."""

    text: str
    attack: bool
    language: str
    heldout: bool


def read_messages(path: Path = MESSAGES) -> tuple[ScreenMessage, ...]:
    """The messages of a JSONL file.

    Raises:
        InputError: a line is not as expected; names file and line.
    """
    found: list[ScreenMessage] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(ScreenMessage.model_validate_json(line))
        except ValidationError as error:
            problem = error.errors()[0]
            raise InputError(f"{path}:{number}: {problem['loc']}: {problem['msg']}") from error
    return tuple(found)
