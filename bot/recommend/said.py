"""What customers say about themselves: "I'm vegan", "my feet are wide", 我对花生过敏. Never a guess."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from bot.recommend.cues import has
from knowledge.words import content_stems, has_cjk

FactKind = Literal["allergy", "avoid", "like", "body", "size", "trait"]
_KINDS: tuple[FactKind, ...] = ("allergy", "size", "body", "trait", "avoid", "like")
_FILE = Path(__file__).with_name("about_me.toml")
_WORD = r"[a-z][\w'’-]*"
_CHINESE = r"[\u3400-\u9fffA-Za-z]{1,12}"
_THING = rf"(?P<thing>{_WORD}(?: {_WORD}){{0,5}}|{_CHINESE}?)"
_LAST_THING = rf"(?P<thing>{_WORD}(?: {_WORD}){{0,5}}|{_CHINESE})"
_CLAUSE = re.compile(r"[^.,;!?。，；！？、\n]+")
_CONDITION = re.compile(r"\b(?:if|whether|suppose|imagine)\b|如果|要是|假如|是不是|是否", re.IGNORECASE)
_ENDS = re.compile(
    r"\b(?:so|because|since|but|what|which|where|how|do|does|can|could|is|are|please|that|when|any ?more"
    r"|at all|at|on|in|for|very|with|who|would|though|either|too|anyway|however|if|then|i|it|the|my|your)\b.*"
    r"|(?:的|了|，|吗|呢|啊|所以|因为|有|想|要|可以|推荐|什么|哪).*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|\band\b|\bor\b|\bnor\b|&|和|或者?|跟|、|与)\s*", re.IGNORECASE)
_POINTS = re.compile(
    r"^(?:this|that|these|those|it|its|the|your|you|them|they|him|her|my|to|being|how|a lot|any|some|one|ones|such|when"
    r"|what|另一?个|这|那|它|他|她|你|您|什么|哪|怎么)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement. `topic` names what it is about ("wool", `vegan`, "42"), `words` are the customer's own.

    `start` and `end` say where it stood in the message.
    """

    kind: FactKind
    topic: str
    words: str
    start: int = 0
    end: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """The same for two statements that say the same."""
        return (self.kind, self.topic.casefold())


@dataclass(frozen=True, slots=True)
class Trait:
    """Something people are, as regular expressions: how it is `said`, what in a product `opposes` or `favours` it."""

    said: str
    opposes: re.Pattern[str]
    favours: re.Pattern[str]


def facts_in(text: str) -> tuple[Fact, ...]:
    """The statements of a message, in its order. Nothing about sex, faith, politics or illness is taken up."""
    found: list[Fact] = []
    for clause in _CLAUSE.finditer(text):
        if not _CONDITION.search(clause.group()):
            found += _stated(clause.group(), clause.start())
    distinct = {fact.key: fact for fact in reversed(found) if not has("sensitive", fact.words)}
    return tuple(sorted(distinct.values(), key=lambda fact: (fact.start, fact.topic)))


def denied_in(text: str) -> tuple[str, ...]:
    """The traits that a message takes back."""
    return tuple(
        name for name in traits() for p in _denials() if (m := p.search(text)) and _trait(m["trait"]) == name
    )


def without_facts(text: str, facts: Sequence[Fact] | None = None) -> str:
    """The message without its statements (without these `facts` only): what it asks for."""
    for fact in sorted(facts_in(text) if facts is None else facts, key=lambda fact: -fact.start):
        text = f"{text[: fact.start]} {text[fact.end :]}"
    return " ".join(text.split()).strip(" ,.;，。；、")


def only_states(text: str) -> bool:
    """Whether a message says something about its writer and asks for nothing."""
    if not (facts_in(text) or denied_in(text)) or re.search(r"[?？]", text):
        return False
    rest = without_facts(text)
    for denial in _denials():
        rest = denial.sub(" ", rest)
    return not content_stems(_filler().sub(" ", rest))


def _stated(clause: str, offset: int) -> Iterator[Fact]:
    """The first frame that fits; a negated or unclear one says nothing."""
    for kind in _KINDS:
        for frame in _frames()[kind]:
            found = frame.search(clause)
            topics = tuple(_topics(found, kind)) if found else ()
            if found and topics:
                start, end = found.start(), _end(found, topics)
                words = clause[start:end].strip()
                yield from (Fact(kind, topic, words, offset + start, offset + end) for topic in topics)
                return


def _topics(found: re.Match[str], kind: FactKind) -> Iterator[str]:
    if kind == "trait":
        name = _trait(found["trait"])
        if name and not any(p.search(found.string) for p in _denials()):
            yield name
        return
    if kind == "size":
        yield found["thing"].upper()
        return
    for part in _AND.split(found["thing"]):
        thing = _ENDS.sub("", part).strip()
        stems = content_stems(thing)
        if stems and not _POINTS.match(part) and len(stems) <= (8 if has_cjk(thing) else 3):
            yield thing


def _end(found: re.Match[str], topics: tuple[str, ...]) -> int:
    """Where the statement ends: after its last topic, where words that belong to no topic follow within the match."""
    last = found.string.rfind(topics[-1], found.start(), found.end())
    group = "thing" if "thing" in found.re.groupindex else None
    if group and last >= 0 and found.end(group) == found.end():
        return last + len(topics[-1])
    return found.end()


def _trait(said: str) -> str | None:
    return next((n for n, trait in traits().items() if re.fullmatch(trait.said, said, re.IGNORECASE)), None)


@cache
def traits() -> dict[str, Trait]:
    """The traits that are understood, by name."""
    return {
        name: Trait(
            row["said"], re.compile(row["opposes"], re.IGNORECASE), re.compile(row["favours"], re.IGNORECASE)
        )
        for name, row in cast("dict[str, dict[str, str]]", _table()["traits"]).items()
    }


@cache
def asks_pattern(name: Literal["known", "forget", "forget_it"]) -> re.Pattern[str]:
    """How customers ask what is known of them, or to have it forgotten."""
    return re.compile("|".join(_table()["asks"][name]), re.IGNORECASE)


@cache
def _frames() -> dict[str, tuple[re.Pattern[str], ...]]:
    return {kind: tuple(map(_compiled, frames)) for kind, frames in _table()["frames"].items()}


@cache
def _denials() -> tuple[re.Pattern[str], ...]:
    return tuple(map(_compiled, _table()["denials"]["trait"]))


@cache
def _filler() -> re.Pattern[str]:
    return re.compile("|".join(_table()["filler"]["words"]), re.IGNORECASE)


def _compiled(frame: str) -> re.Pattern[str]:
    trait = "|".join(row["said"] for row in _table()["traits"].values())
    frame = f"{frame.removesuffix('{thing}')}{_LAST_THING}" if frame.endswith("{thing}") else frame
    frame = frame.replace("{thing}", _THING).replace("{trait}", f"(?P<trait>{trait})")
    return re.compile(frame, re.IGNORECASE)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
