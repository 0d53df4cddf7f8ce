"""Word lists kept beside the code: stop words, synonyms, accessories, a Chinese-English glossary."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`stop` holds words without meaning of their own; `zh_en` maps Chinese words to English ones.

    Each of `synonyms` holds English words that ask for the same, each of `same_things` names of one kind of goods.
    `accessories` are words that, after the name of a thing, make it a thing for that thing: `keyboard cover`, `手机壳`.
    `asked_as` says, of what products are described by, how shoppers ask for it: `care` is `how to look after, clean
    or wash it`.
    """

    stop: frozenset[str]
    zh_en: Mapping[str, str]
    synonyms: tuple[tuple[str, ...], ...]
    same_things: tuple[tuple[str, ...], ...]
    accessories: frozenset[str]
    asked_as: Mapping[str, str]


@cache
def lexicon() -> Lexicon:
    """The lists, read once from `lexicon.json` and `glossary.zh.csv`."""
    raw = json.loads(files("knowledge").joinpath("lexicon.json").read_text(encoding="utf-8"))
    stop = frozenset([*raw["stop_en"], *raw["stop_zh"]])
    accessories = frozenset([*raw["accessories_en"], *raw["accessories_zh"]])
    zh_en = {row["zh"]: row["search"] for row in _glossary() if row["search"]}
    return Lexicon(
        stop=stop,
        zh_en=zh_en,
        synonyms=tuple(map(tuple, raw["en_en"])),
        same_things=tuple(map(tuple, raw["same_thing_en"])),
        accessories=accessories,
        asked_as=raw["asked_as"],
    )


@cache
def spoken_chinese() -> Mapping[str, str]:
    """What Chinese phrases say, in plain English; empty for those that say nothing by themselves.

    Of one phrase the glossary may know this, the words that a search looks for (`Lexicon.zh_en`), or both: 多重 says
    `how heavy`, and what is looked for is `weight`.
    """
    return {row["zh"]: row["said"].removeprefix("-") for row in _glossary() if row["said"]}


@cache
def _glossary() -> tuple[Mapping[str, str], ...]:
    """The rows of `glossary.zh.csv`: `said` is `-` where a phrase says nothing, empty where only a search knows it."""
    text = files("knowledge").joinpath("glossary.zh.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
