"""What a question says of discounts, codes and prices that fell: whether offers can be meant at all."""

from __future__ import annotations

import re

_OFFERS = re.compile(
    r"\b(?:discounts?|promos?|promotions?|coupons?|vouchers?|deals?|special offers?|on sale)\b"
    r"|\b(?:anything|something|money|per ?cent|%|[€$£]\s?\d+|\d+ ?(?:euros?|dollars|pounds)?) off\b"
    r"|\b(?:cheaper|less|discount)\b.{0,20}\bif i (?:buy|get|take|order) (?:two|three|four|several|more|\d)"
    r"|[买拿要来](?:[两俩二三四五六几\d]|多(?!少)).{0,6}(?:便宜|(?<!多)少|折)"
    r"|优惠|折扣|打[一二三四五六七八九\d.]+折|促销|满减|有.{0,2}活动",
    re.I,
)
_MAYBE_OFFERS = re.compile(
    r"\b(?:free|freebies?|gifts?|treats?|sweetener|pric(?:es?|ed|ing|ey)|bargains?|drop(?:s|ped)?"
    r"|(?:marked|knocked|going|gone|come|went) down|down again|cheap\w*|less|codes?|cards?|save[ds]?|savings?|sales?"
    r"|offers?|reduc\w*|students?|nurses?|teachers?|birthday|black friday|cyber|boxing day|wholesale|bulk|points?"
    r"|(?:buy|get) (?:one|two|three)|(?:two|three|four|six|ten|\d+) for|half|extra|pay|paying|costs?|event|newsletter"
    r"|first time|new customers?|basket|total|quid|bucks|off|friends and family|anything (?:on|in it)"
    r"|something in it)\b"
    r"|\b(?-i:[A-Z]{3,}\d*|[A-Z]+\d{2,})\b|[€£$¥￥%]|\d+ ?(?:euros?|pounds?|块|元|欧)"
    r"|送|赠|免|价|降|抹零|零点|红包|黑五|双十|六一八|周年|节|返|少(?!了|年)|抢|直播|便宜|券|(?<!\d)码(?![数的能])|折(?!叠)|减|优惠|活动|会员"
    r"|积分|福袋|团购|批发|学生|老师|省(?!电|心|力|事)|抵|叠加|满|贵|新人|划算|砍|底价|早鸟|邀请|优待|暗号",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\d ?(?:%|per ?cent)|[一二三四五六七八九\d.]+折|百分之")
_BOUGHT = r"(?:bought|buy|ordered|order|paid|pay|got|get|placed)"
_FALLS = (
    r"(?:reduc(?:ed|tion)|discounted|marked down|(?:on|in(?: the)?) sales?|cheaper|drop(?:s|ped)?"
    r"(?: (?:it|in|the price))?|price (?:\w+ )?(?:falls|fell|drops?|cut)|(?:go|goes|went|come|comes|came) down"
    r"|lower(?:ed)?|less)"
)
_FELL_AFTER = re.compile(
    rf"\b{_FALLS}\b.{{0,60}}\b(?:after|since|as soon as|once|when) (?:i|we)(?:['’](?:ve|d)| have| had)?"
    rf" (?:\w+ )?{_BOUGHT}\b"
    rf"|\b(?:i|we)(?:['’]ve| have)? (?:\w+ )?(?:bought|ordered|paid)\b.{{0,80}}"
    rf"\b(?:now|then|today|since|later|next (?:day|week|month)|the (?:day|week) after)\b.{{0,40}}\b{_FALLS}\b"
    rf"|\b(?:i|we)(?:['’]ve| have)? (?:\w+ )?(?:bought|ordered|paid)\b.{{0,60}}\b{_FALLS}\b.{{0,30}}"
    r"\b(?:difference|back|refund\w*|between)\b"
    r"|[刚才前昨上].{0,8}(?:买|下单|拍|付).{0,16}(?:就|又|却|今天|现在|结果|你们).{0,8}(?:降|便宜|打折|减|跌)"
    r"|(?:买|下单|拍|付款?)(?:了|完|好|过)?(?:以|之)?[后完].{0,14}(?:降|便宜|打折|跌)|差价|价保|保价",
    re.IGNORECASE,
)


_PAID_FOR = re.compile(
    r"\bvouchers?\b.{0,40}\b(?:bought|paid for|gave|given|gifted|for (?:my|his|her|our) birthday|christmas)\b"
    r"|\b(?:bought|paid for|gave|given|gifted)\b.{0,30}\bvouchers?\b|\bgift ?(?:cards?|vouchers?|tokens?)\b"
    r"|礼品卡|礼物卡|购物卡|储值卡",
    re.IGNORECASE,
)


def speaks_of_offers(question: str) -> bool:
    """Whether a question names discounts, coupons or the like."""
    return _OFFERS.search(question) is not None


def names_a_share(question: str) -> bool:
    """Whether a share of the price is named: "with just the 10%", 九折."""
    return _SHARE.search(question) is not None


def may_mean_offers(question: str) -> bool:
    """Whether any word is of money, gifts, codes or occasions, so that an offer can be what is asked for."""
    return speaks_of_offers(question) or _MAYBE_OFFERS.search(question) is not None


def of_paid_voucher(question: str) -> bool:
    """Whether it speaks of a voucher or card that somebody paid for, which is no discount."""
    return _PAID_FOR.search(question) is not None


def price_fell_after(question: str) -> bool:
    """Whether it is about a price that falls after a purchase: no offer, but what the shop grants then, is asked."""
    return _FELL_AFTER.search(question) is not None
