"""What a question expects to hear measured, and what a text tells: weight, length, time, money and so on.

The expected answer type of question answering (Li and Roth 2002), for the quantities that shops state.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Quantity = Literal[
    "mass",
    "length",
    "time",
    "volume",
    "light",
    "power",
    "charge",
    "money",
    "temperature",
    "sound",
    "share",
    "stock",
]

_ASKED: tuple[tuple[Quantity, tuple[str, ...]], ...] = (
    (
        "mass",
        (
            r"\bhow heavy\b|\bweigh|\bhow (?:many|much) (?:kg|kilos?|grams?|kilograms?|pounds)\b",
            r"\bhow (?:many|much) (?:ounces|oz|mg|milligrams?|mcg|micrograms?|iu)\b",
            "多重|有多沉|重不重|重量|净重|净含量|承重|(?<![喂吃放加])(?:几(?:公斤|斤|克|千克|毫克|两)|多少(?:公斤|斤|克|千克|毫克|微克|两))",
        ),
    ),
    (
        "length",
        (
            r"\bhow (?:tall|high|wide|deep|long is|thick|big|large|far)\b|\b(?:height|width|depth|length|headroom)\b",
            r"\bhow many (?:cm|mm|inches|met(?:er|re)s)\b|\bwhat size\b|\bdimensions\b",
            "多高|多宽|多长(?!时间)|多深|多厚|多大|多远|几(?:米|厘米|寸)|多少(?:厘米|米|毫米|公分|寸|英寸)|尺寸|离地多少",
        ),
    ),
    (
        "time",
        (
            r"\bhow long\b(?! is)|\bhow (?:soon|fast|quick)|\bwhen\b",
            r"\bhow many (?:hours|days|minutes|weeks|months|years)\b",
            "多久|多长时间|几个?(?:小时|分钟|天|周|月|年)|多少个?(?:小时|分钟|天|周|月|年)|什么时候|何时|时间",
        ),
    ),
    (
        "volume",
        (
            r"\bhow many (?:lit(?:er|re)s|ml|cups|(?:fl(?:uid)? )?(?:oz|ounces)|pints|quarts|gallons)\b",
            r"\bcapacity\b|\bhow much (?:does|can|will) .{0,30}\bhold\b",
            "几升|多少(?:升|毫升)|容量|能装多少",
        ),
    ),
    ("light", (r"\blumens?\b|\bhow bright\b", "流明|多亮|亮度")),
    ("power", (r"\bwatts?\b|\bwattage\b|\bhow powerful\b", "瓦|功率")),
    ("charge", (r"\bmah\b|\bbattery capacity\b", "毫安|电池容量")),
    (
        "money",
        (
            r"\bhow much (?:is|are|does .{0,30}cost|do .{0,30}cost)\b|\bprice|\bcosts?\b",
            "多少钱|价格|价钱|怎么卖|几块|多贵|运费|[付交收花]多少(?!天|个)",
        ),
    ),
    (
        "temperature",
        (r"\btemperature|\bhow (?:hot|cold|warm)\b|\bcoldest\b|\bdegrees\b", "多少度|几度|温度|多冷|多热"),
    ),
    ("sound", (r"\bhow (?:loud|noisy|quiet)\b|\bdecibels?\b", "分贝|多吵|噪音")),
    ("share", (r"\bper ?cent|\bhow much off\b|\bdiscount\b", "百分之|几折|折扣|打折")),
    (
        "stock",
        (
            r"\b(?:in|out of) stock\b|\bsold out\b|\bavailable(?: (?:right )?now| today| again|\W*$)",
            r"\b(?:any|many) .{0,40}\bleft\b|\bleft in stock\b|\bstill (?:got|have|sell|there|available)\b",
            "有货|现货|库存|缺货|断货|卖完|售罄|补货|到货|有没有货|还剩|剩几|还有(?:[吗没货几]|多少)|[买能]得?到吗",
        ),
    ),
)
_NUMBER = r"\d(?:[\d.,]*\d)?\s*(?:-\s*\d[\d.,]*\s*)?"
_TOLD: tuple[tuple[Quantity, tuple[str, ...]], ...] = (
    (
        "mass",
        (
            rf"{_NUMBER}(?:kg|g|mg|mcg|[µμ]g|iu|lbs?|pounds?|oz|ounces?|(?:kilo|milli|micro)?grams?|公斤|千克|毫克|微克|克|斤|两)(?![a-z])",
        ),
    ),
    (
        "length",
        (
            rf"{_NUMBER}(?:×|x|\*)?\s*(?:mm|cm|m|km|in|inch(?:es)?|ft|feet|foot|miles?|met(?:er|re)s?)(?![a-z])",
            rf"{_NUMBER}(?:毫米|厘米|公分|米|英寸|寸)",
        ),
    ),
    (
        "time",
        (
            rf"{_NUMBER}(?:h|hrs?|hours?|min(?:ute)?s?|s|seconds?)(?![a-z])",
            rf"{_NUMBER}(?:(?:working |business )?days?|weeks?|months?|years?)(?![a-z])",
            rf"{_NUMBER}(?:个?小时|分钟|秒|个?工作日|天|日|周|个月|年)",
        ),
    ),
    (
        "volume",
        (
            rf"{_NUMBER}(?:l|ml|cl|lit(?:er|re)s?|fl\.? ?oz|fluid ounces?|pints?|quarts?|gallons?|升|毫升)(?![a-z])",
        ),
    ),
    ("light", (rf"{_NUMBER}(?:lm|lumens?|流明)(?![a-z])",)),
    ("power", (rf"{_NUMBER}(?:w|kw|watts?|瓦)(?![a-z])",)),
    ("charge", (rf"{_NUMBER}(?:mah|ah|wh|毫安时?|瓦时)(?![a-z])",)),
    (
        "money",
        (rf"[€$£¥￥]\s*\d|{_NUMBER}(?:€|eur|usd|gbp|cny|元|块)(?![a-z])", r"\bfree\b|免费|免运费|包邮"),
    ),
    ("temperature", (rf"-?{_NUMBER}(?:°|℃|degrees|度)",)),
    ("sound", (rf"{_NUMBER}(?:db|分贝)(?![a-z])",)),
    ("share", (rf"{_NUMBER}(?:%|per ?cent|折)|百分之",)),
    ("stock", (r"\b(?:in|out of) stock\b|现货|缺货",)),
)


def _compiled(
    patterns: tuple[tuple[Quantity, tuple[str, ...]], ...],
) -> tuple[tuple[Quantity, re.Pattern[str]], ...]:
    return tuple((quantity, re.compile("|".join(parts), re.IGNORECASE)) for quantity, parts in patterns)


_ASKED_PATTERNS, _TOLD_PATTERNS = _compiled(_ASKED), _compiled(_TOLD)


def asked_for(question: str) -> frozenset[Quantity]:
    """The quantities that an answer to the question is expected in; none where it asks for something else."""
    return frozenset(quantity for quantity, pattern in _ASKED_PATTERNS if pattern.search(question))


@lru_cache(maxsize=16384)
def told_by(text: str) -> frozenset[Quantity]:
    """The quantities that a text states with a number."""
    return frozenset(quantity for quantity, pattern in _TOLD_PATTERNS if pattern.search(text))
