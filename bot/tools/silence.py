"""Questions that only a fact answers which speaks of the very thing.

Of goods a brand, an origin, a certificate, fire safety, a substance, a socket, an alarm, a height; of a shop parking,
ways for wheelchairs and dogs, hire, trading in, points.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.messages import Evidence

_OF_GOODS = (
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
    (r"\bbpa\b|\bbisphenol|双酚", r"\bbpa\b|bisphenol|双酚"),
    (
        r"\bp(?:fas|fcs?|foa|tfe)\b|\bfluoro|\bforever chemicals?\b|\bteflon\b|含氟|氟化|全氟|特氟龙",
        r"\bp(?:fas|fcs?|foa|tfe)\b|fluor|teflon|氟",
    ),
    (r"\bphthalate|\bplasticis|增塑剂|塑化剂|邻苯", r"phthalate|plasticis|增塑|塑化|邻苯"),
    (r"\bformaldehyde|甲醛", r"formaldehyde|甲醛|\bE1\b|\bENF\b|\bF4"),
    (r"\bphosphorus|\bphosphate|磷", r"phosph|磷"),
    (r"\bprotein|粗?蛋白", r"protein|蛋白"),
    (
        r"\baux\b|\bauxiliary (?:in|input|socket|port)\b|\bline[- ]in\b|音频(?:输入|线)|\bheadphone (?:jack|socket)\b",
        r"\baux|line[- ]in|\bjack\b|3\.5|\bcable\b|音频|有线|耳机孔",
    ),
    (r"\balarm clock\b|\bwake me\b|闹钟|叫我起床", r"alarm|\bwake|闹钟|唤醒"),
    (r"\baltitude|\belevation|海拔", r"altitude|elevation|metres above|海拔"),
    (
        r"\bhow (?:tall|high) (?:is|are)\b|多高|高度",
        r"\btall|\bhigh|height|高|\d x \d|×|\d ?(?:cm|mm|m|in)\b|厘米|毫米",
    ),
)
_OF_SHOP = (
    (
        r"\bparking\b|\bcar ?park|\bpark (?:the|my|our|a) car\b|\bleave (?:the|my|our|a) car\b|停车",
        r"\bpark(?:ing|s|ed)?\b|\bcar ?park|停车|车位",
    ),
    (
        r"\bwheelchair|\bstep[- ]free\b|\bsteps at the door\b|轮椅|无障碍",
        r"wheelchair|step|ramp|\blift\b|accessib|轮椅|无障碍|坡道|台阶|电梯",
    ),
    (
        r"\b(?:rent|hire|borrow)\b.{0,30}\b(?:from|off|of) (?:you|ye|your)|\b(?:do|can) (?:you|i|we) (?:rent|hire)\b"
        r"|\b(?:rent|hire) (?:out )?(?:a|an|one|the)\b|租(?:借|用|赁)?.{0,8}[吗么]|[可能]以?租|出租",
        r"\brent|\bhire\b|\bhiring\b|租",
    ),
    (
        r"\b(?:bring|take) (?:my|the|our|a) dogs?\b.{0,20}\b(?:in|into|shop|store)\b|\bdogs? (?:allowed|welcome)\b"
        r"|带(?:着)?(?:狗|宠物).{0,6}[进去来]",
        r"\bdogs?\b.{0,40}\b(?:welcome|allowed|store|shop|lead)|宠物|带狗",
    ),
    (
        r"\btrade[- ]?in\b|\bpart[- ]exchange\b|\btake my old .{1,30} (?:as|in) part\b|以旧换新|折价",
        r"trade[- ]?in|part[- ]exchange|以旧换新|折价",
    ),
    (
        r"\b(?:loyalty|reward|bonus) points?\b|\b(?:earn|collect|gather|get|redeem) (?:any )?points\b|积分",
        r"\bpoints?\b|积分",
    ),
    (r"\bstudents?(?:['’] ?| )(?:discount|card|price)|学生(?:证|价|优惠|折扣)", r"student|学生"),
)
Kinds = tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]


def _compiled(kinds: Sequence[tuple[str, str]]) -> Kinds:
    return tuple((re.compile(asked, re.I), re.compile(told, re.I)) for asked, told in kinds)


_ABOUT_GOODS, _ABOUT_SHOP = _compiled((*_OF_GOODS, *_OF_SHOP)), _compiled(_OF_SHOP)


def silent(question: str, evidence: Sequence[Evidence]) -> bool:
    """Whether a question asks for one of these and no fact speaks of it."""
    return _silent(_ABOUT_GOODS, question, evidence)


def shop_silent(question: str, evidence: Sequence[Evidence]) -> bool:
    """The same of what a shop, and no product, has or offers."""
    return _silent(_ABOUT_SHOP, question, evidence)


def _silent(kinds: Kinds, question: str, evidence: Sequence[Evidence]) -> bool:
    return any(
        asked.search(question) and not any(told.search(_said(fact)) for fact in evidence)
        for asked, told in kinds
    )


def _said(fact: Evidence) -> str:
    text = fact.text
    for name in fact.names:
        text = text.replace(name, " ")
    return text
