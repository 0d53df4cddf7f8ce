"""Cuts sections of policies and manuals into parts: one per membership where several are spoken of."""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from knowledge.documents import Section
from knowledge.words import has_cjk, slug

STANDARD = "standard"
MAX_CHARS = 600
MAX_CHARS_CJK = 260
_NO_TIER = {"", "none", "no", "basic", "regular", "standard", "普通", "普通会员"}
_ALIASES = {
    "bronze": ("铜卡", "铜牌", "青铜"),
    "silver": ("银卡", "银牌", "白银"),
    "gold": ("金卡", "金牌", "黄金"),
    "platinum": ("白金", "铂金"),
    "diamond": ("钻石",),
    "vip": ("贵宾",),
    "business": ("企业客户", "企业会员", "公司客户"),
}
# "Standard:" at the start of a sentence means those without a membership; after "Gold, " it is a way of delivery.
_STANDARD_WORDS = re.compile(
    r"\b(?:standard|regular|basic) (?:customer|member|account|shopper)s?\b"
    r"|(?:^|(?<=[.;；。] )|(?<=[；。(（]))standard\b(?=\s*[:：|]|[,，] ?[^,:：.\n]{1,40}[:：])"
    r"|\b(?:without|no) (?:a |any )?(?:membership|tier|account)\b|\bnon-?members?\b|\bguests\b"
    r"|\b(?:everyone|everybody) else\b"
    r"|\b(?:all )?other customers\b"
    r"|\bprivate (?:customer|individual)s?\b|个人客户|普通(?:会员|顾客|客户|用户)|标准会员|非会员|未入会|其他顾客",
    re.IGNORECASE | re.MULTILINE,
)
_I_HAVE_NONE = re.compile(
    r"\b(?:not|never|no)\b(?: [\w'’]+){0,4} (?:member(?:s|ship)?|tiers?|rewards?|loyalty)\b"
    r"|n[’']t(?: [\w'’]+){0,4} (?:members?(?:hip)?|tiers?|rewards?|loyalty)\b"
    r"|(?:不是|没有?(?:办|入|注册|加入|开通)?过?|未办)(?:你们|贵店)?(?:家)?的?会员",
    re.IGNORECASE,
)
_COMMA = r"(?:[;，；]|,(?!\d))\s*(?:and |but )?"
_CLAUSE_START = re.compile(_COMMA)
_CLAUSE_END = re.compile(rf"{_COMMA}|、|\s+and\s+|\s+but\s+")
_LAST_FIGURE = re.compile(r"(?P<sign>[$€£¥￥]\s?)?(?<![\d.])\d+(?:\.\d+)?(?P<unit>\s*(?:[^\W\d]+|%))?\W*$")
_SHORTEST_CLAUSE, _SHORTEST_CLAUSE_CJK = 16, 6  # letters; less is a phrase such as "For returns"
# How a membership is reached concerns those who do not have it yet.
_REACHED = re.compile(
    r"\bbecom(?:e|ing)\b|\bqualif|\bupgraded?\b|\bsign(?:ing)? up\b|成为|升级", re.IGNORECASE
)
_GRANT = re.compile(r"\d|\bfree\b|免费", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])|\n+")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a section. `slug` names it in the document; `memberships` empty means: for everyone."""

    slug: str
    heading: str
    text: str
    memberships: tuple[str, ...] = ()


def membership_code(value: str | None) -> str:
    """A membership as compared in code: lower case, `standard` for those who have none."""
    code = (value or "").strip().casefold()
    return STANDARD if code in _NO_TIER else code


def memberships_in(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Which of the known membership codes a text speaks of, in the order of the codes."""
    return tuple(code for code in sorted(known) if _speaks_of(text, code))


def membership_written(text: str, code: str) -> str:
    """How a text names a membership; empty where it does not."""
    found = _name_of(code).search(text)
    return found.group() if found else ""


def memberships_claimed(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Which memberships a shopper speaks of; who says to have none is `standard`: "I'm not in your programme"."""
    none = (STANDARD,) if STANDARD in known and _I_HAVE_NONE.search(text) else ()
    return none or memberships_in(text, known)


def section_parts(
    sections: Sequence[Section],
    slugs: Sequence[str],
    known: Collection[str],
    twins: Sequence[Sequence[Section]] = (),
) -> tuple[Part, ...]:
    """The parts of a document's sections; `slugs` are their names, `known` the shop's membership codes.

    `twins` are the document in other languages: what one of them says is for a membership is so in all of them.
    """
    parts: list[Part] = []
    taken: set[str] = set()
    alike = [twin for twin in twins if len(twin) == len(sections)]
    for number, (section, name) in enumerate(zip(sections, slugs, strict=True)):
        for part in _parts(section, name, known, [twin[number] for twin in alike]):
            unique = _free(part.slug, name, taken)
            taken.add(unique)
            parts.append(Part(unique, part.heading, part.text, part.memberships))
    return tuple(parts)


def section_slugs(sections: Sequence[Section], default: Sequence[Section] | None) -> tuple[str, ...]:
    """Names of sections: those of the default-language twin where it has as many sections, else their own."""
    named = default if default is not None and len(default) == len(sections) else sections
    return tuple(slug(section.heading) for section in named)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences and list items of a text, without list marks; one that fits no passage is cut between words."""
    pieces = (piece.strip() for piece in _SENTENCE_END.split(text))
    plain = (re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", piece) for piece in pieces if piece)
    return tuple(part for piece in plain for part in _fitting(piece))


def chunks(text: str) -> tuple[str, ...]:
    """A text in pieces of whole sentences, each of at most about 150 tokens."""
    limit = _limit(text)
    if len(text) <= limit:
        return (text.strip(),) if text.strip() else ()
    pieces = [""]
    for sentence in sentences(text):
        if pieces[-1] and len(pieces[-1]) + len(sentence) > limit:
            pieces.append("")
        pieces[-1] = _joined(pieces[-1], sentence)
    return tuple(piece for piece in pieces if piece)


def _limit(text: str) -> int:
    return MAX_CHARS_CJK if has_cjk(text) else MAX_CHARS


def _fitting(sentence: str) -> Sequence[str]:
    limit = _limit(sentence)
    return textwrap.wrap(sentence, limit, break_on_hyphens=False) if len(sentence) > limit else (sentence,)


def _parts(section: Section, name: str, known: Collection[str], twins: Sequence[Section]) -> Iterator[Part]:
    spoken_of = memberships_in(f"{section.heading}\n{section.text}", known)
    alone = next((code for one in (section, *twins) if (code := _one_membership(one, known))), ())
    if alone and set(spoken_of) <= set(alone):
        yield from _pieces(alone[0], section.heading, section.text, alone)
    elif _differs(section, spoken_of):
        yield from _by_membership(section, name, spoken_of)
    else:
        yield from _pieces(name, section.heading, section.text, ())


def _one_membership(section: Section, known: Collection[str]) -> tuple[str, ...]:
    """The one membership that a section is for, by its heading; none where it speaks of others too."""
    named = memberships_in(section.heading, known)
    others = set(known) - set(named)
    return named if len(named) == 1 and not memberships_in(section.text, others) else ()


def _differs(section: Section, spoken_of: tuple[str, ...]) -> bool:
    """Whether a section grants other things to other people: to several memberships, or to one beside everybody."""
    if not spoken_of or _REACHED.search(f"{section.heading}\n{section.text}"):
        return False
    said = [clause for sentence in sentences(section.text) for clause in _clauses(sentence, spoken_of)]
    granting = [clause for clause in said if _GRANT.search(clause)]
    return len(spoken_of) > 1 or len({bool(memberships_in(c, spoken_of)) for c in granting}) > 1


def _by_membership(section: Section, name: str, spoken_of: tuple[str, ...]) -> Iterator[Part]:
    said = [clause for sentence in sentences(section.text) for clause in _clauses(sentence, spoken_of)]
    tagged = [(clause, memberships_in(clause, spoken_of)) for clause in said]
    general = [clause for clause, codes in tagged if not codes]
    yield from _pieces(name, section.heading, _join(general), ())
    shared: dict[str, list[str]] = {}
    for code in spoken_of:
        own = _join([clause for clause, codes in tagged if code in codes])
        shared.setdefault(own, []).append(code)
    for own, codes in shared.items():
        yield from _pieces("-".join(codes), section.heading, own, tuple(codes))


def _clauses(sentence: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence cut where each piece says what one membership alone gets, else at its semicolons, else whole.

    What it says for everybody may stand before that: "30 days; Gold members 45", "7 天，金卡 15 天".
    """
    pieces = tuple(piece.strip() for piece in _CLAUSE_END.split(sentence) if piece.strip())
    spoken = [memberships_in(piece, known) for piece in pieces]
    apart = len(set(spoken)) == len(spoken) and all(len(codes) == 1 for codes in spoken)
    if len(pieces) > 1 and apart and all(_GRANT.search(piece) for piece in pieces):
        return _finished(pieces) or (sentence,)
    general, own = _general_first(sentence, known)
    if general:
        return (*_finished((general,)), *_clauses(own, known))
    return (
        tuple(c for part in sentence.split("; ") for c in _clauses(part, known))
        if "; " in sentence
        else (sentence,)
    )


def _general_first(sentence: str, known: tuple[str, ...]) -> tuple[str, str]:
    """The clause for everybody that a sentence begins with, and its rest; empty when it begins otherwise.

    Each clause of the rest must speak of a membership, or what is for everybody may go on there.
    """
    ends = [found.span() for found in _CLAUSE_START.finditer(sentence)]
    starts = [0, *(end for _, end in ends)]
    clauses = [sentence[a:b] for a, b in zip(starts, [*(s for s, _ in ends), len(sentence)], strict=True)]
    first = next((n for n, clause in enumerate(clauses) if memberships_in(clause, known)), 0)
    if not first or not all(memberships_in(clause, known) for clause in clauses[first:]):
        return "", sentence
    general = sentence[: ends[first - 1][0]].strip()
    least = _SHORTEST_CLAUSE_CJK if has_cjk(general) else _SHORTEST_CLAUSE
    long_enough = _GRANT.search(general) or len(general) >= least
    return (general, sentence[starts[first] :]) if long_enough else ("", sentence)


def _finished(pieces: Sequence[str]) -> tuple[str, ...]:
    """Clauses as sentences of their own: a unit said once for several figures said each time, an end mark.

    Empty when a figure would be left without what it counts.
    """
    told: list[str] = []
    unit = ""
    for piece in pieces:
        figure = _LAST_FIGURE.search(piece)
        bare = figure is not None and not figure["unit"] and not figure["sign"]
        if bare and not unit:
            return () if len(pieces) > 1 else tuple(pieces)
        unit = unit if figure is None or bare else figure["unit"] or ""
        whole = piece.rstrip(".。") + unit if bare else piece
        told.append(whole if whole[-1] in ".!?。！？" else f"{whole}{'。' if has_cjk(whole) else '.'}")
    return tuple(told)


def _pieces(name: str, heading: str, text: str, memberships: tuple[str, ...]) -> Iterator[Part]:
    for number, piece in enumerate(chunks(text), start=1):
        yield Part(name if number == 1 else f"{name}-{number}", heading, piece, memberships)


def _free(wanted: str, section: str, taken: set[str]) -> str:
    names = [wanted, f"{section}-{wanted}", *(f"{section}-{wanted}-{n}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def _speaks_of(text: str, code: str) -> bool:
    return _name_of(code).search(text) is not None


@functools.cache
def _name_of(code: str) -> re.Pattern[str]:
    if code == STANDARD:
        return _STANDARD_WORDS
    latin = rf"\b{re.escape(code)}\b" if code.isascii() else re.escape(code)
    return re.compile("|".join([latin, *_ALIASES.get(code, ())]), re.IGNORECASE)


def _join(pieces: Sequence[str]) -> str:
    joined = ""
    for piece in pieces:
        joined = _joined(joined, piece)
    return joined


def _joined(text: str, sentence: str) -> str:
    return f"{text}{'' if not text or has_cjk(sentence) else ' '}{sentence}"
