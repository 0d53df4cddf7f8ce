"""Reads out of a guest's message what could prove that an order is theirs: its number, an e-mail, a postcode. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.privacy import EMAIL
from knowledge.mention import Mention

SHORTEST_POSTCODE, LONGEST_POSTCODE = 3, 10
_WORD = r"(?:\s|[,;:：，。是为\-]|\bis\b|\bwas\b)*"
_SAID_EMAIL = re.compile(
    rf"(?:(?:\band\b|\bwith\b|\bmy\b|\bthe\b|我的|和|以?及)\s*)*(?:e-?mail(?: address)?|电?子?邮[箱件]|信箱){_WORD}$",
    re.I,
)
_SAID_POSTCODE = re.compile(
    r"(?:(?:\band\b|\bwith\b|\bmy\b|\bthe\b|我的|和)\s*)*"
    rf"(?:post\s?codes?|postal codes?|zip(?:\s?codes?)?|eircode|plz|邮政?编码?|邮编|郵遞區號|郵編){_WORD}"
    r"(?P<code>[A-Za-z0-9]+(?:[ \-][A-Za-z0-9]+){0,2})",
    re.I,
)
_FULL_WIDTH = {
    code: code - 0xFEE0
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF20, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0E)
}
_CODE = re.compile(r"[A-Za-z0-9]+")
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FILLER = frozenset(
    re.findall(
        r"[\w'-]+",
        "order orders number no nr id my is it it's its was the a and e-mail email mail address postcode post code zip"
        " postal eircode here hi hello hey sure ok okay yes please thanks thank you this that that's for with of to go"
        " are i have placed used from",
    )
)
_CHINESE_FILLER = re.compile(
    r"我的|您好|你好|好的|谢谢|麻烦|订单号?码?|单号|编号|号码|邮政编码|邮编|邮箱|邮件|收货|下单|地址|在这里|这是|如下|给你|是|的|用|和|号"
)
_CJK = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a message offers as proof, and what it says besides.

    `postcodes` are readings of one postcode ("H91 E2K3 thanks" may end after one, two or three words), in
    lower case without blanks. `rest` is the message without e-mail and postcode; `asks` tells whether it says more
    than the proof itself.
    """

    order_id: str | None = None
    email: str | None = None
    postcodes: tuple[str, ...] = ()
    rest: str = ""
    asks: bool = False

    @property
    def secret(self) -> bool:
        """Whether it holds an e-mail address or a postcode."""
        return bool(self.email or self.postcodes)


def plain_form(text: str) -> str:
    """The text with full-width letters and digits made plain, of the same length: what `read_proof` reads."""
    return text.translate(_FULL_WIDTH)


def read_proof(text: str, mentions: Sequence[Mention]) -> Proof:
    """The proof in a text of `plain_form`, whose order numbers are among `mentions`."""
    order = next((m for m in mentions if m.kind == "order"), None)
    named = f"{text[: order.start]}{order.id}{text[order.end :]}" if order else text
    rest, email = _without_email(named)
    rest, postcodes = _without_postcode(rest)
    left = _remaining(rest, order.id if order else "")
    if not postcodes and not email and (found := _bare_postcode(left)):
        postcodes, left = (found,), ()
        rest = order.id if order else ""
    return Proof(order.id if order else None, email, postcodes, rest.strip(), asks=bool(left))


def with_earlier(proof: Proof, earlier: Iterable[Proof]) -> Proof:
    """The proof completed with what earlier messages, newest first, offered."""
    order_id, email, postcodes = proof.order_id, proof.email, proof.postcodes
    for before in earlier:
        order_id = order_id or before.order_id
        if not email and not postcodes:
            email, postcodes = before.email, before.postcodes
    return Proof(order_id, email, postcodes, proof.rest, proof.asks)


def plain_email(text: str) -> str:
    """An e-mail address in the form in which two of the same are equal."""
    return plain_form(text).strip().casefold()


def plain_postcode(text: str) -> str:
    """A postcode in the form in which two of the same are equal: letters and digits, in lower case."""
    return "".join(_CODE.findall(plain_form(text))).casefold()


def without_codes(text: str) -> str:
    """The text without e-mail addresses and numbers of orders, which are in no language."""
    return re.sub(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9\-]*\d)[A-Za-z0-9\-]+", " ", EMAIL.sub(" ", text))


def _without_email(text: str) -> tuple[str, str | None]:
    found = EMAIL.search(text)
    if found is None:
        return text, None
    before = _SAID_EMAIL.sub(" ", text[: found.start()])
    return EMAIL.sub(" ", f"{before} {text[found.end() :]}"), plain_email(found.group())


def _without_postcode(text: str) -> tuple[str, tuple[str, ...]]:
    for found in _SAID_POSTCODE.finditer(text):
        words = _CODE.findall(found.group("code"))
        readings = ("".join(words[: n + 1]).casefold() for n in range(len(words)))
        codes = tuple(code for code in readings if _is_postcode(code))
        if codes:
            return f"{text[: found.start()]} {text[found.end() :]}", codes
    return text, ()


def _remaining(text: str, order_id: str) -> tuple[str, ...]:
    """The words of a text that say something, order number and courtesies left out."""
    cut = re.sub(re.escape(order_id), " ", text, flags=re.I) if order_id else text
    words = [word.casefold() for word in _TOKEN.findall(_CHINESE_FILLER.sub(" ", cut))]
    return tuple(word for word in words if word not in _FILLER)


def _bare_postcode(words: Sequence[str]) -> str | None:
    code = "".join(words)
    alone = 1 <= len(words) <= 2 and code.isascii() and not _CJK.search(code)
    return code if alone and _is_postcode(code) else None


def _is_postcode(code: str) -> bool:
    return SHORTEST_POSTCODE <= len(code) <= LONGEST_POSTCODE and any(map(str.isdecimal, code))
