"""Things that a text names as somebody's own: "to keep my sleeping bag dry" is no wish for a sleeping bag."""

from __future__ import annotations

import re

from bot.tools.desk import Desk
from knowledge.mention import Mention

_OWNER = re.compile(r"(?:\b(?:my|our|his|her|their) (?:[\w-]+ ){0,2}|[我他她]们?(?:家)?的)$", re.IGNORECASE)
_INSTEAD = re.compile(r"\breplac|\binstead\b|\bnew\b|\bbetter\b|替|换|新", re.IGNORECASE)
_WISH = re.compile(
    r"\b(?:some(?:thing|one)|anything|need|looking|look for|want|recommend|suggest|gift|present|like)\b"
    r"|\b(?:which|what) (?:\w+ )?(?:should|can|could|would|do)\b|推荐|想|要|买|找|送",
    re.IGNORECASE,
)


def of_own(text: str, desk: Desk) -> bool:
    """Whether every kind of thing that the text names is somebody's own, and not to be had anew."""
    things = _things(text, desk)
    return bool(things) and not _INSTEAD.search(text) and all(_OWNER.search(text[: m.start]) for m in things)


def _things(text: str, desk: Desk) -> list[Mention]:
    found = [m for m in desk.knowledge.mentions(text) if m.kind in ("product", "category")]
    return [
        m
        for m in found
        if not any(o.start <= m.start < m.end <= o.end and o != m for o in found if _wider(o, m))
    ]


def _wider(one: Mention, other: Mention) -> bool:
    return one.end - one.start > other.end - other.start


def belongings(text: str, desk: Desk) -> tuple[str, ...]:
    """The products that are such things as the text names as somebody's own; empty where it wishes for one."""
    if not of_own(text, desk):
        return ()
    kind = desk.knowledge.constraints(text).kind
    return tuple(p.product_id for p in desk.knowledge.filter_products(kind)) if kind.product_word else ()


def wishes(text: str) -> bool:
    """Whether a text says that something is wanted."""
    return _WISH.search(text) is not None
