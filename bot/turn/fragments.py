"""Messages that are no whole question: "and the Ridge 3?", "no, I meant 43", 那大的呢. They go on with the last one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.tools.fields import asks_price, asks_stock
from bot.tools.options import next_value, values_said
from bot.turn.asks import COUNTED, is_follow_up, ordinal
from bot.turn.choosing import chosen, is_bare_choice
from bot.turn.leads import corrects, stripped
from bot.turn.memory import Asked, Memory
from bot.turn.offers import may_mean_offers, names_a_share
from bot.turn.rewriting import (
    GO_ON,
    LED_BY_PREPOSITION,
    MEMBER,
    is_value,
    named_spans,
    other_version,
    renamed,
    tier_named,
    with_measure,
    with_value,
)
from knowledge.categories import all_stems
from knowledge.records import Product
from knowledge.search import Knowledge
from knowledge.words import content_stems, has_cjk

_ASKING = re.compile(
    r"\b(?:what|when|where|how|who|which|why|whose|is|are|am|was|were|do|does|did|can|could|will|would|should|may|must"
    r"|has|had|need|want|looking|tell|show|give|find|cancel|track|compare|recommend|buy|got|thanks?|help)\b"
    r"|吗|么|什么|啥|哪|谁|怎么|咋|多[少久重大长高远宽快厚深亮]|[几]|能不|可不|可以|有没有|有多|是不是|推荐|想|查|帮|谢|没有?$|[\u4e00-\u9fff]不[啊呀]?\W*$",
    re.IGNORECASE,
)
_BARE_REST = re.compile(
    r"\W*(?:and |ok |so )?(?:until when|since when|by when|from when|when|why|how so|how come|for how long|how long"
    r"|how many|where|which one|which ones)\W*"
    r"|\W*(?:那|到)?(?:多久|什么时候|啥时候|到什么时候|几天|为什么|为啥|多长时间)(?:之?内|以内|呢|呀|啊)?\W*",
    re.IGNORECASE,
)
_RETURN = re.compile(
    r"\breturn\w*|\bsend\w* (?:it |them )?back|\brefund\w*|\bexchang\w*|退[换货款]*|换货", re.IGNORECASE
)
STEP = re.compile(
    r"\b(?:(?:the )?next (?:one|size)(?: (?:up|down))?|(?:the |a |one )?size (?:up|down|bigger|larger|smaller)"
    r"|(?:one|a size) (?:up|down))\W*$|(?:大|小)一?个?[码号](?:的|呢|有货|有|吗|还有)*[？?]?$",
    re.IGNORECASE,
)
"""What asks for the size next to the one that was spoken of."""
_NO_THING = frozenset(content_stems("one ones version model 那个 那款 那种 款"))
_ELLIPTIC = re.compile(
    r"^\W*(?:(?:and|but|so|ok) )?(?:from|until|till|for|by|up to|at|in|with|within|after) (?:what|which|how)\b"
    r"|^\W*(?:how (?:long|many days|much)|what (?:amount|cost|fee|price))\W*$"
    r"|^\W*(?:(?:and|but|so|ok) )*(?:what|how much) (?:do|does|would|will|did) (?:you|ye|they|that|this)"
    r" (?:cost|charge|come to|set me back|be)\b(?! for \w)",
    re.IGNORECASE,
)
_SUPPOSED = (
    r"\b(?:if|suppose|supposing|say|were|as|being|for)"
    r"(?: (?:i|we))?(?:['’]m| am| was| were| been| had been| became)?"
)
"""Before the membership that a question supposes."""
_LEANS = re.compile(
    r"\b(?:same|there|then|instead|either|as well|both|again|suppose|supposing|in that case)\b"
    r"|也|一样|同样|那|这样|还|再|万一|要是|如果|可是|但|呢",
    re.IGNORECASE,
)
"""What a question has that leans on the one before it, be it never so long."""
_ANOTHER_MATTER = re.compile(r"\W*(?:and )?(?:also|another|one more)\b|\W*另外", re.IGNORECASE)
SHORT = 2
"""A Chinese question with so few words leaves out what it is about: 要几天, 多少钱."""
MOST_LED = 5
"""A question behind "and" or "ok" that has more words than this is one of its own."""
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
        return f"{asked.topic or asked.question} {question}"
    other = _stepped(question, asked, knowledge) if not points else ""
    if other:
        return other
    rest, led = stripped(question)
    if not points and asked.intent in GO_ON and _as_member(question, knowledge):
        return with_value(asked, rest, None, knowledge)
    another = asked.intent == "returns" and not products and _is_another_case(rest, knowledge)
    beside = _without_places(rest, memory, knowledge)
    fragment = led or asked.unclear or (points and is_bare_choice(rest, beside))
    if _is_unclear_choice(question, beside, memory, knowledge):
        return asked.question
    if another or not fragment or _ASKING.search(beside):
        return ""
    product = _one(products, knowledge) or _one(asked.products, knowledge)
    if asked.intent in GO_ON or (
        LED_BY_PREPOSITION.search(rest)
        and not (points and (asked.intent != "recommend" or named_spans(rest, knowledge)))
    ):
        return with_value(asked, rest, product, knowledge)
    if points:
        return _about_another(asked, rest, products, memory, knowledge)
    measured = with_measure(asked.question, rest)
    if measured:
        return measured
    said = values_said(rest, product, named_spans(rest, knowledge)) if product else ()
    before = values_said(asked.question, product, named_spans(asked.question, knowledge)) if product else ()
    other = other_version(rest, product, before) if product else ()
    changes = said or other or corrects(question) or is_value(rest, knowledge)
    return with_value(asked, rest, product, knowledge) if changes else ""


def _stepped(question: str, asked: Asked, knowledge: Knowledge) -> str:
    """The question before it with the next size in place of its own: "the next one up?", 大一码呢; else ""."""
    step = STEP.search(question)
    product = _one(asked.products, knowledge)
    if not step or product is None:
        return ""
    by = -1 if re.search(r"down|small|小", step.group(), re.IGNORECASE) else 1
    for said in values_said(asked.question, product, named_spans(asked.question, knowledge)):
        value = next_value(product, said, by)
        if value:
            return f"{asked.question[: said.start]}{value}{asked.question[said.end :]}"
    return ""


def _is_unclear_choice(question: str, beside: str, memory: Memory, knowledge: Knowledge) -> bool:
    """Whether a message only points at another product, and several may be it."""
    choice = chosen(question, memory, knowledge)
    return choice is not None and bool(choice.unclear) and not content_stems(beside)


def _as_member(question: str, knowledge: Knowledge) -> bool:
    """Whether a few words ask how it stands with another membership: "and if I were Gold?"."""
    tier = tier_named(question, knowledge)
    called = "|".join(filter(None, (tier and re.escape(tier), "members?")))
    supposed = re.search(rf"{_SUPPOSED}(?: an?)?(?: \w+)?? (?:{called})\b", question, re.IGNORECASE)
    return supposed is not None and len(set(content_stems(question))) <= MOST_LED


def _is_another_case(rest: str, knowledge: Knowledge) -> bool:
    """Whether a fragment tells of goods in words of its own: "earbuds that I've opened"."""
    told = LED_BY_PREPOSITION.search(rest) or MEMBER.search(rest) or tier_named(rest, knowledge)
    return not told and len(set(content_stems(rest))) > 1


def going_on(question: str, memory: Memory, intent: str = "policy") -> str:
    """The question together with the one about the shop's rules that it goes on with: "how long does that take?".

    One about offers goes on with nothing else, nor anything else with it, as its likeliest `intent` tells.
    """
    asked = memory.asked
    if asked is None or asked.intent not in GO_ON:
        return ""
    short = has_cjk(question) and len(content_stems(question)) <= SHORT
    bare = short or _ELLIPTIC.search(question)
    if not bare and "promotion" in (asked.intent, intent) and asked.intent != intent:
        return ""
    few = len(set(content_stems(question))) <= MOST_LED
    on = few and not _ANOTHER_MATTER.match(question) and (is_follow_up(question) or stripped(question)[1])
    if not (bare or on):
        return ""
    if asked.intent == "promotion" and not (bare or may_mean_offers(question)):
        return ""
    if asked.intent == "returns":
        topic = _RETURN.search(asked.question)
        return f"{question} ({topic.group()})" if topic else ""
    return f"{asked.topic or asked.question} {question}"


def goes_on(question: str, memory: Memory) -> bool:
    """Whether a message may lean on the question before it, by a word of it or because it says little."""
    if memory.asked is None:
        return False
    little = len(set(content_stems(question))) <= SHORT
    return little or is_follow_up(question) or stripped(question)[1] or bool(_LEANS.search(question))


def leaves_out_its_topic(question: str) -> bool:
    """Whether an English question says nothing of what it is about, though it be clear what is asked: "how much?"."""
    return _ELLIPTIC.search(question) is not None


def leads_on(question: str, intent: str) -> bool:
    """Whether a few words about the shop's rules begin with what leads on from talk before: "and who pays the post"."""
    return intent in GO_ON and stripped(question)[1] and len(set(content_stems(question))) <= MOST_LED


def with_version(
    question: str, products: Sequence[str], memory: Memory, knowledge: Knowledge, *, picked: bool = False
) -> str:
    """The question with the version that was spoken of last: "how many of those are left?"; else "".

    A `picked` product is called by its kind instead: "and what would the desk come to?".
    """
    product = _one(products, knowledge)
    if product is None or not (picked or is_follow_up(question)):
        return ""
    if not (asks_price(question) or asks_stock(question) or names_a_share(question)):
        return ""
    spoken = (each for each in (memory.asked, *memory.earlier) if each and each.products == tuple(products))
    versions = (
        (each, values_said(each.question, product, named_spans(each.question, knowledge))) for each in spoken
    )
    asked, before = next(((each, said) for each, said in versions if said), (None, ()))
    now = values_said(question, product, named_spans(question, knowledge))
    kept = [each for each in before if each.option not in {said.option for said in now}]
    words = " ".join(dict.fromkeys(asked.question[each.start : each.end] for each in kept)) if asked else ""
    return f"{question.rstrip('?？. ')}, {words}" if words else ""


def _one(products: Sequence[str], knowledge: Knowledge) -> Product | None:
    return knowledge.catalogue.product(products[0]) if len(products) == 1 else None


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


def _without_places(text: str, memory: Memory, knowledge: Knowledge) -> str:
    """The text without what names or chooses a product."""
    pick = chosen(text, memory, knowledge)
    spans = named_spans(text, knowledge) + ([(pick.start, pick.end)] if pick else [])
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
