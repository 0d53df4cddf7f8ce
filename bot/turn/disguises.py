"""Plain readings of a text that may be disguised: encoded, spaced out, spelled with digits or foreign letters."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator

from knowledge.hanzi import simplified

LONGEST_DECODED = 2000
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\U000e0000-\U000e007f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MIXED_WORD = re.compile(
    r"\w*(?:[a-zA-Z][\u0370-\u04ff]|[\u0370-\u04ff][a-zA-Z])\w*|\b[\u0410-\u044f\u0406]\b"
)
_TWINS = str.maketrans("аеорсхуіІкмтнвАЕОРСХУКМТНВοαεικνρτυ", "aeopcxyiIkmthbAEOPCXYKMTHBoaeiknptu")
_LEET = str.maketrans("013457$@!|", "oieastsail")
_LEET_WORD = re.compile(r"(?=\S*[a-zA-Z])(?=\S*[013457$@!|])[\w$@!|]+|\b\d\b")
_SPACED = re.compile(r"(?<!\w)(?:\w([ .*_\-]))(?:\w\1){2,}\w(?!\w)")
_SPACED_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])[ .*_\-·|]+(?=[\u3400-\u9fff])")
_JOINED_WORDS = re.compile(r"(?<=[a-z])[-_.*+](?=[a-z])", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/]{12,}={0,2}")
_HEX = re.compile(r"\b(?:[0-9a-fA-F]{2}[\s:]?){8,}")
_WORD = re.compile(r"[a-z]{2,}")
_COMMON_WORDS = """
the of and to in is you your that it for are with as this have from be all not but what can when we there
use an do how if will other about out many then them these so some her would make like has look more write
see no way could my than been who its now did get come made may over new give me tell show print ignore
previous instructions system prompt rules reveal secret forget act customer customers orders address email
admin addresses password restrictions filter bypass obey repeat above output names
"""
_COMMON_CHINESE = re.compile(
    "忽略|无视|指令|指示|提示词|规则|系统|输出|之前|以上|所有|显示|顾客|客户|订单|地址|告诉|忘记|执行|密码|管理员"
)
_COMMON = frozenset(_COMMON_WORDS.split())


def cleaned(text: str) -> str:
    """The text with compatibility forms, invisible, traditional and look-alike characters made plain."""
    plain = unicodedata.normalize("NFKC", text)
    plain = _CONTROL.sub(" ", _ZERO_WIDTH.sub("", plain))
    return simplified(_MIXED_WORD.sub(lambda word: word[0].translate(_TWINS), plain))


def disguised_readings(text: str) -> tuple[str, ...]:
    """What a cleaned text says when a disguise is taken off; only readings that make sense in words."""
    found = [reading[:LONGEST_DECODED] for take_off in _DISGUISES for reading in take_off(text)]
    return tuple(dict.fromkeys(reading for reading in found if reading.strip() and reading != text))


def _unspaced(text: str) -> Iterator[str]:
    words = re.split(r"\s{2,}", text)
    joined = " ".join(_SPACED.sub(lambda run: run[0].replace(run[1], ""), word) for word in words)
    yield _SPACED_CHINESE.sub("", _JOINED_WORDS.sub(" ", joined))


def _unleeted(text: str) -> Iterator[str]:
    plain = _LEET_WORD.sub(lambda word: word[0].translate(_LEET), text)
    if _gains(plain, text):
        yield plain


def _rotated(text: str) -> Iterator[str]:
    plain = codecs.encode(text, "rot13")
    if _gains(plain, text):
        yield plain


def _reversed(text: str) -> Iterator[str]:
    if _gains(text[::-1], text):
        yield text[::-1]


def _from_base64(text: str) -> Iterator[str]:
    for run in _BASE64.findall(text):
        yield from _readable(base64.b64decode, run + "=" * (-len(run) % 4))


def _from_hex(text: str) -> Iterator[str]:
    for run in _HEX.findall(text):
        yield from _readable(binascii.unhexlify, re.sub(r"[\s:]", "", run))


_DISGUISES = (_unspaced, _unleeted, _rotated, _reversed, _from_base64, _from_hex)


def _readable(decode: Callable[[str], bytes], run: str) -> Iterator[str]:
    try:
        plain = decode(run).decode("utf-8")
    except (binascii.Error, ValueError):
        return
    if plain.isprintable() and (_common(plain) or re.search(r"[\u3400-\u9fff]{2}", plain)):
        yield plain


def _gains(plain: str, text: str) -> bool:
    return _common(plain) >= _common(text) + 2


def _common(text: str) -> int:
    english = sum(word in _COMMON for word in _WORD.findall(text.lower()))
    return english + len(_COMMON_CHINESE.findall(text))
