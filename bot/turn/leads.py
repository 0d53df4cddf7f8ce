"""What stands around a message that goes on with the last one: "and …", "no, I meant …", 那 … 呢."""

from __future__ import annotations

import re

from bot.turn.asks import ASKS

_LEAD = re.compile(
    r"(?:and|or|but|so|ok(?:ay)?|well|hmm?|oh|ah|then|now|also|no|nope|sorry|oops|wait|actually|rather|nvm"
    r"|i mean[t]?|i was (?:asking|talking) about|make (?:that|it)|what (?:about|if)|how about|same (?:question )?for"
    r"|not (?:that|this|it)(?: one)?|not (?:for )?(?:the |a )?[\w-]+(?=,))(?![\w'])[\s，,。.!！:：;；…—-]*",
    re.IGNORECASE,
)
_CJK_LEAD = re.compile(
    r"(?:那么?|还有|哦|啊|嗯|呃|噢|不对|不是(?:这|那)?[个款双件]?(?=[，, 是])|错了|搞错了|说错了"
    r"|我?(?:说|问|指)的是|我是(?:说|指)|应该是|换成|改成|如果是?|要是|至于|是(?!不是|否))[\s，,。!！:：;；…]*"
)
_CORRECTS = re.compile(
    r"^\W*(?:no\b|nope|not\b|sorry|oops|wait|actually|i mean)|\bi mean[t]?\b"
    r"|不对|(?<!是)不是|错了|(?:说|问|指)的是|我是(?:说|指)|应该是",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s，,。.!！?？~～]*(?:呢|吧|啊|呀|嘛|please|instead|then|too|as well|i mean[t]?)?[\s，,。.!！?？~～]*$",
    re.I,
)
_HEARD = re.compile(
    r"(?:ok(?:ay)?|great|grand|lovely|good|perfect|thanks?(?: you| a lot| so much)?|cool|fine|right(?: so)?|cheers|nice"
    r"|pity|brilliant|super|got it|i see|sound|ah|oh|hm+|行|好的?|嗯|谢谢|明白了?|知道了|原来如此|对了)"
    r"[\s，,。.!！;；…]*[，,。.!！;；…]\s*(?=\S)",
    re.IGNORECASE,
)
"""What tells that an answer was heard, before the next question."""
_ANOTHER = re.compile(
    r"(?:and |but )?(?:(?:just )?(?:one|a) (?:last|more|final|other|quick|different)(?: (?:thing|question|one|matter))?"
    r"|last (?:one|thing|question)|another (?:thing|question|one|matter)|(?:a )?(?:completely |totally )?different"
    r" (?:thing|question|matter|topic)|(?:completely |totally )?unrelated|changing (?:the )?(?:subject|topic)"
    r"|(?:on )?(?:a|something)(?: completely| totally)? (?:different|else)(?: note)?)\s*[:,.!—–-]+\s*(?=\S)"
    r"|(?:(?:再|最后|还想)?问(?:最后)?(?:一|另)个(?:问题|别的|事)?|最后一个(?:问题)?|换个(?:话题|问题)|另外一?[个件](?:问题|事)|题外话)"
    r"[，,。：:]\s*(?=\S)"
    r"|(?:(?:oh|ah|and|so) )?(?:by the way|btw|before i forget|while i(?:['’]m| am) (?:here|at it))[\s:,.!—–-]+(?=\S)",
    re.IGNORECASE,
)
"""What announces another question."""
_DENIED = re.compile(
    r"\bnot (?:for |with |in )?(?:the |a |an |my )?[\w-]+(?: [\w-]+)?,\s*"
    r"|不(?:是|要)[^，,。]{1,8}[，,]\s*",
    re.IGNORECASE,
)


def corrects(question: str) -> bool:
    """Whether a message takes something back: "no, …", "I meant …", 不对."""
    return bool(_CORRECTS.search(question))


def without_denied(question: str) -> str:
    """A correction without what it takes back: "no, not for the desk, for camping" is "no, for camping"."""
    return _DENIED.sub("", question) if corrects(question) else question


def without_opening(question: str) -> tuple[str, bool]:
    """A question without "great." and "last one:" before it; and whether that announces another matter."""
    rest, another = question.strip(), False
    while found := _HEARD.match(rest) or _ANOTHER.match(rest):
        another = another or found.re is _ANOTHER
        rest = rest[found.end() :]
    return (rest, another) if another or ASKS.search(rest) else (question, another)


def stripped(question: str) -> tuple[str, bool]:
    """A message without "and", "no, I meant", 那 … 呢 around it; and whether there was any of that."""
    rest = before = question.strip()
    while True:
        found = _LEAD.match(rest) or _CJK_LEAD.match(rest)
        if not found or not found.group():
            break
        rest = rest[found.end() :]
    tail = _TAIL.search(rest)
    bare = rest[: tail.start()] if tail else rest
    said = rest[len(bare) :]
    led = len(rest) < len(before) or bool(
        re.search(r"呢|instead|\btoo\b|as well|i mean", said, re.IGNORECASE)
    )
    return bare, led
