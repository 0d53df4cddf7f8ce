"""Texts of the shop's data that speak to an assistant instead of a shopper: no facts, whoever slipped them in."""

from __future__ import annotations

import re

_TO_ASSISTANT = re.compile(
    r"\b(?:note|message|instructions?|notice|attention)\b.{0,12}\b(?:to|for|of)\b.{0,16}"
    r"\b(?:AI|chatbots?|LLMs?|language models?|automat(?:ed|ic) (?:assistants?|agents?))\b"
    r"|\b(?:any|every|all|the|dear) (?:AI|automat(?:ed|ic)) (?:assistants?|models?|agents?|bots?)\b"
    r"|(?:AI|人工智能|自动客服|语言模型|大模型)\s*(?:客服|助手|助理|模型)?.{0,6}(?:请|注意|必须|务必|应当|须知)",
    re.IGNORECASE,
)


def addressed_to_assistant(text: str) -> bool:
    """Whether a text gives itself away as written for an assistant to obey."""
    return _TO_ASSISTANT.search(text) is not None
