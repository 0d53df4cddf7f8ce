"""What a measure is of, where products state several in the same unit: what a shelf weighs and what it carries.

The answer types of question answering (Li and Roth 2002), a grain finer than `knowledge.measures`; the words of each
stand in `roles.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from bot.messages import Evidence
from knowledge.measures import told_by

PATTERNS = Path(__file__).with_name("roles.toml")
LASTING = "lasting"
_SIBLINGS = (frozenset({"load", "weight"}), frozenset({"charging", LASTING}))
_ATTRIBUTE = re.compile(r"—\s*(?P<label>[^:：]{1,40})[:：](?P<value>.*)", re.DOTALL)
_BATTERY = re.compile(r"batter(?:y|ies)|电池", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Words:
    """How a measure is asked for, and how attributes that state it are called, or what else their values hold."""

    asked: re.Pattern[str]
    told: re.Pattern[str] | None
    value: re.Pattern[str] | None


@lru_cache(maxsize=1024)
def role_asked(question: str) -> str:
    """The measure that a question asks for: "load", "lasting"; "" for any other question."""
    return next((role for role, words in _roles().items() if words.asked.search(question)), "")


def states(role: str, label: str, value: str) -> bool:
    """Whether an attribute of this name and value states the measure; how a thing is powered its value tells."""
    found = _role_of(label)
    if role == LASTING and _BATTERY.fullmatch(label):
        return "time" in told_by(value)
    in_value = _roles()[role].value
    return found == role or (not found and bool(in_value and in_value.search(f"{label}: {value}")))


def plays(evidence: Evidence, role: str) -> bool:
    """Whether a piece of evidence is an attribute that states the measure."""
    found = _attribute(evidence)
    return found is not None and states(role, found["label"].strip(), found["value"])


def is_attribute(evidence: Evidence) -> bool:
    """Whether a piece of evidence states one attribute of a product, as `name — label: value`."""
    return _attribute(evidence) is not None


def without_siblings(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence without attributes that state another measure of the same unit than the one that is asked for."""
    asked = role_asked(question)
    others = next((group - {asked} for group in _SIBLINGS if asked in group), frozenset[str]())
    return [e for e in evidence if not any(plays(e, other) for other in others)]


def _attribute(evidence: Evidence) -> re.Match[str] | None:
    return _ATTRIBUTE.search(evidence.text) if evidence.source.startswith("product:") else None


def _role_of(label: str) -> str:
    return next((role for role, words in _roles().items() if words.told and words.told.search(label)), "")


@cache
def _roles() -> Mapping[str, _Words]:
    sections: dict[str, dict[str, list[str]]] = tomllib.loads(PATTERNS.read_text(encoding="utf-8"))
    return {
        role: _Words(
            re.compile("|".join(words["asked"]), re.I), *(_any(words.get(k)) for k in ("told", "value"))
        )
        for role, words in sections.items()
    }


def _any(patterns: Sequence[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns), re.I) if patterns else None
