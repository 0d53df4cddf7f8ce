"""Reads limits on the price and the rating out of a question, in English and Chinese, without rounding.

`under 50` leaves 50 out, `up to 50` and `50以内` let it in. A number with a unit that is not money (`under 2 kg`,
`4 people`) is no price.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision

_NUMBER = (
    r"(?P<{0}>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万]+)(?P<{0}k>k\b)?"
)
_SIGN = r"(?:€|\$|£|¥|￥|eur|usd|gbp|cny|rmb)?\s*"
_MONEY = (
    r"(?:\s*(?P<{0}>€|\$|£|¥|￥|(?:eur|euros?|usd|dollars?|bucks|gbp|pounds?|quid|cny|rmb|yuan)\b"
    r"|欧元|欧|元|块钱?|美元|美金|英镑|镑|人民币))?"
)
_UNIT = (
    r"(?!\s*-?(?:kg|kgs|kilos?|kilograms?|g|gr|grams?|mg|lbs?|oz|cm|mm|m|km|metres?|meters?|inch(?:es)?|in\b(?!\s+stock)"
    r"|ft|feet|l|litres?|liters?|ml|cl|w|kw|watts?|wh|v|mah|ah|lm|lumens?|gb|tb|mb|hz|khz|db|°|degrees?|c\b|%|percent"
    r"|h\b|hrs?|hours?|min(?:ute)?s?|seconds?|days?|weeks?|months?|years?|yrs?|stars?|people|persons?|pieces?|pcs"
    r"|pairs?|pack|times|am\b|pm\b)\b|\s*(?:公斤|千克|克|斤|厘米|毫米|公分|米|升|毫升|瓦|流明|毫安|寸|英寸|小时|分钟|天|周"
    r"|个|月|年|岁|人|件|双|颗?星|分(?!之)|度|点|只|款|码|[:：\d]))"
)
_SAFE = r"(?<![A-Za-z0-9.])"


def _amount(name: str) -> str:
    money = _MONEY.format(f"{name}m")
    return rf"{_SIGN}{_NUMBER.format(name)}(?![\d.,]*\d){money}{_UNIT}"


_LESS = r"(?:under|below|less than|cheaper than|lower than|<|不到|低于|少于|小于)\s*"
_AT_MOST = (
    r"(?:up to|at most|max(?:imum)?(?: of)?|no more than|not more than|not over|not above|no higher than|within|<=|≤"
    r"|不超过?|[别勿]超过?|不能超过?|不要超过?|最多|至多|顶多|最高|控制在|不高于"
    r"|(?:price |spending )?limit(?: is| of|:)"
    r"|(?:can(?:['’]?t|not)?|could|won['’]?t|would(?:n['’]t)?|i['’]d) (?:\w+ )?go (?:up )?(?:to|past|over|above|beyond)"
    r"|budget(?: is| of|:)?(?: about| around)?|预算(?:是|为|大概|大约|在)?|以内)\s*"
)
_MORE = r"(?:over|above|more than|higher than|>|超过|高于|大于|多于)\s*"
_AT_LEAST = r"(?:at least|from|min(?:imum)?(?: of)?|no less than|not less than|>=|≥|至少|不低于|不少于)\s*"
_AROUND = r"(?:around|about|roughly|approximately|大约|大概|差不多)\s*"
_RANGE = rf"{_amount('low')}\s*(?:and|to|-|–|—|~|～|到|至)\s*{_amount('high')}"
_LED_RANGE = re.compile(rf"(?:between|from|介于)\s*{_RANGE}", re.IGNORECASE)
_BARE_RANGE = re.compile(
    rf"(?<![\w.-])(?P<sign>[€$£¥￥]\s*)?{_RANGE}(?P<among>\s*(?:之间|价位))?(?![\w-])", re.IGNORECASE
)
_LIMITS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("less", rf"(?<!not ){_LESS}{_amount('a')}"),
        ("at_most", rf"{_AT_MOST}{_amount('a')}"),
        (
            "at_most",
            rf"{_SAFE}{_amount('a')}\s*(?:or (?:less|under|below|cheaper)|max\b|tops"
            r"|(?:is|being) (?:about )?(?:the|my|our) (?:most|max(?:imum)?|limit|ceiling|top)\b"
            r"|打住|封顶|到顶|顶天|之?以下|之?以内|之内|内(?=的|$))",
        ),
        ("more", rf"(?<!no )(?<!not )(?<!不){_MORE}{_amount('a')}"),
        ("at_least", rf"{_AT_LEAST}{_amount('a')}"),
        ("at_least", rf"{_SAFE}{_amount('a')}\s*(?:or (?:more|over|above)|\+|之?以上|(?<!一)起)"),
        ("around", rf"{_AROUND}{_amount('a')}"),
        ("around", rf"(?<![米尺斤点]){_SAFE}{_amount('a')}\s*(?:左右|上下)"),
    )
)
_STAR_NUMBER = r"(?P<n>[1-5](?:\.\d)?|[一二三四五])"
_STARS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:at least|over|above|more than|minimum)\s*{_STAR_NUMBER}[\s-]*stars?",
        rf"{_STAR_NUMBER}\s*\+?[\s-]*stars?\s*(?:\+|or (?:more|better|higher|above|up)|and (?:up|above|more))",
        rf"{_STAR_NUMBER}\s*\+\s*(?:stars?|rating)",
        rf"(?:rated|rating(?: of)?|ratings)\s*(?:at least|over|above|from)?\s*{_STAR_NUMBER}"
        r"(?:\s*\+|\s*or|\s*stars?|\s*and|$)",
        rf"{_STAR_NUMBER}\s*(?:颗?星|分)\s*(?:及|或)?\s*以上",
        rf"(?:评分|星级|评价)\s*(?:至少|不低于|高于|超过|在)?\s*{_STAR_NUMBER}\s*(?:颗?星|分)?(?:以上)?",
    )
)
_MONEY_CODES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "欧": "EUR", "欧元": "EUR", "$": "USD", "usd": "USD",
    "dollar": "USD", "dollars": "USD", "bucks": "USD", "美元": "USD", "美金": "USD", "£": "GBP", "gbp": "GBP",
    "pound": "GBP", "pounds": "GBP", "quid": "GBP", "英镑": "GBP", "镑": "GBP", "cny": "CNY", "rmb": "CNY",
    "yuan": "CNY", "人民币": "CNY",
}  # fmt: skip
_CHINESE_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}


@dataclass(frozen=True, slots=True)
class PriceLimits:
    """Inclusive limits in minor units of the shop's currency; `currency` is another one that the text named."""

    low: int | None = None
    high: int | None = None
    currency: str | None = None


def price_limits(text: str, currency: str) -> PriceLimits:
    """The price limits in a text, read in the shop's currency. `around 50` means a fifth either way."""
    both = _LED_RANGE.search(text) or _money_range(text)
    if both:
        low, high = _minor(both, "low", currency), _minor(both, "high", currency)
        return PriceLimits(min(low, high), max(low, high), _named(both, ("highm", "lowm"), currency))
    low: int | None = None
    high: int | None = None
    named: str | None = None
    for kind, pattern in _LIMITS:
        match = pattern.search(text)
        if match:
            value = _minor(match, "a", currency)
            new_low, new_high = _limits(kind, value)
            low = new_low if low is None else low
            high = new_high if high is None else high
            named = named or _named(match, ("am",), currency)
    return PriceLimits(low, high, named)


def rating_limit(text: str) -> float | None:
    """The lowest mean rating that a text asks for, 1 to 5."""
    for pattern in _STARS:
        match = pattern.search(text)
        if match:
            said = match.group("n")
            return float(_CHINESE_DIGITS.get(said, said))
    return None


def chinese_number(text: str) -> int:
    """`一百五十` as 150, `两百五` as 250, `十` as 10."""
    total = section = digit = unit = 0
    for char in text:
        if char in _CHINESE_UNITS:
            unit = _CHINESE_UNITS[char]
            if unit == 10000:
                total, section = (total + section + digit) * unit, 0
            else:
                section += (digit or 1) * unit
            digit = 0
        else:
            digit, unit = _CHINESE_DIGITS[char], unit if char != "零" else 0
    colloquial = unit // 10 if digit and unit >= 100 else 1
    return total + section + digit * colloquial


def _money_range(text: str) -> re.Match[str] | None:
    """A range that no word leads in: money only when it says so."""
    found = _BARE_RANGE.finditer(text)
    return next(
        (m for m in found if m.group("sign") or m.group("lowm") or m.group("highm") or m.group("among")), None
    )


def _limits(kind: str, value: int) -> tuple[int | None, int | None]:
    return {
        "less": (None, value - 1),
        "at_most": (None, value),
        "more": (value + 1, None),
        "at_least": (value, None),
        "around": (value - value // 5, value + value // 5),
    }[kind]


def _minor(match: re.Match[str], name: str, currency: str) -> int:
    said = match.group(name).replace(",", "")
    number = Decimal(said) if said[0].isdigit() else Decimal(chinese_number(said))
    thousands = 1000 if match.group(f"{name}k") else 1
    return int((number * thousands).scaleb(get_currency_precision(currency)))


def _named(match: re.Match[str], groups: tuple[str, ...], currency: str) -> str | None:
    codes = [_MONEY_CODES.get((match.group(group) or "").lower()) for group in groups]
    return next((code for code in codes if code and code != currency), None)
