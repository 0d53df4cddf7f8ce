"""Masks what identifies a person in texts that are logged, traced or given to a model, in English and Chinese.

Masked: e-mail addresses, phone numbers, payment cards (Luhn, ISO/IEC 7812-1), IBANs (ISO 13616 lengths), Chinese
identity numbers (GB 11643), names that are introduced as such, street addresses, and what is known of a customer.
Kept: order and product ids, prices, dates. In doubt a number is masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from phonenumbers import Leniency, PhoneNumberMatcher

from knowledge.records import Customer, Order

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
_WORD = r"[A-ZÀ-Þ][\w'’\-]+"
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金"
    "陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢岳齐梅莫庄辛管祝左涂谷"
    "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭許呂蘇盧蔣賈葉閻鐘鄒陸顧龍萬錢湯賴龐蘭顏嚴蘆魯韋聶齊莊"
)
_NAME = re.compile(
    rf"((?i:\b(?:my|the|her|his|full|last|first) name(?: is|:)|\bi am called|\bname:|\b(?:mr|mrs|ms|dr)\b\.?) )"
    rf"{_WORD}(?: {_WORD}){{0,2}}"
    rf"|((?:我叫|姓名|名字叫?|收[件货]人|联系人|我姓)(?:[:：是叫]|\s)*)[{_SURNAMES}](?:[\u4e00-\u9fff]{{1,2}})?"
)
_STREET = re.compile(
    rf"(?<![\w.])\d{{1,5}}[A-Za-z]? (?:{_WORD} ){{1,4}}"
    r"(?i:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Park|Row|Square|Court|Terrace|Boulevard|Blvd|Place|Gardens|Quay)\b"
    r"|[\u4e00-\u9fff]{2,12}?(?:大道|路|街|巷|弄|胡同)\s?\d+\s?[弄号號](?:\s?\d+\s?(?:号楼|号|栋|幢|单元|室|楼|层))*"
)
_LEAST_KNOWN = 2
_REGIONS = ("CN", "US", "GB", "FR", "DE")
_SHORTEST_NATIONAL = 9


def mask(text: str, known: Iterable[str] = ()) -> str:
    """`text` with each personal number, name or address replaced by its kind in brackets: `[phone]`.

    `known` are texts to mask as `[personal]` wherever they stand: see `personal_texts`.
    """
    text = EMAIL.sub("[email]", text.translate(_FULL_WIDTH))
    text = _NAME.sub(lambda said: f"{said[1] or said[2]}[name]", text)
    for part in sorted(known, key=len, reverse=True):
        text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(part)}(?![A-Za-z0-9])", "[personal]", text)
    text = _STREET.sub("[address]", text)
    text = _replace(text, _ibans(text), "[iban]")
    text = _CHINESE_ID.sub("[id number]", text)
    # Splitting with a group gives text, date, text, ...: dates are the odd parts.
    parts = _DATE.split(text)
    return "".join(part if index % 2 else _mask_numbers(part) for index, part in enumerate(parts))


def personal_texts(customer: Customer, orders: Iterable[Order] = ()) -> tuple[str, ...]:
    """Names, contacts and addresses on a customer's record and orders, to be masked; single letters are left out."""
    names = (customer.first_name, customer.last_name)
    contacts = (
        customer.email,
        customer.phone,
        customer.postal_code,
        *(i.handle for i in customer.identities),
    )
    labels = (method.label for method in customer.payment_methods)
    lines = (line for a in (*customer.addresses, *(o.address for o in orders)) for line in _address_lines(a))
    found = (text for text in (*names, *contacts, *labels, *lines) if text)
    return tuple(dict.fromkeys(text for text in found if len(text) >= _LEAST_KNOWN))


def _address_lines(address: object) -> Iterator[str]:
    """The parts of an address that tell more than its country and what it is called."""
    if isinstance(address, Mapping):
        fields = cast("Mapping[str, object]", address).items()
        yield from (str(value) for key, value in fields if value and key not in ("label", "country"))
    elif address:
        yield str(address)


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
