"""What stands around a message that goes on with the last one: "and …", "no, I meant …", 那 … 呢."""

from __future__ import annotations

import re

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
    r"[\s，,。.!！?？~～]*(?:呢|吧|啊|呀|嘛|please|instead|then|too|as well)?[\s，,。.!！?？~～]*$", re.I
)
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
    led = len(rest) < len(before) or bool(re.search(r"呢|instead|\btoo\b|as well", said))
    return bare, led
