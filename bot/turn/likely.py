"""A guess at an intent, held against what the question is about: what does not go with that is left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.grounding.polarity import asks_yes_or_no
from bot.tools.belongings import wishes
from bot.tools.desk import Desk
from bot.tools.evidence import shared_words
from bot.tools.fields import asks_price, asks_stock
from bot.tools.options import values_said
from bot.tools.order_facts import aspects_named
from bot.tools.versions import asks_for_versions, asks_which
from bot.turn.about import About
from bot.turn.asks import ASKS
from bot.turn.fitting import ORDER_INTENTS, ORDERED, asks_for_more
from bot.turn.intents import IntentGuess
from bot.turn.memory import Memory
from bot.turn.offers import may_mean_offers
from bot.turn.own_goods import of_own_goods
from bot.turn.reading import has_chinese
from knowledge.categories import names_of
from knowledge.records import Product
from knowledge.words import content_stems

MAYBE, UNLIKELY_ELSE = 0.2, 0.6
"""After talk of an order: confidence that is enough for another question about it, and what else must not have."""
UNSURE = 0.75
"""Below it, a guess at offers needs a word of money, codes or occasions."""
TOLD = 0.6
"""Score of the best passage from which on a product's record counts as speaking of a question."""
_SEEKS = re.compile(
    r"\b(?:looking for|search\w*|find|something|anything|any|need|want|wish|gifts?|present|budget|ideas?|options?|which"
    r"|what|do you (?:have|sell|carry|stock|make))\b"
    r"|推荐|有没有|有.{0,8}的[吗嘛么]|什么|啥|哪|想[要买找换入]|求|预算|以内|(?<![米尺斤分])(?<![米尺斤点].)左右|礼物|送(?:人|给)|搭|配|还缺|除了|你们[有卖]",
    re.IGNORECASE,
)
"""What looks for a product."""
_WHAT_TO_DO = re.compile(r"[怎咋]么?[办弄整]|\bwhat (?:can|should|do|must) (?:i|we) do\b", re.IGNORECASE)
_INDEFINITE = re.compile(r"\b(?:an?|any|some)\b|[一几][个款件双条台只种些张把本套盒顶]", re.IGNORECASE)
_WHICH_OF = re.compile(
    r"\b(?:which|what) (\w+)|(?:哪个|哪种|什么|多大)(尺寸|尺码|颜色|长度|规格|口味|码|号)", re.IGNORECASE
)
_OF_THAT = re.compile(r"([那这]一?[个款件双条台只种些张把本套盒顶口盏][^，。？！]{1,8})有没有")
"""有没有 behind a thing that is pointed at asks what it has, not whether there is any."""
_OF_NO_PRODUCT = frozenset({"recommend", "out_of_scope", "small_talk", "store_info"})


def likely(guess: IntentGuess, question: str, subject: About, memory: Memory, desk: Desk) -> IntentGuess:
    """An unsure guess without what does not go with a product that is named: to find one, or nothing to do with it.

    Nor with one that was spoken of and whose record tells of what is asked: 能试睡吗. "How long is the warranty of the
    chair I bought?" asks nothing of the order.
    """
    own = of_own_goods(question, guess, subject, desk)
    if own:
        return _without({name for name, _ in guess.ranked} - own, guess)
    bought = guess.intent in ("order_history", "order_status") and not aspects_named(question)
    if bought and _tells(question, subject.products, desk, own_words=True):
        return _without(ORDER_INTENTS, guess)
    if not guess.sure and _of_versions(question, subject, desk):
        return _without({name for name, _ in guess.ranked} - {"product_fact"}, guess)
    if not guess.sure and memory.order_id and not subject.points and memory.asked:
        guess = _with_order(guess, memory.asked.intent)
    if _asks_of_the_one(question, subject, memory) or _seeks_nothing(guess, question):
        guess = _without({"recommend"}, guess)
    if guess.intent == "promotion" and guess.confidence < UNSURE and not may_mean_offers(question):
        guess = _without({"promotion"}, guess)
    if guess.sure or asks_for_more(question):
        return guess
    if guess.intent in _OF_NO_PRODUCT:
        focus = () if subject.named or subject.kind else subject.products or memory.products
        return _without(_OF_NO_PRODUCT, guess) if subject.sure or _tells(question, focus, desk) else guess
    return guess


def _of_versions(question: str, subject: About, desk: Desk) -> bool:
    """Whether nothing but versions of the one product in focus is asked for, or which to take of a known one."""
    products = [p for p in map(desk.knowledge.catalogue.product, subject.products) if p]
    if len(products) != 1:
        return False
    if subject.points:
        return _which_option(question, products[0]) and not _INDEFINITE.search(question)
    return asks_for_versions(products[0], question)


def _which_option(question: str, product: Product) -> bool:
    """Whether it is asked which of the product's sizes, lengths or the like to take."""
    asked = {
        stem
        for found in _WHICH_OF.finditer(question)
        for stem in content_stems(found.group(1) or found.group(2))
    }
    options = {
        stem for variant in product.variants for name in variant.options for stem in content_stems(name)
    }
    return bool(asked & options)


def _with_order(guess: IntentGuess, before: str) -> IntentGuess:
    """The guess within what concerns an order, where the talk was of one and the words leave that likely."""
    of_orders = ORDERED | {"account"}
    near = [(name, p) for name, p in guess.ranked if name in ORDERED and p >= MAYBE]
    if before not in ORDERED or not near or guess.confidence >= UNLIKELY_ELSE:
        return guess
    return _without({name for name, _ in guess.ranked} - of_orders, guess)


def _asks_of_the_one(question: str, subject: About, memory: Memory) -> bool:
    """Whether a yes or no is asked of one product, or what to do with it, and nothing is looked for: 能拆开运输吗."""
    certain = subject.sure or (subject.kind and not _INDEFINITE.search(question))
    one = certain and len(subject.products) == 1 if subject.points else len(memory.products) == 1
    asked = asks_yes_or_no(question) or _WHAT_TO_DO.search(question) is not None
    of_others = asks_for_more(question) or _SEEKS.search(_OF_THAT.sub(r"\1", question))
    return one and asked and not of_others


def _seeks_nothing(guess: IntentGuess, question: str) -> bool:
    """Whether an unsure guess that goods are sought goes with a Chinese yes-or-no question that seeks none."""
    unsure = guess.intent == "recommend" and not guess.sure and has_chinese(question)
    return unsure and asks_yes_or_no(question) and not (_SEEKS.search(question) or wishes(question))


def _without(intents: Collection[str], guess: IntentGuess) -> IntentGuess:
    ranked = tuple((name, p) for name, p in guess.ranked if name not in intents)
    if not ranked or ranked[0] == guess.ranked[0]:
        return replace(guess, ranked=ranked or guess.ranked)
    return IntentGuess(*ranked[0], ranked, sure=False)


def _tells(question: str, product_ids: Sequence[str], desk: Desk, *, own_words: bool = False) -> bool:
    """Whether the record of the one product speaks of what is asked; with `own_words`, in words beside its name."""
    if len(product_ids) != 1 or not ASKS.search(question):
        return False
    product = desk.knowledge.catalogue.product(product_ids[0])
    if (
        product
        and not own_words
        and (
            asks_which(product, question)
            or values_said(question, product)
            or asks_price(question)
            or asks_stock(question)
        )
    ):
        return True
    hits = desk.knowledge.search(
        question, kinds=("product", "manual", "faq"), product_ids=product_ids, language=desk.language, k=1
    )
    names = names_of(product) if product else ()
    return any(
        hit.passage.product_id in product_ids
        and hit.score >= TOLD
        and (not own_words or bool(shared_words(hit, names)))
        for hit in hits
    )
