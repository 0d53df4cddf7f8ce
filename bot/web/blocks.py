"""What the chat page is made of: a block is one bubble of the conversation, its parts are keyed.

The page replaces only what has changed, so that an open source stays open and only news is read aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

Part = tuple[str, str]


class Block(TypedDict):
    """One bubble: `kind` is `you`, `answer`, `person`, `event` or `rating`; `parts` are (key, HTML) in their order."""

    id: str
    kind: str
    label: str
    parts: Sequence[Part]
