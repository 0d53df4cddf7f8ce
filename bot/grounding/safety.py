"""Questions on which a wrong yes does harm: may somebody pregnant, a child, an animal use it, is it safe near fire.

A model's yes is worth nothing here: what the record says of the matter is told in its own words. Which words bring a
matter up, and which tell of it, stands in `safety.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from bot.grounding.polarity import asks_yes_or_no

PATTERNS = Path(__file__).with_name("safety.toml")
_LEAVE = re.compile(
    r"\b(?:safe(?:ly)?|ok(?:ay)?|alright|fine|suitable|harm\w*|hurts?|danger\w*|risk\w*|toxic|poison\w*|allowed|bothers?"
    r"|(?:bad|good) (?:for|idea)|worth|matters?|problem|worr\w+|can|can['’]t|could|may|should)\b"
    r"|安全|能|可以|可不可以|行不|行吗|适合|适用|要紧|没事|有事|有害|有毒|危险|伤|放心|ok|合适|会不会|防火|阻燃|易燃",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:how|what|which|when|where|why|who)\b|多少|多久|多[长大高重宽]|几|什么|哪|怎么|咋|为啥",
    re.IGNORECASE,
)
_WARNING_LABEL = re.compile(
    r"\bwarnings?\b|\bcautions?\b|\b(?:don['’]t|do not) use\b|\bsafety\b|contraindicat"
    r"|\bnot suitable for\b|\bunsuitable|警告|警示|禁忌|不适用|不建议|不宜|慎用|禁用|安全",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\bnot\b|\bnever\b|\bno\b|n['’]t\b|\bavoid|\bkeep (?:away|out)|\bunder \d+|不|勿|禁|忌|避免|远离", re.I
)


@dataclass(frozen=True, slots=True)
class _Words:
    asked: re.Pattern[str]
    told: re.Pattern[str]
    leave: bool


@lru_cache(maxsize=1024)
def concerns(question: str) -> tuple[str, ...]:
    """The matters of safety that a question wants a yes or a no on; none for one that asks for a figure or a name."""
    if _OPEN.search(question) and not asks_yes_or_no(question):
        return ()
    leave = _LEAVE.search(question) is not None
    found = (matter for matter, words in _matters().items() if leave or not words.leave)
    return tuple(matter for matter in found if _matters()[matter].asked.search(question))


def speaks_to(matter: str, text: str) -> bool:
    """Whether a text of a record tells of a matter."""
    return _matters()[matter].told.search(text) is not None


def warns(label: str, value: str) -> bool:
    """Whether a part of a record warns: by its name, or because it speaks against a use by somebody it could harm."""
    if _WARNING_LABEL.search(label):
        return True
    told = (words.told for words in _matters().values() if not words.leave)
    return bool(_AGAINST.search(value)) and any(pattern.search(value) for pattern in told)


@cache
def _matters() -> Mapping[str, _Words]:
    sections = tomllib.loads(PATTERNS.read_text(encoding="utf-8"))
    return {
        matter: _Words(_any(words["asked"]), _any(words["told"]), bool(words.get("leave")))
        for matter, words in sections.items()
    }


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)
