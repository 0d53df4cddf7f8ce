"""What the words of a wish say of it, by `cues.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

Cue = Literal[
    "goes_with", "better", "cheaper", "similar", "for_other", "dislike", "like", "describes_nothing",
    "sensitive", "what_goes_with",
]  # fmt: skip
_FILE = Path(__file__).with_name("cues.toml")


def has(cue: Cue, text: str) -> bool:
    """Whether a text holds words of that kind."""
    return pattern(cue).search(text) is not None


@cache
def pattern(cue: Cue) -> re.Pattern[str]:
    """All words of one kind, whatever their case."""
    alternatives = tomllib.loads(_FILE.read_text(encoding="utf-8"))[cue]
    return re.compile("|".join(alternatives), re.IGNORECASE)
