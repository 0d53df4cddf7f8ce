"""Whether the shop sends to a place at all, by its rules; where that cannot be read surely, it is left open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from bot.tools.delivery_rules import area_of, for_goods, home_of, said_in
from bot.tools.desk import Desk
from knowledge.passages import Passage
from knowledge.places import Area

Refusal = Literal["refused", "open", "no"]
"""Whether a sentence refuses a place: it does, that cannot be told, or it does not."""
_NOT_SENT = re.compile(
    r"(?:\bnot|n['’]t|\bcannot|\bno longer|\bnever)\s+(?:currently\s+|yet\s+|be\s+)?"
    r"(?:deliver|send|sent|ship|post|go)(?:ed|ped)?\b"
    r"|\bwhere we do(?:n['’]t| not) (?:send|deliver|ship)\b"
    r"|不(?:能|可以|支持)?(?:配送|发货|寄送|送达|寄|送|发)|不能送|无法(?:配送|寄|送|发)",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\boutside\b|\belsewhere\b|\bany(?:where)? (?:other|else)\b|\bother countr|以外|之外|其他(?:国家|地区)",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\bonly (?:deliver|ship|send|to)\b|\b(?:deliver|ship|send)\b[^.]{0,60}\bonly\b|只(?:能)?(?:配送|寄|送|发)",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"\babroad\b|\boverseas\b|\binternational|海外|国外|境外", re.IGNORECASE)
_PART = re.compile(r"\bparts? of\b|\bsome\b|\bcertain\b|部分|个别|大件|小件", re.IGNORECASE)
_NO_EXPRESS = re.compile(
    r"\bno (?:express|next|two|one|same|overnight)|\b(?:not|n['’]t)\b[^.;]{0,20}\b(?:express|next|overnight)\b"
    r"|\b(?:express|[- ]day|overnight)\b[^.;]{0,40}(?:\bnot\b|n['’]t\b)"
    r"|(?:没有|不支持|不能[发寄走]?|不可)(?:特快|加急|次日|隔日|顺丰)"
    r"|(?:特快|加急|次日达?|顺丰)[^。；]{0,12}(?:不[能支可发送]|除外)",
    re.IGNORECASE,
)


def refusing(place: Area, passages: Sequence[Passage], desk: Desk) -> tuple[Refusal, Passage | None]:
    """Whether the rules refuse a place, and the one that does."""
    served = _served(passages, desk)
    found = [
        (refuses(sentence, passage, place, served, desk), passage)
        for passage in passages
        if not for_goods(passage.heading if passage.kind == "policy" else "", desk)
        for sentence in said_in(passage)
    ]
    for wanted in ("refused", "open"):
        passage = next((passage for refusal, passage in found if refusal == wanted), None)
        if passage:
            return wanted, passage
    return "no", None


def refuses(sentence: str, passage: Passage, place: Area, served: frozenset[str], desk: Desk) -> Refusal:
    """Whether one sentence refuses a place."""
    heading = passage.heading if passage.kind == "policy" else ""
    negative = _NOT_SENT.search(sentence) or _NOT_SENT.search(heading)
    only = _ONLY.search(sentence)
    if not (negative or only) or for_goods(sentence, desk):
        return "no"
    named, home = area_of(sentence, desk), home_of(desk)
    if only or _OUTSIDE.search(sentence):
        stated = named.codes if named else frozenset[str]()
        inside = stated if only else stated | served
        return _beyond(place, inside, sentence) if inside else "open"
    if _ABROAD.search(sentence) and home and home not in place.countries:
        return "refused"
    return _among(place, named, sentence) if named else "no"


def no_express(passages: Iterable[Passage], place: Area | None, desk: Desk) -> bool:
    """Whether a rule says that there is no express to the place, or may say so."""
    for passage in passages:
        area = area_of(passage.heading, desk)
        here = area is None if place is None else area is not None and place.touches(area)
        for sentence in said_in(passage) if here and not for_goods(passage.heading, desk) else ():
            if _NO_EXPRESS.search(sentence) and not for_goods(sentence, desk):
                return True
    return False


def _served(passages: Sequence[Passage], desk: Desk) -> frozenset[str]:
    """The places that the rules say something of beside a refusal, and the shop's own country."""
    home = home_of(desk)
    kept = [s for p in passages for s in said_in(p) if not _NOT_SENT.search(s)]
    codes = {code for sentence in kept if (area := area_of(sentence, desk)) for code in area.codes}
    return frozenset(codes | ({home} if home else set()))


def _beyond(place: Area, inside: frozenset[str], sentence: str) -> Refusal:
    other = Area(sentence, inside)
    if place.within(other):
        return "no"
    return "open" if place.touches(other) else "refused"


def _among(place: Area, named: Area, sentence: str) -> Refusal:
    if not place.touches(named):
        return "no"
    return "refused" if place.within(named) and not _PART.search(sentence) else "open"
