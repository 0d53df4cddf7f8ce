"""Yes or no: a sentence must not say the one where the fact it rests on says the other."""

from __future__ import annotations

import re
from collections.abc import Collection

from knowledge.words import content_stems, has_cjk

_YES = re.compile(r"(?:yes|yep|sure|certainly)\b|(?:是的|可以|能(?!不)|支持|有的|会的|对)", re.IGNORECASE)
_NO = re.compile(r"(?:no|not|never|none)\b|(?:不|否|没有|无法|无(?=$|[。，,；;])|非)", re.IGNORECASE)
_ANSWER = re.compile(r"^.{0,200}?[?？]\s*|^.{0,120}?(?::\s+|：\s*)", re.DOTALL)

_DENIAL_ZH = r"(?:不(?![仅但只])|没有?|无|未|勿|别|非)"
_FEW_ZH = r"[\u4e00-\u9fff]{0,3}"
_EN_DENIAL = r"(?:\bnot|\bno|\bnever|\bwithout|\bcannot|n['’]t)(?: \w+){0,2}[ -]"
_YES_OR_NO = re.compile(
    r"(?:^|[^\w\s'’]\s*|\b(?:and|but|so|or|hi|hello|hey|please|also|then)\s+)"
    r"(?:am|is|are|was|were|isn['’]t|aren['’]t|do|does|did|doesn['’]t|don['’]t|can|can['’]t|could|will|won['’]t|would"
    r"|has|have|may|might|should|must)\b"
    r"|,\s*(?:right|yeah|correct|is it|isn['’]t it|does it|doesn['’]t it|innit)\s*\?\s*$"
    r"|[吗嗎么麼嘛]\s*[?？]?\s*$|[\u4e00-\u9fff][不没沒]\s*[?？]?\s*$|吧\s*[?？]\s*$"
    r"|[\u4e00-\u9fff](?<![要可差哦啊])不(?=[，, ])"
    r"|(?:会|會|能|是|可以|应该|應該|不|没|沒)[^，。,.]{0,12}吧\s*$|有没有|有沒有|([\u4e00-\u9fff])[不没沒]\1|是否|可不可以|(?:可以|能|行|对)不\b",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(?:yes|yep|yeah|sure|certainly|of course|no|nope)\b\s*[,.!—–-]"
    r"|(?:是的|对的?|可以的?|能的?|会的?|有的?|行的?|没问题|当然(?:可以|能)?|不是|不可以|不能|不会|不行|没有)\s*[，,。！!]",
    re.IGNORECASE,
)
LIGHT = frozenset(
    content_stems(
        "need needs needed buy use used uses using get gets put want fit fits work works run take come make let keep"
        " possible able enough well good ok okay really still extra separately also have has allowed safe suitable"
        " again right together actually now anyway just put please thing stuff"
        " 需要 要 买 用 使用 放 装 带 送 配 附 含 有 得 能 行 会 适合 适用 可 好 够 直接 一起 里 里面 上 下 拿 做 当"
        " 可用 丢 扔 那个 这个"
    )
)
"""Words of a question that ask for nothing by themselves."""


def asks_yes_or_no(question: str) -> bool:
    """Whether a question wants a yes or a no: "does it float?", 带锁吗."""
    return _YES_OR_NO.search(question.strip()) is not None


def polarity(text: str) -> bool | None:
    """True for a text that begins with yes, False for one that begins with no, None for any other."""
    start = text.strip()
    if _NO.match(start):
        return False
    return True if _YES.match(start) else None


def settles(text: str, question: str) -> bool:
    """Whether a text answers with yes or no: the question wants one, or the text plainly does so."""
    return polarity(text) is not None and (asks_yes_or_no(question) or _PLAIN.match(text.strip()) is not None)


def contradicts(sentence: str, fact: str) -> bool:
    """Whether a sentence begins with the opposite of how the fact's answer or value begins."""
    said, known = polarity(sentence), polarity(_ANSWER.sub("", fact.strip(), count=1))
    return said is not None and known is not None and said != known


def denies_otherwise(sentence: str, fact: str, asked: Collection[str]) -> list[str]:
    """The words of a question that a sentence affirms and the fact denies, or the other way about.

    "挡风" does not follow from "轻而暖，但不挡风", nor "it is windproof" from "not windproof".
    """
    both = [word for word in asked if word in sentence.casefold() and word in fact.casefold()]
    said_no, known_no = polarity(sentence) is False, polarity(_ANSWER.sub("", fact.strip(), count=1)) is False
    return [
        word
        for word in both
        if _denied(word, sentence) != _denied(word, fact)
        and not (said_no and (known_no or _denied(word, fact)))
    ]


def _denied(word: str, text: str) -> bool:
    """Whether a text denies the word wherever it holds it."""
    denial = f"{_DENIAL_ZH}{_FEW_ZH}" if has_cjk(word) else _EN_DENIAL
    start = "" if has_cjk(word) else r"\b"
    held = len(re.findall(f"{start}{re.escape(word)}", text, re.IGNORECASE))
    return 0 < held == len(re.findall(f"{denial}{re.escape(word)}", text, re.IGNORECASE))
