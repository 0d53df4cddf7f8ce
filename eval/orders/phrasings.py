"""How orders are asked about, and the words of an answer: a file of data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from bot.messages import Value

FILE = Path(__file__).parent / "wording" / "phrasings.toml"
Language = Literal["en", "zh"]
Kind = Literal["status", "total", "options", "tracking", "refund", "payment", "holds"]
Attempt = Literal["order", "friend", "name", "email", "phone", "tracking", "product", "pretext"]
Three = tuple[str, str, str]


class Words(Value):
    """Regular expressions of what an answer says: by status and language, and by means of payment."""

    status: Mapping[str, Mapping[Language, str]]
    payment: Mapping[str, str]


class Phrasings(Value):
    """Three ways to ask each question and to make each attempt, by language, with `{names}` to be filled in."""

    questions: Mapping[Kind, Mapping[Language, Three]]
    attempts: Mapping[Attempt, Mapping[Language, Three]]
    words: Words


@cache
def phrasings() -> Phrasings:
    """Those that Shopkeeper ships."""
    return Phrasings.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
