"""Masks what identifies a person in texts that are logged or traced, in English and Chinese.

Masked: e-mail addresses, phone numbers, payment cards (Luhn, ISO/IEC 7812-1), IBANs (ISO 13616 lengths) and
Chinese identity numbers (GB 11643). Kept: order and product ids, prices, dates. In doubt a number is masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－（）", "0123456789+-()")
_HOST_PART = r"(?:[A-Za-z0-9\-À-ɏ]+|[\u4e00-\u9fff]+)"
EMAIL = re.compile(rf"[A-Za-z0-9._%+'\-À-ɏ]{{1,64}}[@＠]{_HOST_PART}(?:[.．]{_HOST_PART})+")
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ \-]?[A-Za-z0-9])")
_IBAN_LENGTHS = dict(
    re.findall(
        r"([A-Z]{2})(\d\d)",
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27GB22"
        "GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22"
        "MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SE24SI19SK24SM27SV28TN24TR26UA29VA22VG24",
    )
)
_CHINESE_ID = re.compile(
    r"(?<![A-Za-z0-9])[1-9]\d{5}[ \-]?(?:18|19|20)\d{2}[ \-]?(?:0[1-9]|1[0-2])[ \-]?(?:0[1-9]|[12]\d|3[01])"
    r"[ \-]?\d{3}[ ]?[\dXx](?![A-Za-z0-9])"
)
_GAP = r"[\s\-.·_]{0,3}"
_DIGIT_RUN = re.compile(rf"(?<![A-Za-z0-9])\d(?:{_GAP}\d){{12,}}(?![A-Za-z0-9])")
_DIGIT_GROUP = re.compile(r"\d+")
_CHINESE_MOBILE = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:\+|00)?86{_GAP})?1[3-9]\d(?:{_GAP}\d){{8}}(?![A-Za-z0-9])"
)
_YEAR, _MONTH, _DAY = r"(?:19|20)\d{2}", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"((?<![\d.\-]){_YEAR}[-/.]{_MONTH}[-/.]{_DAY}(?![\d\-])"
    rf"|{_YEAR}年{_MONTH}月(?:{_DAY}日)?"
    rf"|(?<![\d.\-]){_DAY}[-/.]{_DAY}[-/.]{_YEAR}(?![\d\-]))"
)
_KEPT = re.compile(
    r"[€$£¥￥]\s?\d[\d.,' ]{0,15}|(?<!\d)\d[\d.,' ]{0,15}(?:[€$£¥￥]|EUR|USD|GBP|CNY|RMB|元)"
    r"|(?:#|\b(?:order|tracking)(?:\s*(?:number|no\.?|id))?|订单号?|单号|编号)\s*[:：#是为]?\s*\d[\d\-]*",
    re.IGNORECASE,
)
_PHONE_WORDS = re.compile(
    r"(?:phone|tel|mobile|cell|whatsapp|wechat|call|text|reach|contact|my number"
    r"|电话|手机|联系|致电|微信|号码)[^\d+]{0,30}$",
    re.IGNORECASE,
)
_REGIONS = ("CN", "US", "GB", "FR", "DE")
_SHORTEST_NATIONAL = 9


def mask(text: str) -> str:
    """`text` with each personal number or address replaced by its kind in brackets: `[phone]`."""
    text = EMAIL.sub("[email]", text.translate(_FULL_WIDTH))
    text = _replace(text, _ibans(text), "[iban]")
    text = _CHINESE_ID.sub("[id number]", text)
    # Splitting with a group gives text, date, text, ...: dates are the odd parts.
    parts = _DATE.split(text)
    return "".join(part if index % 2 else _mask_numbers(part) for index, part in enumerate(parts))


def _mask_numbers(text: str) -> str:
    text = _CHINESE_MOBILE.sub("[phone]", text)
    text = _replace(text, _cards(text), "[card]")
    return _replace(text, _phones(text), "[phone]")


def _replace(text: str, spans: Iterator[tuple[int, int]], word: str) -> str:
    parts: list[str] = []
    end = 0
    for start, stop in sorted(set(spans)):
        if start >= end:
            parts += [text[end:start], word]
        end = max(end, stop)
    return "".join([*parts, text[end:]])


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    for match in _IBAN_START.finditer(text):
        length = _IBAN_LENGTHS.get(match[0][:2].upper())
        found = length and re.compile(rf"(?:[ \-]?[A-Za-z0-9]){{{int(length) - 4}}}(?![A-Za-z0-9])").match(
            text, match.end()
        )
        if found and sum(char.isdigit() for char in found[0]) >= 8:
            yield match.start(), found.end()


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for run in _DIGIT_RUN.finditer(text):
        groups = [(m.start(), m.end()) for m in _DIGIT_GROUP.finditer(text, run.start(), run.end())]
        yield from _cards_in(text, groups)


def _cards_in(text: str, groups: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Longest card numbers first, each made of whole groups of digits."""
    first = 0
    while first < len(groups):
        ends = range(min(len(groups), first + 19), first, -1)
        last = next((end for end in ends if _is_card(text[groups[first][0] : groups[end - 1][1]])), None)
        if last is not None:
            yield groups[first][0], groups[last - 1][1]
        first = last or first + 1


def _is_card(text: str) -> bool:
    digits = [int(char) for char in text if char.isdigit()]
    if not 13 <= len(digits) <= 19 or digits[0] not in {2, 3, 4, 5, 6}:
        return False
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _phones(text: str) -> Iterator[tuple[int, int]]:
    if sum(char.isdigit() for char in text) < 7:
        return
    for match in PhoneNumberMatcher(text, None, Leniency.POSSIBLE):
        yield match.start, match.end
    kept = [match.span() for match in _KEPT.finditer(text)]
    for region in _REGIONS:
        for match in PhoneNumberMatcher(text, region, Leniency.VALID):
            overlaps = any(start < match.end and match.start < stop for start, stop in kept)
            if not overlaps and _looks_like_a_phone(match.raw_string, text[: match.start]):
                yield match.start, match.end


def _looks_like_a_phone(number: str, before: str) -> bool:
    """National numbers only as people write them: a leading 0 or (, groups, or a word that announces one."""
    digits = sum(char.isdigit() for char in number)
    grouped = not number.isdigit() and digits >= _SHORTEST_NATIONAL
    return number.startswith(("0", "(", "+")) or grouped or bool(_PHONE_WORDS.search(before[-60:]))
