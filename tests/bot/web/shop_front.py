"""What the web tests share: an application over a scripted assistant, and a reader of server-sent events."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from bot.config import Settings
from bot.fakes import scripted_reply
from bot.messages import Card, Citation
from bot.service import AssistantService
from bot.web.server import fastapi_app

SECRET = "a secret of at least thirty-two bytes"
CITATION = Citation(n=1, source="product:P001#weight", title="Tent", quote="2.1 kg")
CARD = Card(kind="product", id="P001", title="Tent")
REPLY = scripted_reply("It weighs 2.1 kg [1].", citations=(CITATION,), cards=(CARD,))


def application(assistant: AssistantService, folder: Path, **settings: Any) -> FastAPI:
    """The web application with a known secret."""
    given = {"secret": SECRET, "max_message_chars": 200, "data_dir": folder, **settings}
    return fastapi_app(assistant, Settings(_env_file=None, **given))  # type: ignore[call-arg]


def read_events(lines: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Name and payload of each server-sent event."""
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)
