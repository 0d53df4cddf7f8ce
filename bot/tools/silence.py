"""Questions for a brand, an origin, a certificate or fire safety: answered only by a fact that speaks of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.messages import Evidence

_KINDS = (
    (
        r"\b(?:which|what|whose) (?:brand|make|manufacturer|supplier)\b|\bwho (?:makes|made|manufactures|designed)\b"
        r"|(?:什么|哪个|哪家|哪种|啥)(?:牌子?|品牌|厂家|供应商)|谁(?:生产|制造|设计)",
        r"brand|maker|manufactur|supplier|designed by|made by|牌|厂家|生产商|供应商|设计",
    ),
    (
        r"\bwhere (?:is|are|was|were) .{1,60}\b(?:made|produced|manufactured|built|from)\b|\bmade in\b"
        r"|\bcountry of origin\b|\bwhich country\b|哪里(?:生产|制造|出|产)|哪(?:国|儿|里)?产的?|产地|原产"
        r"|是.{1,6}(?:国|本)(?:产|造|生产|制造)的?",
        r"made in|origin|produced in|manufactured in|built in|产地|原产|产于|制造|国产|生产",
    ),
    (
        r"\bcertifi|\bcertificat|\btested by\b|\bapproved by\b|\bseal of\b|认证|证书|检测报告|质检|检验报告",
        r"certif|tested|approved|complies|standard|label|认证|证书|检测|检验|标准",
    ),
    (
        r"\bfire ?proof|\bflame|\bflammab|\bfire[- ](?:resist|retard|safe|rating|class)|防火|阻燃|耐火|易燃",
        r"\bfire|flam|防火|阻燃|耐火|易燃|明火",
    ),
)
_ASKED = tuple((re.compile(asked, re.I), re.compile(told, re.I)) for asked, told in _KINDS)


def silent(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a question asks for one of these and no fact speaks of it."""
    return any(
        asked.search(question) and not any(told.search(_said(fact)) for fact in evidence)
        for asked, told in _ASKED
    )


def _said(fact: Evidence) -> str:
    text = fact.text
    for name in fact.names:
        text = text.replace(name, " ")
    return text
