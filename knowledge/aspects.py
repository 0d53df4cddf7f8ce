"""What a review praises and blames: aspects found by cue words, judged clause by clause.

Cues and judging words are in `aspects.toml`. After the aspect-based lexicon method of Hu and Liu, "Mining and
summarizing customer reviews", KDD 2004, with negation and caveats taken into account.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from knowledge.sections import sentences
from knowledge.words import has_cjk, stem_english

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?(?:-[^\W\d_]+)*|[,:()]")
_ENGLISH_CUT = re.compile(r"\s*;\s*")
_CHINESE_CUT = re.compile(r"[，；：,;]")
_BEFORE_CHINESE = "(?:太|很|是很|是|怎么|够|会|那么|能|再|有|觉得|什么|任何|出现)?$"
_NEGATION_REACH = 3
_GOOD_RATING, _BAD_RATING = 5, 2
_ANY = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One aspect judged in one sentence. `polarity` is 1 for praise, -1 for blame; `explicit` when words said so."""

    aspect: str
    polarity: int
    sentence: str
    explicit: bool


@dataclass(frozen=True, slots=True)
class Sense:
    """What a cue says: of which aspect (empty: of any), and 1, -1 or 0 for praise, blame or neither."""

    aspect: str
    polarity: int


Senses = tuple[Sense, ...]
Entries = tuple[tuple[tuple[str, ...], Senses], ...]


@dataclass(frozen=True, slots=True)
class Cues:
    """The words of `aspects.toml`, ready to be looked up.

    `english` maps a first stem to the entries that begin with it, longest first. `names` are the aspects'
    names by language, in the file's order.
    """

    names: Mapping[str, Mapping[str, str]]
    english: Mapping[str, Entries]
    chinese: Mapping[str, Senses]
    chinese_pattern: re.Pattern[str]
    negations: frozenset[str]
    chinese_negation: re.Pattern[str]
    english_turn: re.Pattern[str]
    chinese_turn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    turned: bool


@cache
def cues() -> Cues:
    """The cues, read once."""
    raw = tomllib.loads(files("knowledge").joinpath("aspects.toml").read_text(encoding="utf-8"))
    chinese = _senses(raw, "zh")
    turns = [word.replace("_", " ") for word in raw["turn"]["en"].split()]
    negations = sorted(raw["negation"]["zh"].split(), key=len, reverse=True)
    return Cues(
        names={name: {"en": a["en_name"], "zh": a["zh_name"]} for name, a in raw["aspect"].items()},
        english=_by_first_stem(_senses(raw, "en")),
        chinese=chinese,
        chinese_pattern=re.compile("|".join(map(re.escape, sorted(chinese, key=len, reverse=True)))),
        negations=frozenset(raw["negation"]["en"].split()),
        chinese_negation=re.compile(f"(?:{'|'.join(negations)}){_BEFORE_CHINESE}"),
        english_turn=re.compile(rf"[,\s]*\b({'|'.join(turns)})\b", re.IGNORECASE),
        chinese_turn=tuple(raw["turn"]["zh"].split()),
    )


def aspect_name(aspect: str, language: str) -> str:
    """What an aspect is called in a language; English where there is no name."""
    names = cues().names[aspect]
    return names.get(language, names["en"])


def opinions(text: str, rating: int | None) -> tuple[Opinion, ...]:
    """What a review's text says of each aspect, sentence by sentence.

    An aspect is judged by its own words in the clause, else by words that judge anything, else by the rating
    (5 praises, 1 and 2 blame; after a "but" in a review of 3 or more, blame). Where all are silent there is no
    opinion: reviews of 3 and 4 stars mention too much in passing. Words count against their sense when negated,
    and "too" turns praise into blame.
    """
    return tuple(found for sentence in sentences(text) for found in _of_sentence(sentence, rating))


def _of_sentence(sentence: str, rating: int | None) -> Iterator[Opinion]:
    sums: dict[str, int] = defaultdict(int)
    explicit: set[str] = set()
    for clause in _clauses(sentence):
        senses = tuple(_chinese_senses(clause.text) if has_cjk(clause.text) else _english_senses(clause.text))
        general = sum(sense.polarity for sense in senses if sense.aspect == _ANY)
        for aspect in dict.fromkeys(sense.aspect for sense in senses if sense.aspect != _ANY):
            said = sum(sense.polarity for sense in senses if sense.aspect == aspect) or general
            sums[aspect] += _sign(said) if said else _by_rating(rating, clause.turned)
            explicit |= {aspect} if said else set()
    for aspect, total in sums.items():
        if total:
            yield Opinion(aspect, _sign(total), sentence.strip(), aspect in explicit)


def _by_rating(rating: int | None, turned: bool) -> int:
    if rating is None:
        return 0
    if turned:
        return -1 if rating > _BAD_RATING else 0
    return 1 if rating >= _GOOD_RATING else -1 if rating <= _BAD_RATING else 0


def _clauses(sentence: str) -> Iterator[_Clause]:
    if has_cjk(sentence):
        for piece in _CHINESE_CUT.split(sentence):
            yield _Clause(piece, piece.strip().startswith(cues().chinese_turn))
        return
    for piece in _ENGLISH_CUT.split(sentence):
        before, *turns = cues().english_turn.split(piece)
        yield _Clause(before, turned=False)
        for clause in turns[1::2]:
            yield _Clause(clause, turned=True)


def _english_senses(clause: str) -> Iterator[Sense]:
    tokens = [match.group().lower().replace("’", "'") for match in _TOKEN.finditer(clause)]
    stems = [_stem(token) for token in tokens]
    place = 0
    while place < len(stems):
        length, senses = _longest(stems, place)
        flip = _flipped(tokens, place)
        for sense in senses:
            yield Sense(sense.aspect, _turned_by_too(tokens, place, sense.polarity) * flip)
        place += length


def _longest(stems: list[str], place: int) -> tuple[int, Senses]:
    for entry, senses in cues().english.get(stems[place], ()):
        if tuple(stems[place : place + len(entry)]) == entry:
            return len(entry), senses
    return 1, ()


def _flipped(tokens: list[str], place: int) -> int:
    """-1 when one of the few words before, on this side of a comma, negates; else 1."""
    for n in range(place - 1, max(place - 1 - _NEGATION_REACH, -1), -1):
        if tokens[n] in {",", ":", "(", ")"}:
            return 1
        if tokens[n] in cues().negations:
            return 1 if tokens[n + 1] in {"only", "just"} else -1
    return 1


def _turned_by_too(tokens: list[str], place: int, polarity: int) -> int:
    return -1 if polarity > 0 and place and tokens[place - 1] == "too" else polarity


def _chinese_senses(clause: str) -> Iterator[Sense]:
    for match in cues().chinese_pattern.finditer(clause):
        flip = -1 if cues().chinese_negation.search(clause[: match.start()]) else 1
        for sense in cues().chinese[match.group()]:
            yield Sense(sense.aspect, sense.polarity * flip)


def _senses(raw: Mapping[str, Any], language: str) -> dict[str, Senses]:
    """Every cue of a language with its senses; neutral ones have none, and so hide what they contain."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for polarity, key in ((1, "praise"), (-1, "blame")):
        for cue in raw[key][language].split():
            found[cue][_ANY] = polarity
    for aspect, lists in raw["aspect"].items():
        for polarity, key in ((0, "about"), (1, "praise"), (-1, "blame")):
            for cue in lists[f"{key}_{language}"].split():
                found[cue][aspect] = polarity
    found.update({cue: {} for cue in raw["neutral"][language].split()})
    return {cue: tuple(Sense(*pair) for pair in senses.items()) for cue, senses in found.items()}


def _by_first_stem(senses: Mapping[str, Senses]) -> dict[str, Entries]:
    """English entries by their first stem, longest first; entries that share their stems say what all of them say."""
    merged: dict[tuple[str, ...], dict[Sense, None]] = defaultdict(dict)
    for cue, said in senses.items():
        merged[tuple(map(_stem, cue.split("_")))].update(dict.fromkeys(said))
    grouped: dict[str, list[tuple[tuple[str, ...], Senses]]] = defaultdict(list)
    for stems, said in sorted(merged.items(), key=lambda item: (-len(item[0]), item[0])):
        grouped[stems[0]].append((stems, _settled(said)))
    return {first: tuple(entries) for first, entries in grouped.items()}


def _settled(senses: Iterable[Sense]) -> Senses:
    """One sense an aspect: a judging one goes before one that only names it."""
    best: dict[str, Sense] = {}
    for sense in senses:
        if sense.aspect not in best or best[sense.aspect].polarity == 0:
            best[sense.aspect] = sense
    return tuple(best.values())


@lru_cache(maxsize=16384)
def _stem(token: str) -> str:
    return stem_english(token)


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)
