"""What a product's record says of its stock and price, as finished sentences, where a question asks for just that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.grounding.sentences import clauses
from bot.messages import Evidence
from bot.tools.cards import name_of, price_of
from bot.tools.desk import Desk
from knowledge.records import Product

MOST_VERSIONS = 8
"""The stock of more versions is told together."""
_STOCK = re.compile(
    r"\b(?:in|out of|back in) stock\b|\bsold out\b|\bstill available\b"
    r"|\bavailable (?:now|today|right now|at the moment)"
    r"|\b(?:can|could) (?:i|we) (?:still )?(?:have|get|buy) (?:it|one|them|that|this|that one|this one)"
    r" (?:now|today|right away|straight away|this (?:week|month))\b|\bto be had\b"
    r"|\bany left\b|\b(?:is|are|has|have|was|were)\b.{1,60}\bback in(?: yet| now| again| at all)?\W*$"
    r"|\bhow many (?:\w+ ){0,3}(?:are |is |do you have )?(?:there )?(?:left|in stock)"
    r"|\bdo you (?:still )?have .{0,40}\bin stock"
    r"|\bhow many (?:of (?:it|them|those|these) )?(?:have|do) (?:you|ye|they)(?: got| have| stock|\b.{0,20}\bleft)\b"
    r"|有[货貨]|现货|現貨|缺[货貨]|断[货貨]|补[货貨]|到[货貨]|库存|庫存|卖完|賣完|还有[货貨]?吗"
    r"|有现成的|现在(?:拍|下单|买)?(?:就)?能发",
    re.IGNORECASE,
)
_RESTOCK = re.compile(
    r"\bback in\b|\brestock|\bwhen\b.{0,40}\b(?:stock|available)|补[货貨]|什么时候(?:有|到|来)|何时",
    re.I,
)
_PRICE = re.compile(
    r"\bhow much (?:is|are|r|does|do|for|4|would|will)\b|\bwhat(?:'s| is) the price\b|\bprice of\b|\bprice\W*$"
    r"|\b(?:the )?same price\b"
    r"|\bwhat(?:['’]?s| does| would| will| do) .{1,40} (?:cost|come to|run me|set me back|go(?:ing)? for)\b"
    r"|\bset me back\b|\bcomes? to what\b|打完折多少|折后多少"
    r"|多少[钱錢]|[价價]格|几块|[几幾][钱錢]|售[价價]|[怎咋]么?卖|卖多少|(?:啥|什么|咋)[价價]|[价價][钱錢]",
    re.IGNORECASE,
)
_THE_DAMAGE = re.compile(r"\W*(?:(?:and|ok|so|right|grand|what['’]?s|what is) )*the damage\W*", re.IGNORECASE)
_MORE = re.compile(
    r"deliver|shipping|postage|express|return|assembl|repair|weigh|hold|with (?:the )?code|discount|member"
    r"|less|more than"
    r"|运费|配送|送货|邮费|退|安装|维修|(?<!打完)折(?!后多少)|优惠|会员|重",
    re.IGNORECASE,
)


_ASIDE = re.compile(
    r"\bleaving (?:the )?(?:delivery|postage|shipping) aside\b"
    r"|\b(?:without|before|excluding) (?:the )?(?:delivery|postage|shipping)\b|(?:不含|不算|除了)运费|运费另算",
    re.IGNORECASE,
)
"""What is not asked for."""


def asks_stock(question: str) -> bool:
    """Whether just the stock is asked for."""
    return bool(_STOCK.search(question)) and not _MORE.search(question)


def asks_price(question: str) -> bool:
    """Whether just the price is asked for."""
    question = _ASIDE.sub(" ", question)
    return bool(_PRICE.search(question)) and not _MORE.search(question)


def plain_price(question: str) -> str:
    """The question, where it asks for the price as "the damage" in plain words: no harm was done to the goods."""
    return "how much is it?" if _THE_DAMAGE.fullmatch(question) else question


def beside_fields(question: str) -> str:
    """The clauses of a question that ask neither for stock nor for the price; "" where none of them does by itself."""
    asked = clauses(question)
    rest = [clause for clause in asked if not (asks_stock(clause) or asks_price(clause))]
    return " ".join(rest) if len(rest) < len(asked) else ""


def field_facts(product: Product, question: str, desk: Desk) -> Iterator[Evidence]:
    """The stated fields that the question asks for; none when it asks for anything else."""
    if asks_stock(question) or any(map(asks_stock, clauses(question))):
        yield record_fact("stock", _stock(product, question, desk), product, desk)
    elif asks_price(question):
        price = price_of(product, desk)
        text = desk.say("product_price", name=name_of(product, desk.language), price=price)
        yield record_fact("price", text, product, desk)


def _stock(product: Product, question: str, desk: Desk) -> str:
    count = product.available
    return desk.say(
        "product_stock",
        name=name_of(product, desk.language),
        known=count is not None,
        count=count or 0,
        versions=_versions_left(product, desk),
        gone=_versions_gone(product, desk),
        asked_when=_RESTOCK.search(question) is not None,
    )


def _versions_left(product: Product, desk: Desk) -> str:
    """How many there are of each version in stock; "" where the versions say no more than the product."""
    stocked = [v for v in product.variants if v.stock]
    if not 1 < len(product.variants) <= MOST_VERSIONS or not stocked:
        return ""
    told = [f"{' / '.join(v.options.values())} {v.stock}" for v in stocked]
    return desk.say("list_join_raw", items=told)


def _versions_gone(product: Product, desk: Desk) -> str:
    """The versions that are sold out, where those left are told."""
    gone = [" / ".join(v.options.values()) for v in product.variants if v.stock == 0]
    return desk.say("list_join_raw", items=gone) if gone and _versions_left(product, desk) else ""


def record_fact(part: str, text: str, product: Product, desk: Desk) -> Evidence:
    """A finished sentence about one part of a product's record."""
    return Evidence(
        source=f"product:{product.product_id}#{part}",
        title=name_of(product, desk.language),
        text=text,
        subject=f"product:{product.product_id}",
        language=desk.language,
        names=(product.name, name_of(product, desk.language)),
        score=1.0,
        complete=True,
    )
