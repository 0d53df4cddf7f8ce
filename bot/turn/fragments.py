"""Messages that are no whole question: "and the Ridge 3?", "no, I meant 43", 那大的呢. They go on with the last one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.grounding.facts import facts_of
from bot.tools.fields import asks_price, asks_stock
from bot.tools.options import Said, differing, exchanged, values_said
from bot.turn.asks import COUNTED, is_follow_up, ordinal
from bot.turn.choosing import chosen, is_bare_choice
from bot.turn.memory import Asked, Memory
from knowledge.categories import all_stems
from knowledge.records import Product
from knowledge.search import Knowledge
from knowledge.words import content_stems, has_cjk

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
_ASKING = re.compile(
    r"\b(?:what|when|where|how|who|which|why|whose|is|are|am|was|were|do|does|did|can|could|will|would|should|may|must"
    r"|has|had|need|want|looking|tell|show|give|find|cancel|track|compare|recommend|buy|got|thanks?|help)\b"
    r"|吗|么|什么|啥|哪|谁|怎么|咋|多[少久重大长高远宽快厚深亮]|[几]|能不|可不|可以|有没有|有多|是不是|推荐|想|查|帮|谢|没有?$",
    re.IGNORECASE,
)
_BARE_REST = re.compile(
    r"\W*(?:and |ok |so )?(?:until when|since when|by when|from when|when|why|how so|how come|for how long|how long"
    r"|how many|where|which one|which ones)\W*"
    r"|\W*(?:那|到)?(?:多久|什么时候|啥时候|到什么时候|几天|为什么|为啥|多长时间)(?:之?内|以内|呢|呀|啊)?\W*",
    re.IGNORECASE,
)
_LED_BY_PREPOSITION = re.compile(
    r"^(?:in|for|to|with|without|as|under|over|from|by|on|at|if|size)\b|^(?:送到|寄到|发到|到|给|用)|会员|\bmembers?\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![A-Za-z0-9.,])\d+(?:[.,]\d+)?(?![A-Za-z0-9]|[.,]\d)")
_MEMBER = re.compile(r"会员|客户|\bmember|\bcustomers?\b", re.IGNORECASE)
_MEMBERSHIP_SAID = re.compile(
    r",?\s*\b(?:without (?:a |any )?membership"
    r"|(?:as|for|with) (?:a |an )?(?:guests?|non-members?|\w+ members?(?:hip)?))\b"
    r"|(?:没有?|非|不是|普通|\w{1,2}卡)会员(?:的话)?",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\bnot (?:for |with |in )?(?:the |a |an |my )?[\w-]+(?: [\w-]+)?,\s*"
    r"|不(?:是|要)[^，,。]{1,8}[，,]\s*",
    re.IGNORECASE,
)
_RETURN = re.compile(
    r"\breturn\w*|\bsend\w* (?:it |them )?back|\brefund\w*|\bexchang\w*|退[换货款]*|换货", re.IGNORECASE
)
_BARE = re.compile(r"\b(?:the|in|one|ones|size|colou?r)\b|[的码号色款]", re.IGNORECASE)
_NO_THING = frozenset(content_stems("one ones version model 那个 那款 那种 款"))
_ELLIPTIC = re.compile(
    r"^\W*(?:(?:and|but|so|ok) )?(?:from|until|till|for|by|up to|at|in|with|within|after) (?:what|which|how)\b"
    r"|^\W*(?:how (?:long|many days|much)|what (?:amount|cost|fee|price))\W*$",
    re.IGNORECASE,
)
SHORT = 2
"""A Chinese question with so few words leaves out what it is about: 要几天, 多少钱."""
GO_ON = frozenset({"policy", "returns", "promotion", "store_info", "account", "order_change"})
"""Intents about the shop's rules, where a fragment that names anything goes on with the same rule."""
NEVER_CARRIED = frozenset({"", "small_talk", "out_of_scope", "human"})


def completed(  # noqa: PLR0911 - one rule a line
    question: str, points: bool, products: Sequence[str], memory: Memory, knowledge: Knowledge
) -> str:
    """The whole question that a fragment stands for; "" for a message that is a question of its own.

    `points` tells that the message points at something, of which `products` are clear.
    """
    asked = memory.asked
    if asked is None or asked.intent in NEVER_CARRIED:
        return ""
    if _BARE_REST.fullmatch(question):
        return f"{asked.question} {question}"
    rest, led = stripped(question)
    another = asked.intent == "returns" and not products and _is_another_case(rest, knowledge)
    beside = _without_places(rest, memory, knowledge)
    goes_on = led or asked.unclear or (points and is_bare_choice(rest, beside))
    if _is_unclear_choice(question, beside, memory, knowledge):
        return asked.question
    if another or not goes_on or _ASKING.search(beside):
        return ""
    product = _one(products, knowledge) or _one(asked.products, knowledge)
    if asked.intent in GO_ON or (
        _LED_BY_PREPOSITION.search(rest)
        and not (points and (asked.intent != "recommend" or _spans(rest, knowledge)))
    ):
        return _with_value(asked, rest, product, knowledge)
    if points:
        return _about_another(asked, rest, products, memory, knowledge)
    said = values_said(rest, product, _spans(rest, knowledge)) if product else ()
    before = values_said(asked.question, product, _spans(asked.question, knowledge)) if product else ()
    other = _other_version(rest, product, before) if product else ()
    changes = said or other or _CORRECTS.search(question) or _is_value(rest, knowledge)
    return _with_value(asked, rest, product, knowledge) if changes else ""


def _is_unclear_choice(question: str, beside: str, memory: Memory, knowledge: Knowledge) -> bool:
    """Whether a message only points at another product, and several may be it."""
    choice = chosen(question, memory, knowledge)
    return choice is not None and bool(choice.unclear) and not content_stems(beside)


def _is_another_case(rest: str, knowledge: Knowledge) -> bool:
    """Whether a fragment tells of goods in words of its own: "earbuds that I've opened"."""
    told = _LED_BY_PREPOSITION.search(rest) or _MEMBER.search(rest) or _tier(rest, knowledge)
    return not told and len(set(content_stems(rest))) > 1


def going_on(question: str, memory: Memory) -> str:
    """The question together with the one about the shop's rules that it goes on with: "how long does that take?"."""
    asked = memory.asked
    if asked is None or asked.intent not in GO_ON:
        return ""
    short = has_cjk(question) and len(content_stems(question)) <= SHORT
    bare = short or _ELLIPTIC.search(question)
    if not (bare or is_follow_up(question) or stripped(question)[1]):
        return ""
    if asked.intent == "returns":
        topic = _RETURN.search(asked.question)
        return f"{question} ({topic.group()})" if topic else ""
    return f"{asked.question} {question}"


def with_version(question: str, products: Sequence[str], memory: Memory, knowledge: Knowledge) -> str:
    """The question with the version that the one before spoke of: "how many of those are left?"; else ""."""
    asked, product = memory.asked, _one(products, knowledge)
    if asked is None or product is None or tuple(products) != asked.products or not is_follow_up(question):
        return ""
    if not (asks_price(question) or asks_stock(question)):
        return ""
    before = values_said(asked.question, product, _spans(asked.question, knowledge))
    now = values_said(question, product, _spans(question, knowledge))
    kept = [each for each in before if each.option not in {said.option for said in now}]
    words = " ".join(dict.fromkeys(asked.question[each.start : each.end] for each in kept))
    return f"{question.rstrip('?？. ')}, {words}" if words else ""


def _one(products: Sequence[str], knowledge: Knowledge) -> Product | None:
    return knowledge.catalogue.product(products[0]) if len(products) == 1 else None


def without_denied(question: str) -> str:
    """A correction without what it takes back: "no, not for the desk, for camping" is "no, for camping"."""
    return _DENIED.sub("", question) if _CORRECTS.search(question) else question


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


def _about_another(
    asked: Asked, rest: str, products: Sequence[str], memory: Memory, knowledge: Knowledge
) -> str:
    found = [p for p in map(knowledge.catalogue.product, products) if p]
    chinese = has_cjk(asked.question)
    names = [
        p.translations["zh"].name or p.name if chinese and "zh" in p.translations else p.name for p in found
    ]
    plain = _without_places(rest, memory, knowledge)
    called = all_stems(found[0]) if len(names) == 1 else set[str]()
    more = [s for s in content_stems(plain) if s.isalpha() and s not in called | _NO_THING] if called else []
    if asked.intent == "product_compare":
        return asked.question
    if asked.intent == "recommend":
        return "" if names else rest
    if more and not asked.unclear and not _kind_only(plain, knowledge):
        return f"{asked.question} {rest}"
    return renamed(asked.question, names[0] if len(names) == 1 else rest, knowledge)


def renamed(question: str, name: str, knowledge: Knowledge) -> str:
    """The question asked of something else: its products' names replaced, or the name put before it."""
    spans = _spans(question, knowledge)
    if not spans:
        return f"{name}{'：' if has_cjk(question) else ': '}{question}"
    (start, end), *others = spans
    for s, e in reversed(others):
        question = question[:s] + question[e:]
    return f"{question[:start]}{name}{question[end:]}"


def _tier(text: str, knowledge: Knowledge) -> str | None:
    """The membership that a text names by its own name."""
    tiers = {c.membership for c in knowledge.catalogue.customers() if c.membership and c.membership != "none"}
    said = {word.lower() for word in re.findall(r"[^\W\d_]+", text)}
    return next((tier for tier in sorted(tiers) if tier.lower() in said), None)


def _exchanged(question: str, rest: str, product: Product, knowledge: Knowledge) -> tuple[str, str]:
    """The question with the versions that a fragment names instead of its own, and what else the fragment says."""
    spoken = values_said(rest, product, _spans(rest, knowledge))
    said = values_said(question, product, _spans(question, knowledge))
    other = () if spoken else _other_version(rest, product, said)
    for each in other:
        return f"{question[: each.start]}{each.value}{question[each.end :]}", ""
    words = {each.option: rest[each.start : each.end] for each in spoken}
    question, taken = exchanged(question, said, spoken, words)
    for each in sorted(spoken, key=lambda each: each.start, reverse=True):
        if each.option in taken:
            rest = f"{rest[: each.start]}{rest[each.end :]}"
    return question, rest if content_stems(_BARE.sub(" ", rest)) else ""


def _other_version(rest: str, product: Product, said: Sequence[Said]) -> tuple[Said, ...]:
    """The version that differs by the one number of a fragment from the one spoken of: "the one 20 cm longer"."""
    numbers = [Decimal(fact.value) for fact in facts_of(rest) if fact.kind == "number"]
    return differing(product, said, numbers[0]) if len(numbers) == 1 and len(said) == 1 else ()


def _without_subject(question: str, knowledge: Knowledge) -> str:
    """A question about rules without the things it asks about, for others to take their place."""
    kinds = [(m.start, m.end) for m in knowledge.mentions(question) if m.kind == "category"]
    for start, end in sorted({*_spans(question, knowledge), *kinds}, reverse=True):
        question = f"{question[:start]}{question[end:]}"
    return question


def _spans(text: str, knowledge: Knowledge) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((m.start, m.end) for m in knowledge.mentions(text) if m.kind == "product"):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _without_places(text: str, memory: Memory, knowledge: Knowledge) -> str:
    """The text without what names or chooses a product."""
    pick = chosen(text, memory, knowledge)
    spans = _spans(text, knowledge) + ([(pick.start, pick.end)] if pick else [])
    counted = COUNTED.search(text) if ordinal(text) is not None else None
    if counted and not any(start < counted.end() and counted.start() < end for start, end in spans):
        spans.append(counted.span())
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _kind_only(text: str, knowledge: Knowledge) -> bool:
    """Whether nothing but the name of a kind of product is left."""
    said = knowledge.constraints(text)
    return bool(said.category or said.product_word) and len(set(content_stems(text))) == 1


def _is_value(rest: str, knowledge: Knowledge) -> bool:
    said = knowledge.constraints(rest)
    return bool(said.colour or said.size or _NUMBER.fullmatch(rest.strip()))


def _with_value(asked: Asked, rest: str, product: Product | None, knowledge: Knowledge) -> str:
    """The question with a number, colour, version or membership changed for the fragment's; or the fragment added."""
    question = asked.question
    if product:
        question, rest = _exchanged(question, rest, product, knowledge)
        if not content_stems(rest):
            return question
    new = _NUMBER.findall(rest)
    names = _spans(question, knowledge)
    old = [m for m in _NUMBER.finditer(question) if not any(s <= m.start() < e for s, e in names)]
    if len(new) == 1 and len(old) == 1:
        return f"{question[: old[0].start()]}{new[0]}{question[old[0].end() :]}"
    was, now = knowledge.constraints(question).colour, knowledge.constraints(rest).colour
    if was and now and re.search(re.escape(was), question, re.IGNORECASE):
        return re.sub(re.escape(was), now, question, count=1, flags=re.IGNORECASE)
    tier = _tier(rest, knowledge)
    other = _tier(question, knowledge) if tier else None
    if tier and other and tier != other:
        return re.sub(rf"\b{re.escape(other)}\b", tier, question, flags=re.IGNORECASE)
    if _MEMBER.search(rest):
        question = _MEMBERSHIP_SAID.sub("", question)
    elif asked.intent in GO_ON and not (new or _LED_BY_PREPOSITION.search(rest)):
        question = _without_subject(question, knowledge)
    return f"{question.rstrip('?？. ')}{'，' if has_cjk(question) else ', '}{rest}"
