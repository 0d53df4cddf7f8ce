"""What is said plainly enough for patterns: the wish for a person, a threat, being misunderstood, the topic."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

PATTERNS = Path(__file__).with_name("signals.toml")
READ_CHARS = 2000  # of a message; a wish is not made later than that
_CLAUSE = re.compile(r"[^,.;，。；]+[,.;，。；]*|[,.;，。；]+")
_WORD = re.compile(r"[^\W\d_]")


def asks_for_person(text: str) -> bool:
    """Whether the shopper asks, in so many words, for a person instead of the assistant."""
    patterns = _patterns()
    return bool(patterns["wish"].search(patterns["no_wish"].sub(" ", text[:READ_CHARS])))


def threatens(text: str) -> bool:
    """Whether a text names the bank, the law, the authorities or the public as the next step.

    It may be innocent ("is there a newspaper on the photo?"): ask the sentiment as well.
    """
    return bool(_patterns()["threat"].search(text[:READ_CHARS]))


def says_misunderstood(text: str) -> bool:
    """Whether the shopper says that the last answer missed what was asked."""
    return bool(_patterns()["misunderstood"].search(text[:READ_CHARS]))


def names_grievance(text: str) -> bool:
    """Whether a text speaks of dealings with a shop that go wrong; one without words means what went before.

    It may be innocent ("where is my order?"): ask the sentiment as well.
    """
    some = _about_this_shop(text)
    if _patterns()["grievance"].search(some) or threatens(some) or came_before(some):
        return True
    return not _WORD.search(text[:READ_CHARS])


def asks(text: str) -> bool:
    """Whether a message asks something, or looks as if it did."""
    return bool(_patterns()["question"].search(text[:READ_CHARS]))


def reproaches(text: str) -> bool:
    """Whether a text blames the shop, rather than only naming what went wrong; one without words means it so."""
    some = _about_this_shop(text)
    return (
        bool(_patterns()["reproach"].search(some)) or came_before(some) or not _WORD.search(text[:READ_CHARS])
    )


def _about_this_shop(text: str) -> str:
    """The clauses that do not speak of another shop."""
    clauses = _CLAUSE.findall(text[:READ_CHARS])
    return "".join(each for each in clauses if not _patterns()["elsewhere"].search(each))


def came_before(text: str) -> bool:
    """Whether the shopper says that it is not the first time that the shop hears of this."""
    return bool(_patterns()["again"].search(text[:READ_CHARS]))


def laughs(text: str) -> bool:
    """Whether the shopper laughs, in good humour or not."""
    return bool(_patterns()["laughter"].search(text[:READ_CHARS]))


def agrees(text: str) -> bool:
    """Whether a message is a yes and no more: the answer to an offer."""
    return bool(_patterns()["agreement"].search(text[:READ_CHARS]))


def promises_person(text: str) -> bool:
    """Whether a sentence of the assistant's says that a person has been or will be brought in."""
    return bool(_patterns()["promise"].search(text[:READ_CHARS]))


def topic_of(text: str) -> str:
    """The queue whose words come first in `text`: `billing`, `returns`, `orders` or `products`; '' without any."""
    found = {name.removeprefix("topic_"): pattern.search(text[:READ_CHARS]) for name, pattern in _topics()}
    at = {name: match.start() for name, match in found.items() if match}
    return min(at, key=lambda name: at[name], default="")


def _topics() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, pattern) for name, pattern in _patterns().items() if name.startswith("topic_")]


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    content = tomllib.loads(PATTERNS.read_text(encoding="utf-8"))
    people: dict[str, str] = content.pop("people")
    return {name: _compiled(section["patterns"], people) for name, section in content.items()}


def _compiled(patterns: list[Any], people: dict[str, str]) -> re.Pattern[str]:
    joined = "|".join(patterns)
    for name, pattern in people.items():
        joined = joined.replace(f"{{{name}}}", pattern)
    return re.compile(joined.replace(" ", r"\s+").replace(r"\s+?", r"\s*"), re.IGNORECASE)
